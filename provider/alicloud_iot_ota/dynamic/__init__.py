# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end 2: the Pulumi dynamic provider, for programs that install this package and nothing else.

    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full")
    scope = {"product_key": "a1GatewayK01", "module_name": "default"}
    pin = ota.FirmwarePin("gateway", **scope, type="full", version_range="^4.0", select="highest")

Arguments, results and the words of the errors are those of the native provider. Settings come from the stack's
configuration (`alicloud-iot:region` and so on) and then from the environment.
"""

from __future__ import annotations

from alicloud_iot_ota.dynamic.calls import LookupFailedError
from alicloud_iot_ota.dynamic.criteria import BlockedFirmware, BlockedFirmwareArgs
from alicloud_iot_ota.dynamic.functions import (
    explain_firmware,
    explain_firmware_output,
    find_firmware,
    find_firmware_output,
    get_firmware,
    get_firmware_output,
    get_firmware_page,
    get_firmware_page_output,
    get_firmwares,
    get_firmwares_output,
    get_locked_firmware,
    get_locked_firmware_output,
    get_upgrade_path,
    get_upgrade_path_output,
)
from alicloud_iot_ota.dynamic.resource import FirmwarePin
from alicloud_iot_ota.dynamic.results import (
    ExplainFirmwareResult,
    FindFirmwareResult,
    Firmware,
    GetFirmwarePageResult,
    GetFirmwareResult,
    GetFirmwaresResult,
    GetLockedFirmwareResult,
    GetUpgradePathResult,
    PinnedFirmware,
    SelectionCandidate,
    SelectionStep,
    SimpleFirmwareInfo,
)
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, OnNewer, PinResolve, SignMethod
from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.versions import VersionScheme

__all__ = [
    "BlockedFirmware",
    "BlockedFirmwareArgs",
    "ExplainFirmwareResult",
    "FindFirmwareResult",
    "Firmware",
    "FirmwarePin",
    "FirmwareSelect",
    "FirmwareStatus",
    "FirmwareType",
    "GetFirmwarePageResult",
    "GetFirmwareResult",
    "GetFirmwaresResult",
    "GetLockedFirmwareResult",
    "GetUpgradePathResult",
    "LookupFailedError",
    "OnNewer",
    "OnUnparsable",
    "PinResolve",
    "PinnedFirmware",
    "SelectionCandidate",
    "SelectionStep",
    "SignMethod",
    "SimpleFirmwareInfo",
    "VersionScheme",
    "WeakDigest",
    "explain_firmware",
    "explain_firmware_output",
    "find_firmware",
    "find_firmware_output",
    "get_firmware",
    "get_firmware_output",
    "get_firmware_page",
    "get_firmware_page_output",
    "get_firmwares",
    "get_firmwares_output",
    "get_locked_firmware",
    "get_locked_firmware_output",
    "get_upgrade_path",
    "get_upgrade_path_output",
]
