# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts in messages: one line, not too long, and no secret, in whatever form the message has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.rendering import redact, shown


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


@given(st.text(alphabet="abAB\n", min_size=1, max_size=150), st.text(alphabet="xyz .", min_size=1, max_size=20))
def test_no_form_of_a_secret_is_left(secret: str, other: str) -> None:
    """A secret is blanked as it came, as messages show it, and in lower case; the rest of the message stays."""
    message = other.join(["", secret, shown(secret), secret.lower(), ""])
    assert redact(message, [secret]) == other.join(["", "[secret]", "[secret]", "[secret]", ""])


def test_what_a_blank_says_is_no_secret() -> None:
    """A short secret is not looked for in the blanks of others."""
    assert redact("e of key", ["e", "key"]) == "[secret] of [secret]"


def test_the_longer_secret_goes_first() -> None:
    """A secret that is a part of another leaves nothing of it behind."""
    assert redact("key-and-more, key", ["key", "key-and-more", ""]) == "[secret], [secret]"
