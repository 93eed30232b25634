# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: entries of a lock file added, resolved and removed. What is locked already stays as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import printable, shown
from alicloud_iot_ota.cli import entries, moves
from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.declared import DeclaredOptions
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import resolving
from alicloud_iot_ota.lock_file.bump import Move
from alicloud_iot_ota.lock_file.entry import require_name
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware

_DESCRIPTION = (
    "Add an entry to a lock file: NAME and its criteria, which are resolved to one package. Without criteria, resolve "
    "the entries that were written by hand and have no package yet. What has one stays as it is: `bump` moves it."
)
_EXAMPLE = (
    "gateway --product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest"
)
_OPTIONS = DeclaredOptions(LockCriteriaArgs)
_NO_CRITERIA = LockCriteriaArgs()
_MOST_DIFFERENCES = 10  # in a message


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "Without criteria, all entries by default.")
    parser.add_argument("--remove", action="store_true", help="Remove the entries that are named.")
    _OPTIONS.add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Add, resolve or remove entries, and say so."""
    reader = parser(name)
    given = reader.read(argv)
    criteria, settings = _OPTIONS.values(given)
    path = entries.path_of(given)
    has_criteria = criteria != _NO_CRITERIA
    if given.remove:
        if has_criteria or not given.names:
            raise UsageError("--remove takes the names of entries, and no criteria.", reader.prog)
        return _remove(path, given.names, is_json=given.json)
    if not has_criteria:
        return _resolve(path, given.names, settings, is_json=given.json)
    if len(given.names) != 1:
        raise UsageError("Criteria are those of one entry: give its name too, and no other one.", reader.prog)
    # A criterion as well as a setting: who names an instance for an entry means it wherever the entry is used.
    criteria = msgspec.structs.replace(criteria, iot_instance_id=settings.get("iotInstanceId"))
    return _add(path, given.names[0], criteria, settings, is_json=given.json)


def _add(path: Path, name: str, criteria: LockCriteriaArgs, settings: Mapping[str, object], *, is_json: bool) -> int:
    """Add an entry, or resolve the one that is there with the same criteria."""
    require_name(name)
    before = lock_file.read(path).entries.get(name) if _is_there(path) else None
    if before is not None:
        _require_same(path, before, criteria)
    if before is not None and before.locked is not None:
        move = _staying(before, before.locked)
    else:
        with service(settings) as lookup:
            package = resolving.resolve(lookup, criteria, warn)
        move = Move(name, before, criteria, package, "added" if before is None else "resolved")
    moves.write(path, [move])
    moves.show([move], is_json=is_json)
    return ExitStatus.OK


def _is_there(path: Path) -> bool:
    """Return whether there is anything of a name; where that cannot be found out, reading it says why."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return True


def _require_same(path: Path, entry: Entry, criteria: LockCriteriaArgs) -> None:
    """Make sure that an entry has the same criteria as are given: what it has is not overwritten in passing."""
    old, new = msgspec.to_builtins(entry.criteria), msgspec.to_builtins(criteria)
    changed = [name for name in sorted(new) if old[name] != new[name]]
    if not changed:
        return
    lines = [f"  {name} {_shown(old[name])} -> {_shown(new[name])}" for name in changed[:_MOST_DIFFERENCES]]
    if len(changed) > _MOST_DIFFERENCES:
        lines.append(f"  and {len(changed) - _MOST_DIFFERENCES} more")
    raise LockFileError(
        "\n".join(
            [f"{printable(str(path))}:{entry.line} has an entry {entry.name} already, with other criteria.", *lines]
        ),
        f"Run `alicloud-iot-ota bump {entry.name}` with --to or --range, or after a change of its criteria in the "
        f"file; or remove the entry first, `alicloud-iot-ota lock --remove {entry.name}`.",
    )


def _shown(value: object) -> str:
    return "none" if value is None else shown(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _resolve(path: Path, names: Sequence[str], settings: Mapping[str, object], *, is_json: bool) -> int:
    """Resolve the entries that have no package yet."""
    concerned = entries.chosen(lock_file.read(path), names)
    done = [_staying(entry, entry.locked) for entry in concerned if entry.locked is not None]
    unresolved = [entry for entry in concerned if entry.locked is None]
    if unresolved:
        with service(settings) as lookup:
            answers = entries.ask(lookup, unresolved, lambda entry, warn: _resolved(lookup, entry, warn))
        failures = entries.failures_in(answers)
        if failures:
            return entries.tell_failures(path, failures)
        done += [answer for _, answer in answers if isinstance(answer, Move)]
    done.sort(key=lambda move: move.name)
    moves.write(path, done)
    moves.show(done, is_json=is_json)
    return ExitStatus.OK


def _staying(entry: Entry, package: LockedFirmware) -> Move:
    return Move(entry.name, entry, entry.criteria, package, "is locked already")


def _resolved(lookup: Lookup, entry: Entry, warn: Warn) -> Move:
    package = resolving.resolve(lookup, entry.criteria, resolving.at_place(entry, warn))
    return Move(entry.name, entry, entry.criteria, package, "resolved")


def _remove(path: Path, names: Sequence[str], *, is_json: bool) -> int:
    """Remove entries."""
    done = [Move(entry.name, entry, None, None, "removed") for entry in entries.chosen(lock_file.read(path), names)]
    moves.write(path, done)
    moves.show(done, is_json=is_json)
    return ExitStatus.OK
