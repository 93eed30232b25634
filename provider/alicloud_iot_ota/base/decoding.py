# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values read into declared types by msgspec, from any number of threads.

msgspec (0.22) learns a type when that is used for the first time, and notes it on the class before it knows all of it.
A second thread that comes in the middle of that reads past the end of what is known: the process dies (SIGSEGV). So
each type is learnt here by one thread at a time, before it is used.
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
        msgspec.MsgspecError: The text is no JSON, or does not describe such a value.
    """
    _prepare(kind)
    return msgspec.json.decode(text, type=kind)  # noqa: TID251 - learnt


def convert(value: object, kind: type[_Struct], *, strict: bool = True) -> _Struct:
    """Return a value, of mappings and lists, as a typed one.

    Args:
        value: The value.
        kind: The type. Where it is no class, as `list[str] | None` is, mypy must know it as Any.
        strict: False where numbers may come as strings.

    Raises:
        msgspec.ValidationError: It is no such value.
    """
    _prepare(kind)
    return msgspec.convert(value, kind, strict=strict)  # noqa: TID251 - learnt


def _prepare(kind: Any) -> None:  # noqa: ANN401 - a type
    if kind not in _prepared:
        with _preparing:
            msgspec.json.Decoder(kind)
            _prepared.add(kind)
