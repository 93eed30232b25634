# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The checked inputs of a pin, as the state keeps them: what the program gives, and the package beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota import pins
from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.schema.arguments import POLICY_ARGUMENTS
from alicloud_iot_ota.selection import FITNESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.pins import PinnedFirmware

FIRMWARE = "firmware"
"""The name of the input that holds the package."""

_PLACES = ("lockEntry", "moduleName", "productKey")
_KINDS = ("fromVersion", "srcVersion", "type")


class PinState(msgspec.Struct, frozen=True):
    """What the state holds of a pin.

    Attributes:
        firmware: The package.
        given: What the program gave when it was chosen, by wire names.
    """

    firmware: PinnedFirmware
    given: Mapping[str, object]

    def is_selected_by(self, given: Mapping[str, object]) -> bool:
        """Return whether the package was chosen by these criteria and keepers."""
        names = {*self.given, *given} - POLICY_ARGUMENTS - FITNESS
        return all(self.given.get(name) == given.get(name) for name in names)

    def has_same_scope(self, given: Mapping[str, object]) -> bool:
        """Return whether nothing tells that these criteria are for another product or module, or another entry."""
        pairs = [(self.given.get(name), given.get(name)) for name in _PLACES]
        return all(None in pair or pair[0] == pair[1] for pair in pairs)

    def has_same_kind(self, given: Mapping[str, object]) -> bool:
        """Return whether these criteria are for the same devices: nobody asks for a differential package now, say."""
        return all(self.given.get(name) == given.get(name) for name in _KINDS)


def read_state(olds: Mapping[str, object]) -> PinState | None:
    """Return what the checked inputs of the state hold; None for a new pin, or one that was never resolved.

    Raises:
        StateError: The firmware in the state is damaged.
    """
    firmware = olds.get(FIRMWARE)
    if firmware is None:
        return None
    try:
        pinned = decoding.convert(firmware, pins.PinnedFirmware)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # the latter for half a surrogate pair
        raise StateError(
            f"The pin in the state is damaged ({format_full_text(str(error).replace('`$', f'`{FIRMWARE}'))}).",
            "Restore the state from a backup. Or remove the pin with `pulumi state delete`, and run the update again.",
        ) from None
    return PinState(pinned, without_firmware(olds))


def is_readable(olds: Mapping[str, object]) -> bool:
    """Return whether there is a firmware in the state, and one that is not damaged."""
    try:
        return read_state(olds) is not None
    except StateError:
        return False


def without_firmware(inputs: Mapping[str, object]) -> dict[str, object]:
    """Return what the program gave, of checked inputs."""
    return {name: value for name, value in inputs.items() if name != FIRMWARE and value is not None}


def pinned_fields(firmware: Package) -> dict[str, object]:
    """Return what a pin keeps of a package, by wire names."""
    result: dict[str, Any] = msgspec.to_builtins(pins.pin(firmware))
    return result
