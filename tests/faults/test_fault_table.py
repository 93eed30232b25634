# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every fault in the table over real gRPC and HTTP: the same result as without the fault, or the expected error.

A fault never causes a shorter list, a wrong package, a traceback, a hang or the output of a secret.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.faults.kinds import KINDS
from alicloud_iot_ota.api.codes import CODES
from tests.faults.fleet import CANARY, CRITERIA, TEMPORARY_KEY, catalog
from tests.faults.rows.row import Recovered, Refused, Row
from tests.faults.rows.table import TABLE
from tests.faults.texts import mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.faults.conftest import Plugin


class Service:
    """The emulator with a row's faults, and all versions of its list."""

    def __init__(self, row: Row, hold_in_profile: Callable[[Mapping[str, str]], None]) -> None:
        self._row = row
        self._hold = hold_in_profile
        self._keys = iter(row.profile)
        self._next_key()
        self.emulator = Emulator(catalog(is_timed=row.is_timed), order=row.order, queries_per_second=0, log=self._seen)
        self.lists = [self.identities()]
        for fault in row.faults:
            self.emulator.fault(fault.kind, times=fault.times, **fault.options)

    def identities(self) -> list[str]:
        """Return the sorted IDs of the current packages."""
        return sorted(str(package["FirmwareId"]) for package in self.emulator.packages())

    def highest(self, identities: list[str]) -> str:
        """Return the ID with the highest version in a list. In the fleet, versions increase with the IDs."""
        return max(identity for identity in identities if identity.startswith("firmware-"))

    def settings(self) -> dict[str, object]:
        """Return the provider settings for this emulator, combined with the row's own settings."""
        key = {name: TEMPORARY_KEY[name] for name in ("accessKeyId", "accessKeySecret", "securityToken")}
        return {"endpoint": self.emulator.url, "requestsPerSecond": 1000, **key, **self._row.settings}

    def _seen(self, _line: str) -> None:
        self.lists.append(self.identities())
        self._next_key()

    def _next_key(self) -> None:
        key = next(self._keys, None)
        if key is not None:
            self._hold(key)


@pytest.fixture
def service(row: Row, hold_in_profile: Callable[[Mapping[str, str]], None]) -> Iterator[Service]:
    """Run the emulator with a row's faults."""
    service = Service(row, hold_in_profile)
    with service.emulator:
        yield service


@pytest.fixture
def traces(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Callable[[], Mapping[str, str]]:
    """Return a function that returns the provider's other outputs: its debug log, printed texts and files."""
    caplog.set_level(logging.DEBUG)

    def all_texts() -> Mapping[str, str]:
        printed = capfd.readouterr()
        files = [path.read_text("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
        return {"log": caplog.text, "stdout": printed.out, "stderr": printed.err, "files": "\n".join(files)}

    return all_texts


@pytest.fixture
def provider(plugin: Plugin, service: Service, tmp_path: Path) -> Plugin:
    """Serve a plugin that is configured for the emulator."""
    settings = {name: value for name, value in service.settings().items() if value is not None}
    plugin.configure(**settings, cacheDir=str(tmp_path))
    return plugin


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_fault(
    row: Row,
    service: Service,
    provider: Plugin,
    traces: Callable[[], Mapping[str, str]],
    record_property: Callable[[str, object], None],
) -> None:
    """After a fault, the result is the same or the expected error, within the allowed number of requests."""
    record_property("fault", row.outcome.label)
    if isinstance(row.outcome, Recovered):
        _assert_recovered(service, provider)
    else:
        _assert_refused(row.outcome, provider)
    assert len(service.emulator.requests) in row.requests

    left = traces()
    assert [name for name, text in left.items() if CANARY in text] == []
    assert left["stdout"] + left["stderr"] == ""

    if (
        isinstance(row.outcome, Refused) and not row.settings
    ):  # with its own settings, a provider fails even without a fault
        service.emulator.clear_faults()
        _assert_recovered(service, provider)  # the fault has no lasting effect


def _assert_recovered(service: Service, plugin: Plugin) -> None:
    highest, identities = plugin.highest(), plugin.identities()
    assert identities in service.lists
    assert highest == service.highest(identities)


def _assert_refused(refused: Refused, plugin: Plugin) -> None:
    status, text = plugin.refusal("getFirmware", CRITERIA)
    assert status is refused.status, text
    found, _, remedy = text.rpartition("\n")
    assert [words for words in refused.words if words not in found] == [], text
    assert refused.remedy in remedy
    assert mistakes(text) == [], text


def test_table_is_complete() -> None:
    """The table has every fault of the emulator and every error code of the client, and its rows are unique."""
    faults = [fault for row in TABLE for fault in row.faults]
    codes = {str(fault.options["code"]).lower() for fault in faults if "code" in fault.options}
    assert len(TABLE) >= 60
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert {fault.kind for fault in faults} == set(KINDS)
    assert codes >= set(CODES)
