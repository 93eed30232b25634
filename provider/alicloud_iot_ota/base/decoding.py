# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Thread-safe conversion of values to declared types with msgspec.

msgspec (0.22) analyzes a type when it is first used, and stores the result on the class before it is complete. A second
thread that uses the type during that time reads beyond the stored data, and the process crashes (SIGSEGV). Therefore,
each type is analyzed here by one thread, without interrupts, before it is used.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from alicloud_iot_ota.base import interrupts

if TYPE_CHECKING:
    from msgspec import Struct

_Struct = TypeVar("_Struct", bound="Struct")

_preparing = threading.Lock()
_prepared: set[Any] = set()


def decode(text: str | bytes, kind: type[_Struct]) -> _Struct:
    """Return the value that a JSON text describes.

    Raises:
        msgspec.MsgspecError: The text is not JSON, or does not describe such a value.
    """
    _prepare(kind)
    return msgspec.json.decode(text, type=kind)  # noqa: TID251 - the type is prepared


def first_duplicate(text: bytes) -> str | None:
    """Return the first key that occurs twice in one object of a JSON text, or None.

    Parsers disagree on which value to use. msgspec uses the last one without a warning, and has no option to reject
    duplicates.

    Raises:
        ValueError: The text is not JSON in UTF-8.
        RecursionError: The text is nested too deeply.
    """
    duplicates: list[str] = []

    def check(members: list[tuple[str, object]]) -> None:
        if len({name for name, _ in members}) < len(members):
            seen: set[str] = set()
            for name, _ in members:
                if name in seen:
                    duplicates.append(name)
                    return
                seen.add(name)

    # Numbers are not converted, because long ones would take long.
    json.loads(text.decode(), object_pairs_hook=check, parse_int=len, parse_float=len)
    return duplicates[0] if duplicates else None


def convert(value: object, kind: type[_Struct], *, strict: bool = True) -> _Struct:
    """Convert a value that consists of mappings and lists to a type.

    Args:
        value: The value.
        kind: The type. For a type that is not a class, such as `list[str] | None`, mypy must see it as Any.
        strict: False if numbers may be strings.

    Raises:
        msgspec.ValidationError: The value does not match the type.
    """
    _prepare(kind)
    return msgspec.convert(value, kind, strict=strict)  # noqa: TID251 - the type is prepared


def json_schema(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - a type
    """Return the JSON schema of a type, and the schemas that it refers to by name."""
    with _preparing, interrupts.delayed():
        (declared,), definitions = msgspec.json.schema_components([kind])
    return declared, definitions


def _prepare(kind: Any) -> None:  # noqa: ANN401 - a type
    if kind not in _prepared:
        with _preparing, interrupts.delayed():
            msgspec.json.Decoder(kind)
            _prepared.add(kind)
