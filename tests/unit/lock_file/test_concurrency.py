# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A question about many entries: results in order, errors in their place, and each warning once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lookup import Lookups
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.lookup import Warn

ENTRIES = [Entry(name, EntryArgs(), None, "firmware.lock", 1) for name in ("b", "a", "c")]


class Service:
    """A replacement for the lookup service of one account."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings
        self.is_cancelled = False

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

    answers = map_entries(Lookups(Service), ENTRIES, question, warnings.append)  # type: ignore[arg-type]
    assert answers == list(zip(ENTRIES, ["B", error, "C"], strict=True))
    assert warnings == ["of all", "of b", "of a", "of c"]


def test_a_defect_ends_the_others() -> None:
    """An internal error is raised immediately, without a wait for the other results."""
    service = Service({})

    def question(_: object, entry: Entry, warn: Warn) -> str:
        raise ZeroDivisionError(entry.name, warn)

    with pytest.raises(ZeroDivisionError):
        map_entries(Lookups(lambda _: service), ENTRIES, question, print)  # type: ignore[arg-type,return-value]
    assert service.is_cancelled


def test_accounts() -> None:
    """Each entry is looked up with its own profile and region, and gets the error of that account."""
    error = LockFileError("No.", "Try again.")

    def connect(settings: Mapping[str, str]) -> Service:
        if "region" in settings:
            raise error
        return Service(settings)

    entries = [
        Entry("a", EntryArgs(profile="test"), None, "firmware.toml", 1),
        Entry("b", EntryArgs(profile="prod"), None, "firmware.toml", 2),
        Entry("c", EntryArgs(profile="test"), None, "firmware.toml", 3),
        Entry("d", EntryArgs(region="cn-x"), None, "firmware.toml", 4),
    ]
    found = map_entries(Lookups(connect), entries, lambda lookup, _entry, _warn: lookup, print)  # type: ignore[arg-type]
    assert [getattr(answer, "settings", answer) for _, answer in found] == [
        {"profile": "test"},
        {"profile": "prod"},
        {"profile": "test"},
        error,
    ]
    assert found[0][1] is found[2][1]
