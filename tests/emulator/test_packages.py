# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages that are published, changed and withdrawn while the emulator runs, in Python and over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.catalog import CatalogError
from alicloud_iot_emulator.packages import PackageNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator

GATEWAY = {
    "CurrentPage": "1",
    "PageSize": "100",
    "IotInstanceId": "iot-emulator01",
    "ProductKey": "a1GatewayK01",
}


def test_published_package_is_listed_first(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Publishing fills in missing fields, and the package is the first one in the next response."""
    row = emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    assert call(emulator, GATEWAY).json()["FirmwareInfo"]["SimpleFirmwareInfo"][0] == row
    identity = {name: row.pop(name) for name in ("FirmwareId", "FirmwareSign", "FirmwareSize")}
    assert str(identity["FirmwareId"]).endswith("0100")
    assert len(str(identity["FirmwareSign"])) == 64
    assert row == {
        "SrcVersion": None,
        "ProductKey": "a1GatewayK01",
        "ProductName": "Edge Gateway",
        "Type": 0,
        "Status": 1,
        "SignMethod": "SHA256",
        "UtcCreate": "2025-12-01T00:00:00.000Z",
        "UtcModified": "2025-12-01T00:00:00.000Z",
        "FirmwareDesc": "Release 4.1.0",
        "FirmwareName": "default-4.1.0",
        "DestVersion": "4.1.0",
        "ModuleName": "default",
    }


def test_differential_package_is_known_by_its_source(emulator: Emulator) -> None:
    """With `SrcVersion`, a published package is differential. An MD5 digest has its own length."""
    row = emulator.publish(DestVersion="4.1.0", SrcVersion="4.0.0", ModuleName="modem", SignMethod="MD5")
    assert (row["Type"], row["FirmwareName"]) == (1, "modem-4.1.0-from-4.0.0")
    assert len(str(row["FirmwareSign"])) == 32
    assert (row["ProductKey"], row["ProductName"]) == (None, None)


def test_published_ids_differ(emulator: Emulator) -> None:
    """Publishing the same version again creates another package."""
    ids = {emulator.publish(DestVersion="1")["FirmwareId"] for _ in range(3)}
    assert len(ids) == 3


def test_change_moves_the_modification_time(emulator: Emulator) -> None:
    """A change keeps the other fields, and updates `UtcModified`."""
    before = emulator.packages()[0]
    after = emulator.change(str(before["FirmwareId"]), Status=3, FirmwareDesc=None)
    assert after == {**before, "Status": 3, "FirmwareDesc": None, "UtcModified": "2025-12-01T00:00:00.000Z"}
    assert emulator.packages()[0] == after


def test_withdrawn_package_is_gone(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A withdrawn package is in no response, and cannot be withdrawn again."""
    row = emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    assert emulator.withdraw(str(row["FirmwareId"])) == row
    assert call(emulator, GATEWAY).json()["Total"] == 12
    with pytest.raises(PackageNotFoundError, match=str(row["FirmwareId"])):
        emulator.withdraw(str(row["FirmwareId"]))


def test_rows_are_copies(emulator: Emulator) -> None:
    """Changes to a returned package do not change the catalog."""
    emulator.packages()[0]["DestVersion"] = "changed"
    emulator.publish(DestVersion="1")["DestVersion"] = "changed"
    assert all(row["DestVersion"] != "changed" for row in emulator.packages())


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "DestVersion: required field is missing"),
        ({"DestVersion": 4}, "DestVersion: must be a string or null, got 4"),
        ({"DestVersion": "1", "Status": True}, "Status: must be an integer or null, got true"),
        ({"DestVersion": "1", "Version": "1"}, "Version: unknown field"),
        ({"DestVersion": "1", "ProductKey": "a1"}, "ProductKey: unknown product 'a1'; known products are a1Gateway"),
        (
            {"DestVersion": "1", "UtcCreate": "today"},
            "UtcCreate: must have the form 2019-12-28T02:42:22.000Z, got 'today'",
        ),
        ({"DestVersion": "1", "FirmwareSize": -1}, "FirmwareSize: must be a number of bytes, got -1"),
    ],
)
def test_wrong_publish_is_refused(
    emulator: Emulator, session: requests.Session, fields: dict[str, str | int | None], problem: str
) -> None:
    """The error for an invalid field contains the field's name, in Python and over HTTP. No package is published."""
    with pytest.raises(CatalogError) as caught:
        emulator.publish(**fields)
    response = session.post(f"{emulator.url}/_emulator/packages", json=fields, timeout=10)
    assert (response.status_code, response.json()) == (400, {"error": str(caught.value)})
    assert str(caught.value).startswith(problem)
    assert len(emulator.packages()) == 24


def test_identity_is_safe(emulator: Emulator) -> None:
    """A FirmwareId is unique and cannot change."""
    taken = str(emulator.packages()[0]["FirmwareId"])
    with pytest.raises(CatalogError, match="already exists"):
        emulator.publish(DestVersion="1", FirmwareId=taken)
    with pytest.raises(CatalogError, match="cannot be changed"):
        emulator.change(taken, FirmwareId="another")


def test_packages_over_http(emulator: Emulator, session: requests.Session) -> None:
    """The admin interface publishes, changes and withdraws packages like the Python methods."""
    base = f"{emulator.url}/_emulator/packages"
    row = session.post(base, json={"DestVersion": "4.1.0"}, timeout=10).json()
    assert emulator.packages()[0] == row
    changed = session.patch(f"{base}/{row['FirmwareId']}", json={"Status": 0}, timeout=10).json()
    assert changed == {**row, "Status": 0}
    assert session.delete(f"{base}/{row['FirmwareId']}", timeout=10).json() == changed
    gone = session.delete(f"{base}/{row['FirmwareId']}", timeout=10)
    assert gone.status_code == 404
    assert row["FirmwareId"] in gone.json()["error"]


def test_reset_goes_back_to_the_catalogue(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A reset restores packages and IDs, and clears the log, the faults and the clock offset."""
    loaded = emulator.packages()
    first = emulator.publish(DestVersion="1")
    emulator.change(str(loaded[0]["FirmwareId"]), Status=3)
    emulator.withdraw(str(loaded[1]["FirmwareId"]))
    call(emulator)
    emulator.fault("throttle", times=5)
    emulator.set_clock_offset(7200)
    emulator.reset()
    assert emulator.packages() == loaded
    assert emulator.requests == []
    assert call(emulator).json()["Success"] is True
    assert emulator.publish(DestVersion="1") == first
