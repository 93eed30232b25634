# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The checked inputs of a pin in the state: the inputs of the program, and the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota import pins
from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_full_text, format_text
from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.schema.arguments import POLICY_ARGUMENTS
from alicloud_iot_ota.schema.tokens import FIRMWARE
from alicloud_iot_ota.selection import FITNESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.pins import PinnedFirmware

_PLACES = ("lockEntry", "moduleName", "productKey")
_KINDS = ("fromVersion", "srcVersion", "type")


class PinState(msgspec.Struct, frozen=True):
    """A pin in the state.

    Attributes:
        firmware: The package.
        given: The inputs of the program when the package was selected, by wire names.
    """

    firmware: PinnedFirmware
    given: Mapping[str, object]

    def is_selected_by(self, given: Mapping[str, object]) -> bool:
        """Return whether the package was selected by these criteria and keepers."""
        names = {*self.given, *given} - POLICY_ARGUMENTS - FITNESS
        return all(self.given.get(name) == given.get(name) for name in names)

    def has_same_scope(self, given: Mapping[str, object]) -> bool:
        """Return whether these inputs may be for the same product, module and entry. A missing input matches any."""
        pairs = [(self.given.get(name), given.get(name)) for name in _PLACES]
        return all(None in pair or pair[0] == pair[1] for pair in pairs)

    def has_same_kind(self, given: Mapping[str, object]) -> bool:
        """Return whether these inputs have the same type and source version, and so are for the same devices."""
        return all(self.given.get(name) == given.get(name) for name in _KINDS)


def read_state(olds: Mapping[str, object]) -> PinState | None:
    """Read a pin from the checked inputs in the state. Return None for a new pin, or one that was never resolved.

    Raises:
        StateError: The package in the state is damaged.
    """
    firmware = olds.get(FIRMWARE)
    if firmware is None:
        return None
    try:
        pinned = decoding.convert(firmware, pins.PinnedFirmware)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # UnicodeEncodeError: a lone surrogate
        reason = format_full_text(str(error).replace("`$", f"`{FIRMWARE}"))
        raise StateError(f"The pin in the state is damaged ({reason}).") from None
    return PinState(pinned, without_firmware(olds))


def identify(firmware: Package | PinnedFirmware) -> str:
    """Return the version and the ID of a package, for a message."""
    return f"{format_text(firmware.dest_version)}, firmwareId {format_text(firmware.firmware_id)}"


def are_same_file(pin: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Return whether two pins have the same file, and the same version of it."""
    states = [read_state(each) for each in (pin, other)]
    own, found = (None if each is None else each.firmware for each in states)
    return (
        own is not None
        and found is not None
        and own.dest_version == found.dest_version
        and pins.are_same_file(own, found)
    )


def is_readable(olds: Mapping[str, object]) -> bool:
    """Return whether the state has a package that is not damaged."""
    try:
        return read_state(olds) is not None
    except StateError:
        return False


def without_firmware(inputs: Mapping[str, object]) -> dict[str, object]:
    """Return the inputs of the program, without the package."""
    return {name: value for name, value in inputs.items() if name != FIRMWARE and value is not None}


def pinned_fields(firmware: Package) -> dict[str, object]:
    """Return the identity of a package, by wire names."""
    result: dict[str, Any] = msgspec.to_builtins(pins.pin(firmware))
    return result
