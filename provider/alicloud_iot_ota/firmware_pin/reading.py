# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read: what has become of a pinned package, for a refresh; and which package an import or a `.get` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import locked, selection
from alicloud_iot_ota.declarations import validation
from alicloud_iot_ota.declarations.enums import PinResolve
from alicloud_iot_ota.declarations.hidden import hide_found
from alicloud_iot_ota.declarations.pin_arguments import FirmwarePinArgs
from alicloud_iot_ota.errors import AmbiguousMatchError, ArgumentError, Failure, NoMatchError
from alicloud_iot_ota.firmware_pin import inputs
from alicloud_iot_ota.firmware_pin.inputs import FIRMWARE
from alicloud_iot_ota.rendering import shown
from alicloud_iot_ota.verdicts import OTHER_FILE, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alicloud_iot_ota.declarations.arguments import ChoiceArguments
    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import PinnedFirmware

_TOLD = OTHER_FILE | {Verdict.MOVED}
_ID_PARTS = ("productKey", "moduleName", "destVersion")


def read(
    lookup: Lookup, resource_id: str, props: Mapping[str, object], warn: Warn, *, secret: Collection[str] = ()
) -> dict[str, object] | None:
    """Return the inputs of a pin as they are true now, or None where its package is gone.

    Args:
        lookup: The service.
        resource_id: The ID in the state or, for an import or a `.get`, the one that the user wrote.
        props: The inputs of the state; without a `firmware` in them this is an import or a `.get`.
        warn: Tells the user something that is no error.
        secret: The names of inputs whose values must not be shown.

    Raises:
        OtaError: The look-up failed. An import that matches none or several packages is an error too.
    """
    with hide_found(inputs.without_firmware(props), secret):
        return _read(lookup, resource_id, props, warn, secret)


def _read(
    lookup: Lookup, resource_id: str, props: Mapping[str, object], warn: Warn, secret: Collection[str]
) -> dict[str, object] | None:
    given, held = inputs.without_firmware(props), inputs.held(props)
    if held is not None:
        now = _verified(lookup, held.firmware, validation.parse(FirmwarePinArgs, given, secret), warn)
        return None if now is None else {**given, FIRMWARE: inputs.plain(now)}
    given = given or criteria_of(resource_id)
    try:
        found = lookup.choose(validation.parse(FirmwarePinArgs, given, secret), warn)
    except AmbiguousMatchError as error:
        raise AmbiguousMatchError(error.message, "Use the firmwareId of one of them as the ID.") from None
    except NoMatchError as error:
        remedy = f'Check the ID "{resource_id}". What is not verified yet cannot be pinned, and so not imported.'
        raise NoMatchError(error.message, remedy) from None
    return {**given, FIRMWARE: inputs.plain(found)}


def criteria_of(resource_id: str) -> dict[str, object]:
    """Return the criteria that an import ID means: `firmwareId`, or `productKey/moduleName/destVersion`.

    Raises:
        ArgumentError: It is neither.
    """
    parts = resource_id.split("/")
    if len(parts) == 1 and parts[0]:
        return {"firmwareId": parts[0]}
    if len(parts) == len(_ID_PARTS) and all(parts):
        return dict(zip(_ID_PARTS, parts, strict=True))
    raise ArgumentError(
        [
            Failure(
                "id",
                f'The ID "{resource_id}" names no package: write its firmwareId, or {"/".join(_ID_PARTS)}.',
            )
        ]
    )


def _verified(lookup: Lookup, pinned: PinnedFirmware, args: FirmwarePinArgs, warn: Warn) -> Firmware | None:
    """Return a pinned package as it is now, with a warning of what the next update will not like about it."""
    criteria: ChoiceArguments = args
    if args.lock_entry is not None:
        criteria = locked.read_entry(args.lock_file, args.lock_entry).criteria
    judgement = lookup.judge(pinned, criteria, (criteria.product_key, criteria.module_name))
    is_kept = args.lock_entry is not None or args.resolve is PinResolve.ONCE
    then = "stops at it" if is_kept else "chooses again, and stops where nothing else fits"
    if judgement.firmware is None:
        warn(f"The pin {judgement.told()}. The next update {then}.")
        return None
    if judgement.verdict in _TOLD:
        warn(f"The pin {judgement.told()}.")
    found = judgement.firmware
    for rule in selection.unfit(criteria.criteria(), found, lookup.now()):
        warn(
            f"Firmware {shown(found.firmware_id)} ({shown(found.dest_version)}) is pinned, but {rule.reason(found)}. "
            f"The next update {then}. {rule.remedy}"
        )
    return found
