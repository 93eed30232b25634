# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where everything stands in the text of a lock file: its headers, its fields, and the lines that belong to them.

Python's reader of TOML gives values without their places. tomlkit, which keeps them, gives a comment above a header to
the table before it, so that a new field comes after that comment, and a removed table takes the next one's comment with
it. Here a comment belongs to the header that it stands above.

The text should be TOML. Of other text nothing certain is found, but it does no harm.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alicloud_iot_ota.lock_file.tokens import tokens
from alicloud_iot_ota.lock_file.toml import TomlError, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")

KeyPath = tuple[str, ...]
"""The names that lead to a value, such as `("firmware", "gateway", "locked", "digest")`."""


class Extent(NamedTuple):
    """A part of the text, from the first character to the one after the last."""

    start: int
    end: int


class Statement(msgspec.Struct, frozen=True):
    """A header or a field.

    Attributes:
        index: Its place among the statements, from 0.
        path: The path of the table or the field.
        line: Its first line, from 1.
        lines: All of its lines, with the end of the last one.
        value: The value of a field, without a comment after it; None for a header.
        is_element: Whether it is the header of an element of a list: `[[...]]`.
    """

    index: int
    path: KeyPath
    line: int
    lines: Extent
    value: Extent | None = None
    is_element: bool = False


class TomlLayout:
    """The layout of a text.

    Attributes:
        statements: The headers and fields, in their order.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.statements = list(_statements(text))
        self._below: dict[KeyPath, list[int]] = {}  # the indices of the statements of each path and prefix
        for index, statement in enumerate(self.statements):
            for length in range(len(statement.path) + 1):
                self._below.setdefault(statement.path[:length], []).append(index)
        self._header_after = [len(self.statements)] * (len(self.statements) + 1)  # of each index, or the end
        for index in range(len(self.statements) - 1, -1, -1):
            is_header = self.statements[index].value is None
            self._header_after[index] = index if is_header else self._header_after[index + 1]

    def line(self, path: KeyPath) -> int:
        """Return the line where a value stands, or what holds it where its own place cannot be told."""
        prefixes = (path[:length] for length in range(len(path), 0, -1))
        found = next((self._below[prefix] for prefix in prefixes if prefix in self._below), [])
        return self.statements[found[0]].line if found else 1

    def below(self, path: KeyPath) -> list[Statement]:
        """Return the statements of a table or a field, and of all that it holds."""
        return [self.statements[index] for index in self._below.get(path, ())]

    def section(self, path: KeyPath) -> list[Statement]:
        """Return a table's header and the fields under it; nothing where it has no header, as an inline table."""
        for index in self._below.get(path, ()):
            statement = self.statements[index]
            if statement.value is None and statement.path == path and not statement.is_element:
                return self.statements[index : self._header_after[index + 1]]
        return []

    def extent_of(self, statement: Statement) -> Extent:
        """Return all that belongs to a statement.

        That is the lines of a field. A header has the comment directly above it and all lines up to the next header's.
        """
        if statement.value is not None:
            return statement.lines
        after = self._header_after[statement.index + 1]
        end = self._with_comment(self.statements[after]) if after < len(self.statements) else len(self._text)
        return Extent(self._with_comment(statement), end)

    def _with_comment(self, header: Statement) -> int:
        """Return where the comment directly above a header starts."""
        earliest = self.statements[header.index - 1].lines.end if header.index else 0
        start = header.lines.start
        while start > earliest:
            above = self._text.rfind("\n", 0, start - 1) + 1
            if not self._text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start


class _Line(NamedTuple):
    """A line as TOML means it: with all lines of its value."""

    number: int
    lines: Extent
    content: Extent
    equals: int | None


def _lines(text: str) -> Iterator[_Line]:
    """Give every line that holds more than a comment."""
    start, number, depth = 0, 1, 0
    content: Extent | None = None
    equals: int | None = None
    for token in tokens(f"{text}\n"):
        kind = token.kind
        if kind == "end" and depth <= 0:
            end = min(token.end, len(text))
            if content is not None:
                yield _Line(number, Extent(start, end), content, equals)
            number += text.count("\n", start, end)
            start, depth, content, equals = end, 0, None, None
        elif kind not in {"end", "space", "comment"}:
            content = Extent(token.start if content is None else content.start, token.end)
            depth += {"open": 1, "close": -1}.get(kind, 0)
            if kind == "equals" and equals is None:
                equals = token.start


def _statements(text: str) -> Iterator[Statement]:
    table: KeyPath = ()
    index = 0
    for line in _lines(text):
        content = text[line.content.start : line.content.end]
        if line.equals is not None:
            after = text[line.equals + 1 : line.content.end]
            value = Extent(line.content.end - len(after.lstrip()), line.content.end)
            path = (*table, *_path(text[line.content.start : line.equals]))
            yield Statement(index, path, line.number, line.lines, value)
        elif content.startswith("["):
            is_element = content.startswith("[[")
            table = _path(content[2:-2] if is_element else content[1:-1])
            yield Statement(index, table, line.number, line.lines, is_element=is_element)
        else:
            continue
        index += 1


def _path(key: str) -> KeyPath:
    """Return the names of a key: `firmware.gateway`, `firmware."gateway"`."""
    key = key.strip()
    if _BARE_KEY.fullmatch(key):
        return tuple(key.split("."))
    try:
        value: object = values_of(f"{key} = 0")
    except TomlError:
        return (key,)
    names: list[str] = []
    while isinstance(value, dict):
        ((name, value),) = value.items()
        names.append(name)
    return tuple(names)
