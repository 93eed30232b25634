# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read: check a pinned package for a refresh, and find the package for an import or a `.get`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    ArgumentError,
    BrokenPinError,
    Failure,
    LockFileError,
    NoMatchError,
    SelectionError,
)
from alicloud_iot_ota.pin_resource import inputs
from alicloud_iot_ota.pin_resource.choosing import PinRequest, choose, read_request
from alicloud_iot_ota.pins.verdicts import Presence
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pin_resource.inputs import PinState

_NEXT_UPDATE_FAILS = (SelectionError, BrokenPinError, LockFileError)
_ID_PARTS = ("productKey", "moduleName", "destVersion")


def read(  # noqa: PLR0913 - the parts of the engine's request
    lookup: Lookup,
    resource_id: str,
    props: Mapping[str, object],
    warn: Warn,
    *,
    secret: Collection[str] = (),
    is_owned: bool = True,
) -> dict[str, object] | None:
    """Return the current inputs of a pin, or None if its package no longer exists.

    Args:
        lookup: The lookup service.
        resource_id: The ID in the state or, for an import or a `.get`, the ID that the user wrote.
        props: The inputs in the state. Without `firmware`, this is an import or a `.get`.
        warn: Shows a warning to the user.
        secret: The names of inputs whose values must not be shown.
        is_owned: Whether the next update runs Check for this pin, which it does not for a `.get`.

    Raises:
        OtaError: The lookup failed, or an import matches no package or several packages.
    """
    given = inputs.without_firmware(props)
    with hide_found(given, secret):
        state = inputs.read_state(props)
        if state is None:
            return _read_new(lookup, resource_id, given, warn, secret)
        args = validation.parse(FirmwarePinArgs, given, secret)
        now = _refresh(lookup, state, args, warn, is_owned=is_owned)
        return None if now is None else {**given, FIRMWARE: inputs.pinned_fields(now)}


def resolve_again(lookup: Lookup, props: Mapping[str, object]) -> pins.PinnedFirmware | None:
    """Return the package that the next update selects if the inputs of a pin stay the same; None if it will fail.

    Args:
        lookup: The lookup service.
        props: The inputs in the state, with the package.

    Raises:
        UndecidableError: The lookup failed.
    """
    given, state = inputs.without_firmware(props), inputs.read_state(props)
    try:
        request = read_request(validation.parse(FirmwarePinArgs, given), given)
        return pins.pin(choose(lookup, request, state, lambda _: None))
    except _NEXT_UPDATE_FAILS:
        return None


def _read_new(
    lookup: Lookup, resource_id: str, given: Mapping[str, object], warn: Warn, secret: Collection[str]
) -> dict[str, object]:
    """Return the inputs of a pin for an import or a `.get`."""
    given = given or criteria_of(resource_id)
    try:
        found = lookup.choose(validation.parse(FirmwarePinArgs, given, secret), warn)
    except AmbiguousMatchError as error:
        raise AmbiguousMatchError(error.message, "Use the firmwareId of one of them as the ID.") from None
    except NoMatchError as error:
        remedy = f'Check the ID "{format_text(resource_id)}". A package that is not verified yet cannot be imported.'
        raise NoMatchError(error.message, remedy) from None
    return {**given, FIRMWARE: inputs.pinned_fields(found)}


def criteria_of(resource_id: str) -> dict[str, object]:
    """Return the criteria in an import ID: `firmwareId`, or `productKey/moduleName/destVersion`.

    Raises:
        ArgumentError: The ID has another form.
    """
    parts = resource_id.split("/")
    if len(parts) == 1 and parts[0]:
        return {"firmwareId": parts[0]}
    if len(parts) == len(_ID_PARTS) and all(parts):
        return dict(zip(_ID_PARTS, parts, strict=True))
    reason = f'The ID must be a firmwareId or {"/".join(_ID_PARTS)}, got "{format_text(resource_id)}".'
    raise ArgumentError([Failure("id", reason)])


def _refresh(lookup: Lookup, state: PinState, args: FirmwarePinArgs, warn: Warn, *, is_owned: bool) -> Package | None:
    """Return the current data of a pinned package. Warn about changes, and about what the next update does."""
    request = read_request(args, state.given)
    criteria = request.criteria
    judgment = lookup.judge(state.firmware, criteria, (criteria.product_key, criteria.module_name))
    found = judgment.firmware
    doubts = []
    if judgment.verdict.presence is not Presence.SAME_PACKAGE:  # otherwise, the rules below report what is wrong
        doubts.append(f"The pin {judgment.describe()}.")
    if found is not None:
        doubts += [
            f"Package {format_text(found.firmware_id)} ({format_text(found.dest_version)}) is pinned, but "
            f"{rule.reason(found)}."
            for rule in selection.failed_fitness_rules(criteria.criteria, found, lookup.now())
        ]
    warning = _next_update(lookup, state, request, doubts) if is_owned else "\n".join(doubts)
    if warning:
        warn(warning)
    return found


def _next_update(lookup: Lookup, state: PinState, request: PinRequest, doubts: list[str]) -> str:
    """Return a warning about what the next update does if the inputs stay the same; empty if it needs none."""
    try:
        firmware = choose(lookup, request, state, lambda _: None)
    except _NEXT_UPDATE_FAILS as error:
        explains_doubts = isinstance(error, BrokenPinError) and request.entry is None
        return "\n".join(
            [*([] if explains_doubts else doubts), "With these inputs, the next update will fail:", str(error)]
        )
    if not doubts or pins.pin(firmware) == state.firmware:
        return ""
    return "\n".join([*doubts, f"With these inputs, the next update will select {inputs.identify(firmware)}."])
