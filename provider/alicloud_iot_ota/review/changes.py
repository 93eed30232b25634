# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The changes to firmware that a review describes: the data model of all other modules in this package."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.values import Name, Withheld, changed_names, flatten

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_ENTRY = "lockEntry"
"""The argument with the name of the lock file entry that a pin refers to."""


class Origin(TableEnum):
    """The source of changes.

    Attributes:
        noun: What the changes come from.
        place: What the name of the source refers to.
    """

    PREVIEW = "preview", "preview", "stack"
    PLAN = "plan", "plan", "plan"  # of OpenTofu or Terraform
    LOCK_FILE = "lockFile", "lock file", "lock file"

    def __init__(self, _: str, noun: str, place: str) -> None:
        self.noun, self.place = noun, place


class Affected(msgspec.Struct, frozen=True, order=True):
    """A changed resource that depends on a pin, directly or through other resources.

    `op` is the engine's operation: `create`, `update`, `replace`, `delete`, `forget` or `import`. In a plan, `urn` is
    the address.
    """

    name: str
    type: str
    op: str
    urn: str


class Relation(enum.Enum):
    """How the new package of an entry relates to the previous stage, the entry in its `promoteFrom`."""

    PROMOTED = "promoted"  # the previous stage has the same file
    PASSED_ON = "passedOn"  # the previous stage had the same file, and moves to another one in the same change
    TOGETHER = "together"  # both stages move to the file in the same change
    UNPROMOTED = "unpromoted"  # the previous stage has another file, or none that can be compared


class Stage(msgspec.Struct, frozen=True):
    """The place of an entry among the stages of a rollout.

    Attributes:
        source: The name of the previous stage.
        relation: How the new package relates to it.
        version: The version of the previous stage after the change; None if it has no package.
        since: The date of the commit since which the previous stage has its package, such as `2026-11-20`; None if
            unknown.
    """

    source: str
    relation: Relation
    version: str | None = None
    since: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change of one pin, or of one entry in firmware.lock.

    Attributes:
        key: The URN or the address of a pin, or the name of an entry.
        old: The old package; None if the pin or entry is new.
        new: The new package; None if the pin or entry is removed.
        old_criteria: The old criteria, and the other arguments of a pin, by wire name.
        new_criteria: The new criteria, and the other arguments of a pin, by wire name.
        entry_criteria: The criteria of the entry that a pin refers to, by wire name; None if unknown. A preview
            contains only the name of the entry.
        stage: The previous stage; None if the entry has no `promoteFrom`, or is unknown.
        later_stages: The entries that are promoted from this one, directly or through others, each with its version.
        affected: The changed resources that depend on the pin.
        withheld_edits: The arguments that changed, or may have changed, without a visible difference.
        warnings: The warnings of the preview, without the prefix "warning".
        errors: The errors of the preview, without the prefix "error".
    """

    key: str
    name: str
    old: PinnedFirmware | Withheld | None = None
    new: PinnedFirmware | Withheld | None = None
    old_criteria: Mapping[str, object] = msgspec.field(default_factory=dict)
    new_criteria: Mapping[str, object] = msgspec.field(default_factory=dict)
    entry_criteria: Mapping[str, object] | None = None
    stage: Stage | None = None
    later_stages: tuple[tuple[str, str | None], ...] = ()
    affected: tuple[Affected, ...] = ()
    withheld_edits: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def keeps_firmware(self) -> bool:
        """Whether the old and the new package are the same, or neither exists."""
        old, new = self.old, self.new
        if isinstance(old, PinnedFirmware) and isinstance(new, PinnedFirmware):
            return all(getattr(old, name) == getattr(new, name) for name in PinnedFirmware.__struct_fields__)
        return old is None and new is None

    @property
    def is_edited(self) -> bool:
        """Whether anything changed except the identity of the package."""
        has_other_fields = changed_names(descriptive_fields(self.old), descriptive_fields(self.new))
        has_other_criteria = changed_names(flatten(self.old_criteria), flatten(self.new_criteria))
        return bool(has_other_criteria or has_other_fields or self.withheld_edits)

    @property
    def criteria(self) -> Mapping[str, object] | None:
        """The criteria of the new package; None if they are in an entry that is unknown."""
        return self.entry_criteria if LOCK_ENTRY in self.new_criteria else self.new_criteria

    @property
    def iot_instance_id(self) -> str | None:
        """The instance of the new package; None if only the settings specify it."""
        if isinstance(self.new, LockedFirmware):
            return self.new.iot_instance_id
        given = (self.criteria or {}).get("iotInstanceId")
        return given if isinstance(given, str) else None

    @property
    def old_place(self) -> tuple[str | None, str | None]:
        """The ProductKey and the module of the old package; None if unknown."""
        return _place(self.old, self.old_criteria)

    @property
    def new_place(self) -> tuple[str | None, str | None]:
        """The ProductKey and the module of the new package; None if unknown."""
        return _place(self.new, self.criteria or {})


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The changes to firmware in a preview, or between two lock files.

    Attributes:
        origin: The source of the changes.
        items: The changes, in no particular order.
        stack: The name of the previewed stack.
        problem: The cause of a failed preview in one line, unless an error of a pin explains it.
        causes: All causes in full, the most specific first.
        is_certain: Whether the preview certainly failed, if `problem` is set. Some language hosts print no error.
        notes: Warnings about firmware that are not attached to a resource.
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
        """Whether the preview failed or may have failed. If so, the changes may be incomplete."""
        return self.problem is not None or any(change.errors for change in self.items)


def by_wire_names(values: msgspec.Struct) -> dict[str, object]:
    """Return the fields of a package or the criteria that are set, by wire name."""
    return {name: value for name, value in sorted(msgspec.to_builtins(values).items()) if value is not None}


def descriptive_fields(held: PinnedFirmware | Withheld | None) -> dict[Name, object]:
    """Return the fields of a locked package that do not identify it, such as its name and its time of creation."""
    fields = by_wire_names(held) if isinstance(held, PinnedFirmware) else {}
    return {(name,): value for name, value in fields.items() if name not in PinnedFirmware.__struct_encode_fields__}


def _place(firmware: PinnedFirmware | Withheld | None, criteria: Mapping[str, object]) -> tuple[str | None, str | None]:
    if isinstance(firmware, LockedFirmware):
        return firmware.product_key, firmware.module_name
    given = (criteria.get(name) for name in ("productKey", "moduleName"))
    product_key, module_name = (each if isinstance(each, str) else None for each in given)
    return product_key, module_name
