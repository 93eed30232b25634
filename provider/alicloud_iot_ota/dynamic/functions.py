# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The look-up functions, in the program itself: no engine and no plugin is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.dynamic.calls import call, output, service
from alicloud_iot_ota.dynamic.results import (
    ExplainFirmwareResult,
    FindFirmwareResult,
    GetFirmwarePageResult,
    GetFirmwareResult,
    GetFirmwaresResult,
    GetLockedFirmwareResult,
    GetUpgradePathResult,
    mapping,
)
from alicloud_iot_ota.lock_file import resolving
from alicloud_iot_ota.schema.arguments import (
    ExplainFirmwareArgs,
    FindFirmwareArgs,
    GetFirmwareArgs,
    GetFirmwarePageArgs,
    GetFirmwaresArgs,
    GetLockedFirmwareArgs,
    GetUpgradePathArgs,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi
    from typing_extensions import Unpack

    from alicloud_iot_ota.dynamic.criteria import (
        BlockedFirmware,
        BlockedFirmwareArgs,
        Criteria,
        CriteriaInputs,
        Filters,
        FiltersInputs,
    )
    from alicloud_iot_ota.lookup import Warn
    from alicloud_iot_ota.schema.enums import FirmwareStatus


def get_firmware(**criteria: Unpack[Criteria]) -> GetFirmwareResult:
    """Look up exactly one package; by default one that may be deployed (verified, or in no need of it).

    Args:
        **criteria: What it must be, such as `product_key`, `dest_version` or `version_range`.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, none or several packages match, or the
            package is not what was asserted of it.
    """
    return call(GetFirmwareArgs, criteria, _get_firmware)


def get_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[GetFirmwareResult]:
    """Do what get_firmware does, with inputs that may be outputs of resources.

    Where one is not known yet in a preview, or a resource in `opts.depends_on` is still to be created, nothing is
    looked up and the result is unknown. Where one is secret, so is the result.
    """
    return output(GetFirmwareArgs, criteria, opts, _get_firmware)


def find_firmware(**criteria: Unpack[Criteria]) -> FindFirmwareResult:
    """Look up one package that may not be there; its `found` tells, and then `firmware` is the package.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, several packages match, or the package is
            not what was asserted of it.
    """
    return call(FindFirmwareArgs, criteria, _find_firmware)


def find_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[FindFirmwareResult]:
    """Do what find_firmware does, with inputs that may be outputs of resources; see get_firmware_output."""
    return output(FindFirmwareArgs, criteria, opts, _find_firmware)


def explain_firmware(**criteria: Unpack[Criteria]) -> ExplainFirmwareResult:
    """Explain what get_firmware does with the same arguments, and what became of every package.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return call(ExplainFirmwareArgs, criteria, _explain_firmware)


def explain_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[ExplainFirmwareResult]:
    """Do what explain_firmware does, with inputs that may be outputs of resources; see get_firmware_output."""
    return output(ExplainFirmwareArgs, criteria, opts, _explain_firmware)


def get_firmwares(**criteria: Unpack[Filters]) -> GetFirmwaresResult:
    """Look up all packages that meet the criteria of get_firmware, of every status, in a stable order; possibly none.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return call(GetFirmwaresArgs, criteria, _get_firmwares)


def get_firmwares_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[FiltersInputs]
) -> pulumi.Output[GetFirmwaresResult]:
    """Do what get_firmwares does, with inputs that may be outputs of resources; see get_firmware_output."""
    return output(GetFirmwaresArgs, criteria, opts, _get_firmwares)


def get_upgrade_path(  # noqa: PLR0913 - as the native provider's function has them
    *,
    from_version: str,
    module_name: str,
    product_key: str,
    to_version: str,
    blocked: Sequence[BlockedFirmware] | None = None,
    iot_instance_id: str | None = None,
    min_age: str | None = None,
    statuses: Sequence[FirmwareStatus | str] | None = None,
) -> GetUpgradePathResult:
    """Find the way from one version to another that costs the fewest bytes: differential packages, or the full one.

    Args:
        from_version: The version that the devices have.
        module_name: The module; `default` where none was named at creation.
        product_key: The ProductKey of the product.
        to_version: The version that they are to have.
        blocked: Packages that must not be used.
        iot_instance_id: The instance, where it has an ID and the settings name no other.
        min_age: How long ago every package was created at least, such as `14d`.
        statuses: The statuses the packages may have; by default those that may be deployed.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, or there is a gap.
    """
    return call(GetUpgradePathArgs, locals(), _get_upgrade_path)


