# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Check the entries of a lock file against the live catalog, or offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import LockFileError, OtaError, UndecidableError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.pins.verdicts import Judgment, Presence, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.lookup import Lookup, Lookups, Warn

UNDECIDABLE = "undecidable"
"""The label of an entry that was not checked, because its catalog could not be read."""

UNUSABLE = "unusable"
"""The label of an entry that has no package or is inconsistent."""


class CheckedEntry(msgspec.Struct, frozen=True):
    """The result of a check of one entry.

    Attributes:
        entry: The entry.
        found: The verdict on its package, or the error that prevented one.
        word: The verdict or the kind of error as a label.
        warnings: The warnings of the lookup, such as versions that cannot be read.
    """

    entry: Entry
    found: Judgment | OtaError
    word: str
    warnings: Sequence[str] = ()

    @property
    def error(self) -> OtaError | None:
        """The error that prevents a deployment of the entry, or None."""
        found = self.found
        if isinstance(found, OtaError):
            return found
        if found.verdict.is_passing:
            return None
        return found.error(resolution.subject(self.entry), resolution.remedy_for(self.entry, found))

    @property
    def warning(self) -> str | None:
        """The warning about an entry that can be deployed, or None."""
        found = self.found
        if self.error is not None or isinstance(found, OtaError) or found.verdict.presence is Presence.SAME_PACKAGE:
            return None
        return resolution.moved(self.entry, found)

    @property
    def message(self) -> str | None:
        """The text of the error or of the warning, or None."""
        message = self.error or self.warning
        return None if message is None else str(message)


def check_offline(entry: Entry) -> CheckedEntry:
    """Check an entry without the service."""
    try:
        found = resolution.judge_offline(entry)
    except LockFileError as error:
        return CheckedEntry(entry, error, UNUSABLE)
    return CheckedEntry(entry, found, resolution.NOT_CHECKED if found.verdict is Verdict.OK else found.verdict.value)


def check_live(lookups: Lookups, entries: Sequence[Entry], warn: Warn) -> list[CheckedEntry]:
    """Check entries against the live catalog."""

    def judge(lookup: Lookup, entry: Entry, warn: Warn) -> CheckedEntry:
        texts: list[str] = []

        def keep(text: str) -> None:
            texts.append(text)
            warn(text)

        found = resolution.judge(lookup, entry, keep)
        return CheckedEntry(entry, found, found.verdict.value, texts)

    return [
        CheckedEntry(entry, answer, _label_of(entry, answer)) if isinstance(answer, OtaError) else answer
        for entry, answer in map_entries(lookups, entries, judge, warn)
    ]


def _label_of(entry: Entry, error: OtaError) -> str:
    if not resolution.is_usable(entry):
        return UNUSABLE
    return UNDECIDABLE if isinstance(error, UndecidableError) else "error"
