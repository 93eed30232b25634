# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Edit the text of a lock file: change, add or remove entries, and preserve every other line.

Edits replace parts of the text; they never rewrite the file from its values. Comments, spacing, order and line
ends elsewhere are therefore preserved. The edited text is parsed again and must contain exactly the expected values.
"""

from __future__ import annotations

import bisect
import itertools
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting
from alicloud_iot_ota.lock_file.document import load, parse
from alicloud_iot_ota.lock_file.entry import require_name
from alicloud_iot_ota.lock_file.layout import Extent, KeyPath, Statement, TomlLayout
from alicloud_iot_ota.lock_file.tables import criteria_values, locked_values
from alicloud_iot_ota.lock_file.toml import TomlError, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

    Tables = Mapping[str, Mapping[str, object]]
    Edit = tuple[Extent, str]  # a part of the text, and its replacement


class Editor:
    """Edits a lock file in memory. Every edit is verified before it is accepted.

    Attributes:
        lock_file: The parsed lock file after all edits.
        text: The text after all edits.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.lock_file = parse(text, path)

    def put_all(self, entries: Mapping[str, tuple[LockCriteriaArgs, LockedFirmware | None]]) -> None:
        """Add or change entries in a single pass over the text.

        Args:
            entries: The criteria and the package of each entry, by name. None as the package adds
                an unresolved entry.

        Raises:
            LockFileError: A name is invalid, or an entry is written in a form that cannot be edited safely.
        """
        new = {}
        for name, (criteria, locked) in entries.items():
            require_name(name)
            new[name] = {"criteria": criteria_values(criteria)}
            if locked is not None:
                new[name]["locked"] = locked_values(locked)
        expected = load(self.text, self.lock_file.path)
        before = expected.get("firmware", {})
        expected["firmware"] = {**before, **new}
        edited = _put_entries(self.text, before, new)
        existing = [name for name in new if name in before]
        for odd in (_irregular(self.text, existing), existing):  # rewrite inline tables and dotted keys completely
            if not _has_values(edited, expected):
                kept = {name: tables for name, tables in before.items() if name not in odd}
                edited = _put_entries(_remove(self.text, odd), kept, new)
        self._apply(edited, expected, new)

    def remove(self, *names: str) -> None:
        """Remove entries in a single pass over the text.

        Raises:
            LockFileError: An entry does not exist, or is written in a form that cannot be edited safely.
        """
        expected = load(self.text, self.lock_file.path)
        for name in names:
            self.lock_file.entry(name)
            del expected["firmware"][name]
        self._apply(_remove(self.text, names), expected, names)

    def _apply(self, edited: str, expected: dict[str, Any], names: Iterable[str]) -> None:
        """Accept an edited text if it contains exactly the expected values."""
        path = self.lock_file.path
        if not _has_values(edited, expected):
            name = next(iter(names))
            raise LockFileError(
                f'Entry "{name}" in {format_text(path)} is written in a form that cannot be edited safely.',
                f"Write it as two tables, [firmware.{name}.criteria] and [firmware.{name}.locked], one field per line.",
            )
        self.lock_file = parse(edited, path)
        self.text = edited


def _irregular(text: str, names: Iterable[str]) -> set[str]:
    """Return the entries that have a field outside a standard table with its own header."""
    odd, header = set(), None
    wanted = set(names)
    for statement in TomlLayout(text).statements:
        if statement.value is None:
            header = statement
        _, name, *rest = (*statement.path, "", "")
        is_field = statement.value is not None
        is_plain = header is not None and header.path == statement.path[:3] and not header.is_element
        if name in wanted and (len(rest) - 2 != is_field + 1 or not is_plain):
            odd.add(name)
    return odd


def _has_values(text: str, expected: dict[str, Any]) -> bool:
    try:
        return {"firmware": {}, **values_of(text)} == expected
    except TomlError:
        return False


