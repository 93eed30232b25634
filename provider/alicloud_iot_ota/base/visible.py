# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Visible and hidden characters: the only definition, for files, arguments and output.

Visible characters are the space U+0020, and the letters, marks, numbers, punctuation and symbols of Unicode 13.0 in
composed form (NFC). All other characters are hidden: controls, format characters and Default_Ignorable_Code_Point,
other spaces, private use, and characters that Unicode 13.0 does not assign. The version is fixed, because each
supported Python has a different one, and a text must not be valid on one machine and invalid on another.

A mark is visible after a letter, a number or another mark. Elsewhere it would merge with a quote or a space.
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MARKS = 4
"""The maximum number of marks on one character. More of them would cover the adjacent lines."""

_PIECE = re.compile(r"[ -~]+|.", re.DOTALL)
_NOT_PLAIN = re.compile(r"[^ -~]")


class HiddenCharacter(NamedTuple):
    """The first hidden character of a text.

    Attributes:
        position: The index in the text.
        name: The code point: `U+FE0F`.
    """

    position: int
    name: str


def is_ascii(text: str) -> bool:
    """Return whether a text is printable ASCII, as required for identifiers, versions, keys and digests."""
    return text.isascii() and text.isprintable()


def first_hidden(text: str, keep: str = "") -> HiddenCharacter | None:
    """Return the first hidden character of a text, except those in `keep`, or None."""
    if _is_simply_visible(text, keep):
        return None
    position = 0
    for piece, is_seen in _classify(text, keep):
        if not is_seen:
            return HiddenCharacter(position, f"U+{ord(piece):04X}")
        position += len(piece)
    return None


def first_non_ascii(text: str) -> HiddenCharacter | None:
    """Return the first character that is not printable ASCII, or None."""
    found = _NOT_PLAIN.search(text)
    return None if found is None else HiddenCharacter(found.start(), f"U+{ord(found[0]):04X}")


def printable(text: str, keep: str = "") -> str:
    """Return a text in which every hidden character is a Python escape.

    The result is on one line, unless `keep` contains line breaks.
    """
    if is_ascii(text):
        return text
    return "".join(
        piece if is_seen else piece.encode("unicode_escape").decode() for piece, is_seen in _classify(text, keep)
    )


def escape_json(document: str) -> str:
    """Return a JSON document in which hidden characters are JSON escapes. The value stays the same."""
    if _is_simply_visible(document, "\n"):
        return document
    return "".join(piece if is_seen else escape_character(piece) for piece, is_seen in _classify(document, "\n"))


def escape_character(char: str) -> str:
    """Return the JSON escape of a character; a pair of surrogates above U+FFFF."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _is_simply_visible(text: str, keep: str) -> bool:
    """Return whether a text has neither hidden characters nor marks. False if it may have any.

    This is fast for a long text with few different characters.
    """
    return unicodedata.is_normalized("NFC", text) and all(
        " " <= char <= "~" or char in keep or (_is_visible(char) and unicodedata.category(char)[0] != "M")
        for char in set(text)
    )


def _classify(text: str, keep: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether it is visible: runs of printable ASCII, and single characters."""
    cluster, marks = "", 0  # the previous visible character, with its marks
    for match in _PIECE.finditer(text):
        piece = match[0]
        if " " <= piece[0] <= "~" or piece in keep:
            cluster, marks = piece[-1], 0
            yield piece, True
            continue
        is_mark = unicodedata.category(piece)[0] == "M"
        marks = marks + 1 if is_mark else 0
        is_seen = (
            _is_visible(piece)
            and (not is_mark or (marks <= MAX_MARKS and unicodedata.category(cluster[:1] or " ")[0] in "LN"))
            and unicodedata.is_normalized("NFC", cluster + piece)
        )
        if is_seen:
            cluster = cluster + piece if is_mark else piece
        else:
            cluster, marks = "", 0  # no mark can follow an escape
        yield piece, is_seen


def _is_visible(char: str) -> bool:
    starts, ends = _table()
    index = bisect.bisect_right(starts, ord(char)) - 1
    return index >= 0 and ord(char) <= ends[index]


@functools.cache
def _table() -> tuple[list[int], list[int]]:
    """Return the first and the last code points of the visible ranges."""
    from alicloud_iot_ota.base.visible_characters import RANGES  # noqa: PLC0415 - not needed for ASCII

    pairs = [each.partition("-") for each in RANGES.split()]
    return [int(first, 16) for first, _, _ in pairs], [int(last or first, 16) for first, _, last in pairs]
