# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins: the identity of a package, the check of its current state, and the rules for its replacement. Pure."""

from __future__ import annotations

from alicloud_iot_ota.pins.identity import LockedFirmware, PinnedFirmware, are_same_file, find, lock, pin, unlock

__all__ = ["LockedFirmware", "PinnedFirmware", "are_same_file", "find", "lock", "pin", "unlock"]
