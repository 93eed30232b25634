# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a lock file with entries changed, added or removed, and every other line as it was.

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
    from collections.abc import Iterable, Mapping, Sequence

    from alicloud_iot_ota.lock_file.layout import KeyPath, Statement

    Tables = Mapping[str, Mapping[str, object]]
    Cut = tuple[Span, str]  # a part of the text, and what comes in its place


def put(text: str, path: str, entries: Mapping[str, Tables]) -> str:
    """Return the text with entries in it.

    Args:
        text: The text of a lock file.
        path: Where it is, for messages.
        entries: The values of the tables of each, by its name.

    Raises:
        LockFileError: One of them is written in a way that cannot be changed.
    """
    meant = load(text, path)
    before = meant.get("firmware", {})
    meant["firmware"] = {**before, **entries}
    together = _put(text, before, entries)
    if _holds(together, meant):
        return together
    if len(entries) > 1:  # all at once is only faster
        for name, tables in entries.items():
            text = put(text, path, {name: tables})
        return text
    # Inline tables and dotted keys: written anew, as a whole.
    ((name, tables),) = entries.items()
    return _require(_put(_removed(text, ("firmware", name)), {}, entries), meant, path, name)


def remove(text: str, path: str, name: str) -> str:
    """Return the text without an entry that is in it.

    Raises:
        LockFileError: The entry is written in a way that cannot be removed.
    """
    meant = load(text, path)
    del meant["firmware"][name]
    return _require(_removed(text, ("firmware", name)), meant, path, name)


def _require(edited: str, meant: dict[str, Any], path: str, name: str) -> str:
    """Return an edited text that holds what is meant."""
    if not _holds(edited, meant):
        raise LockFileError(
            f"Entry {name} of {shown(path)} is written in a way that no program can change safely.",
            f"Write it as tables, [firmware.{name}.criteria] and [firmware.{name}.locked], one field a line.",
        )
    return edited


def _holds(text: str, meant: dict[str, Any]) -> bool:
    try:
        return {"firmware": {}, **values_of(text)} == meant
    except TomlError:
        return False


def _put(text: str, before: Mapping[str, Tables], entries: Mapping[str, Tables]) -> str:
    """Return the text with entries changed in their place, or added in their order."""
    layout = Layout(text)
    cuts: list[Cut] = []
    added: dict[int, list[str]] = {}
    for name, tables in sorted(entries.items()):
        if name in before:
            cuts += _changed(layout, name, before[name], tables)
        else:
            added.setdefault(_place(layout, name, len(text)), []).append(writing.entry(name, tables))
    for place, written in added.items():
        is_after_gap = place == 0 or re.search(r"\n[ \t]*\r?\n\Z", text[:place])
        new = ("" if is_after_gap else "\n") + "\n".join(written) + ("\n" if place < len(text) else "")
        cuts.append((Span(place, place), new))
    return _spliced(text, cuts)


def _place(layout: Layout, name: str, end: int) -> int:
    """Return where a new entry belongs: before the first one whose name comes after its own."""
    headers = (each for each in layout.statements if each.value is None and each.path[:1] == ("firmware",))
    return next((layout.whole(each).start for each in headers if each.path[1:2] > (name,)), end)


def _changed(layout: Layout, name: str, before: Tables, after: Tables) -> list[Cut]:
    """Return the changes that each field of an entry needs, in its place."""
    cuts: list[Cut] = []
    for table in writing.TABLES:
        path = ("firmware", name, table)
        if table not in after:
            cuts += _without(layout, path)
        elif table not in before:
            cuts += _after(layout.below(path[:-1]), "\n" + writing.table(name, table, after[table]))
        else:
            cuts += _changed_fields(layout, path, before[table], after[table])
    return cuts


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
