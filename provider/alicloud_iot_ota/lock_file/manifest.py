# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The manifest, firmware.toml: people write the criteria of each entry in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text, join_limited
from alicloud_iot_ota.lock_file.document import FileKind, Problem, TableReader, load
from alicloud_iot_ota.lock_file.entry import Entry
from alicloud_iot_ota.lock_file.lines import Lines
from alicloud_iot_ota.lock_file.tables import ManifestTables
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_MOST_STAGES = 8  # maximum in a message

_CORRECT = "Correct these lines, then run `alicloud-iot-ota lock`."
MANIFEST = FileKind(
    "manifest",
    correct=_CORRECT,
    merge="Resolve the conflict in this file, then run `alicloud-iot-ota lock`.",
    rewrite=_CORRECT,
    remove_hidden="Remove it, or type it as one composed character (NFC). Find out who added it: hidden characters can "
    "hide a change.",
)


class Manifest(msgspec.Struct, frozen=True):
    """A parsed manifest.

    Attributes:
        path: The path of the file, as the user wrote it, for messages.
        entries: The entries by name, sorted by name. They have no package.
    """

    path: str
    entries: Mapping[str, Entry]


def parse(text: str, path: str) -> Manifest:
    """Parse the text of a manifest. The path is used in messages.

    Raises:
        LockFileError: The text has errors; the message lists up to twelve.
    """
    values = load(text, path, MANIFEST)
    reader = TableReader(Lines(text))
    reader.table(ManifestTables, values, ())
    entries: dict[str, Entry] = {}
    for name, tables in reader.entries(values.get("firmware")).items():
        place = ("firmware", name)
        criteria = reader.table(EntryArgs, tables, place)
        if criteria is not None:
            entries[name] = Entry(name, criteria, None, path, reader.line(place))
    stages = {name: each.criteria.promote_from for name, each in entries.items()}
    reader.problems += [
        Problem(reader.line(("firmware", name, "promoteFrom")), f"firmware.{name}: {what}")
        for name, what in stage_errors(stages, values.get("firmware", {}))
    ]
    if reader.problems:
        raise MANIFEST.error(path, reader.problems, MANIFEST.correct)
    return Manifest(path, entries)


def stage_errors(previous: Mapping[str, str | None], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the entries with an invalid promoteFrom, and a sentence that describes the error.

    Args:
        previous: The previous stage of each entry, by the name of the entry.
        names: The names of all entries.
    """
    for name, stage in previous.items():
        if stage is not None and stage not in names:
            yield name, f'promoteFrom specifies the entry "{format_text(stage)}", which does not exist.'
    yield from _loops(previous)


def _loops(previous: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield one entry of each loop of stages, and a sentence that describes the loop.

    An entry in a loop could never receive a new package.
    """
    checked: set[str] = set()
    for start in previous:
        stages: dict[str, None] = {}  # in order
        name: str | None = start
        while name is not None and name in previous and name not in stages and name not in checked:
            stages[name] = None
            name = previous[name]
        if name in stages:
            loop = [*stages][[*stages].index(name) :]
            yield name, f"promoteFrom leads back to this entry: {join_limited([*loop, name], _MOST_STAGES)}."
        checked |= stages.keys()
