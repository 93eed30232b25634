# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Property values on the engine's wire: plain values, and which of them are secret or not known yet.

Source: the special signatures of `sdk/go/common/resource/plugin/rpc.go` in pulumi/pulumi.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from google.protobuf.struct_pb2 import Struct, Value

from alicloud_iot_ota.engine.property_values import SIGNATURE, UNKNOWNS, sought, whole_number

_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the wire's mark of a secret, not one


class Properties(NamedTuple):
    """Decoded properties. A named tuple, and no Struct: before the port line there is no msgspec.

    Attributes:
        values: The plain values of all that is known.
        secret: The names of properties that are or contain a secret.
        unknown: The names of properties that are or contain something not known yet; they are not in `values`.
    """

    values: dict[str, object]
    secret: frozenset[str]
    unknown: frozenset[str]

    def secret_texts(self, but: str) -> list[str]:
        """Return the texts to search for in a message, without those of one property."""
        return [text for name in self.secret - {but} if name in self.values for text in sought(self.values[name])]


def decode(struct: Struct) -> Properties:
    """Return what a struct on the wire holds."""
    raw = _raw(struct)
    marks = {name: _marks(value) for name, value in raw.items()}
    unknown = frozenset(name for name, found in marks.items() if "unknown" in found)
    return Properties(
        {name: _plain(value) for name, value in raw.items() if name not in unknown},
        frozenset(name for name, found in marks.items() if "secret" in found),
        unknown,
    )


def encode(values: dict[str, object], *, secret: bool = False) -> Struct:
    """Return plain values as a struct for the wire, each of them marked as a secret where they are."""
    struct = Struct()
    marked = {name: {SIGNATURE: _SECRET, "value": value} for name, value in values.items()} if secret else values
    struct.update(marked)  # type: ignore[arg-type]  # what is no value of JSON it refuses
    return struct


def with_value(struct: Struct, name: str, value: object, *, secret: bool) -> Struct:
    """Return a copy of a struct, exactly as it came but for one value."""
    copy = Struct()
    copy.CopyFrom(struct)
    copy.MergeFrom(encode({name: value}, secret=secret))
    return copy


def _raw(value: Struct | Value) -> Any:  # noqa: ANN401 - any JSON value
    """Return a message as Python values; unlike protobuf's own way, with the numbers that JSON lacks too."""
    if isinstance(value, Struct):
        return {name: _raw(each) for name, each in value.fields.items()}
    match value.WhichOneof("kind"):
        case "struct_value":
            return _raw(value.struct_value)
        case "list_value":
            return [_raw(each) for each in value.list_value.values]
        case "null_value" | None:
            return None
        case kind:
            return getattr(value, kind)


def _marks(value: object) -> set[str]:
    if isinstance(value, dict):
        found = set().union(*(_marks(inner) for inner in value.values())) if value else set()
        return found | {"secret"} if value.get(SIGNATURE) == _SECRET else found
    if isinstance(value, list):
        return set().union(*(_marks(inner) for inner in value))
    return {"unknown"} if isinstance(value, str) and value in UNKNOWNS else set()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == _SECRET:
            return _plain(value.get("value"))
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return whole_number(value)
