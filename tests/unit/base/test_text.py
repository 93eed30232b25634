# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts in messages: one line, with a limited length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base.hiding import hide
from alicloud_iot_ota.base.text import format_exact_size, format_text, pluralize, size


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
    """Printable text is unchanged, other characters are escaped, and long text is cut."""
    assert format_text(text) == line


@given(st.text())
def test_shown_is_always_one_printable_line(text: str) -> None:
    """Any text is shown as one printable line of at most 100 characters."""
    line = format_text(text)
    assert line.isprintable()
    assert len(line) <= 100


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (20971520, "20.0 MiB"),
        (1024**2 - 1, "1024.0 KiB"),
        (1024**7, "1024.0 EiB"),
        (2**63, "8.0 EiB"),
    ],
)
def test_size(number: int, text: str) -> None:
    """A size is rounded to a tenth of its unit."""
    assert size(number) == text


def test_exact_size() -> None:
    """A size in a message is in bytes, followed by a larger unit if that is useful."""
    assert [format_exact_size(number) for number in (1, 1023, 1024)] == ["1 byte", "1023 bytes", "1024 bytes (1.0 KiB)"]


def test_counted() -> None:
    """A count of one uses the singular."""
    assert [pluralize(number, "entry", "entries") for number in (0, 1, 2)] == ["0 entries", "1 entry", "2 entries"]
    assert pluralize(2, "byte") == "2 bytes"


def test_a_hidden_size() -> None:
    """The size of a secret package is hidden in every unit."""
    with hide({"7"}, "all"):
        assert (format_exact_size(7), format_exact_size(20971520)) == ("7 bytes", "[secret] bytes")
