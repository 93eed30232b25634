# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values of the engines: from their encoding to values by wire names, and back.

The encoding is MessagePack. Each extension is a value that is not known yet: of code 0, or of code 12 with a refinement
such as a prefix (`docs/plugin-protocol/object-wire-format.md` of OpenTofu).
Numbers that MessagePack cannot represent are texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from alicloud_iot_ota.base.text import join_limited
from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.terraform import messages
from alicloud_iot_ota.terraform.names import spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alicloud_iot_ota.terraform.messages import Message
    from alicloud_iot_ota.terraform.schema import Attribute

MAX_DIGITS = 100
"""The maximum number of characters of a number that is read exactly. No argument needs more."""

_WHOLE_NUMBERS = range(-(2**63), 2**64)


UNKNOWN = msgspec.msgpack.Ext(0, b"\0")
"""A value that is not known yet, of any type."""


class Values(NamedTuple):
    """The values in a configuration or a state.

    Attributes:
        given: The values that are set and known, by wire names.
        unknown: The wire names of attributes that are not known yet, at least in part.
        raw: The values of all attributes as the engine sent them, by their names in a configuration.
    """

    given: dict[str, object]
    unknown: frozenset[str]
    raw: dict[str, object]

    def is_same(self, given: Mapping[str, object]) -> bool:
        """Return whether exactly these values are set, and none is unknown."""
        return not self.unknown and self.given == given


def read(encoded: Message, attributes: Iterable[Attribute]) -> Values | None:
    """Return the values of these attributes in an encoded object, or None if the object is null."""
    raw = _decode(encoded.msgpack)
    return None if raw is None else _split(raw, attributes)


def read_json(text: bytes, attributes: Iterable[Attribute]) -> Values:
    """Return the values of these attributes in an object in JSON, as in a state file.

    Raises:
        StateError: The text is not such an object, or it has other attributes.
    """
    known = {each.name: each for each in attributes}
    try:
        raw = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise StateError("The pin in the state is damaged (it is not JSON).") from None
    if not isinstance(raw, dict):
        raise StateError("The pin in the state is damaged (it is not an object).")
    other = sorted(raw.keys() - known.keys())
    if other:
        raise StateError(
            f"The state has attributes that this version of the provider does not know ({join_limited(other, 3)}).",
            "Use the version of the provider that wrote the state, or a newer one.",
        )
    try:
        return _split(raw, known.values())
    except ValueError:
        raise StateError("The pin in the state is damaged (it has a text instead of a number).") from None


def is_null(encoded: Message) -> bool:
    """Return whether an encoded value is null."""
    return _decode(encoded.msgpack) is None


def read_value(encoded: Message) -> Any:  # noqa: ANN401 - any value
    """Return the argument of a function. It is known."""
    return _decode(encoded.msgpack)


def write(
    result: Mapping[str, Any], attributes: Iterable[Attribute], given: Mapping[str, object] | None = None
) -> Message:
    """Return an encoded object. Attributes without a value are null.

    Args:
        result: The values by wire names.
        attributes: The attributes of the object.
        given: Values that take precedence, as the engine sent them, by their names in a configuration.
    """
    sent = given or {}
    return write_value(
        {
            each.name: _encodable(result.get(each.wire_name), each) if sent.get(each.name) is None else sent[each.name]
            for each in attributes
        }
    )


def write_value(value: object) -> Message:
    """Return an encoded value."""
    return messages.message("DynamicValue", msgpack=msgspec.msgpack.encode(value))


def _decode(encoded: bytes) -> Any:  # noqa: ANN401 - any value
    return msgspec.msgpack.decode(encoded) if encoded else None


def _split(raw: Mapping[str, Any], attributes: Iterable[Attribute]) -> Values:
    """Return an object as values by wire names, and the wire names of its unknown attributes."""
    found = [(each, raw.get(each.name)) for each in attributes]
    unknown = frozenset(each.wire_name for each, value in found if _has_unknown(value))
    given = {
        each.wire_name: _with_wire_names(value, each)
        for each, value in found
        if value is not None and each.wire_name not in unknown
    }
    return Values(given, unknown, {each.name: value for each, value in found})


def _has_unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values()))
    return any(map(_has_unknown, value)) if isinstance(value, list) else isinstance(value, msgspec.msgpack.Ext)


def _with_wire_names(value: Any, attribute: Attribute) -> Any:  # noqa: ANN401 - any value
    if attribute.members and isinstance(value, list):
        return [_with_wire_names(each, attribute) for each in value]
    if attribute.members and isinstance(value, dict):
        found = {each.wire_name: (value.get(each.name), each) for each in attribute.members}
        return {name: _with_wire_names(each, of) for name, (each, of) in found.items() if each is not None}
    return _as_number(value) if attribute.type == "number" else value


def _as_number(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a number. It is a text if MessagePack cannot represent it, or if it comes from JSON."""
    if isinstance(value, str):
        value = int(value) if len(value) <= MAX_DIGITS and value.removeprefix("-").isdecimal() else float(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _encodable(value: Any, attribute: Attribute) -> Any:  # noqa: ANN401 - any value
    if attribute.members and isinstance(value, list):
        return [_encodable(each, attribute) for each in value]
    if attribute.members and isinstance(value, dict):
        return {each.name: _encodable(value.get(each.wire_name), each) for each in attribute.members}
    if attribute.has_names:
        return list(map(spell, value)) if isinstance(value, list) else value and spell(value)
    if isinstance(value, int) and value not in _WHOLE_NUMBERS:
        return str(value)
    return value
