# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Check: the criteria of a pin resolved, into the checked inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import ArgumentError, Failure, OtaError
from alicloud_iot_ota.pin_resource import inputs
from alicloud_iot_ota.pin_resource.choosing import choose, read_request
from alicloud_iot_ota.pin_resource.inputs import FIRMWARE
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
from alicloud_iot_ota.schema.hidden import hide_found

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from alicloud_iot_ota.lookup import Lookup, Warn


class CheckOutcome(msgspec.Struct, frozen=True):
    """The outcome of Check.

    Attributes:
        firmware: What the pin holds, by wire names; None where it cannot be known yet.
        failures: What is wrong with the arguments.
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
        lookup: Gives the service; not called where nothing is to be looked up.
        olds: The checked inputs of the state, empty for a new pin.
        news: The inputs of the program.
        warn: Tells the user something that is no error.
        secret: The names of inputs whose values must not be shown.
        unknown: The names of inputs whose values are not known in this preview.
        is_state_secret: Whether what the state holds must not be shown.

    Raises:
        OtaError: The state is damaged. Or the look-up failed, or found none or several packages, or one that must not
            take the place of what the state holds.
    """
    given = {name: value for name, value in news.items() if name != FIRMWARE}
    args, failures = validation.read(FirmwarePinArgs, given, secret, [name for name in unknown if name != FIRMWARE])
    kept = news.get(FIRMWARE)
    if kept and kept != olds.get(FIRMWARE):
        # The dynamic form gets here with ignoreChanges of a part: its program names a firmware for the engine to fill.
        reason = (
            "firmware is what the pin resolves to; leave it out. In ignoreChanges, name it as a whole or not at all."
        )
        failures.append(Failure(FIRMWARE, reason))
    if failures:
        return CheckOutcome(failures=failures)
    if isinstance(kept, dict) and kept:  # the engine's ignoreChanges put the state's value there: it is frozen
        with hide_found(given, secret, is_state_secret=is_state_secret):
            inputs.read_state(olds)
        return CheckOutcome(kept)
    if unknown:
        return CheckOutcome()
    messages: list[str] = []
    with hide_found(given, secret, is_state_secret=is_state_secret):
        service, read_state = lookup(), inputs.read_state(olds)
        firmware = choose(service, read_request(args, inputs.without_firmware(news)), read_state, messages.append)
    for message in messages:
        warn(message)
    return CheckOutcome(inputs.pinned_fields(firmware))


def to_failures(error: OtaError) -> list[Failure]:
    """Return an error of the look-up as a failure of the resource, for a form that has no other way to say it."""
    return list(error.failures) if isinstance(error, ArgumentError) else [Failure("", str(error))]
