# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names by which Pulumi knows this package, its functions and its resource."""

from __future__ import annotations

PACKAGE = "alicloud-iot"
MODULE = "ota"
GET_FIRMWARE = f"{PACKAGE}:{MODULE}:getFirmware"
FIND_FIRMWARE = f"{PACKAGE}:{MODULE}:findFirmware"
EXPLAIN_FIRMWARE = f"{PACKAGE}:{MODULE}:explainFirmware"
GET_FIRMWARES = f"{PACKAGE}:{MODULE}:getFirmwares"
GET_FIRMWARE_PAGE = f"{PACKAGE}:{MODULE}:getFirmwarePage"
GET_UPGRADE_PATH = f"{PACKAGE}:{MODULE}:getUpgradePath"
GET_LOCKED_FIRMWARE = f"{PACKAGE}:{MODULE}:getLockedFirmware"
FIRMWARE_PIN = f"{PACKAGE}:{MODULE}:FirmwarePin"
