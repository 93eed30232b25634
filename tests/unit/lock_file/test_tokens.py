# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The tokens of a text, and its limits, which plain text does not need tokens for."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.lock_file import tokens
from alicloud_iot_ota.lock_file.tokens import require_bounds
from alicloud_iot_ota.lock_file.toml import TomlError


@pytest.mark.parametrize(
    "text", ['"' * 3001, "'" * 3001, '"""' + '\\"' * 1000, "a.b.c" * 500, "[{]}" * 500, "é\n" * 500, '"a\\\nb"\n' * 300]
)
def test_tokens(text: str) -> None:
    """The tokens of any text cover it completely, without overlaps."""
    found = list(tokens.tokens(text))
    assert "".join(text[token.start : token.end] for token in found) == text
    assert all(token.start < token.end for token in found)


LINES = st.sampled_from(
    [
        *(
            "[firmware.a.criteria]",
            "[a.b.c.d.e]",
            "[a.b.c.d.e.f]",
            "[[a]]",
            'key = "text"',
            'k="a.b.c[{" # x',
            "n = 12",
        ),
        *(
            "b = true",
            "# a.b.c.d.e.f [[[[",
            "",
            " ",
            'k = "\\""',
            'k = """',
            "k = [",
            "]",
            "a.b = 1",
            "k = {a = 1}",
            "é",
        ),
    ]
)


@given(st.lists(LINES, max_size=8).map("\n".join) | st.text())
def test_plain_text(text: str) -> None:
    """The limits of a plain text are those of its tokens."""
    for depth in (1, 3, 5):
        with mock.patch.object(tokens, "MAX_DEPTH", depth + 4), mock.patch.object(tokens, "MAX_PARTS", depth):
            assert is_within_bounds(text) == is_within_bounds_of_tokens(text)


def is_within_bounds(text: str) -> bool:
    """Return whether a text is within the limits."""
    try:
        require_bounds(text)
    except TomlError:
        return False
    return True


def is_within_bounds_of_tokens(text: str) -> bool:
    """Return whether the tokens of a text are within the limits."""
    with mock.patch.object(tokens, "_PLAIN_TEXT", re.compile("$.")):
        return is_within_bounds(text)


def test_nearly_plain_text() -> None:
    """A text that is plain up to its end is checked in linear time."""
    require_bounds('key = "text"\n' * 90_000 + "!")
    require_bounds("# x\n" * 90_000 + "[" + "a" * 60_000)
