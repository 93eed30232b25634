# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Parse the TOML text of a manifest or a lock file. Every error has its line and a remedy."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from alicloud_iot_ota.base import patterns
from alicloud_iot_ota.base.hiding import is_hiding
from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.base.text import format_full_text, format_text, pluralize, printable
from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.errors import ArgumentError, LockFileError
from alicloud_iot_ota.lock_file.entry import NAME, NAME_RULE
from alicloud_iot_ota.lock_file.tokens import line_at, require_bounds
from alicloud_iot_ota.lock_file.toml import TomlError, values_of
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.collector import Arguments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.lock_file.lines import KeyPath, Lines

MERGE_MARKER = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z).*", re.MULTILINE)
"""A line that git writes between the two sides of a merge conflict. Its first group is the marker."""

_LINE_ENDS_AND_TABS = "\t\r\n"
_Table = TypeVar("_Table", bound=Arguments)
_SIMPLIFY = "Write each field on a separate line. Split a file that is too large."
_MOST = 12  # maximum in a message


class Problem(NamedTuple):
    """One error in a file.

    Attributes:
        line: Its line, from 1.
        what: A sentence that describes the error.
        is_missing_library: Whether only a library is missing, so the file may be valid.
    """

    line: int
    what: str
    is_missing_library: bool = False


class FileKind(NamedTuple):
    """The texts in which the errors of a manifest and of a lock file differ.

    Attributes:
        name: The name of the kind.
        correct: How to fix fields.
        merge: How to resolve a merge conflict.
        rewrite: How to fix a file that is not TOML.
        remove_hidden: How to fix a hidden character.
    """

    name: str
    correct: str
    merge: str
    rewrite: str
    remove_hidden: str

    def error(self, path: str, problems: Sequence[Problem], remedy: str) -> LockFileError:
        """Return the error for an invalid file.

        Each error has a line of the form `path:line: what`, which editors and terminals turn into a link.
        """
        path = format_full_text(path)
        lines = [f"{path}:{line}: {REDACTED if is_hiding() else what}" for line, what, _ in sorted(problems)[:_MOST]]
        more = [f"and {len(problems) - _MOST} more"] if len(problems) > _MOST else []
        first = f"{path} is not a valid {self.name} ({pluralize(len(problems), 'error')})."
        if all(each.is_missing_library for each in problems):
            first = f"{path} cannot be used here ({pluralize(len(problems), 'error')})."
            remedy = f"Install `{patterns.LIBRARY}` and try again. The file needs no correction."
        return LockFileError("\n".join([first, *lines, *more]), remedy)


def load(text: str, path: str, kind: FileKind) -> dict[str, Any]:
    """Parse TOML without checking its tables.

    Raises:
        LockFileError: The text is not valid TOML, has a hidden character or an unresolved merge conflict.
    """
    if text.startswith("\ufeff"):
        what = "The file starts with a byte order mark (BOM), which TOML does not allow."
        raise kind.error(path, [Problem(1, what)], "Save the file as UTF-8 without a BOM.")
    if "\0" in text:
        what = "The file contains a NUL byte, so it is not UTF-8 text."
        raise kind.error(path, [Problem(line_at(text, text.index("\0")), what)], "Save it as UTF-8.")
    hidden = first_hidden(text, _LINE_ENDS_AND_TABS)
    if hidden is not None:
        what = f"Hidden character {hidden.name} is invisible, or not in composed form (NFC)."
        raise kind.error(path, [Problem(line_at(text, hidden.position), what)], kind.remove_hidden)
    merge = [
        Problem(number, f'Unresolved merge conflict marker "{marker[1]}".')
        for number, line in enumerate(text.split("\n"), 1)
        if (marker := MERGE_MARKER.match(line)) is not None
    ]
    if merge:
        raise kind.error(path, merge, kind.merge)
    return bounded_values(text, path, kind)


def bounded_values(text: str, path: str, kind: FileKind) -> dict[str, Any]:
    """Parse TOML of bounded size and depth.

    Raises:
        LockFileError: The text exceeds a limit, or is not valid TOML.
    """
    try:
        require_bounds(text)
    except TomlError as error:
        raise kind.error(path, [Problem(error.line, error.what)], _SIMPLIFY) from None
    try:
        return values_of(text)
    except TomlError as error:
        raise kind.error(path, [Problem(error.line, printable(error.what))], kind.rewrite) from None


class TableReader:
    """Converts tables to structs and collects errors.

    Attributes:
        problems: The errors so far.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.problems: list[Problem] = []

    def entries(self, firmware: object) -> dict[str, Mapping[str, object]]:
        """Return the tables of the entries by name, sorted. Entries with an invalid name or no table are omitted."""
        found: dict[str, Mapping[str, object]] = {}
        for name, tables in sorted(firmware.items()) if isinstance(firmware, dict) else []:
            if not re.fullmatch(NAME, name):
                self._add(("firmware", name), f'Invalid entry name "{format_text(name)}". {NAME_RULE}')
            elif not isinstance(tables, dict):
                self._add(("firmware", name), f"firmware.{name} must be a table.")
            else:
                found[name] = tables
        return found

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
                    what = f"{place}{printable(failure.reason)}"
                    self.problems.append(Problem(self.line((*path, name)), what, failure.missing is not None))
            return None
        return None if dates else read

    def line(self, path: KeyPath) -> int:
        """Return the line of a table or a field, from 1."""
        return self._lines.line(path)

    def _add(self, path: KeyPath, what: str) -> None:
        self.problems.append(Problem(self.line(path), what))


def _contains_date(value: object) -> bool:
    """Return whether a value contains an unquoted TOML date such as `2026-12-31`, directly or in a list of tables."""
    if isinstance(value, list):
        objects = [each for each in value if isinstance(each, dict)]
        return any(map(_contains_date, [*value, *(part for each in objects for part in each.values())]))
    return isinstance(value, (dt.date, dt.time))
