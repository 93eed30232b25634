# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Edit the text of a manifest, and preserve its comments, spacing and order.

Every edit is verified: the new text must contain exactly the expected values.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, cast

import tomlkit
from tomlkit.items import AoT, InlineTable, Table

from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.lock_file.toml import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tomlkit.container import Container

    from alicloud_iot_ota.schema.arguments import EntryArgs

_HEADER = re.compile(r"\s*\[")
_COMMENT = re.compile(r"\s*#")


def edit(text: str, path: str, entries: Mapping[str, EntryArgs | None]) -> str:
    """Return the text of a valid manifest after changes of some entries.

    Args:
        text: The text. It may be empty.
        path: The path of the file for messages.
        entries: The new criteria of each entry by name. None removes the entry.

    Raises:
        LockFileError: An entry is written in a form that cannot be edited safely.
    """
    before: dict[str, Any] = values_of(text).get("firmware", {})
    new = {name: None if criteria is None else criteria_values(criteria) for name, criteria in entries.items()}
    expected = {name: values for name, values in {**before, **new}.items() if values is not None}
    edited = _without(text, [name for name, values in new.items() if values is None])
    try:
        edited = _with(edited, {name: values for name, values in new.items() if values is not None})
        is_right = values_of(edited).get("firmware", {}) == expected
    except Exception:  # noqa: BLE001 - tomlkit fails in many ways for rare forms, for example with an IndexError
        is_right = False
    if not is_right:
        names = ", ".join(new)
        raise LockFileError(
            f"{format_full_text(path)} is written in a form that cannot be edited safely (entry {names}).",
            "Write each entry as a table with its own header, such as [firmware.gateway], with one field on each line. "
            "Or edit the file by hand, then run `alicloud-iot-ota lock`.",
        )
    return edited


def _with(text: str, entries: Mapping[str, Mapping[str, object]]) -> str:
    """Return the text with new entries at its end, and with other values in existing entries."""
    if not entries:
        return text
    document = tomlkit.parse(text if text.endswith("\n") else f"{text}\n")  # else a new header follows a comment
    if "firmware" not in document:
        document["firmware"] = tomlkit.table(is_super_table=True)
    firmware = cast("Any", document["firmware"])
    for name, values in entries.items():
        if name in firmware:
            _update(firmware[name], values)
        else:
            table = tomlkit.table()
            table.update({key: _item(value) for key, value in values.items()})
            firmware[name] = table
    return document.as_string().lstrip("\n") if not text.strip() else document.as_string()


def _update(table: Any, values: Mapping[str, object]) -> None:  # noqa: ANN401 - a table in one of several forms
    """Change the fields of a table, above the comments at its end.

    tomlkit assigns a comment above a header to the table before that header.
    """
    changed = {key: _item(value) for key, value in values.items() if key not in table or table[key] != value}
    if changed.keys() - table.keys() and _is_split(table):
        raise ValueError("there is no certain place for a new field")
    body = _last_body(table.value).body if isinstance(table, Table) else []
    comments = list(itertools.takewhile(lambda item: item[0] is None, reversed(body)))
    del body[len(body) - len(comments) :]
    for key in [key for key in table if key not in values]:
        del table[key]
    table.update(changed)
    if isinstance(table, Table):
        _last_body(table.value).body.extend(reversed(comments))


def _is_split(table: Any) -> bool:  # noqa: ANN401 - see above
    """Return whether a table has fields below another header, so that comments between them may belong to either."""
    if not isinstance(table, (Table, InlineTable)):
        return True  # parts of it are in several places
    return any(isinstance(item, (AoT, Table)) for _, item in table.value.body)


def _last_body(container: Container) -> Container:
    """Return the container with the last lines of a table."""
    last = container.body[-1][1] if container.body else None
    if isinstance(last, AoT):
        last = last.body[-1]
    return _last_body(last.value) if isinstance(last, Table) else container


def _item(value: object) -> object:
    """Return a value for the manifest. Tables in a list are on separate lines."""
    if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
        return value
    items = tomlkit.array().multiline(multiline=True)
    for each in value:
        table = tomlkit.inline_table()
        table.update(each)
        items.append(table)
    return items


def _without(text: str, names: Sequence[str]) -> str:
    """Return the text without some entries and the comments directly above them.

    tomlkit would remove the comment above the next header instead.
    """
    if not names:
        return text
    wanted = re.compile(rf"\s*\[+\s*firmware\s*\.\s*[\"']?({'|'.join(map(re.escape, names))})[\"']?\s*[.\]]")
    lines = text.splitlines(keepends=True)
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    kept = lines[: _start(lines, headers[0])] if headers else lines
    for at, following in itertools.zip_longest(headers, headers[1:]):
        end = len(lines) if following is None else _start(lines, following)
        kept += _after_gap(lines[at:end]) if wanted.match(lines[at]) else lines[_start(lines, at) : end]
    while kept and not kept[-1].strip():
        kept.pop()
    return "".join(kept)


def _after_gap(lines: Sequence[str]) -> list[str]:
    """Return the comments at the end of a table that an empty line separates from its fields: they are not its own."""
    end = list(itertools.takewhile(lambda line: not line.strip() or _COMMENT.match(line), reversed(lines)))[::-1]
    apart = list(itertools.dropwhile(str.strip, end))
    return apart[1:] if any(map(str.strip, apart)) else []


def _start(lines: Sequence[str], header: int) -> int:
    """Return the index of the first line of the comment directly above a header, or of the header itself."""
    while header > 0 and _COMMENT.match(lines[header - 1]):
        header -= 1
    return header
