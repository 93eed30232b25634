# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Enums as tables: a member is a row that has everything that belongs to it, so a new one is one row."""

from __future__ import annotations

import enum


class TableEnum(enum.Enum):
    """An enum whose members have more than their value.

    The first cell of a row is the value. `__init__` of the subclass accepts all cells and keeps the others as
    attributes: a row without one of them is a TypeError when the module is imported.
    """

    _value_: str

    def __new__(cls, value: str, *_: object) -> TableEnum:  # noqa: PYI034 - typing.Self needs Python 3.11
        """Make a member that is found by its first cell."""
        member = object.__new__(cls)
        member._value_ = value
        return member
