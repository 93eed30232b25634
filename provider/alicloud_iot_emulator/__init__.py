# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for Alibaba Cloud IoT Platform's `ListOTAFirmware`, for tests, demos and users without an account.

It shares no code with the provider: its field names and signatures are written anew from the specification, so that
a wrong name on either side is caught.
"""

from __future__ import annotations

from alicloud_iot_emulator.command import main
from alicloud_iot_emulator.emulator import Emulator

__all__ = ["Emulator", "main"]
