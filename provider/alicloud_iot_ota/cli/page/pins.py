# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The pins on the page: entries of lock files, each with the current state of its package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lock_file.check import CheckedEntry, check_live

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.lock_file import LockFile
    from alicloud_iot_ota.lookup import Lookups


class EntryPin(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a lock file.

    Attributes:
        file: The path of the lock file, as the user wrote it.
        line: The line of its first header, starting at 1.
        version: The locked version. None if the entry is not resolved.
        firmware_id: The current ID of its package, or the last one if the package is missing. None if it is not
            resolved.
        verdict: The current state of its package: a verdict of `check`.
        message: The problem and how to fix it. None if there is no problem.
        can_be_deployed: Whether a deployment with this entry succeeds.
        uses: The places in programs with its name, such as `deploy/__main__.py:12`. None if programs were not searched.
    """

    name: str
    file: str
    line: int
    version: str | None
    firmware_id: str | None
    verdict: str
    message: str | None
    can_be_deployed: bool
    uses: tuple[str, ...] | None = None


def pins(
    lookups: Lookups, files: Sequence[LockFile], uses: Mapping[str, Sequence[str]] | None = None
) -> list[EntryPin]:
    """Return the entries of lock files, in their order, each checked against the live catalog.

    `uses` has the places in programs with the name of an entry, by that name. None if programs were not searched.
    """
    entries = [entry for file in files for entry in file.entries.values()]
    return [_pin(each, uses) for each in check_live(lookups, entries, warn)] if entries else []


def _pin(checked: CheckedEntry, uses: Mapping[str, Sequence[str]] | None) -> EntryPin:
    entry, found, package = checked.entry, checked.found, checked.entry.locked
    live = None if isinstance(found, OtaError) or checked.error is not None else found.firmware
    return EntryPin(
        name=entry.name,
        file=entry.path,
        line=entry.line,
        version=None if package is None else package.dest_version,
        firmware_id=live.firmware_id if live is not None else None if package is None else package.firmware_id,
        verdict=checked.word,
        message=checked.message,
        can_be_deployed=checked.error is None,
        uses=None if uses is None else tuple(uses.get(entry.name, ())),
    )
