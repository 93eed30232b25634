# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What identifies a package, what has become of it, and which package may take its place. Pure."""

from __future__ import annotations

from alicloud_iot_ota.pins.identity import LockedFirmware, PinnedFirmware, are_same_file, find, lock, pin, unlock

__all__ = ["LockedFirmware", "PinnedFirmware", "are_same_file", "find", "lock", "pin", "unlock"]
