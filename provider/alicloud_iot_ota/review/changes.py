# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a change of deploy code does to its firmware: what every other module of the review works on."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.values import Name, Withheld, changed_names, flatten

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_ENTRY = "lockEntry"
"""The argument of a pin that leaves its criteria to an entry of firmware.lock."""


class Origin(enum.Enum):
    """Where changes were read from."""

    PREVIEW = "preview"
    LOCK_FILE = "lockFile"


class Affected(msgspec.Struct, frozen=True, order=True):
    """A resource that depends on a pin, directly or by way of others.

    What becomes of it is `op`, in the engine's words: `create`, `update`, `replace`, `delete`, `import`.
    """

    name: str
    type: str
    op: str
    urn: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one pin, or of one entry of firmware.lock.

    Attributes:
        key: What it is told apart by: the URN of a pin, the name of an entry.
        old: What it held; None where it did not exist.
        new: What it is to hold; None where it is to exist no more.
        old_criteria: The criteria it had, and the other arguments of a pin, by wire names.
        new_criteria: The ones it is to have.
        entry_criteria: Of a pin by an entry of firmware.lock, the criteria that stand there, by wire names; None where
            they are not known. A preview shows the name of the entry alone.
        affected: The resources that depend on it and change.
        withheld_edits: The arguments that change, or may have, without any visible difference.
        warnings: What the preview warned of, without the word "warning".
        errors: What the preview failed with, without the word "error".
    """

    key: str
    name: str
    old: PinnedFirmware | Withheld | None = None
    new: PinnedFirmware | Withheld | None = None
    old_criteria: Mapping[str, object] = msgspec.field(default_factory=dict)
    new_criteria: Mapping[str, object] = msgspec.field(default_factory=dict)
    entry_criteria: Mapping[str, object] | None = None
    affected: tuple[Affected, ...] = ()
    withheld_edits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def keeps_firmware(self) -> bool:
        """Whether the same package is there before and after, or none."""
        old, new = self.old, self.new
        if isinstance(old, PinnedFirmware) and isinstance(new, PinnedFirmware):
            return all(getattr(old, name) == getattr(new, name) for name in PinnedFirmware.__struct_fields__)
        return old is None and new is None

    @property
    def is_edited(self) -> bool:
        """Whether anything of a pin or an entry differs but what identifies its package."""
        has_other_fields = changed_names(descriptive_fields(self.old), descriptive_fields(self.new))
        has_other_criteria = changed_names(flatten(self.old_criteria), flatten(self.new_criteria))
        return bool(has_other_criteria or has_other_fields or self.withheld_edits)

    @property
    def criteria(self) -> Mapping[str, object] | None:
        """What the new package is chosen by; None where that stands in an entry that is not known."""
        return self.entry_criteria if LOCK_ENTRY in self.new_criteria else self.new_criteria

    @property
    def iot_instance_id(self) -> str | None:
        """The instance to look the new package up in; None where only the settings tell."""
        if isinstance(self.new, LockedFirmware):
            return self.new.iot_instance_id
        given = (self.criteria or {}).get("iotInstanceId")
        return given if isinstance(given, str) else None

    @property
    def old_place(self) -> tuple[str | None, str | None]:
        """The ProductKey and the module it was in, as far as they are told."""
        return _place(self.old, self.old_criteria)

    @property
    def new_place(self) -> tuple[str | None, str | None]:
        """The ProductKey and the module it is to be in, as far as they are told."""
        return _place(self.new, self.criteria or {})


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a preview or a comparison of two lock files says of firmware.

    Attributes:
        origin: Which of both it is.
        items: The changes, in no order that means anything.
        stack: The name of the stack of a preview.
        problem: Why the preview failed, in a line, if that is not the fault of a pin.
        causes: The same in full, and whatever else it failed with, the most telling first.
        is_certain: Whether it certainly failed, if there is a problem: some hosts print no error.
        notes: Warnings about firmware that name no resource.
    """

    origin: Origin
    items: tuple[Change, ...] = ()
    stack: str | None = None
    problem: str | None = None
    causes: tuple[str, ...] = ()
    is_certain: bool = True
    notes: tuple[str, ...] = ()

    @property
    def is_failed(self) -> bool:
        """Whether the preview failed, or may have: the changes are those that it reached."""
        return self.problem is not None or any(change.errors for change in self.items)


def by_wire_names(values: msgspec.Struct) -> dict[str, object]:
    """Return every field of a package that it has, or every criterion that is given, by the names of the schema."""
    return {name: value for name, value in sorted(msgspec.to_builtins(values).items()) if value is not None}


def descriptive_fields(held: PinnedFirmware | Withheld | None) -> dict[Name, object]:
    """Return what firmware.lock keeps of a package beside what identifies it."""
    fields = by_wire_names(held) if isinstance(held, PinnedFirmware) else {}
    return {(name,): value for name, value in fields.items() if name not in PinnedFirmware.__struct_encode_fields__}


def _place(firmware: PinnedFirmware | Withheld | None, criteria: Mapping[str, object]) -> tuple[str | None, str | None]:
    if isinstance(firmware, LockedFirmware):
        return firmware.product_key, firmware.module_name
    given = (criteria.get(name) for name in ("productKey", "moduleName"))
    product_key, module_name = (each if isinstance(each, str) else None for each in given)
    return product_key, module_name
