# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Property values in the engine's wire format: plain values, and which of them are secret or not known yet.

Source: the special signatures in `sdk/go/common/resource/plugin/rpc.go` of pulumi/pulumi.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from google.protobuf.struct_pb2 import Struct, Value

from alicloud_iot_ota.base.redaction import searched_texts
from alicloud_iot_ota.engine.property_values import SIGNATURE, UNKNOWNS, as_whole_number

if TYPE_CHECKING:
    from collections.abc import Collection

_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the marker of secrets in the wire format, not a secret


class Properties(NamedTuple):
    """Decoded properties. A named tuple, because msgspec is not imported before the plugin prints its port.

    Attributes:
        values: The plain values of all known properties.
        secret: The names of properties that are or contain a secret.
        unknown: The names of properties that are unknown or contain an unknown value. They are not in `values`.
    """

    values: dict[str, object]
    secret: frozenset[str]
    unknown: frozenset[str]

    def secret_texts(self, exclude: str) -> list[str]:
        """Return the secret texts to search for in a message, without those of one property."""
        return [
            text
            for name in self.secret - {exclude}
            if name in self.values
            for text in searched_texts(self.values[name])
        ]


def decode(struct: Struct, exclude: Collection[str] = ()) -> Properties:
    """Decode a struct from the wire, without the properties in `exclude`."""
    read = {name: _read(value) for name, value in struct.fields.items() if name not in exclude}
    secret, unknown = (
        frozenset(name for name, (_, marks) in read.items() if mark in marks) for mark in ("secret", "unknown")
    )
    return Properties({name: plain for name, (plain, _) in read.items() if name not in unknown}, secret, unknown)


def encode(values: dict[str, object], *, secret: bool = False) -> Struct:
    """Encode plain values as a struct for the wire. If they are secret, mark each value as a secret."""
    struct = Struct()
    marked = {name: {SIGNATURE: _SECRET, "value": value} for name, value in values.items()} if secret else values
    struct.update(marked)  # type: ignore[arg-type]  # it refuses values that JSON does not have
    return struct


def with_value(struct: Struct, name: str, value: object, *, secret: bool) -> Struct:
    """Return a copy of a struct with one value changed."""
    copy = Struct()
    copy.CopyFrom(struct)
    copy.MergeFrom(encode({name: value}, secret=secret))
    return copy


def _read(value: Value) -> tuple[Any, frozenset[str]]:
    """Return a plain value, and the marks `secret` and `unknown` if they apply to it or to a part of it.

    Unlike protobuf's conversion, this accepts numbers that JSON does not have.
    """
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        read = {name: _read(each) for name, each in fields.items()}
        marks = frozenset[str]().union(*(marks for _, marks in read.values()))
        if SIGNATURE in fields and fields[SIGNATURE].string_value == _SECRET:
            return read.get("value", (None, None))[0], marks | {"secret"}
        return {name: plain for name, (plain, _) in read.items()}, marks
    if kind == "list_value":
        parts = [_read(each) for each in value.list_value.values]
        return [plain for plain, _ in parts], frozenset[str]().union(*(marks for _, marks in parts))
    if kind in {"null_value", None}:
        return None, frozenset()
    plain = as_whole_number(getattr(value, kind))
    return plain, frozenset({"unknown"} if plain in UNKNOWNS else ())
