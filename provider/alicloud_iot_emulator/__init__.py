# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An emulator of `ListOTAFirmware` in Alibaba Cloud IoT Platform, for tests, demos and users without an account.

It shares no code with the provider. Field names and signatures are implemented independently from the specification, so
that a mistake on either side is detected.
"""

from __future__ import annotations

from alicloud_iot_emulator.command import main
from alicloud_iot_emulator.emulator import Emulator

__all__ = ["Emulator", "main"]
