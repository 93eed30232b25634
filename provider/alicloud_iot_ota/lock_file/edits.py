# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a lock file with one entry changed, added or removed, and every other line as it was.

Text is cut and put in, never written anew from values: so comments, order, spacing and line ends of all else cannot
change. What comes out is read again, and must hold exactly what was meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import writing
from alicloud_iot_ota.lock_file.document import load
from alicloud_iot_ota.lock_file.layout import Layout, Span
from alicloud_iot_ota.lock_file.toml import TomlError, values_of
from alicloud_iot_ota.rendering import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alicloud_iot_ota.lock_file.layout import KeyPath, Statement

    Tables = Mapping[str, Mapping[str, object]]
    Cut = tuple[Span, str]  # a part of the text, and what comes in its place


def put(text: str, path: str, name: str, tables: Tables) -> str:
    """Return the text with an entry in it.

    Args:
        text: The text of a lock file.
        path: Where it is, for messages.
        name: The entry.
        tables: The values of its tables.

    Raises:
        LockFileError: The entry is written in a way that cannot be changed.
    """
    meant = load(text, path)
    entries = meant.setdefault("firmware", {})
    before = entries.get(name)
    entries[name] = tables
    if before is None:
        return _first(path, name, meant, [lambda: _added(text, name, tables)])
    return _first(
        path,
        name,
        meant,
        [
            lambda: _changed(text, name, before, tables),
            # Inline tables and dotted keys: written anew, as a whole.
            lambda: _added(_removed(text, ("firmware", name)), name, tables),
        ],
    )


def remove(text: str, path: str, name: str) -> str:
    """Return the text without an entry that is in it.

    Raises:
        LockFileError: The entry is written in a way that cannot be removed.
    """
    meant = load(text, path)
    del meant["firmware"][name]
    return _first(path, name, meant, [lambda: _removed(text, ("firmware", name))])


def _first(path: str, name: str, meant: dict[str, Any], edits: Iterable[Callable[[], str]]) -> str:
    """Return the outcome of the first edit that holds what is meant."""
    for edit in edits:
        edited = edit()
        if _holds(edited, meant):
            return edited
    raise LockFileError(
        f"Entry {name} of {shown(path)} is written in a way that no program can change safely.",
        f"Write it as tables, [firmware.{name}.criteria] and [firmware.{name}.locked], one field a line.",
    )


def _holds(text: str, meant: dict[str, Any]) -> bool:
    try:
        return {"firmware": {}, **values_of(text)} == meant
    except TomlError:
        return False


def _changed(text: str, name: str, before: Tables, after: Tables) -> str:
    """Return the text with the fields of an entry changed, each in its place."""
    layout = Layout(text)
    cuts: list[Cut] = []
    for table in writing.TABLES:
        path = ("firmware", name, table)
        if table not in after:
            cuts += _without(layout, path)
        elif table not in before:
            cuts += _after(layout.below(path[:-1]), "\n" + writing.table(name, table, after[table]))
        else:
            cuts += _changed_fields(layout, path, before[table], after[table])
    return _spliced(text, cuts)


def _changed_fields(
    layout: Layout, table: KeyPath, before: Mapping[str, object], after: Mapping[str, object]
) -> list[Cut]:
    cuts: list[Cut] = []
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        written = layout.below((*table, key))
        if key in after and len(written) == 1 and written[0].value is not None and written[0].path == (*table, key):
            cuts.append((written[0].value, writing.value_of(after[key])))
            continue
        cuts += _without(layout, (*table, key))
        if key in after:
            lower = [each for each in layout.section(table) if each.path[len(table) :] < (key,)]
            cuts += _after(lower, writing.field(key, after[key]))
    return cuts


def _after(statements: Sequence[Statement], new: str) -> list[Cut]:
    """Put lines after the last of some statements; without any, there is no place for them."""
    return [(Span(last.lines.end, last.lines.end), new) for last in statements[-1:]]


def _added(text: str, name: str, tables: Tables) -> str:
    """Return the text with a new entry, before the first one whose name comes after its own."""
    layout = Layout(text)
    headers = (each for each in layout.statements if each.value is None and each.path[:1] == ("firmware",))
    following = (each for each in headers if each.path[1:2] > (name,))
    place = next((layout.whole(each).start for each in following), len(text))
    is_after_gap = place == 0 or re.search(r"\n[ \t]*\r?\n\Z", text[:place])
    new = ("" if is_after_gap else "\n") + writing.entry(name, tables) + ("\n" if place < len(text) else "")
    return _spliced(text, [(Span(place, place), new)])


def _removed(text: str, path: KeyPath) -> str:
    """Return the text without an entry, and without the gap that it leaves at the end of the file."""
    cuts = _without(Layout(text), path)
    edited = _spliced(text, cuts)
    is_last = any(span.end == len(text) for span, _ in cuts)
    return re.sub(r"(\r?\n)\s*\Z", r"\1", edited) if is_last else edited


def _without(layout: Layout, path: KeyPath) -> list[Cut]:
    return [(layout.whole(statement), "") for statement in layout.below(path)]


def _spliced(text: str, cuts: Iterable[Cut]) -> str:
    """Return a text with parts of it replaced; a part may lie within another that is removed."""
    line_end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    parts: list[str] = []
    position = 0
    for span, new in sorted(cuts, key=lambda cut: cut[0].start):
        parts.append(text[position : max(span.start, position)])
        if new.endswith("\n") and text[span.start - 1 : span.start] not in {"", "\n"}:
            parts.append(line_end)  # the file's last line has no end
        parts.append(new.replace("\n", line_end))
        position = max(position, span.end)
    return "".join([*parts, text[position:]])