def get_upgrade_path_output(  # noqa: PLR0913 - as get_upgrade_path
    *,
    from_version: pulumi.Input[str],
    module_name: pulumi.Input[str],
    product_key: pulumi.Input[str],
    to_version: pulumi.Input[str],
    blocked: pulumi.Input[Sequence[pulumi.Input[BlockedFirmwareArgs]]] | None = None,
    iot_instance_id: pulumi.Input[str] | None = None,
    min_age: pulumi.Input[str] | None = None,
    statuses: pulumi.Input[Sequence[pulumi.Input[FirmwareStatus | str]]] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetUpgradePathResult]:
    """Do what get_upgrade_path does, with inputs that may be outputs of resources; see get_firmware_output."""
    given = locals()
    return output(GetUpgradePathArgs, given, given.pop("opts"), _get_upgrade_path)


def get_firmware_page(
    *,
    current_page: int,
    page_size: int,
    dest_version: str | None = None,
    iot_instance_id: str | None = None,
    product_key: str | None = None,
) -> GetFirmwarePageResult:
    """Call ListOTAFirmware once and return its answer, one to one.

    Args:
        current_page: The number of the page, from 1.
        page_size: The number of packages on a page, 1 to 100.
        dest_version: The version to list.
        iot_instance_id: The instance, where it has an ID and the settings name no other.
        product_key: The product to list.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return call(GetFirmwarePageArgs, locals(), _get_firmware_page)


def get_firmware_page_output(  # noqa: PLR0913 - as get_firmware_page
    *,
    current_page: pulumi.Input[int],
    page_size: pulumi.Input[int],
    dest_version: pulumi.Input[str] | None = None,
    iot_instance_id: pulumi.Input[str] | None = None,
    product_key: pulumi.Input[str] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetFirmwarePageResult]:
    """Do what get_firmware_page does, with inputs that may be outputs of resources; see get_firmware_output."""
    given = locals()
    return output(GetFirmwarePageArgs, given, given.pop("opts"), _get_firmware_page)


def get_locked_firmware(
    *, name: str, lock_file: str | None = None, offline: bool | None = None
) -> GetLockedFirmwareResult:
    """Return the package of an entry of firmware.lock, after making sure that it is still there as it was.

    Args:
        name: The name of the entry.
        lock_file: The path of the file, `firmware.lock` by default.
        offline: Whether to take the entry as it stands, without asking the service.

    Raises:
        LookupFailedError: The file cannot be read or has no such entry; the package is gone, another one, not verified
            or blocked; or the service cannot be asked.
    """
    return call(GetLockedFirmwareArgs, locals(), _get_locked_firmware)


def get_locked_firmware_output(
    *,
    name: pulumi.Input[str],
    lock_file: pulumi.Input[str] | None = None,
    offline: pulumi.Input[bool] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetLockedFirmwareResult]:
    """Do what get_locked_firmware does, with inputs that may be outputs of resources; see get_firmware_output."""
    given = locals()
    return output(GetLockedFirmwareArgs, given, given.pop("opts"), _get_locked_firmware)


def _get_firmware(args: GetFirmwareArgs, warn: Warn) -> GetFirmwareResult:
    return GetFirmwareResult(mapping(service().get_firmware(args, warn)))


def _find_firmware(args: FindFirmwareArgs, warn: Warn) -> FindFirmwareResult:
    return FindFirmwareResult(mapping(service().find_firmware(args, warn)))


def _explain_firmware(args: ExplainFirmwareArgs, _: Warn) -> ExplainFirmwareResult:
    return ExplainFirmwareResult(mapping(service().explain_firmware(args)))


def _get_firmwares(args: GetFirmwaresArgs, warn: Warn) -> GetFirmwaresResult:
    return GetFirmwaresResult(mapping(service().get_firmwares(args, warn)))


def _get_upgrade_path(args: GetUpgradePathArgs, _: Warn) -> GetUpgradePathResult:
    return GetUpgradePathResult(mapping(service().get_upgrade_path(args)))


def _get_firmware_page(args: GetFirmwarePageArgs, _: Warn) -> GetFirmwarePageResult:
    return GetFirmwarePageResult(mapping(service().get_firmware_page(args)))


def _get_locked_firmware(args: GetLockedFirmwareArgs, warn: Warn) -> GetLockedFirmwareResult:
    return GetLockedFirmwareResult(mapping(resolving.get_locked_firmware(service, args, warn)))
