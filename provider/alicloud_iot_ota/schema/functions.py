# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of functions, and the resource. Every form of the provider is made from it.

A new function is its arguments (`schema/arguments.py`), its result (`schema/results.py`) and a row here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.schema import arguments, results, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.schema.collector import Arguments


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A function or resource, as the schema declares it.

    Attributes:
        name: The API's way to write it, such as `getFirmware`.
        arguments: What it takes.
        result: What it gives back. A resource adds it to what it takes.
        description: What it is for, in Markdown. The schema adds the examples of `plugin/usage`.
    """

    name: str
    arguments: type[Arguments]
    result: type[msgspec.Struct]
    description: str

    @property
    def token(self) -> str:
        """The name by which Pulumi knows it."""
        return tokens.token(self.name)


class Function(Declaration, frozen=True, kw_only=True):
    """A function.

    Attributes:
        call: What does it, as an entry point `module:qualified.name`. The module is above this one, so it is imported
            at the first call. A method of `Lookup`, or a function that takes a callable which returns the `Lookup`.
    """

    call: str

    def run(self, lookup: Callable[[], object], args: Arguments, warn: Callable[[str], None]) -> Any:  # noqa: ANN401 - an instance of `result`
        """Call the function.

        Args:
            lookup: Returns the `Lookup`. Not called where the service is not asked.
            args: An instance of `arguments`.
            warn: Tells the user something that is no error.

        Raises:
            OtaError: The function failed.
        """
        module, _, name = self.call.partition(":")
        if name.startswith("Lookup."):
            return getattr(lookup(), name.removeprefix("Lookup."))(args, warn)
        return getattr(importlib.import_module(module), name)(lookup, args, warn)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        name="getFirmware",
        arguments=arguments.GetFirmwareArgs,
        result=results.GetFirmwareResult,
        description="Looks up exactly one OTA update package. None or several matches are an error that says why. By "
        "default the package must be fit to be deployed: verified, or in no need of verification.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmware",
    ),
    Function(
        name="findFirmware",
        arguments=arguments.FindFirmwareArgs,
        result=results.FindFirmwareResult,
        description="Looks up one OTA update package that may not be there, by the criteria of getFirmware. Several "
        "matches are an error, and so is a package that is not what was asserted of it.",
        call="alicloud_iot_ota.lookup.service:Lookup.find_firmware",
    ),
    Function(
        name="explainFirmware",
        arguments=arguments.ExplainFirmwareArgs,
        result=results.ExplainFirmwareResult,
        description="Explains what getFirmware does with the same arguments: which package it chooses or why it fails, "
        "what each criterion leaves, and for every package what removed it.",
        call="alicloud_iot_ota.lookup.service:Lookup.explain_firmware",
    ),
    Function(
        name="getFirmwares",
        arguments=arguments.GetFirmwaresArgs,
        result=results.GetFirmwaresResult,
        description="Looks up all OTA update packages that meet the criteria, in a stable order; possibly none. Every "
        "status is shown.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmwares",
    ),
    Function(
        name="getUpgradePath",
        arguments=arguments.GetUpgradePathArgs,
        result=results.GetUpgradePathResult,
        description="Finds the way from one version to another that costs the fewest bytes: a chain of differential "
        "packages, or the full package where that is smaller. A gap is an error. By default every package on the way "
        "must be fit to be deployed.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_upgrade_path",
    ),
    Function(
        name="getFirmwarePage",
        arguments=arguments.GetFirmwarePageArgs,
        result=results.GetFirmwarePageResult,
        description="Calls ListOTAFirmware once and returns its answer, one to one. Prefer getFirmware or "
        "getFirmwares, which read every page and prove the list complete.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmware_page",
    ),
    Function(
        name="getLockedFirmware",
        arguments=arguments.GetLockedFirmwareArgs,
        result=results.GetLockedFirmwareResult,
        description="Returns the package of an entry of firmware.lock, after making sure that it is still there as it "
        "was locked, and may be deployed: another file under its version or ID, a package that is gone, not verified "
        "or blocked is an error.",
        call="alicloud_iot_ota.lock_file.resolution:get_locked_firmware",
    ),
)
"""Every function, in the order of the reference."""

FIRMWARE_PIN = Declaration(
    name="FirmwarePin",
    arguments=arguments.FirmwarePinArgs,
    result=results.FirmwarePinResult,
    description="Follows one OTA update package in plain sight: the package that the criteria name is looked up at "
    "every preview, and a change of it is shown as an update, old and new version, ID, digest and size side by side. "
    "It stops the deployment when the package is gone, replaced or not verified, or would go to a lower version. "
    "Nothing is written to the cloud.",
)
"""The resource."""
