# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts in messages: one line, and not too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base.text import shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("4.0.0", "4.0.0"),
        ("网关 4.0", "网关 4.0"),
        ("two\nlines\x1b[31m", r"two\nlines\x1b[31m"),
        ("half \udc00 pair", r"half \udc00 pair"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 97 + "..."),
    ],
)
def test_shown(text: str, line: str) -> None:
    """What is printable stays, what is not is escaped, and what is long is cut."""
    assert shown(text) == line


@given(st.text())
def test_shown_is_always_one_printable_line(text: str) -> None:
    """No text breaks a message, or the terminal that shows it."""
    line = shown(text)
    assert line.isprintable()
    assert len(line) <= 100
