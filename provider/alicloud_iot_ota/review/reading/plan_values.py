# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read the package and the arguments of a pin in a plan. The engine marks what is unknown or sensitive in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.review.reading.pin_states import MAX_DEPTH, nested_too_deeply, package_of, withheld_in
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.schema.hcl import DRIFT, wire_name
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.pins import PinnedFirmware

MAPS = frozenset({"keepers"})
"""The arguments whose keys are written by the user. They have no wire names."""

_SHORTEST_SECRET = 3
"""Shorter texts occur in any message. They cannot be secrets."""


class PinValues(NamedTuple):
    """The values of a pin, before or after the apply.

    Attributes:
        firmware: The package. It is a secret if an argument is sensitive, because the argument selects it.
        arguments: The arguments by wire names, with markers for the withheld parts.
        actual: The arguments and the package, including sensitive parts. For comparisons only.
        secrets: The sensitive texts and numbers, as a message contains them.
    """

    firmware: PinnedFirmware | Withheld | None
    arguments: Mapping[str, object]
    actual: Mapping[str, object]
    secrets: frozenset[str]

    @property
    def is_secret(self) -> bool:
        """Whether the package, or a part of an argument, is sensitive."""
        return self.firmware is Withheld.SECRET


NO_VALUES = PinValues(None, {}, {}, frozenset())
"""The values of a pin that does not exist."""


def pin_values(name: str, value: object, unknown: object, sensitive: object) -> PinValues:
    """Return the values of a pin.

    Args:
        name: The name of the pin.
        value: Its value in the plan; None if it does not exist.
        unknown: True for each part that is known after the apply, in the form of the value.
        sensitive: True for each sensitive part, in the form of the value.

    Raises:
        ReviewError: The package has a form that this release does not support, or a value is nested too deeply.
    """
    if value is None:
        return NO_VALUES
    if sensitive is True and isinstance(value, dict):
        sensitive = {attribute: True for attribute, each in value.items() if each is not None}
    shown, actual = _object(value, unknown, sensitive), _object(value, unknown, None)
    firmware = package_of(name, shown.pop(FIRMWARE, Withheld.UNKNOWN))
    if Withheld.SECRET in withheld_in(shown):
        firmware = Withheld.SECRET
    return PinValues(firmware, shown, actual, frozenset(sensitive_texts(value, sensitive)))


def sensitive_texts(value: object, sensitive: object) -> Iterator[str]:
    """Yield the sensitive texts and numbers in a value. `sensitive` has its marks."""
    waiting = [(value, sensitive)]
    while waiting:
        each, mark = waiting.pop()
        if isinstance(each, dict):
            marks = mark if isinstance(mark, dict) else {}
            waiting += [(inner, mark is True or marks.get(key)) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(inner, mark is True or _at(mark, index)) for index, inner in enumerate(each)]
        elif mark is True and not isinstance(each, bool) and len(str(each)) >= _SHORTEST_SECRET:
            yield str(each)


def _object(value: object, unknown: object, sensitive: object) -> dict[str, object]:
    """Return a pin by wire names, without the attributes that are not set."""
    masked = _mask(value, unknown, sensitive)
    if not isinstance(masked, dict):
        return {FIRMWARE: masked}
    found = {
        wire_name(name): each if name in MAPS else _with_wire_names(each)
        for name, each in sorted(masked.items())
        if each is not None and name != DRIFT
    }
    return {name: each for name, each in found.items() if each != {} or name == FIRMWARE}


def _mask(value: object, unknown: object, sensitive: object, depth: int = 0) -> object:
    """Return a value with its withheld parts replaced by markers."""
    if depth > MAX_DEPTH:
        raise nested_too_deeply()
    if sensitive is True:
        return Withheld.SECRET
    if unknown is True:
        return Withheld.UNKNOWN
    if isinstance(value, list):
        return [_mask(each, _at(unknown, index), _at(sensitive, index), depth + 1) for index, each in enumerate(value)]
    if isinstance(value, dict):
        hidden, secret = (marks if isinstance(marks, dict) else {} for marks in (unknown, sensitive))
        return {
            name: _mask(value.get(name), hidden.get(name), secret.get(name), depth + 1) for name in {*value, *hidden}
        }
    return value


def _at(marks: object, index: int) -> object:
    """Return the mark of an element of a list."""
    return marks[index] if isinstance(marks, list) and index < len(marks) else None


def _with_wire_names(value: object) -> object:
    if isinstance(value, list):
        return [_with_wire_names(each) for each in value]
    if isinstance(value, dict):
        return {wire_name(name): _with_wire_names(each) for name, each in value.items() if each is not None}
    return value
