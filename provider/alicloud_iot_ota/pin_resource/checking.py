# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Check: resolve the criteria of a pin into the checked inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import ArgumentError, Failure, OtaError
from alicloud_iot_ota.pin_resource import inputs
from alicloud_iot_ota.pin_resource.choosing import choose, read_request
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from alicloud_iot_ota.lookup import Lookup, Warn


class CheckOutcome(msgspec.Struct, frozen=True):
    """The outcome of Check.

    Attributes:
        firmware: The package of the pin, by wire names; None if it is not known yet.
        failures: The mistakes in the arguments.
    """

    firmware: dict[str, object] | None = None
    failures: list[Failure] = msgspec.field(default_factory=list)


def check(  # noqa: PLR0913 - the parts of the engine's request
    lookup: Callable[[], Lookup],
    olds: Mapping[str, object],
    news: Mapping[str, object],
    warn: Warn,
    *,
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
    is_state_secret: bool = False,
) -> CheckOutcome:
    """Resolve the criteria of a pin.

    Args:
        lookup: Returns the lookup service; not called if no lookup is needed.
        olds: The checked inputs in the state, empty for a new pin.
        news: The inputs of the program.
        warn: Shows a warning to the user.
        secret: The names of inputs whose values must not be shown.
        unknown: The names of inputs whose values are unknown in this preview.
        is_state_secret: Whether the values in the state must not be shown.

    Raises:
        OtaError: The state is damaged, the lookup failed, no package or several packages match, or the selected package
            must not replace the one in the state.
    """
    given = {name: value for name, value in news.items() if name != FIRMWARE}
    args, failures = validation.read(FirmwarePinArgs, given, secret, [name for name in unknown if name != FIRMWARE])
    kept = news.get(FIRMWARE)
    if kept and kept != olds.get(FIRMWARE):
        # The dynamic form gets here if ignoreChanges has only a part of `firmware`, because its program passes one.
        reason = "firmware is an output, so do not set it. In ignoreChanges, list all of firmware or none of it."
        failures.append(Failure(FIRMWARE, reason))
    if failures:
        return CheckOutcome(failures=failures)
    if isinstance(kept, dict) and kept:  # ignoreChanges: the engine copied the value from the state
        with hide_found(given, secret, is_state_secret=is_state_secret):
            inputs.read_state(olds)
        return CheckOutcome(kept)
    if unknown:
        return CheckOutcome()
    messages: list[str] = []
    with hide_found(given, secret, is_state_secret=is_state_secret):
        service, state = lookup(), inputs.read_state(olds)
        firmware = choose(service, read_request(args, inputs.without_firmware(news)), state, messages.append)
    for message in messages:
        warn(message)
    return CheckOutcome(inputs.pinned_fields(firmware))


def to_failures(error: OtaError) -> list[Failure]:
    """Convert a lookup error to failures of the resource, for the form that can report errors only in this way."""
    return list(error.failures) if isinstance(error, ArgumentError) else [Failure("", str(error))]
