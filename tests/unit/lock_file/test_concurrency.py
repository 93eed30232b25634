# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A question about many entries: results in order, errors in their place, and each warning once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from alicloud_iot_ota.lookup import Warn

ENTRIES = [Entry(name, EntryArgs(), None, "firmware.lock", 1) for name in ("b", "a", "c")]


class Service:
    """A replacement for the lookup service."""

    is_cancelled = False

    def cancel(self) -> None:
        """Record the cancel."""
        self.is_cancelled = True


def test_answers_errors_and_warnings() -> None:
    """An entry's error is its result, and a warning that several entries cause is shown once."""
    error, warnings = LockFileError("No.", "Try again."), list[str]()

    def question(_: object, entry: Entry, warn: Warn) -> str:
        warn("of all")
        warn(f"of {entry.name}")
        if entry.name == "a":
            raise error
        return entry.name.upper()

    answers = map_entries(Service(), ENTRIES, question, warnings.append)  # type: ignore[arg-type]
    assert answers == list(zip(ENTRIES, ["B", error, "C"], strict=True))
    assert warnings == ["of all", "of b", "of a", "of c"]


def test_a_defect_ends_the_others() -> None:
    """An internal error is raised immediately, without a wait for the other results."""
    service = Service()

    def question(_: object, entry: Entry, warn: Warn) -> str:
        raise ZeroDivisionError(entry.name, warn)

    with pytest.raises(ZeroDivisionError):
        map_entries(service, ENTRIES, question, print)  # type: ignore[arg-type]
    assert service.is_cancelled
