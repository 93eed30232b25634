# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a pin holds and what it was asked for, as its state in a preview shows them, or hides them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import shown
from alicloud_iot_ota.engine.property_values import SIGNATURE, UNKNOWNS
from alicloud_iot_ota.firmware import FirmwareSize
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.reading.preview_json import ReviewError, name_of
from alicloud_iot_ota.review.values import Withheld, canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.review.reading.preview_json import ResourceState

MAX_DEPTH = 64
"""Levels of values in an argument of a pin. The arguments have three."""

FIRMWARE = "firmware"
"""The property that holds the package."""

_SECRET = "[secret]"  # noqa: S105 - what the engine shows instead of one (massagePropertyValue in display/json.go)


class _Shown(PinnedFirmware, frozen=True, kw_only=True):
    """The package that a pin holds, as a preview shows it: no file is smaller than nothing."""

    firmware_size: Annotated[FirmwareSize, msgspec.Meta(ge=0)] | None = None


def _properties(state: ResourceState) -> Mapping[str, Any]:
    """Return the properties of a pin. What Check resolved stands in its inputs; one that was read has outputs only."""
    return state.inputs or state.outputs or {}


def has_firmware(state: ResourceState) -> bool:
    """Return whether a state tells of the package at all; one that is read tells of none in a preview."""
    return FIRMWARE in _properties(state)


def firmware_in(urn: str, state: ResourceState | None) -> PinnedFirmware | Withheld | None:
    """Return the package that a pin holds.

    Raises:
        ReviewError: It holds something else than this release knows.
    """
    if state is None:
        return None
    held = _properties(state).get(FIRMWARE, Withheld.UNKNOWN)  # an import is looked up by the update only
    withheld = _why_withheld(held)
    if withheld is not None:
        return withheld
    try:
        firmware = decoding.convert(held, _Shown)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise ReviewError(
            f"The firmware of {shown(name_of(urn))} is not what this release knows.\n  {shown(str(error), 200)}",
            "Make the preview with the release of this package that the review is made with.",
        ) from None
    return PinnedFirmware(**msgspec.structs.asdict(firmware))


def has_same_firmware(old: ResourceState | None, new: ResourceState | None) -> bool:
    """Return whether two states show the same of a package, as far as they show it."""
    before, after = (None if state is None else _marked(_properties(state).get(FIRMWARE)) for state in (old, new))
    return before == after


def arguments_in(state: ResourceState | None) -> dict[str, object]:
    """Return the arguments of a pin, without what the SDK and the look-up put beside them."""
    return {
        name: _masked(value)
        for name, value in sorted((_properties(state) if state is not None else {}).items())
        if name != FIRMWARE and not name.startswith("__")
    }


def has_withheld(value: object) -> bool:
    """Return whether an argument, or any part of it, is withheld."""
    return _why_withheld(value) is not None


def alike_withheld(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return old and new arguments with each secret kept on both sides: what was plain before is secret from now on."""
    before = {name: _hidden_like(value, new.get(name)) for name, value in old.items()}
    after = {name: _hidden_like(value, old.get(name)) for name, value in new.items()}
    return before, after


def _hidden_like(value: object, other: object) -> object:
    """Return a value without the parts that are secret on the other side.

    Elements of lists have no place of their own: whatever differs from every element that the other side shows may be
    the one that is secret there.
    """
    if other is Withheld.SECRET:
        return Withheld.SECRET
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: _hidden_like(inner, other.get(name)) for name, inner in value.items()}
    if isinstance(value, list) and isinstance(other, list):
        shown, secret = {*map(canonical, other)}, _merged(other)
        return [each if canonical(each) in shown else _hidden_like(each, secret) for each in value]
    return Withheld.SECRET if _has_secret(other) else value  # of another shape: nothing to compare


def _merged(values: Sequence[object]) -> object:
    """Return one value that is secret wherever one of several is."""
    secret = [each for each in values if _has_secret(each)]
    if all(isinstance(each, list) for each in secret):
        return [inner for each in secret if isinstance(each, list) for inner in each]
    inner_values = defaultdict(list)
    for each in secret:
        if not isinstance(each, dict):
            return Withheld.SECRET
        for name, inner in each.items():
            inner_values[name].append(inner)
    return {name: _merged(inner) for name, inner in inner_values.items()}


def _has_secret(value: object) -> bool:
    return Withheld.SECRET in _withheld_in(value)


def _masked(value: object) -> object:
    """Return a value with what is withheld marked in its place."""
    _withheld_in(value)  # refuses what is nested too deeply
    return _marked(value)


def _marked(value: object) -> object:
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if isinstance(value, dict) and SIGNATURE not in value:
        return {name: _marked(each) for name, each in value.items()}
    return _why_withheld(value) or value


def _why_withheld(value: object) -> Withheld | None:
    """Return why a value cannot be shown as a whole; None where it can."""
    found = _withheld_in(value)
    return next((each for each in (Withheld.SECRET, Withheld.UNKNOWN) if each in found), None)


def _withheld_in(value: object) -> set[Withheld]:
    """Return what a value, or any part of it, is withheld for.

    Raises:
        ReviewError: It holds values in values in values, deeper than any argument of a pin.
    """
    found, waiting = set(), [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ReviewError(
                f"A pin has an argument whose values are nested deeper than {MAX_DEPTH}.",
                "Give the review the JSON of `pulumi preview --json` as it is.",
            )
        if isinstance(each, Withheld):
            found.add(each)
        elif isinstance(each, dict):
            found.update({Withheld.SECRET} if SIGNATURE in each else ())
            waiting += [(inner, depth + 1) for inner in each.values()]
        elif isinstance(each, list):
            waiting += [(inner, depth + 1) for inner in each]
        elif each == _SECRET:
            found.add(Withheld.SECRET)
        elif isinstance(each, str) and each in UNKNOWNS:
            found.add(Withheld.UNKNOWN)
    return found
