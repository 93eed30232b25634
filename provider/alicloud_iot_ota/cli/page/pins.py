# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is pinned: the entries of lock files, each with what has become of its package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lock_file.check import CheckedEntry, check_live

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.lock_file import LockFile
    from alicloud_iot_ota.lookup import Lookup


class EntryPin(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a lock file.

    Attributes:
        file: The lock file, as the user wrote it.
        line: The line of its first header, from 1.
        version: The version that is locked; None where none is.
        firmware_id: The ID under which its package stands now, or stood where it is gone; None where it has none.
        verdict: What has become of its package, in the words of `check`.
        message: What there is to say of that, and what to do; None where all is well.
        can_be_deployed: Whether a deployment by it goes on.
        uses: The places where programs name it, such as `deploy/__main__.py:12`; None where nobody looked.
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


def pins(lookup: Lookup, files: Sequence[LockFile], uses: Mapping[str, Sequence[str]] | None = None) -> list[EntryPin]:
    """Return the entries of some lock files, in their order, each judged by the live catalogue.

    The uses are the places where programs name entries, by the names of these; None where nobody looked.
    """
    entries = [entry for file in files for entry in file.entries.values()]
    return [_pin(each, uses) for each in check_live(lookup, entries, warn)] if entries else []


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
