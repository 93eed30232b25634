# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of the functions and of the resource, by Python's names: plain, and as inputs of a Pulumi program.

What each means stands at the declarations in `alicloud_iot_ota.schema.fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Required, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pulumi

    from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, OnNewer, PinResolve, SignMethod
    from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable, WeakDigest
    from alicloud_iot_ota.versions import VersionScheme


class BlockedFirmware(TypedDict, total=False):
    """Packages that must not be chosen: those with every property given here, of which there must be one at least.

    Attributes:
        reason: Why they must not be chosen, for the error that says so.
        dest_version: The version of the packages.
        digest: The digest of the file, with its algorithm.
        expires: When the block ends, as a day or a time in UTC; never by default.
        firmware_id: The ID of the package.
    """

    reason: Required[str]
    dest_version: str
    digest: str
    expires: str
    firmware_id: str


class BlockedFirmwareArgs(TypedDict, total=False):
    """BlockedFirmware with inputs that may be outputs of resources."""

    reason: Required[pulumi.Input[str]]
    dest_version: pulumi.Input[str]
    digest: pulumi.Input[str]
    expires: pulumi.Input[str]
    firmware_id: pulumi.Input[str]


class Filters(TypedDict, total=False):
    """What any number of packages must be, by the arguments of getFirmwares."""

    blocked: Sequence[BlockedFirmware] | None
    dest_version: str | None
    firmware_id: str | None
    firmware_name: str | None
    from_version: str | None
    include_prerelease: bool | None
    iot_instance_id: str | None
    max_size: int | None
    min_age: str | None
    min_size: int | None
    module_name: str | None
    name_regex: str | None
    on_unparsable: OnUnparsable | str | None
    product_key: str | None
    sign_method: SignMethod | str | None
    src_version: str | None
    type: FirmwareType | str | None
    version_pattern: str | None
    version_range: str | None
    version_regex: str | None
    version_scheme: VersionScheme | str | None
    statuses: Sequence[FirmwareStatus | str] | None


class Criteria(Filters, total=False):
    """What one package must be, which of several is meant, and what is asserted of it."""

    allow_unscoped: bool | None
    expected_digest: str | None
    expected_firmware_id: str | None
    expected_size: int | None
    select: FirmwareSelect | str | None
    weak_digest: WeakDigest | str | None


class FiltersInputs(TypedDict, total=False):
    """Filters with inputs that may be outputs of resources."""

    blocked: pulumi.Input[Sequence[pulumi.Input[BlockedFirmwareArgs]]] | None
    dest_version: pulumi.Input[str] | None
    firmware_id: pulumi.Input[str] | None
    firmware_name: pulumi.Input[str] | None
    from_version: pulumi.Input[str] | None
    include_prerelease: pulumi.Input[bool] | None
    iot_instance_id: pulumi.Input[str] | None
    max_size: pulumi.Input[int] | None
    min_age: pulumi.Input[str] | None
    min_size: pulumi.Input[int] | None
    module_name: pulumi.Input[str] | None
    name_regex: pulumi.Input[str] | None
    on_unparsable: pulumi.Input[OnUnparsable | str] | None
    product_key: pulumi.Input[str] | None
    sign_method: pulumi.Input[SignMethod | str] | None
    src_version: pulumi.Input[str] | None
    type: pulumi.Input[FirmwareType | str] | None
    version_pattern: pulumi.Input[str] | None
    version_range: pulumi.Input[str] | None
    version_regex: pulumi.Input[str] | None
    version_scheme: pulumi.Input[VersionScheme | str] | None
    statuses: pulumi.Input[Sequence[pulumi.Input[FirmwareStatus | str]]] | None


class CriteriaInputs(FiltersInputs, total=False):
    """Criteria with inputs that may be outputs of resources."""

    allow_unscoped: pulumi.Input[bool] | None
    expected_digest: pulumi.Input[str] | None
    expected_firmware_id: pulumi.Input[str] | None
    expected_size: pulumi.Input[int] | None
    select: pulumi.Input[FirmwareSelect | str] | None
    weak_digest: pulumi.Input[WeakDigest | str] | None


class PinInputs(CriteriaInputs, total=False):
    """The criteria of a pin, or the entry of firmware.lock in their place, and how the pin follows them."""

    allow_downgrade: pulumi.Input[bool] | None
    keepers: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None
    lock_entry: pulumi.Input[str] | None
    lock_file: pulumi.Input[str] | None
    on_newer: pulumi.Input[OnNewer | str] | None
    resolve: pulumi.Input[PinResolve | str] | None
