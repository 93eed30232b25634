# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every property of the objects in arguments and results, with its exact type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import assert_type

if TYPE_CHECKING:
    from pulumi_alicloud_iot.ota import outputs


def read_blocked_firmware(blocked_firmware: outputs.BlockedFirmware) -> None:
    """Read each property."""
    assert_type(blocked_firmware.dest_version, str | None)
    assert_type(blocked_firmware.digest, str | None)
    assert_type(blocked_firmware.expires, str | None)
    assert_type(blocked_firmware.firmware_id, str | None)
    assert_type(blocked_firmware.reason, str)


def read_firmware(firmware: outputs.Firmware) -> None:
    """Read each property."""
    assert_type(firmware.dest_version, str)
    assert_type(firmware.digest, str | None)
    assert_type(firmware.firmware_desc, str | None)
    assert_type(firmware.firmware_id, str)
    assert_type(firmware.firmware_name, str | None)
    assert_type(firmware.firmware_sign, str | None)
    assert_type(firmware.firmware_size, int | None)
    assert_type(firmware.module_name, str | None)
    assert_type(firmware.product_key, str | None)
    assert_type(firmware.product_name, str | None)
    assert_type(firmware.sign_method, str | None)
    assert_type(firmware.src_version, str | None)
    assert_type(firmware.status, str)
    assert_type(firmware.status_code, int | None)
    assert_type(firmware.type, str)
    assert_type(firmware.type_code, int | None)
    assert_type(firmware.utc_create, str | None)
    assert_type(firmware.utc_modified, str | None)


def read_pinned_firmware(pinned_firmware: outputs.PinnedFirmware) -> None:
    """Read each property."""
    assert_type(pinned_firmware.dest_version, str)
    assert_type(pinned_firmware.digest, str | None)
    assert_type(pinned_firmware.firmware_id, str)
    assert_type(pinned_firmware.firmware_size, int | None)
    assert_type(pinned_firmware.src_version, str | None)
    assert_type(pinned_firmware.type, str)


def read_selection_candidate(selection_candidate: outputs.SelectionCandidate) -> None:
    """Read each property."""
    assert_type(selection_candidate.criterion, str | None)
    assert_type(selection_candidate.dest_version, str)
    assert_type(selection_candidate.firmware_id, str)
    assert_type(selection_candidate.firmware_name, str | None)
    assert_type(selection_candidate.module_name, str | None)
    assert_type(selection_candidate.outcome, str)
    assert_type(selection_candidate.product_key, str | None)
    assert_type(selection_candidate.reason, str)
    assert_type(selection_candidate.src_version, str | None)
    assert_type(selection_candidate.status, str)
    assert_type(selection_candidate.type, str)


def read_selection_step(selection_step: outputs.SelectionStep) -> None:
    """Read each property."""
    assert_type(selection_step.criterion, str)
    assert_type(selection_step.left, int)
    assert_type(selection_step.value, str)


def read_simple_firmware_info(simple_firmware_info: outputs.SimpleFirmwareInfo) -> None:
    """Read each property."""
    assert_type(simple_firmware_info.dest_version, str | None)
    assert_type(simple_firmware_info.firmware_desc, str | None)
    assert_type(simple_firmware_info.firmware_id, str | None)
    assert_type(simple_firmware_info.firmware_name, str | None)
    assert_type(simple_firmware_info.firmware_sign, str | None)
    assert_type(simple_firmware_info.firmware_size, int | None)
    assert_type(simple_firmware_info.module_name, str | None)
    assert_type(simple_firmware_info.product_key, str | None)
    assert_type(simple_firmware_info.product_name, str | None)
    assert_type(simple_firmware_info.sign_method, str | None)
    assert_type(simple_firmware_info.src_version, str | None)
    assert_type(simple_firmware_info.status, int | None)
    assert_type(simple_firmware_info.type, int | None)
    assert_type(simple_firmware_info.utc_create, str | None)
    assert_type(simple_firmware_info.utc_modified, str | None)
