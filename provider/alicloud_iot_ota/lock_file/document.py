# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Parse the text of a lock file. Every error is reported with its line and a remedy."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from alicloud_iot_ota.base.hiding import is_hiding
from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.base.text import format_full_text, format_text, printable
from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.errors import ArgumentError, LockFileError
from alicloud_iot_ota.lock_file.entry import NAME, NAME_RULE, SCHEMA_VERSION, Entry, LockFile
from alicloud_iot_ota.lock_file.layout import KeyPath, TomlLayout
from alicloud_iot_ota.lock_file.tables import Document, EntryTables, Locked
from alicloud_iot_ota.lock_file.tokens import line_at, require_bounds
from alicloud_iot_ota.lock_file.toml import TomlError, values_of
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs
from alicloud_iot_ota.schema.collector import Arguments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MERGE_MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?=[ \r]|\Z)")
_LINE_ENDS_AND_TABS = "\t\r\n"
_Table = TypeVar("_Table", bound=Arguments)
_REMOVE_HIDDEN = (
    "Remove it, or type it as one composed character (NFC). Find out who added it: hidden characters can hide a change."
)
_SIMPLIFY = "Write each field on a separate line, as `alicloud-iot-ota lock` does. Split a file that is too large."
_MOST = 12  # maximum in a message
_FIX_LINES = "Correct these lines, then run `alicloud-iot-ota check`."
_RECREATE = "Delete the file, then create it with `alicloud-iot-ota lock NAME` and criteria."


class Problem(NamedTuple):
    """One error in a lock file.

    Attributes:
        line: Its line, from 1.
        what: A sentence that describes the error.
    """

    line: int
    what: str


def error_of(path: str, problems: Sequence[Problem], remedy: str = _FIX_LINES) -> LockFileError:
    """Return the error for an invalid lock file.

    Each error has a line of the form `path:line: what`, which editors and terminals turn into a link.
    """
    path = format_full_text(path)
    count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
    lines = [f"{path}:{line}: {REDACTED if is_hiding() else what}" for line, what in sorted(problems)[:_MOST]]
    more = [f"and {len(problems) - _MOST} more"] if len(problems) > _MOST else []
    return LockFileError("\n".join([f"{path} is not a valid lock file ({count}).", *lines, *more]), remedy)


def parse(text: str, path: str) -> LockFile:
    """Parse the text of a lock file. The path is used in messages, as the user wrote it.

    Raises:
        LockFileError: The text has errors; the message lists up to twelve.
    """
    values = load(text, path)
    layout = TomlLayout(text)
    _require_version(values.get("version"), layout, path)
    reader = _Reader(layout, path)
    reader.table(Document, values, ())
    firmware = values.get("firmware")
    found = sorted(firmware.items()) if isinstance(firmware, dict) else []
    entries = [reader.entry(name, tables) for name, tables in found]
    if reader.problems:
        raise error_of(path, reader.problems)
    return LockFile(path, {entry.name: entry for entry in entries if entry is not None})


def load(text: str, path: str) -> dict[str, Any]:
    """Parse TOML without checking it against the schema of lock files.

    Raises:
        LockFileError: The text is not valid TOML.
    """

    def problem_at(position: int, what: str, remedy: str) -> LockFileError:
        return error_of(path, [Problem(line_at(text, position), what)], remedy)

    if not text.strip():
        raise problem_at(0, "The file is empty.", _RECREATE)
    if text.startswith("\ufeff"):
        what = "The file starts with a byte order mark (BOM), which TOML does not allow."
        raise problem_at(0, what, "Save the file as UTF-8 without a BOM.")
    if "\0" in text:
        raise problem_at(
            text.index("\0"), "The file contains a NUL byte, so it is not UTF-8 text.", "Save it as UTF-8."
        )
    hidden = first_hidden(text, _LINE_ENDS_AND_TABS)
    if hidden is not None:
        what = f"Hidden character {hidden.name} is invisible, or not in composed form (NFC)."
        raise problem_at(hidden.position, what, _REMOVE_HIDDEN)
    merge = [
        Problem(number, f'Unresolved merge conflict marker "{marker[0]}".')
        for number, line in enumerate(text.split("\n"), 1)
        if (marker := _MERGE_MARKER.match(line))
    ]
    if merge:
        raise error_of(path, merge, "Resolve the conflict, then run `alicloud-iot-ota check`.")
    try:
        require_bounds(text)
    except TomlError as error:
        raise error_of(path, [Problem(error.line, error.what)], _SIMPLIFY) from None
    try:
        return values_of(text)
    except TomlError as error:
        duplicates = _duplicates(text)
        if duplicates:
            raise error_of(path, duplicates, "Keep one of the two, then run `alicloud-iot-ota check`.") from None
        raise error_of(path, [Problem(error.line, printable(error.what))]) from None


