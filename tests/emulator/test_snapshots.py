# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Snapshots that the emulator serves and writes. The provider has its own implementation, which must agree."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
import requests

from alicloud_iot_emulator.catalog import CatalogError
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import snapshot
from tests.emulator.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

ENDPOINT = "https://iot.cn-shanghai.aliyuncs.com"
GATEWAY = Package(
    firmware_id="id-1", dest_version="1.0", product_key="a1", firmware_desc="\u56fa\u4ef6\u200b", status=1, type=0
)
METER = Package(firmware_id="id-2", dest_version="2.0", product_key="a2", utc_create="2025-10-21T06:31:44.000Z")


def content(*catalogs: tuple[Scope, tuple[Package, ...]]) -> bytes:
    """Return a snapshot that the provider writes."""
    read_at = datetime.fromtimestamp(NOW, timezone.utc)
    listed = tuple(snapshot.make_catalog(ENDPOINT, scope, read_at, packages) for scope, packages in catalogs)
    return snapshot.encode(snapshot.CatalogSnapshot(max_age=60, has_descriptions=True, catalogs=listed))


def sealed(document: object) -> bytes:
    """Return a file with a valid checksum."""
    body = json.dumps(document, indent=2).removesuffix("\n}").encode() + b",\n"
    return body + f'  "sha256": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


def test_serves_what_the_provider_wrote(start: Callable[..., Emulator], tmp_path: Path) -> None:
    """The emulator has the packages, products and instance of the lists. A product may have no package."""
    path = tmp_path / "s.json"
    whole, product, empty = Scope("iot-1", None), Scope("iot-1", "a1"), Scope("iot-1", "a3")
    path.write_bytes(content((whole, (GATEWAY, METER)), (product, (GATEWAY,)), (empty, ())))
    emulator = start(snapshot=path)
    assert emulator.instance_id == "iot-1"
    assert sorted(emulator.product_keys) == ["a1", "a2", "a3"]
    rows = {str(row["FirmwareId"]): row for row in emulator.packages()}
    assert {key: rows["id-1"][key] for key in ("DestVersion", "ProductKey", "FirmwareDesc", "Status", "Type")} == {
        "DestVersion": "1.0",
        "ProductKey": "a1",
        "FirmwareDesc": "\u56fa\u4ef6\u200b",
        "Status": 1,
        "Type": 0,
    }
    assert rows["id-2"] == {
        "FirmwareId": "id-2",
        "DestVersion": "2.0",
        "ProductKey": "a2",
        "UtcCreate": "2025-10-21T06:31:44.000Z",
    }
    assert emulator.credentials.access_key_id == "emulator-key-id"


def test_instance_without_an_id(start: Callable[..., Emulator], tmp_path: Path) -> None:
    """A snapshot of the instance without an ID leads to an emulator without one."""
    path = tmp_path / "s.json"
    path.write_bytes(content((Scope(None, None), (GATEWAY,))))
    assert start(snapshot=path).instance_id is None


def test_writes_what_the_provider_reads(emulator: Emulator) -> None:
    """The emulator writes the list of its instance with the current packages."""
    emulator.publish(DestVersion="9.0", FirmwareDesc="\u56fa\u4ef6\u200b \U0001f600", ProductKey="a1MeterK001")
    found = snapshot.decode(emulator.snapshot(), "s.json")
    assert (found.max_age, found.has_descriptions) == (172_800, True)
    (catalog,) = found.catalogs
    assert (catalog.endpoint, catalog.scope) == (emulator.url, Scope(emulator.instance_id, None))
    assert catalog.read_at == "2025-12-01T00:00:00Z"
    rows = {row["FirmwareId"]: row for row in emulator.packages()}
    assert {package.firmware_id for package in catalog.packages} == set(rows)
    for package in catalog.packages:
        row = rows[package.firmware_id]
        assert (package.firmware_desc, package.status) == (row["FirmwareDesc"], row["Status"])
        assert (package.src_version, package.utc_create) == (row["SrcVersion"], row["UtcCreate"])


def test_from_emulator_to_emulator(start: Callable[..., Emulator], emulator: Emulator, tmp_path: Path) -> None:
    """An emulator with a snapshot of another one has the same packages."""
    path = tmp_path / "s.json"
    path.write_bytes(emulator.snapshot())
    again = start(snapshot=path)
    bare = [{name: value for name, value in row.items() if value is not None} for row in emulator.packages()]
    assert again.packages() == bare


def test_admin_interface(emulator: Emulator) -> None:
    """A GET returns the file as bytes. Its endpoint is the address of the request."""
    answer = requests.get(f"{emulator.url}/_emulator/snapshot", timeout=10)
    assert (answer.status_code, answer.content) == (200, emulator.snapshot())


def test_no_packages(start: Callable[..., Emulator], tmp_path: Path) -> None:
    """An empty catalog is a valid snapshot, and its snapshot an empty catalog."""
    path = tmp_path / "s.json"
    path.write_bytes(start({"packages": []}).snapshot())
    assert snapshot.read(path).catalogs[0].packages == ()
    assert start(snapshot=path).packages() == []


CATALOG: dict[str, Any] = {"endpoint": ENDPOINT, "iotInstanceId": None, "productKey": None, "total": 0}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "the checksum does not match"),
        (content((Scope(None, None), (GATEWAY,))).replace(b"1.0", b"1.1"), "the checksum does not match"),
        (content((Scope(None, None), (GATEWAY,)))[:-1], "the checksum does not match"),
        (sealed({"format": 2}), "the format must be 1"),
        (b'{,\n  "sha256": "' + hashlib.sha256(b"{,\n").hexdigest().encode() + b'"\n}\n', "invalid JSON"),
        (sealed({"format": 1}), "a part is missing or has the wrong type: KeyError('catalogs')"),
        (sealed({"format": 1, "catalogs": [1]}), "a part is missing or has the wrong type: TypeError"),
        (sealed({"format": 1, "catalogs": []}), "the emulator has one instance, but the lists are of 0: none"),
        (content((Scope("i-1", None), ()), (Scope("i-2", None), ())), "the lists are of 2: i-1, i-2"),
        (
            content(
                (Scope(None, None), (GATEWAY,)), (Scope(None, "a1"), (Package(firmware_id="id-1", dest_version="2"),))
            ),
            "two lists have different packages with the ID 'id-1'",
        ),
        (
            sealed({"format": 1, "catalogs": [{**CATALOG, "packages": [{"firmwareId": "x", "status": "1"}]}]}),
            "packages[0].Status: must be an integer or null",
        ),
    ],
)
def test_invalid(start: Callable[..., Emulator], tmp_path: Path, written: bytes, said: str) -> None:
    """A file that the emulator cannot serve is an error with its path."""
    path = tmp_path / "s.json"
    path.write_bytes(written)
    with pytest.raises(CatalogError) as raised:
        start(snapshot=path)
    assert str(raised.value).startswith(f"snapshot {path}: ")
    assert said in str(raised.value)


def test_missing(start: Callable[..., Emulator], tmp_path: Path) -> None:
    """A missing file is an error with its path."""
    with pytest.raises(CatalogError, match=r"none\.json: cannot be read: No such file or directory"):
        start(snapshot=tmp_path / "none.json")