def _put_entries(text: str, before: Mapping[str, Tables], entries: Mapping[str, Tables]) -> str:
    """Return the text with existing entries changed in place, and new entries inserted in the order of their names."""
    layout = TomlLayout(text)
    edits: list[Edit] = []
    added: dict[int, list[str]] = {}
    headers = [each for each in layout.statements if each.value is None and each.path[:1] == ("firmware",)]
    highest = list(itertools.accumulate((each.path[1:2] for each in headers), max))
    for name, tables in sorted(entries.items()):
        if name in before:
            edits += _entry_edits(layout, name, before[name], tables)
        else:
            after = bisect.bisect_right(highest, (name,))  # the first entry that sorts after the new one
            place = layout.extent_of(headers[after]).start if after < len(headers) else len(text)
            added.setdefault(place, []).append(formatting.entry(name, tables))
    for place, written in added.items():
        new = ("" if _is_after_gap(text, place) else "\n") + "\n".join(written) + ("\n" if place < len(text) else "")
        edits.append((Extent(place, place), new))
    return _splice(text, edits)


def _is_after_gap(text: str, place: int) -> bool:
    """Return whether a position follows a blank line or is the start of the text."""
    above = text.rfind("\n", 0, max(0, place - 1))
    return place == 0 or (text[place - 1] == "\n" and above >= 0 and not text[above + 1 : place].strip())


def _entry_edits(layout: TomlLayout, name: str, before: Tables, after: Tables) -> list[Edit]:
    """Return the edits that change the fields of an entry in place."""
    edits: list[Edit] = []
    for table in formatting.TABLES:
        path = ("firmware", name, table)
        if table not in after:
            edits += _deletions(layout, path)
        elif table not in before:
            edits += _insert_after(layout.below(path[:-1]), "\n" + formatting.table(name, table, after[table]))
        else:
            edits += _field_edits(layout, path, before[table], after[table])
    return edits


def _field_edits(
    layout: TomlLayout, table: KeyPath, before: Mapping[str, object], after: Mapping[str, object]
) -> list[Edit]:
    edits: list[Edit] = []
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        written = layout.below((*table, key))
        if key in after and len(written) == 1 and written[0].value is not None and written[0].path == (*table, key):
            edits.append((written[0].value, formatting.format_value(after[key])))
            continue
        edits += _deletions(layout, (*table, key))
        if key in after:
            lower = [each for each in layout.section(table) if each.path[len(table) :] < (key,)]
            edits += _insert_after(lower, formatting.field(key, after[key]))
    return edits


def _insert_after(statements: Sequence[Statement], new: str) -> list[Edit]:
    """Insert lines after the last of some statements. Without statements, nothing is inserted."""
    return [(Extent(last.lines.end, last.lines.end), new) for last in statements[-1:]]


def _remove(text: str, names: Iterable[str]) -> str:
    """Return the text without some entries. If the last entry is removed, trailing blank lines are removed too."""
    layout = TomlLayout(text)
    edits = [edit for name in names for edit in _deletions(layout, ("firmware", name))]
    edited = _splice(text, edits)
    is_last = any(span.end == len(text) for span, _ in edits)
    if not is_last:
        return edited
    content = len(edited.rstrip())
    return edited[: edited.find("\n", content) + 1] or edited


def _deletions(layout: TomlLayout, path: KeyPath) -> list[Edit]:
    return [(layout.extent_of(statement), "") for statement in layout.below(path)]


def _splice(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with parts of it replaced. A replaced part may be inside a part that is removed."""
    line_end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    parts: list[str] = []
    position = 0
    for span, new in sorted(edits, key=lambda edit: edit[0].start):
        parts.append(text[position : max(span.start, position)])
        if new.endswith("\n") and text[span.start - 1 : span.start] not in {"", "\n"}:
            parts.append(line_end)  # the last line of the file has no line end
        parts.append(new.replace("\n", line_end))
        position = max(position, span.end)
    return "".join([*parts, text[position:]])
