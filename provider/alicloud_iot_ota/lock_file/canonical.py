# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The canonical form of firmware.lock: the same entries always have the same bytes.

A file that differs from the canonical form of its own values is refused. A reviewer therefore sees all of it: no
comment or spacing can hide a change. Each entry has a checksum of its name, criteria and package. It detects a manual
edit of a value, and a merge that mixed two versions of an entry. It does not protect against an attacker, who can
compute it too.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.base.text import format_full_text, format_text
from alicloud_iot_ota.lock_file.document import FileKind, Problem, TableReader, bounded_values, load
from alicloud_iot_ota.lock_file.entry import NAME, Entry, LockFile, command
from alicloud_iot_ota.lock_file.lines import Lines
from alicloud_iot_ota.lock_file.tables import EntryTables, LockedTable, LockTables, criteria_values, locked_values
from alicloud_iot_ota.lock_file.tokens import line_at
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from alicloud_iot_ota.pins import LockedFirmware

    Content: TypeAlias = "tuple[EntryArgs, LockedFirmware]"

FORMAT_VERSION = 2
"""The format version that this release writes as `version`."""

HEADER = f"""\
# Written by alicloud-iot-ota. Do not edit: change firmware.toml, then run `alicloud-iot-ota lock`.
version = {FORMAT_VERSION}
"""
"""The first lines of a lock file."""

CHECKSUM = "checksum"
"""The last field of `locked`, with the checksum of the entry."""

_FIRST_HEADER = re.compile(rf"\[firmware\.{NAME}\.criteria\]")
_REWRITE = (
    "Only alicloud-iot-ota writes this file. Restore it from version control. Or run `alicloud-iot-ota lock`, which "
    "writes it again: entries with a valid checksum keep their package, and the others are selected again."
)
_RECREATE = (
    "Restore the file from version control. Or delete it and run `alicloud-iot-ota lock`, which selects every package "
    "again."
)
LOCK_FILE = FileKind(
    "lock file",
    correct=_REWRITE,
    merge="Resolve the conflicts in firmware.toml, then run `alicloud-iot-ota lock`. It resolves those in this file.",
    rewrite=_RECREATE,
    remove_hidden=f"Find out who added it: hidden characters can hide a change. {_REWRITE}",
)


def render(entries: Mapping[str, Content]) -> str:
    """Return the text of a lock file: one field per line, sorted by name, so that diffs are easy to review."""
    return HEADER + "".join(_entry(name, *content) for name, content in sorted(entries.items()))


def _entry(name: str, criteria: EntryArgs, locked: LockedFirmware) -> str:
    text = _tables_of(name, criteria, locked)
    return f'{text}{CHECKSUM} = "{_checksum(text)}"\n'


def checksum_of(name: str, criteria: EntryArgs, locked: LockedFirmware) -> str:
    """Return the checksum of an entry: the first 16 hexadecimal digits of the SHA-256 of its other lines."""
    return _checksum(_tables_of(name, criteria, locked))


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _tables_of(name: str, criteria: EntryArgs, locked: LockedFirmware) -> str:
    """Return the lines of an entry without its checksum."""
    return _table(name, "criteria", criteria_values(criteria)) + _table(name, "locked", locked_values(locked))


def _table(name: str, table: str, values: Mapping[str, object]) -> str:
    lines = (f"{key} = {_format(values[key])}\n" for key in sorted(values))
    return f"\n[firmware.{name}.{table}]\n{''.join(lines)}"


def parse(text: str, path: str) -> LockFile:
    """Parse the text of a lock file. The path is used in messages, as the user wrote it.

    Raises:
        LockFileError: The text has errors, or is not in canonical form.
    """
    values = load(text, path, LOCK_FILE)
    _require_version(values, text, path)
    reader = TableReader(Lines(text))
    reader.table(LockTables, values, ())
    tables = {name: table for name, table in _tables(values, reader).items() if table is not None}
    if reader.problems:
        raise LOCK_FILE.error(path, reader.problems, LOCK_FILE.correct)
    canonical = render({name: table.content for name, table in tables.items()})
    if text != canonical:
        wrong = [name for name, table in tables.items() if not table.has_valid_checksum(name)]
        problems = [
            Problem(
                reader.line(("firmware", name, "locked", "checksum")),
                f"firmware.{name}: the checksum does not match. The entry was edited by hand, or a merge mixed two "
                "versions of it.",
            )
            for name in wrong
        ]
        raise LOCK_FILE.error(path, problems or [_first_difference(text, canonical)], LOCK_FILE.correct)
    lines = (number for number, line in enumerate(text.split("\n"), 1) if _FIRST_HEADER.fullmatch(line))
    return LockFile(
        path,
        {
            name: Entry(name, table.criteria, table.content[1], path, line, table.criteria)
            for (name, table), line in zip(tables.items(), lines, strict=True)
        },
    )


