# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of the pin, and of the look-up of an entry of firmware.lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from alicloud_iot_ota.declarations import fields
from alicloud_iot_ota.declarations.arguments import Arguments, GetFirmwareArgs
from alicloud_iot_ota.declarations.enums import PinResolve

if TYPE_CHECKING:
    from alicloud_iot_ota.declarations.collector import Collector
    from alicloud_iot_ota.selection import Criteria


class GetLockedFirmwareArgs(Arguments, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Which entry of which lock file, and whether to ask the service."""

    name: Annotated[str, fields.identifier("The name of the entry: `gateway`.")]
    lock_file: fields.LockFile | None = None
    offline: fields.Offline | None = None


class FirmwarePinArgs(GetFirmwareArgs, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The criteria of a pin, or the entry of firmware.lock in their place, and how the pin follows them."""

    resolve: fields.Resolve | None = None
    keepers: fields.Keepers | None = None
    allow_downgrade: fields.AllowDowngrade | None = None
    on_newer: fields.OnNewerField | None = None
    lock_entry: fields.LockEntry | None = None
    lock_file: fields.LockFile | None = None

    def _read(self, collector: Collector) -> Criteria:
        def is_given(name: str, value: object) -> bool:
            return value is not None or collector.is_unknown(name)

        resolves_always = self.resolve is not PinResolve.ONCE and not collector.is_unknown("resolve")
        if is_given("keepers", self.keepers) and resolves_always:
            collector.add("keepers", "keepers choose anew what is chosen once: set resolve to once, or leave them out.")
        if not is_given("lockEntry", self.lock_entry):
            if is_given("lockFile", self.lock_file):
                collector.add("lockFile", "lockFile holds entries: name one with lockEntry, or leave lockFile out.")
            return super()._read(collector)
        beside = [
            field.encode_name
            for field in msgspec.structs.fields(FirmwarePinArgs)
            if field.encode_name in _CRITERIA and is_given(field.encode_name, getattr(self, field.name))
        ]
        if beside:
            collector.add(
                "lockEntry",
                f"lockEntry takes the package from the lock file, where its criteria stand: leave out "
                f"{', '.join(beside)}.",
            )
        return super()._read(collector)


_CRITERIA = frozenset(field.encode_name for field in msgspec.structs.fields(GetFirmwareArgs)) | {"resolve", "keepers"}
