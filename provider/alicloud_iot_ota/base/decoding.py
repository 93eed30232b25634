# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Thread-safe conversion of values to declared types with msgspec.

msgspec (0.22) analyzes a type when it is first used, and stores the result on the class before it is complete. A second
thread that uses the type during that time reads beyond the stored data, and the process crashes (SIGSEGV). Therefore,
each type is prepared here by one thread before it is used.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

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


def _prepare(kind: Any) -> None:  # noqa: ANN401 - a type
    if kind not in _prepared:
        with _preparing:
            msgspec.json.Decoder(kind)
            _prepared.add(kind)
