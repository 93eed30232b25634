# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lookups in a snapshot: the same results as from the service, no requests, and only recent lists of the same place."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.errors import NoMatchError, SnapshotError
from alicloud_iot_ota.lookup import Lookup, snapshot
from alicloud_iot_ota.lookup.snapshot import CatalogSnapshot, make_catalog
from alicloud_iot_ota.schema import arguments
from alicloud_iot_ota.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.firmware import Package

NOW = 1_764_547_200.0
HOUR = 3600.0
INSTANCE = "iot-1"
ENDPOINT = "https://iot.cn-shanghai.aliyuncs.com"
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full"}


def firmware_args(**fields: object) -> arguments.GetFirmwareArgs:
    """Return the arguments of a lookup."""
    return msgspec.convert({**GATEWAY, **fields}, arguments.GetFirmwareArgs)


def list_args(product_key: str | None = "a1") -> arguments.GetFirmwaresArgs:
    """Return the arguments of a list."""
    return msgspec.convert({"productKey": product_key}, arguments.GetFirmwaresArgs)


class Desk:
    """Lookups in a snapshot, with a clock that the test sets.

    Attributes:
        notes: The notes of all lookups.
        timing: The clocks.
        now: The time of day, in seconds since the epoch.
    """

    def __init__(self, path: Path, timing: Timing) -> None:
        self.path = path
        self.notes: list[str] = []
        self.now = NOW
        self.timing = msgspec.structs.replace(timing, time=lambda: self.now)

    def write(
        self, *catalogs: tuple[Scope, tuple[Package, ...]], max_age: int = 172_800, has_descriptions: bool = True
    ) -> None:
        """Write a snapshot of catalogs that were read at NOW."""
        read_at = datetime.fromtimestamp(NOW, timezone.utc)
        listed = tuple(make_catalog(ENDPOINT, scope, read_at, packages) for scope, packages in catalogs)
        self.path.write_bytes(
            snapshot.encode(CatalogSnapshot(max_age=max_age, has_descriptions=has_descriptions, catalogs=listed))
        )

    def lookup(self, **settings: object) -> Lookup:
        """Return the lookup service of a new process."""
        where = {"endpoint": ENDPOINT, "iot_instance_id": INSTANCE, "snapshot": self.path, **settings}
        return Lookup(Settings(**where), self.timing, note=self.notes.append)  # type: ignore[arg-type]  # as tests say

    def ids(self, product_key: str | None = "a1", **settings: object) -> list[str]:
        """Return the IDs of a list."""
        found = self.lookup(**settings).select(list_args(product_key), self.notes.append)
        return [package.firmware_id for package in found]


@pytest.fixture
def desk(tmp_path: Path, timing: Timing) -> Desk:
    """Return a desk without a file."""
    return Desk(tmp_path / "s.json", timing)


def refusal(call: Callable[[], object]) -> str:
    """Return the text of the error."""
    with pytest.raises(SnapshotError) as raised:
        call()
    return str(raised.value)


def test_the_same_as_the_service(
    emulator: Emulator, look_up: Callable[..., Lookup], settings: Callable[..., Settings], desk: Desk
) -> None:
    """Each product of a whole instance has the same results as in the service, and no request is sent."""
    live = look_up(emulator)
    scope = Scope(emulator.instance_id, None)
    listed = live.read_live(scope)
    catalog = make_catalog(live.endpoint, scope, datetime.fromtimestamp(listed.read_at, timezone.utc), listed.packages)
    desk.path.write_bytes(snapshot.encode(CatalogSnapshot(max_age=3600, has_descriptions=True, catalogs=(catalog,))))
    requests = len(emulator.requests)
    offline = Lookup(settings(emulator, access_key=None, snapshot=desk.path), desk.timing, note=desk.notes.append)
    warned: list[str] = []
    found = offline.get_firmware(firmware_args(destVersion="4.0.0"), warned.append)
    keys = {str(row["ProductKey"]) for row in emulator.packages() if row["ProductKey"]}
    lists = {key: offline.get_firmwares(list_args(key), warned.append) for key in (*sorted(keys), None)}
    assert len(emulator.requests) == requests
    assert found == live.get_firmware(firmware_args(destVersion="4.0.0"), warned.append)
    assert lists == {key: live.get_firmwares(list_args(key), warned.append) for key in lists}
    with pytest.raises(NoMatchError):
        offline.get_firmware(firmware_args(destVersion="9.9"), warned.append)
    assert len(desk.notes) == 1


def test_one_note_for_each_catalog(desk: Desk, package: Callable[..., Package]) -> None:
    """The note has the file, the time and the age. Further lookups in the same list show no note."""
    desk.write(
        (Scope(INSTANCE, "a1"), (package("1"),)), (Scope(INSTANCE, "a2"), (package("2"),)), has_descriptions=False
    )
    desk.now += 5 * HOUR + 600
    lookup = desk.lookup()
    for key in ("a1", "a1", "a2", "a1"):
        lookup.select(list_args(key), desk.notes.append)
    assert desk.notes == [
        f"The package list for product {key}, instance iot-1 is 5 hours 10 minutes old: it comes from the snapshot "
        f"{desk.path}, read at 2025-12-01T00:00:00Z. Later changes in the service are not in it. It has no "
        "descriptions."
        for key in ("a1", "a2")
    ]


