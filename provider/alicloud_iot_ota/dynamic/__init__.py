# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end 2: the Pulumi dynamic provider, for programs that install this package and nothing else.

    from alicloud_iot_ota import dynamic as ota

    firmware = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full")
    pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", type="full", select="highest")

Arguments, results and the words of the errors are those of the native provider. Settings come from the stack's
configuration (`alicloud-iot:region` and so on) and then from the environment.
"""

from __future__ import annotations

from alicloud_iot_ota.dynamic.functions import (
    LookupFailedError,
    get_firmware,
    get_firmware_output,
    get_firmware_page,
    get_firmware_page_output,
    get_firmwares,
    get_firmwares_output,
)
from alicloud_iot_ota.dynamic.resource import FirmwarePin
from alicloud_iot_ota.dynamic.results import (
    Firmware,
    GetFirmwarePageResult,
    GetFirmwareResult,
    GetFirmwaresResult,
    PinnedFirmware,
    SimpleFirmwareInfo,
)

__all__ = [
    "Firmware",
    "FirmwarePin",
    "GetFirmwarePageResult",
    "GetFirmwareResult",
    "GetFirmwaresResult",
    "LookupFailedError",
    "PinnedFirmware",
    "SimpleFirmwareInfo",
    "get_firmware",
    "get_firmware_output",
    "get_firmware_page",
    "get_firmware_page_output",
    "get_firmwares",
    "get_firmwares_output",
]
