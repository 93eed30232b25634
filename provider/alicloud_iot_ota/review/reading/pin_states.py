# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read the package and the arguments of a pin from its state in a preview. Parts of them may be withheld."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.engine.property_values import SIGNATURE, UNKNOWNS
from alicloud_iot_ota.firmware import MAX_INTEGER
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.reading.preview_json import ResourceState, ReviewError, name_of
from alicloud_iot_ota.review.values import Withheld, canonical
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_DEPTH = 64
"""Levels of nesting in an argument of a pin. The declared arguments have three."""

_SECRET = "[secret]"  # noqa: S105 - what the engine shows instead of one (massagePropertyValue in display/json.go)


class _ShownFirmware(PinnedFirmware, frozen=True, kw_only=True):
    """The package of a pin as a preview shows it. Its size is validated."""

    firmware_size: Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)] | None = None


def _properties(state: ResourceState) -> Mapping[str, Any]:
    """Return the properties of a pin. The inputs contain the result of Check; a pin that was read has only outputs."""
    return state.inputs or state.outputs or {}


def has_firmware(state: ResourceState) -> bool:
    """Return whether a state contains the package. In a preview, the state of a read pin does not."""
    return FIRMWARE in _properties(state)


def firmware_in(urn: str, state: ResourceState | None) -> PinnedFirmware | Withheld | None:
    """Return the package of a pin.

    Raises:
        ReviewError: The package has a form that this release does not support.
    """
    if state is None:
        return None
    # The firmware of an import is only known after the update.
    return package_of(name_of(urn), _mask(_properties(state).get(FIRMWARE, Withheld.UNKNOWN)))


def package_of(name: str, held: object) -> PinnedFirmware | Withheld:
    """Return the package in the value of a pin's `firmware`, by wire names. Its withheld parts are markers.

    Raises:
        ReviewError: The package has a form that this release does not support.
    """
    found = withheld_in(held)
    if found:
        return Withheld.SECRET if Withheld.SECRET in found else Withheld.UNKNOWN
    try:
        firmware = decoding.convert(held, _ShownFirmware)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise ReviewError(
            f"The firmware of pin {format_text(name)} has a form that this release does not support.\n"
            f"  {format_text(str(error), 200)}",
            "Use the same release of alicloud-iot-ota for the provider and for the review.",
        ) from None
    return PinnedFirmware(**msgspec.structs.asdict(firmware))


def has_same_firmware(old: ResourceState | None, new: ResourceState | None) -> bool:
    """Return whether two states show the same package. Withheld parts count as equal."""
    before, after = (None if state is None else _mask(_properties(state).get(FIRMWARE)) for state in (old, new))
    return before == after


def arguments_in(state: ResourceState | None) -> dict[str, object]:
    """Return the arguments of a pin, without the properties that the SDK and the lookup add."""
    return {
        name: _mask(value)
        for name, value in sorted((_properties(state) if state is not None else {}).items())
        if name != FIRMWARE and not name.startswith("__")
    }


def nested_too_deeply() -> ReviewError:
    """Return the error for a value that is nested more than `MAX_DEPTH` levels deep."""
    return ReviewError(
        f"An argument of a pin is nested more than {MAX_DEPTH} levels deep.",
        "Pass the JSON of the preview or the plan to the review without changes.",
    )


def withheld_in(value: object) -> set[Withheld]:
    """Return why parts of an argument are withheld."""
    if isinstance(value, Withheld):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {found for part in parts for found in withheld_in(part)}


def align_secrets(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return the old and the new arguments, hiding in each one what is secret in the other."""
    before = {name: _align(value, new.get(name)) for name, value in old.items()}
    after = {name: _align(value, old.get(name)) for name, value in new.items()}
    return before, after


def _align(value: object, other: object) -> object:
    """Return a value without the parts that are secret in another value.

    List elements have no identity. Therefore an element that matches no visible element of the other list is treated as
    secret.
    """
    if other is Withheld.SECRET:
        return Withheld.SECRET
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: _align(inner, other.get(name)) for name, inner in value.items()}
    if isinstance(value, list) and isinstance(other, list):
        format_text, secret = {*map(canonical, other)}, _merge(other)
        return [each if canonical(each) in format_text else _align(each, secret) for each in value]
    return Withheld.SECRET if Withheld.SECRET in withheld_in(other) else value  # different types cannot be compared


def _merge(values: Sequence[object]) -> object:
    """Merge values. A part of the result is secret if it is secret in any of them."""
    secret = [each for each in values if Withheld.SECRET in withheld_in(each)]
    if all(isinstance(each, list) for each in secret):
        return [inner for each in secret if isinstance(each, list) for inner in each]
    inner_values = defaultdict(list)
    for each in secret:
        if not isinstance(each, dict):
            return Withheld.SECRET
        for name, inner in each.items():
            inner_values[name].append(inner)
    return {name: _merge(inner) for name, inner in inner_values.items()}


def _mask(value: object, depth: int = 0) -> object:
    """Return a value with its withheld parts replaced by markers.

    Raises:
        ReviewError: The value is nested more deeply than any argument.
    """
    if depth > MAX_DEPTH:
        raise nested_too_deeply()
    if isinstance(value, list):
        return [_mask(each, depth + 1) for each in value]
    if isinstance(value, dict) and SIGNATURE not in value:
        return {name: _mask(each, depth + 1) for name, each in value.items()}
    if isinstance(value, dict) or value == _SECRET:
        return Withheld.SECRET
    return Withheld.UNKNOWN if isinstance(value, str) and value in UNKNOWNS else value
