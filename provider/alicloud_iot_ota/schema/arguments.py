# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of every function and resource.

The attribute names are Python's, the wire names are their camelCase. What a text must be to be read, and what arguments
must be together, is found by `collect`, before anything is looked up.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from alicloud_iot_ota.firmware import DEPLOYABLE, parse_digest
from alicloud_iot_ota.schema import criteria, fields
from alicloud_iot_ota.schema.collector import Arguments, Collector
from alicloud_iot_ota.schema.criteria import (
    Blocked,
    ChoiceArguments,
    CriteriaArguments,
    FilterArguments,
    ScopeArguments,
)
from alicloud_iot_ota.schema.enums import PinResolve


class GetFirmwareArgs(ChoiceArguments, frozen=True, kw_only=True):
    """The criteria of a look-up for exactly one package, and what is asserted of it."""

    expected_digest: fields.ExpectedDigest | None = None
    expected_size: fields.ExpectedSize | None = None
    expected_firmware_id: fields.ExpectedFirmwareId | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = super()._values(collector)
        return {**values, "expected_digest": collector.read("expectedDigest", self.expected_digest, parse_digest)}


class FindFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a look-up for one package that may not be there."""


class ExplainFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a look-up that is to be explained."""


class LockCriteriaArgs(ChoiceArguments, frozen=True):
    """The criteria of an entry of firmware.lock. What could be asserted of the package stands beside them, locked."""


class GetFirmwaresArgs(FilterArguments, frozen=True, kw_only=True):
    """The criteria of a look-up for all matching packages."""

    statuses: criteria.AnyStatuses | None = None


class GetUpgradePathArgs(CriteriaArguments, frozen=True, kw_only=True):
    """From which version to which, and which packages may be used."""

    product_key: Annotated[str, fields.identifier("The ProductKey of the product: `a1GatewayK01`.")]
    module_name: Annotated[str, fields.identifier("The module: `default` where none was named at creation.")]
    from_version: Annotated[str, fields.identifier("The version that the devices have, compared exactly: `3.2.1`.")]
    to_version: Annotated[str, fields.identifier("The version that they are to have, compared exactly: `4.0.0`.")]
    iot_instance_id: criteria.IotInstanceId | None = None
    statuses: criteria.Statuses | None = None
    min_age: criteria.MinAge | None = None
    blocked: Blocked | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = {"statuses": DEPLOYABLE, **super()._values(collector)}
        values.pop("from_version", None)  # where the way begins, and no package has to
        return values


class GetFirmwarePageArgs(ScopeArguments, frozen=True, kw_only=True):
    """The request parameters of ListOTAFirmware."""

    current_page: fields.CurrentPage
    page_size: fields.PageSize


class GetLockedFirmwareArgs(Arguments, frozen=True, kw_only=True):
    """Which entry of which lock file, and whether to ask the service."""

    name: Annotated[str, fields.identifier("The name of the entry: `gateway`.")]
    lock_file: fields.LockFile | None = None
    offline: fields.Offline | None = None


class _PinPolicyArgs(GetFirmwareArgs, frozen=True, kw_only=True):
    """The criteria of a pin, and how it follows them."""

    resolve: fields.Resolve | None = None
    allow_downgrade: fields.AllowDowngrade | None = None
    on_newer: fields.OnNewerField | None = None


POLICY_ARGUMENTS = frozenset(_PinPolicyArgs.__struct_encode_fields__) - {*GetFirmwareArgs.__struct_encode_fields__}
"""The names of the arguments that say how a pin follows its criteria. They change nothing of what those name."""


class FirmwarePinArgs(_PinPolicyArgs, frozen=True, kw_only=True):
    """The criteria of a pin, or the entry of firmware.lock in their place, and how the pin follows them."""

    keepers: fields.Keepers | None = None
    lock_entry: fields.LockEntry | None = None
    lock_file: fields.LockFile | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        def is_given(name: str, value: object) -> bool:
            return value is not None or collector.is_unknown(name)

        resolves_always = self.resolve is not PinResolve.ONCE and not collector.is_unknown("resolve")
        if is_given("keepers", self.keepers) and resolves_always:
            collector.add("keepers", "keepers choose anew what is chosen once: set resolve to once, or leave them out.")
        if is_given("lockEntry", self.lock_entry):
            conflicting = [
                name
                for name, value in zip(self.__struct_encode_fields__, msgspec.structs.astuple(self), strict=True)
                if name not in _ALLOWED_WITH_ENTRY and is_given(name, value)
            ]
            if conflicting:
                collector.add(
                    "lockEntry",
                    f"lockEntry takes the package from the lock file, where its criteria stand: leave out "
                    f"{', '.join(conflicting)}.",
                )
        elif is_given("lockFile", self.lock_file):
            collector.add("lockFile", "lockFile holds entries: name one with lockEntry, or leave lockFile out.")
        return super()._values(collector)


_ALLOWED_WITH_ENTRY = frozenset({"lockEntry", "lockFile", "allowDowngrade", "onNewer"})
"""The arguments of a pin that may be given with an entry of firmware.lock."""
