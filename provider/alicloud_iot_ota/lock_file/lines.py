# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lines of tables and fields in TOML text. Python's TOML parser returns values without positions."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, TypeAlias

from alicloud_iot_ota.lock_file.tokens import tokens
from alicloud_iot_ota.lock_file.toml import TomlError, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")

KeyPath: TypeAlias = tuple[str, ...]
"""The names that lead to a value, such as `("firmware", "gateway", "productKey")`."""


class Lines:
    """The lines of a text, from 1. The text should be valid TOML; for other text the lines are unspecified.

    They are found when the first one is needed, because a valid file needs none.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @functools.cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        text, found = self._text, dict[KeyPath, int]()

        def add(path: KeyPath, line: int) -> None:
            for length in range(1, len(path) + 1):
                found.setdefault(path[:length], line)

        table: KeyPath = ()
        number, depth = 1, 0
        start: int | None = None  # of the header or the key in the current logical line
        first = number
        for token in tokens(f"{text}\n"):
            if token.kind == "end" and depth <= 0:
                if start is not None and text.startswith("[", start):
                    table = _path(text[start : token.start].partition("#")[0].strip().strip("[]"))
                    add(table, first)
                start, depth = None, 0
            elif token.kind == "equals" and depth <= 0 and start is not None:
                add((*table, *_path(text[start : token.start])), first)
            elif token.kind not in {"end", "space", "comment"}:
                if start is None:
                    start, first = token.start, number
                depth += {"open": 1, "close": -1}.get(token.kind, 0)
            number += text.count("\n", token.start, token.end)
        return found

    def line(self, path: KeyPath) -> int:
        """Return the line of a table or field, or of the nearest table that contains it."""
        return next((self._lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self._lines), 1)


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
