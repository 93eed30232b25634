# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Enums as tables: each member is one row with all of its attributes."""

from __future__ import annotations

import enum


class TableEnum(enum.Enum):
    """An enum whose members have attributes in addition to their value.

    The first cell of a row is the value. `__init__` of the subclass accepts all cells and stores the others as
    attributes. A row with a missing cell raises a TypeError when the module is imported.
    """

    _value_: str

    def __new__(cls, value: str, *_: object) -> TableEnum:  # noqa: PYI034 - typing.Self needs Python 3.11
        """Create a member whose value is the first cell."""
        member = object.__new__(cls)
        member._value_ = value
        return member
