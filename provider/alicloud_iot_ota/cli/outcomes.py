# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a check finds out of an entry of a lock file, in the words of its table and of its JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import LockFileError, OtaError, UndecidableError
from alicloud_iot_ota.lock_file import resolving
from alicloud_iot_ota.pins.verdicts import PASSING, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.pins.verdicts import Judgement

NOT_CHECKED = "notChecked"
"""The word for an entry that the service was not asked of."""

UNUSABLE = "unusable"
"""The word for an entry that has no package, or contradicts itself."""

_ERROR = "error"


class Outcome(msgspec.Struct, frozen=True):
    """What was found out of an entry.

    Attributes:
        entry: The entry.
        found: What has become of its package, or why nobody knows.
        word: The same in a word.
        warnings: What the lookup warned of, such as versions that cannot be read.
    """

    entry: Entry
    found: Judgement | OtaError
    word: str
    warnings: tuple[str, ...] = ()

    @property
    def error(self) -> OtaError | None:
        """Why the entry cannot be deployed; None where it can."""
        found = self.found
        if isinstance(found, OtaError):
            return found
        if found.verdict in PASSING:
            return None
        return found.error(resolving.subject(self.entry), resolving.way_out(self.entry, found))

    @property
    def warning(self) -> str | None:
        """What there is to say of an entry that can be deployed."""
        found = self.found
        if isinstance(found, OtaError) or found.verdict is not Verdict.MOVED:
            return None
        return resolving.moved(self.entry, found)

    def row(self) -> tuple[str | None, ...]:
        """Return its name, version, verdict, and in a line what is not as it was."""
        package = self.entry.locked
        return self.entry.name, None if package is None else package.dest_version, self.word, self._what()

    def fields(self) -> Mapping[str, object]:
        """Return it as JSON has it."""
        package, found = self.entry.locked, self.found
        differences = () if isinstance(found, OtaError) else found.differences
        message = self.error or self.warning
        return {
            "name": self.entry.name,
            "verdict": self.word,
            "destVersion": None if package is None else package.dest_version,
            "firmwareId": None if package is None else package.firmware_id,
            "differences": [{"name": each.name, "old": each.old, "new": each.new} for each in differences],
            "message": None if message is None else str(message),
            "warnings": list(self.warnings),
        }

    def _what(self) -> str | None:
        found = self.found
        if isinstance(found, OtaError):
            return found.message.partition("\n")[0]
        if found.verdict is Verdict.OK:
            return None
        return found.reason.removeprefix("and ").removeprefix("which ")  # a reason is written to follow "the package"


def mistake(entry: Entry) -> LockFileError | None:
    """Return why an entry has no package that could be judged, if it has none."""
    try:
        resolving.package_of(entry)
    except LockFileError as error:
        return error
    return None


def outcome(entry: Entry, found: Judgement | OtaError, warnings: Sequence[str] = ()) -> Outcome:
    """Return what the live catalogue says of an entry."""
    if not isinstance(found, OtaError):
        return Outcome(entry, found, found.verdict.value, tuple(warnings))
    word = Verdict.UNDECIDABLE.value if isinstance(found, UndecidableError) else _ERROR
    return Outcome(entry, found, word)
