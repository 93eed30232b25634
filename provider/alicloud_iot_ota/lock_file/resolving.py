# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Plan what `lock` does to an entry: it selects a package if the entry is new, or no longer has a suitable one.

An entry with `promoteFrom` gets the package of the previous stage instead.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.lock_file.bump import BumpOptions, plan_bump
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.entry import LockFile
from alicloud_iot_ota.lock_file.entry import command as entry_command
from alicloud_iot_ota.lock_file.promote import plan_promotion, source_of
from alicloud_iot_ota.lock_file.updates import EntryUpdate, keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.errors import OtaError
    from alicloud_iot_ota.lock_file.entry import Entry
    from alicloud_iot_ota.lock_file.promote import Source
    from alicloud_iot_ota.lookup import Lookup, Lookups, Warn
    from alicloud_iot_ota.schema.arguments import EntryArgs

_NO_OPTIONS = BumpOptions()

_MOST_DIFFERENCES = 10  # maximum in a message


def unchanged(entry: Entry) -> EntryUpdate:
    """Return an update that changes nothing, for an entry that is up to date."""
    return keep(entry, "already locked")


def plan_all(
    lookups: Lookups, entries: Sequence[Entry], warn: Warn, options: BumpOptions
) -> list[tuple[Entry, EntryUpdate | OtaError]]:
    """Plan the updates of all entries of a manifest, each after that of its previous stage.

    Args:
        lookups: The lookup services of their accounts.
        entries: The entries.
        warn: Is called with each warning.
        options: The user's options: `allow_downgrade`.

    Returns:
        Each entry with its update or its error. An entry whose previous stage has an error is omitted.
    """
    known = {entry.name: entry for entry in entries}
    current = {entry.name for entry in entries if resolution.is_up_to_date(entry)}
    answers: list[tuple[Entry, EntryUpdate | OtaError]] = [
        (entry, unchanged(entry)) for entry in entries if entry.name in current
    ]
    ready: list[Entry] = []
    later: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        source = known.get(entry.criteria.promote_from or "")
        if entry.name not in current:
            (ready if source is None or source.name in current else later[source.name]).append(entry)

    def plan(lookup: Lookup, entry: Entry, warn: Warn) -> EntryUpdate:
        source = None if entry.criteria.promote_from is None else source_of(entry, LockFile(entry.path, known), lookups)
        return plan_lock(lookup, entry, warn, source, options)

    while ready:
        planned = map_entries(lookups, ready, plan, warn)
        answers += planned
        done = {answer.name: answer.after for _, answer in planned if isinstance(answer, EntryUpdate)}
        known.update({name: entry for name, entry in done.items() if entry is not None})
        ready = [entry for name in done for entry in later[name]]
    return answers


def plan_lock(
    lookup: Lookup, entry: Entry, warn: Warn, source: Source | None = None, options: BumpOptions = _NO_OPTIONS
) -> EntryUpdate:
    """Return the update that makes an entry up to date with its criteria. It keeps its package if possible.

    Args:
        lookup: The lookup service of the entry's account.
        entry: The entry.
        warn: Is called with each warning.
        source: The entry of the previous stage, if the entry has one.
        options: The user's options: `allow_downgrade`.

    Raises:
        LockFileError: The settings specify another instance.
        DowngradeError: The criteria now select a lower version.
        OtaError: The errors of `plan_bump` and `plan_promotion`.
    """
    if resolution.is_up_to_date(entry):
        return unchanged(entry)
    if entry.locked is not None and _is_suitable(lookup, entry, warn):
        return keep(entry, "criteria updated")
    if source is not None:
        return plan_promotion(lookup, entry, source, options, warn)
    return plan_bump(lookup, entry, msgspec.structs.replace(options, keeps_criteria=True), warn)


def _is_suitable(lookup: Lookup, entry: Entry, warn: Warn) -> bool:
    """Return whether the package of an entry meets its new criteria and can be deployed."""
    return resolution.is_usable(entry) and resolution.judge(lookup, entry, warn).verdict.is_passing


def require_same(entry: Entry, criteria: EntryArgs) -> None:
    """Check that an existing entry has the given criteria, so that `add` never overwrites other criteria.

    Raises:
        LockFileError: The criteria differ.
    """
    old, new = msgspec.to_builtins(entry.criteria), msgspec.to_builtins(criteria)
    changed = [name for name in sorted(new) if old[name] != new[name]]
    if not changed:
        return
    lines = [f"  {name} {_format(old[name])} -> {_format(new[name])}" for name in changed[:_MOST_DIFFERENCES]]
    if len(changed) > _MOST_DIFFERENCES:
        lines.append(f"  and {len(changed) - _MOST_DIFFERENCES} more")
    raise LockFileError(
        "\n".join([f"{resolution.subject(entry)} already exists with other criteria.", *lines]),
        f"Edit the criteria in firmware.toml, then run `{entry_command('lock', entry.path)}`. To replace the entry, "
        f"run `{resolution.command(entry, 'remove')}` first.",
    )


def _format(value: object) -> str:
    return "none" if value is None else format_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