def _duplicates(text: str) -> list[Problem]:
    """Return the tables and fields that a text defines twice. The fields of a repeated table are not listed."""
    first: dict[KeyPath, int] = {}
    below: defaultdict[KeyPath, list[KeyPath]] = defaultdict(list)  # the paths in `first` below each list of tables
    found: list[Problem] = []
    is_repeated = False  # whether the current table was defined before
    for statement in TomlLayout(text).statements:
        path = statement.path
        if statement.is_element:
            for known in below.pop(path, ()):
                first.pop(known, None)
            is_repeated = False
        elif statement.value is None:
            is_repeated = path in first
        if path in first and (statement.value is None or not is_repeated):
            name = format_text(".".join(path))
            found.append(Problem(statement.line, f"{name} is defined twice, here and in line {first[path]}."))
        if path not in first:
            first[path] = statement.line
            for length in range(1, len(path) + 1):
                below[path[:length]].append(path)
    return found


def _require_version(version: object, layout: TomlLayout, path: str) -> None:
    """Check the format version first, because the schema depends on it."""
    line = layout.line(("version",))
    if version is None:
        what = f"The required field version = {SCHEMA_VERSION} is missing."
        raise error_of(path, [Problem(1, what)], f"Write version = {SCHEMA_VERSION} in the first line.")
    if isinstance(version, bool) or not isinstance(version, int) or version < SCHEMA_VERSION:
        what = f"version must be the number {SCHEMA_VERSION}, got {format_text(repr(version))}."
        raise error_of(path, [Problem(line, what)])
    if version > SCHEMA_VERSION:
        what = f"version is {format_text(str(version))}, but this release supports only version {SCHEMA_VERSION}."
        remedy = "A newer alicloud-iot-ota wrote the file. Upgrade alicloud-iot-ota."
        raise error_of(path, [Problem(line, what)], remedy)


class _Reader:
    """Converts tables to structs and collects errors.

    Attributes:
        problems: The errors so far.
    """

    def __init__(self, layout: TomlLayout, file: str) -> None:
        self._layout = layout
        self._file = file
        self.problems: list[Problem] = []

    def entry(self, name: str, tables: object) -> Entry | None:
        """Return an entry, or None if it has errors."""
        path = ("firmware", name)
        if not re.fullmatch(NAME, name):
            self._add(path, f'Invalid entry name "{format_text(name)}". {NAME_RULE}')
            return None
        if not isinstance(tables, dict):
            self._add(path, f"firmware.{name} must be a table that contains the tables criteria and locked.")
            return None
        if self.table(EntryTables, tables, path) is None:
            return None
        criteria = self.table(LockCriteriaArgs, tables["criteria"], (*path, "criteria"))
        locked = self.table(Locked, tables["locked"], (*path, "locked")) if "locked" in tables else None
        if criteria is None:
            return None
        package = None if locked is None else locked.firmware()
        return Entry(name, criteria, package, self._file, self._layout.line(path))

    def table(self, kind: type[_Table], values: Mapping[str, object], path: KeyPath) -> _Table | None:
        """Convert a table to a struct, or return None if it has errors."""
        place = f"{'.'.join(path)}: " if path else ""
        dates = [name for name, value in values.items() if _contains_date(value)]
        for name in dates:
            self._add((*path, name), f"{place}{format_text(name)} contains a date without quotes; put it in quotes.")
        try:
            read = validation.parse(kind, {name: value for name, value in values.items() if name not in dates})
        except ArgumentError as error:
            for failure in error.failures:
                name = re.split(r"[.\[]", failure.path)[0]
                if name not in dates:  # already reported above
                    self._add((*path, name), f"{place}{printable(failure.reason)}")
            return None
        return None if dates else read

    def _add(self, path: KeyPath, what: str) -> None:
        self.problems.append(Problem(self._layout.line(path), what))


def _contains_date(value: object) -> bool:
    """Return whether a value contains an unquoted TOML date such as `2026-12-31`, directly or in a list of tables."""
    if isinstance(value, list):
        objects = [each for each in value if isinstance(each, dict)]
        return any(map(_contains_date, [*value, *(part for each in objects for part in each.values())]))
    return isinstance(value, (dt.date, dt.time))
