# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The positions of headers, fields and comments in the text of a lock file.

Python's TOML parser returns values without positions. tomlkit preserves positions, but it assigns a comment above a
header to the preceding table: a new field is then inserted after that comment, and removing a table also removes the
comment of the next one. This module assigns such a comment to the header below it.

The text should be valid TOML. For other text, the result is unspecified, but no exception is raised.
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
    """A range of characters, from the first one to the one after the last."""

    start: int
    end: int


class Statement(msgspec.Struct, frozen=True):
    """A header or a field in the text.

    Attributes:
        index: The index among all statements, from 0.
        path: The path of the table or the field.
        line: The first line, from 1.
        lines: All lines of the statement, including the last line end.
        value: The value of a field, without a comment after it; None for a header.
        is_element: Whether it is the header of an element in a list of tables: `[[...]]`.
    """

    index: int
    path: KeyPath
    line: int
    lines: Extent
    value: Extent | None = None
    is_element: bool = False


class TomlLayout:
    """The statements of a text, with fast access by path.

    Attributes:
        statements: The headers and fields, in the order of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.statements = list(_statements(text))
        self._below: dict[KeyPath, list[int]] = {}  # the indexes of the statements at and below each path
        for index, statement in enumerate(self.statements):
            for length in range(len(statement.path) + 1):
                self._below.setdefault(statement.path[:length], []).append(index)
        self._header_after = [len(self.statements)] * (len(self.statements) + 1)  # the next header from each index on
        for index in range(len(self.statements) - 1, -1, -1):
            is_header = self.statements[index].value is None
            self._header_after[index] = index if is_header else self._header_after[index + 1]

    def line(self, path: KeyPath) -> int:
        """Return the line of a value, from 1, or of the closest enclosing table if the value has no line."""
        prefixes = (path[:length] for length in range(len(path), 0, -1))
        found = next((self._below[prefix] for prefix in prefixes if prefix in self._below), [])
        return self.statements[found[0]].line if found else 1

    def below(self, path: KeyPath) -> list[Statement]:
        """Return the statements of a table or field and of everything below it."""
        return [self.statements[index] for index in self._below.get(path, ())]

    def section(self, path: KeyPath) -> list[Statement]:
        """Return the header of a table and the fields under it. An inline table has no header; its section is empty."""
        for index in self._below.get(path, ()):
            statement = self.statements[index]
            if statement.value is None and statement.path == path and not statement.is_element:
                return self.statements[index : self._header_after[index + 1]]
        return []

    def extent_of(self, statement: Statement) -> Extent:
        """Return the extent of a statement with everything that belongs to it.

        For a field, these are its lines. For a header, these are the comment directly above it and all lines up to the
        next header or its comment.
        """
        if statement.value is not None:
            return statement.lines
        after = self._header_after[statement.index + 1]
        end = self._with_comment(self.statements[after]) if after < len(self.statements) else len(self._text)
        return Extent(self._with_comment(statement), end)

    def _with_comment(self, header: Statement) -> int:
        """Return the start of the comment directly above a header, or of the header itself."""
        earliest = self.statements[header.index - 1].lines.end if header.index else 0
        start = header.lines.start
        while start > earliest:
            above = self._text.rfind("\n", 0, start - 1) + 1
            if not self._text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start


class _Line(NamedTuple):
    """A logical line: all physical lines of one header or field."""

    number: int
    lines: Extent
    content: Extent
    equals: int | None


def _lines(text: str) -> Iterator[_Line]:
    """Yield every logical line that contains more than a comment."""
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
    """Return the names in a key such as `firmware.gateway` or `firmware."gateway"`."""
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
