# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Split a lock file into tokens in one pass, and enforce limits before any other code parses the text.

Python's TOML parser takes quadratic time in the depth of a key, and recurses into lists and tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.lock_file.toml import TomlError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 65_536
"""Characters per line of a lock file."""

MAX_DEPTH = 16
"""Levels of nesting: names in a dotted key, or lists and tables that are open together. An entry needs five."""

MAX_LINES = 200_000
"""Lines of a lock file."""

MAX_PARTS = 100_000
"""Fields, tables and lists of a lock file in total, enough for about five thousand entries."""

_TOKEN = re.compile(
    r"""
    (?P<quote> \"{3} | '{3} | " | ' )
    | (?P<comment> \#[^\n]* )
    | (?P<space> [ \t\r]+ )
    | (?P<end> \n )
    | (?P<open> [\[{] )
    | (?P<close> [\]}] )
    | (?P<equals> = )
    | (?P<comma> , )
    | (?P<dot> \. )
    | (?P<other> [^\s"'\#\[\]{}=,.]+ | . )
    """,
    re.DOTALL | re.VERBOSE,
)
_STOPS = {'"': re.compile(r'\\.|["\n]', re.DOTALL), "'": re.compile(r"['\n]")}
_STOPS_OF_LINES = {'"""': re.compile(r'\\.|"{3,5}', re.DOTALL), "'''": re.compile("'{3,5}")}
_SEPARATORS = frozenset({"end", "open", "close", "equals", "comma"})


class Token(NamedTuple):
    """A token of the text.

    Attributes:
        kind: `text`, `comment`, `space`, `end` of a line, `open`, `close`, `equals`, `comma`, `dot` or `other`.
        start: The index of the first character.
        end: The index after the last character.
    """

    kind: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield every token. An unclosed string ends with its line, an unclosed multi-line string with the file."""
    position = 0
    while match := _TOKEN.match(text, position):
        start, position, kind = position, match.end(), str(match.lastgroup)
        if kind == "quote":
            kind, position = "text", _end_of_text(text, match[0], position)
        yield Token(kind, start, position)


def _end_of_text(text: str, quote: str, start: int) -> int:
    stops = _STOPS.get(quote) or _STOPS_OF_LINES[quote]
    for stop in stops.finditer(text, start):
        if stop[0] == "\n":
            return stop.start()
        if not stop[0].startswith("\\"):
            return stop.end()
    return len(text)


_PLAIN_TEXT = re.compile(
    r"""
    (?: (?: \#[^\n]*                                                # a comment
        | \[ [A-Za-z0-9_-]+ (?: \.[A-Za-z0-9_-]+ ){0,4} \]           # a header
        | [A-Za-z0-9_-]+ \ *=\ * (?: "[^"\\\n]*" | [0-9]+ | [a-z]+ )  # a field
        )? (?: \n | \Z )
    )*
    """,
    re.VERBOSE,
)
"""A text without any nesting, as nearly all files are. Its limits are checked five times faster than by tokens."""


def require_bounds(text: str) -> None:
    """Check that a text can be parsed in linear time and space.

    Raises:
        TomlError: The text exceeds a limit.
    """
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise TomlError(MAX_LINES, f"The file has {len(lines):,} lines; at most {MAX_LINES:,} are allowed.")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise TomlError(number, f"This line has {len(line):,} characters; at most {MAX_LINE:,} are allowed.")
    if len(lines) <= MAX_PARTS and _PLAIN_TEXT.fullmatch(text):
        return
    parts = depth = dots = 0
    for token in tokens(text):
        kind = token.kind
        dots = dots + (kind == "dot") if kind not in _SEPARATORS else 0
        depth = max(0, depth + {"open": 1, "close": -1}.get(kind, 0))
        parts += kind in {"open", "equals"}
        if max(dots + 1, depth) > MAX_DEPTH:
            raise TomlError(
                line_at(text, token.start), f"Keys, lists and tables may be nested at most {MAX_DEPTH} deep."
            )
        if parts > MAX_PARTS:
            what = f"The file has more than {MAX_PARTS:,} fields, tables and lists."
            raise TomlError(line_at(text, token.start), what)


def line_at(text: str, position: int) -> int:
    """Return the line of a position, from 1."""
    return text.count("\n", 0, position) + 1
