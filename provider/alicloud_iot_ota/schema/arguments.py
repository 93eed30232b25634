# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of every function and resource.

Attributes have Python names; on the wire they are camelCase. Before a lookup, `collect` checks what a type cannot
express: the format of a text, and which arguments belong together.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from alicloud_iot_ota.firmware import DEPLOYABLE, parse_digest
from alicloud_iot_ota.schema import criteria, fields, settings
from alicloud_iot_ota.schema.collector import Arguments, Collector
from alicloud_iot_ota.schema.criteria import (
    Blocked,
    ChoiceArguments,
    CriteriaArguments,
    FilterArguments,
    PackageArguments,
)
from alicloud_iot_ota.schema.enums import PinResolve


class GetFirmwareArgs(ChoiceArguments, frozen=True, kw_only=True):
    """The criteria of a lookup for exactly one package, and assertions about that package."""

    expected_digest: fields.ExpectedDigest | None = None
    expected_size: fields.ExpectedSize | None = None
    expected_firmware_id: fields.ExpectedFirmwareId | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = super()._values(collector)
        return {**values, "expected_digest": collector.read("expectedDigest", self.expected_digest, parse_digest)}


class FindFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a lookup for a package that may not exist."""


class ExplainFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a lookup to explain."""


class EntryArgs(ChoiceArguments, frozen=True, kw_only=True):
    """An entry in firmware.toml: its criteria, the entry before it in a promotion, and the account that contains it.

    It needs no assertions, because firmware.lock records the package.
    """

    promote_from: (
        Annotated[
            str,
            fields.identifier(
                "The entry of the previous stage. `promote` locks the package of that entry here. A package with the "
                "same digest must exist in the instance of this entry.",
                "gateway-dev",
            ),
        ]
        | None
    ) = None
    profile: settings.Profile | None = None
    region: settings.Region | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings of this entry. Commands use them to look up its packages; programs have their own."""
        values = {"profile": self.profile, "region": self.region}
        return {name: value for name, value in values.items() if value is not None}


class GetFirmwaresArgs(FilterArguments, frozen=True, kw_only=True):
    """The criteria of a lookup for all matching packages."""

    statuses: criteria.AnyStatuses | None = None


class ListFirmwarePinsArgs(PackageArguments, frozen=True, kw_only=True):
    """The criteria of a list of packages to import as pins. As in an import, the packages must be deployable."""

    product_key: criteria.RequiredProductKey

    @property
    def iot_instance_id(self) -> None:
        """Nothing: an ID does not contain the instance, so an import always searches the provider's."""
        return None

    def _values(self, collector: Collector) -> dict[str, Any]:
        return {"statuses": DEPLOYABLE, **super()._values(collector)}


class GetUpgradePathArgs(CriteriaArguments, frozen=True, kw_only=True):
    """The two versions of an upgrade path, and criteria for its packages."""

    product_key: criteria.RequiredProductKey
    module_name: criteria.ModuleName
    from_version: Annotated[
        str, fields.identifier("The version installed on the devices. Must match exactly.", "3.2.1")
    ]
    to_version: Annotated[str, fields.identifier("The version to upgrade to. Must match exactly.", "4.0.0")]
    iot_instance_id: criteria.IotInstanceId | None = None
    statuses: criteria.Statuses | None = None
    min_age: criteria.MinAge | None = None
    blocked: Blocked | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = {"statuses": DEPLOYABLE, **super()._values(collector)}
        values.pop("from_version", None)  # the start of the path, not a criterion for its packages
        return values


class GetFirmwarePageArgs(Arguments, frozen=True, kw_only=True):
    """The request parameters of ListOTAFirmware."""

    iot_instance_id: criteria.IotInstanceId | None = None
    product_key: criteria.ProductKey | None = None
    dest_version: criteria.DestVersion | None = None
    current_page: fields.CurrentPage
    page_size: fields.PageSize


class GetLockedFirmwareArgs(Arguments, frozen=True, kw_only=True):
    """An entry in a lock file, and whether to check it against the live catalog."""

    name: Annotated[str, fields.identifier("The name of the entry.", "gateway")]
    lock_file: fields.LockFile | None = None
    offline: fields.Offline | None = None


class _PinPolicyArgs(GetFirmwareArgs, frozen=True, kw_only=True):
    """The criteria of a pin, and its update policy."""

    resolve: fields.Resolve | None = None
    allow_downgrade: fields.AllowDowngrade | None = None
    on_newer: fields.OnNewerField | None = None


POLICY_ARGUMENTS = frozenset(_PinPolicyArgs.__struct_encode_fields__) - {*GetFirmwareArgs.__struct_encode_fields__}
"""The names of the arguments that set the update policy of a pin. They do not affect which packages match."""


class FirmwarePinArgs(_PinPolicyArgs, frozen=True, kw_only=True):
    """The criteria of a pin or an entry in firmware.lock, and the pin's update policy."""

    keepers: fields.Keepers | None = None
    lock_entry: fields.LockEntry | None = None
    lock_file: fields.LockFile | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        def is_given(name: str, value: object) -> bool:
            return value is not None or collector.is_unknown(name)

        resolves_always = self.resolve is not PinResolve.ONCE and not collector.is_unknown("resolve")
        if is_given("keepers", self.keepers) and resolves_always:
            collector.add("keepers", "keepers requires resolve to be once. Set resolve to once, or remove keepers.")
        if is_given("lockEntry", self.lock_entry):
            conflicting = [
                name
                for name, value in zip(self.__struct_encode_fields__, msgspec.structs.astuple(self), strict=True)
                if name not in _ALLOWED_WITH_ENTRY and is_given(name, value)
            ]
            if conflicting:
                collector.add(
                    "lockEntry",
                    f"lockEntry uses the criteria in the lock file. Remove {', '.join(conflicting)}.",
                )
        elif is_given("lockFile", self.lock_file):
            collector.add("lockFile", "lockFile requires lockEntry. Set lockEntry, or remove lockFile.")
        return super()._values(collector)


_ALLOWED_WITH_ENTRY = frozenset({"lockEntry", "lockFile", "allowDowngrade", "onNewer"})
"""The arguments of a pin that may be combined with `lockEntry`."""
