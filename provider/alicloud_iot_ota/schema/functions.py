# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of functions, and the resource. Every form of the provider is generated from it.

To add a function, declare its arguments (`schema/arguments.py`) and its result (`schema/results.py`), and add a row
here.
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
    """A function or resource in the schema.

    Attributes:
        name: Its camelCase name, such as `getFirmware`.
        noun: Its name where functions are data sources: the end of `alicloudiot_ota_firmware`.
        arguments: The type of its arguments.
        result: The type of its result. A resource has these outputs in addition to its arguments.
        description: Its description in Markdown. The schema adds the examples in `plugin/usage`.
    """

    name: str
    noun: str
    arguments: type[Arguments]
    result: type[msgspec.Struct]
    description: str

    @property
    def token(self) -> str:
        """Its token in Pulumi."""
        return tokens.token(self.name)


class Function(Declaration, frozen=True, kw_only=True):
    """A function.

    Attributes:
        call: The implementation, as an entry point `module:qualified.name`: a method of `Lookup`, or a function whose
            first argument is a callable that returns the `Lookup`. Its module depends on this one, so it is imported
            at the first call.
    """

    call: str

    def run(self, lookup: Callable[[], object], args: Arguments, warn: Callable[[str], None]) -> Any:  # noqa: ANN401 - an instance of `result`
        """Call the function.

        Args:
            lookup: Returns the `Lookup`. Not called if the function does not need the service.
            args: An instance of `arguments`.
            warn: Prints a warning.

        Raises:
            OtaError: The function failed.
        """
        module, _, name = self.call.partition(":")
        if name.startswith("Lookup."):
            return getattr(lookup(), name.removeprefix("Lookup."))(args, warn)
        return getattr(importlib.import_module(module), name)(lookup, args, warn)


class ListableResource(Declaration, frozen=True, kw_only=True):
    """A resource whose existing ones can be listed.

    Attributes:
        query: The type of the arguments that list existing resources.
    """

    query: type[Arguments]


FUNCTIONS: tuple[Function, ...] = (
    Function(
        name="getFirmware",
        noun="firmware",
        arguments=arguments.GetFirmwareArgs,
        result=results.GetFirmwareResult,
        description="Looks up exactly one OTA update package. Zero or several matches are an error that explains "
        "why. By default the package must be deployable: verified, or one that needs no verification.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmware",
    ),
    Function(
        name="findFirmware",
        noun="firmware_search",
        arguments=arguments.FindFirmwareArgs,
        result=results.FindFirmwareResult,
        description="Looks up an OTA update package that may not exist, with the criteria of getFirmware. Several "
        "matches are an error, and so is a package that fails an assertion.",
        call="alicloud_iot_ota.lookup.service:Lookup.find_firmware",
    ),
    Function(
        name="explainFirmware",
        noun="firmware_explanation",
        arguments=arguments.ExplainFirmwareArgs,
        result=results.ExplainFirmwareResult,
        description="Explains the result of getFirmware for the same arguments: which package it selects or why it "
        "fails, how many packages each criterion leaves, and which criterion removed each package.",
        call="alicloud_iot_ota.lookup.service:Lookup.explain_firmware",
    ),
    Function(
        name="getFirmwares",
        noun="firmwares",
        arguments=arguments.GetFirmwaresArgs,
        result=results.GetFirmwaresResult,
        description="Lists all OTA update packages that meet the criteria, in a stable order. The list may be empty. "
        "By default it includes packages of every status.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmwares",
    ),
    Function(
        name="getUpgradePath",
        noun="upgrade_path",
        arguments=arguments.GetUpgradePathArgs,
        result=results.GetUpgradePathResult,
        description="Finds the smallest upgrade path from one version to another, in bytes: a chain of differential "
        "packages, or the full package if that is smaller. It is an error if no path exists. By default every "
        "package on the path must be deployable.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_upgrade_path",
    ),
    Function(
        name="getFirmwarePage",
        noun="firmware_page",
        arguments=arguments.GetFirmwarePageArgs,
        result=results.GetFirmwarePageResult,
        description="Calls ListOTAFirmware once and returns its response unchanged. Prefer getFirmware or "
        "getFirmwares, which read every page and check that the list is complete.",
        call="alicloud_iot_ota.lookup.service:Lookup.get_firmware_page",
    ),
    Function(
        name="getLockedFirmware",
        noun="locked_firmware",
        arguments=arguments.GetLockedFirmwareArgs,
        result=results.GetLockedFirmwareResult,
        description="Returns the package that firmware.lock records for an entry in firmware.toml, checked against the "
        "live catalog. It is an error if the package is missing, unverified or blocked, if its version or ID now has a "
        "different file, or if firmware.lock is not up to date with firmware.toml.",
        call="alicloud_iot_ota.lock_file.resolution:get_locked_firmware",
    ),
)
"""Every function, in the order of the reference."""

FIRMWARE_PIN = ListableResource(
    name="FirmwarePin",
    noun="firmware_pin",
    arguments=arguments.FirmwarePinArgs,
    result=results.FirmwarePinResult,
    query=arguments.ListFirmwarePinsArgs,
    description="Pins one OTA update package and follows its criteria. Every preview looks up the package. If the "
    "criteria select another package, the preview shows an update with the old and new version, ID, digest and size. "
    "The deployment stops if the package is missing, replaced or unverified, or if it would be downgraded. "
    "FirmwarePin writes nothing to the cloud.",
)
"""The resource."""
