# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a reader sees of a text, and every other character as an escape. The one judgment for files, arguments, output.

Visible are the plain blank, letters, marks, numbers, punctuation and symbols of Unicode 13.0 in the composed form
(NFC). Hidden is everything else: controls, format characters and Default_Ignorable_Code_Point, blanks other than
U+0020, private use, and what Unicode 13.0 does not assign. That version is fixed: each supported Python has another
one, and a text must not pass on one machine and fail on the next.

A mark is visible on a letter, a number or another mark. Anywhere else it would merge with a quote or a blank.
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
"""Marks on one character: more would cover the lines around it."""

_PIECE = re.compile(r"[ -~]+|.", re.DOTALL)
_NOT_PLAIN = re.compile(r"[^ -~]")


class HiddenCharacter(NamedTuple):
    """The first character of a text that a reader does not see.

    Attributes:
        position: Its index in the text.
        name: The character as a person writes it: `U+FE0F`.
    """

    position: int
    name: str


def is_ascii(text: str) -> bool:
    """Return whether a text is printable ASCII, as identifiers, versions, keys and digests must be."""
    return text.isascii() and text.isprintable()


def first_hidden(text: str, keep: str = "") -> HiddenCharacter | None:
    """Return the first character that a reader does not see, but for those to `keep`; None if all are visible."""
    position = 0
    for piece, is_seen in _classify(text, keep):
        if not is_seen:
            return HiddenCharacter(position, f"U+{ord(piece):04X}")
        position += len(piece)
    return None


def first_non_ascii(text: str) -> HiddenCharacter | None:
    """Return the first character that is not printable ASCII; None if all are."""
    found = _NOT_PLAIN.search(text)
    return None if found is None else HiddenCharacter(found.start(), f"U+{ord(found[0]):04X}")


def printable(text: str, keep: str = "") -> str:
    """Return a text with every hidden character as Python escapes it: on one line, unless line ends are to `keep`."""
    if is_ascii(text):
        return text
    return "".join(
        piece if is_seen else piece.encode("unicode_escape").decode() for piece, is_seen in _classify(text, keep)
    )


def escape_json(document: str) -> str:
    """Return a JSON document with hidden characters in its texts as JSON escapes them. The value stays the same."""
    return "".join(piece if is_seen else escape_character(piece) for piece, is_seen in _classify(document, "\n"))


def escape_character(char: str) -> str:
    """Return a character as JSON escapes it; above U+FFFF that is a pair of surrogates."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _classify(text: str, keep: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether a reader sees it: runs of printable ASCII, and single characters."""
    cluster, marks = "", 0  # the visible character before, with its marks
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
            cluster, marks = "", 0  # an escape: no mark can follow it
        yield piece, is_seen


def _is_visible(char: str) -> bool:
    starts, ends = _table()
    index = bisect.bisect_right(starts, ord(char)) - 1
    return index >= 0 and ord(char) <= ends[index]


@functools.cache
def _table() -> tuple[list[int], list[int]]:
    """Return the first and the last code points of the visible ranges."""
    from alicloud_iot_ota.base.visible_characters import RANGES  # noqa: PLC0415 - of no use to ASCII, which nearly all is

    pairs = [each.partition("-") for each in RANGES.split()]
    return [int(first, 16) for first, _, _ in pairs], [int(last or first, 16) for first, _, last in pairs]