def entries_of(text: str, path: str) -> dict[str, Content | None]:
    """Return the entries of a lock file that may not be in canonical form.

    An entry that is invalid or has a wrong checksum is None.

    Raises:
        LockFileError: The text is not TOML, or has another format version.
    """
    values = bounded_values(text, path, LOCK_FILE)
    _require_version(values, text, path)
    return {
        name: None if table is None or not table.has_valid_checksum(name) else table.content
        for name, table in _tables(values, TableReader(Lines(""))).items()
    }


class _Tables(NamedTuple):
    """The tables of an entry."""

    criteria: EntryArgs
    locked: LockedTable

    @property
    def content(self) -> Content:
        return self.criteria, self.locked.firmware()

    def has_valid_checksum(self, name: str) -> bool:
        return self.locked.checksum == checksum_of(name, *self.content)


def _tables(values: Mapping[str, Any], reader: TableReader) -> dict[str, _Tables | None]:
    """Return the tables of each entry, or None if they have errors."""
    found: dict[str, _Tables | None] = {}
    for name, tables in reader.entries(values.get("firmware")).items():
        path, found[name] = ("firmware", name), None
        entry = reader.table(EntryTables, tables, path)
        if entry is not None:
            criteria = reader.table(EntryArgs, entry.criteria, (*path, "criteria"))
            locked = reader.table(LockedTable, entry.locked, (*path, "locked"))
            if criteria is not None and locked is not None:
                found[name] = _Tables(criteria, locked)
    return found


def _require_version(values: Mapping[str, Any], text: str, path: str) -> None:
    """Check the format version first, because the tables depend on it."""
    version = values.get("version")
    number = version if isinstance(version, int) and not isinstance(version, bool) else 0
    if number == FORMAT_VERSION:
        return
    line = Lines(text).line(("version",))
    if number > FORMAT_VERSION:
        what = f"version is {format_text(str(version))}, but this release supports only version {FORMAT_VERSION}."
        remedy = "A newer alicloud-iot-ota wrote the file. Upgrade alicloud-iot-ota."
    elif number == 1:
        what = "version is 1: an earlier release wrote the file, with the criteria and the packages in one file."
        remedy = (
            f"Move the criteria to a manifest: run `mv {quote(format_full_text(path))} old.lock`, then "
            f"`{command('add NAME', path)}` with the criteria of each entry in old.lock. To keep the version of an "
            "entry, also set --dest-version."
        )
    else:
        found = "none" if version is None else format_text(repr(version))
        what, remedy = f"version must be the number {FORMAT_VERSION}, got {found}.", _RECREATE
    raise LOCK_FILE.error(path, [Problem(line, what)], remedy)


def _first_difference(text: str, canonical: str) -> Problem:
    """Return the first line that is not in canonical form."""
    if "\r" in text:
        what = "This line has a carriage return (CR), but not every line ends in CRLF."
        return Problem(line_at(text, text.index("\r")), what)
    lines = text.split("\n")
    pairs = itertools.zip_longest(lines, canonical.split("\n"))
    number, (found, expected) = next((at, pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    if found and expected and format_text(found) == format_text(expected):  # the difference is in the truncated part
        start = next(at for at, (one, other) in enumerate(itertools.zip_longest(found, expected)) if one != other)
        found, expected = (f"...{line[start:]}" for line in (found, expected))
    what = f"Not in canonical form. Expected {_describe(expected)}, got {_describe(found)}."
    return Problem(min(number, len(lines)), what)


def _describe(line: str | None) -> str:
    return "the end of the file" if line is None else f"`{format_text(line)}`" if line else "an empty line"


def _format(value: object) -> str:
    """Format a value. Tables in a list are on separate lines. Validated texts need no other escapes than these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_format(value[key])}" for key in sorted(value)) + " }"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "[\n" + "".join(f"  {_format(each)},\n" for each in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_format, value)) + "]"
    return str(value)
