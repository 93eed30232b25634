# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Confirm: require that the package that an earlier run resolved can still be deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import pins
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.pin_resource import inputs
from alicloud_iot_ota.pin_resource.checking import CheckOutcome
from alicloud_iot_ota.pin_resource.choosing import SUBJECT, read_request
from alicloud_iot_ota.pin_resource.reading import resolve_again
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import PinnedFirmware

_PLAN_AGAIN = "Run the plan again."


def confirm(lookup: Lookup, checked: Mapping[str, object], warn: Warn) -> None:
    """Require that the package of a pin is still in the catalog, unchanged and deployable.

    Args:
        lookup: The lookup service.
        checked: The inputs of a pin with its package.
        warn: Shows a warning to the user.

    Raises:
        BrokenPinError: The package is missing, another file, not deployable, or has a new ID.
        OtaError: The lookup failed.
    """
    state = inputs.read_state(checked)
    if state is None:
        return
    args = validation.parse(FirmwarePinArgs, state.given)
    request = read_request(args, state.given)
    if request.entry is not None:
        from alicloud_iot_ota.lock_file import resolution  # noqa: PLC0415 - as in read_request

        firmware = resolution.require(lookup, request.entry, warn, warns_of_unreadable=False)
    else:
        place = (args.product_key, args.module_name)
        firmware = lookup.judge(state.firmware, args, place, warn).require(SUBJECT, _PLAN_AGAIN)
    if pins.pin(firmware) != state.firmware:
        raise BrokenPinError(
            f"{SUBJECT} is another package than in the plan. The plan has {inputs.identify(state.firmware)}. Now it is "
            f"{inputs.identify(firmware)}.",
            _PLAN_AGAIN,
            verdict=Verdict.MOVED.value,
        )


def keep(lookup: Lookup, olds: Mapping[str, object], resolved: PinnedFirmware, warn: Warn) -> CheckOutcome:
    """Keep the package that an earlier run resolved for a pin. Warn if its inputs now resolve to another one.

    Args:
        lookup: The lookup service.
        olds: The inputs in the state, with the package that they replace.
        resolved: The package.
        warn: Shows a warning to the user.

    Raises:
        BrokenPinError: The package cannot be deployed any more.
        OtaError: The lookup failed.
    """
    firmware: dict[str, object] = msgspec.to_builtins(resolved)
    confirm(lookup, {**olds, FIRMWARE: firmware}, warn)
    now = resolve_again(lookup, olds)
    if now is not None and now != resolved:
        warn(
            f"The criteria now select {inputs.identify(now)}. The pin keeps {inputs.identify(resolved)}, as in the "
            "plan. To move it, plan again."
        )
    return CheckOutcome(firmware)