def test_the_scopes_of_a_file(desk: Desk, package: Callable[..., Package]) -> None:
    """A list of an instance answers for each product that has a package, and for no other instance."""
    one, two = package("1", product_key="a1"), package("2", product_key="a2")
    free = package("3", product_key=None)
    desk.write((Scope(INSTANCE, None), (one, two, free)), (Scope("iot-2", "a1"), ()))
    assert desk.ids("a1") == [one.firmware_id]
    assert desk.ids("a2") == [two.firmware_id]
    assert set(desk.ids(None)) == {one.firmware_id, two.firmware_id, free.firmware_id}
    assert desk.ids("a1", iot_instance_id="iot-2") == []
    contains = (
        "It contains all products, instance iot-1; product a1, instance iot-1; product a2, instance iot-1; product "
    )
    for product, instance, scope in [
        ("a3", INSTANCE, "product a3, instance iot-1"),
        ("a2", "iot-2", "product a2, instance iot-2"),
        (None, "iot-2", "all products, instance iot-2"),
        ("a1", None, "product a1"),
        (None, None, "all products"),
    ]:
        text = refusal(partial(desk.ids, product, iot_instance_id=instance))
        assert f"does not contain {scope}. {contains}a1, instance iot-2." in text
        assert "write a snapshot that contains this scope" in text


def test_a_list_of_the_product_comes_first(desk: Desk, package: Callable[..., Package]) -> None:
    """If a file has the list of the product and of the instance, the list of the product counts."""
    one, two = package("1"), package("2")
    desk.write((Scope(INSTANCE, None), (one,)), (Scope(INSTANCE, "a1"), (two,)))
    assert desk.ids("a1") == [two.firmware_id]


def test_many_scopes_in_a_message(desk: Desk) -> None:
    """A message lists only some of many scopes."""
    desk.write(*((Scope(INSTANCE, f"a{number}"), ()) for number in range(20)))
    assert "product a15, instance iot-1 and 12 more." in refusal(lambda: desk.ids("b"))


def test_another_endpoint(desk: Desk) -> None:
    """A list of another endpoint is never used, whether region or endpoint is set."""
    desk.write((Scope(INSTANCE, "a1"), ()))
    assert desk.ids(endpoint=None, region="cn-shanghai") == []
    text = refusal(lambda: desk.ids(endpoint=None, region="cn-beijing"))
    assert f"{desk.path} has no package list from https://iot.cn-beijing.aliyuncs.com." in text
    assert f"It has lists from {ENDPOINT}." in text


@pytest.mark.parametrize(
    ("age", "writers", "readers", "said"),
    [
        (48 * HOUR, 172_800, 172_800.0, None),
        (48 * HOUR + 60, 172_800, 172_800.0, "48 hours 1 minute ago. The maximum is 48 hours, set by the file."),
        (2 * HOUR, 3600, 604_800.0, "2 hours ago. The maximum is 1 hour, set by the file."),
        (2 * HOUR, 604_800, 3600.0, "2 hours ago. The maximum is 1 hour, set by snapshotMaxAge."),
        (1.0, 172_800, 1.0, None),
        (-300.0, 172_800, 172_800.0, None),
        (-301.0, 172_800, 172_800.0, "comes from the future: its list for product a1, instance iot-1 was read at"),
    ],
)
def test_age(desk: Desk, age: float, writers: int, readers: float, said: str | None) -> None:
    """The smaller of both maximum ages applies. A list from the future is refused, unless clocks can explain it."""
    desk.write((Scope(INSTANCE, "a1"), ()), max_age=writers)
    desk.now += age
    if said is None:
        assert desk.ids(snapshot_max_age=readers) == []
    else:
        assert said in refusal(lambda: desk.ids(snapshot_max_age=readers))


def test_a_list_gets_too_old(desk: Desk) -> None:
    """The age is checked at every lookup of a long process, and the file is read once."""
    desk.write((Scope(INSTANCE, "a1"), ()), max_age=60)
    lookup = desk.lookup()
    lookup.select(list_args(), desk.notes.append)
    desk.path.unlink()
    desk.now += 60
    lookup.select(list_args(), desk.notes.append)
    desk.now += 1
    assert "is too old" in refusal(lambda: lookup.select(list_args(), desk.notes.append))


def test_a_file_can_be_repaired(desk: Desk) -> None:
    """An error is not remembered: the next lookup reads the file again."""
    lookup = desk.lookup()
    assert "does not exist" in refusal(lambda: lookup.select(list_args(), desk.notes.append))
    desk.write((Scope(INSTANCE, "a1"), ()))
    assert list(lookup.select(list_args(), desk.notes.append)) == []


def test_what_needs_the_service(desk: Desk) -> None:
    """A page of the service, a live list, and a command that writes packages are refused."""
    desk.write((Scope(INSTANCE, None), ()))
    lookup = desk.lookup(sources={"snapshot": "ALICLOUD_IOT_OTA_SNAPSHOT"})
    page = msgspec.convert({"currentPage": 1, "pageSize": 1}, arguments.GetFirmwarePageArgs)
    assert "Use getFirmwares, which accepts a snapshot." in refusal(lambda: lookup.get_firmware_page(page))
    assert "must come from the service" in refusal(lambda: lookup.read_live(Scope(INSTANCE, None)))
    text = refusal(lookup.require_live)
    assert "Nothing was written." in text
    assert "It is set in ALICLOUD_IOT_OTA_SNAPSHOT." in text


def test_cancel(desk: Desk) -> None:
    """A service without a connection can be canceled."""
    desk.write((Scope(INSTANCE, "a1"), ()))
    lookup = desk.lookup()
    lookup.cancel()
    assert list(lookup.select(list_args(), desk.notes.append)) == []
