# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Catalog files: optional parts and errors."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.catalog import DEFAULT_FLEET, CatalogError, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

ODD = 'must be 1 to 64 letters, digits, ".", "-" and "_", as in CreateOTAFirmware'
ALLOWED = 'to allow such versions, set "anyVersion" to true in the catalog, or start with --any-version'
PACKAGE = {"FirmwareId": "f1", "FirmwareName": "n1", "DestVersion": "1"}


def test_smallest_catalogue() -> None:
    """A catalog needs only packages. Keys default to those of the default fleet, and creation times are generated."""
    catalog = load_catalog({"packages": [PACKAGE, {**PACKAGE, "FirmwareId": "f2"}]})
    newer, older = catalog.packages
    assert str(newer.pop("UtcCreate")) > str(older.pop("UtcCreate"))
    assert (newer, older) == (PACKAGE, {**PACKAGE, "FirmwareId": "f2"})
    assert catalog.access_keys == load_catalog(None).access_keys
    assert catalog.iot_instance_id is None
    assert catalog.business_error_status == 200


def test_products_that_only_packages_name() -> None:
    """Without a list of products, the account has the products of the packages."""
    packages = [PACKAGE, {**PACKAGE, "FirmwareId": "f2", "ProductKey": "a1", "ProductName": "One"}]
    assert load_catalog({"packages": packages}).products == {"a1": "One"}


def test_file_and_dict_read_alike(tmp_path: Path) -> None:
    """A catalog can be a file or a dict with the same content."""
    content = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
    path = tmp_path / "fleet.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert load_catalog(path) == load_catalog(content) == load_catalog(None)


@pytest.mark.parametrize(
    ("catalog", "mistakes"),
    [
        ({}, "packages: required field is missing"),
        ({"packages": {}}, "packages: must be a list"),
        ({"packages": ["x"]}, "packages[0]: must be an object"),
        ({"packages": [], "package": []}, "package: unknown field; known fields are anyVersion, businessErrorStatus"),
        (
            {"packages": [PACKAGE, {**PACKAGE, "Status": "1"}]},
            'packages[1].Status: must be an integer or null, got "1"',
        ),
        ({"packages": [{"Type": True}]}, "packages[0].Type: must be an integer or null, got true"),
        ({"packages": [{"DestVersion": 4.1}]}, "packages[0].DestVersion: must be a string or null, got 4.1"),
        ({"packages": [{"FirmwareID": "x"}]}, "packages[0].FirmwareID: unknown field"),
        ({"packages": [{"FirmwareSize": -5}]}, "packages[0].FirmwareSize: must be a number of bytes, got -5"),
        ({"packages": [{"UtcCreate": "2025-02-30T00:00:00.000Z"}]}, "packages[0].UtcCreate: must have the form"),
        ({"packages": [{"UtcModified": "2025-02-20T00:00:00Z"}]}, "packages[0].UtcModified: must have the form"),
        ({"packages": [PACKAGE, PACKAGE]}, "packages[0].FirmwareId: duplicate value 'f1'; packages[1]"),
        ({"packages": [{"FirmwareId": ["f1"]}]}, 'packages[0].FirmwareId: must be a string or null, got ["f1"]'),
        (
            {"packages": [{"ProductKey": "a1"}], "products": []},
            "packages[0].ProductKey: unknown product 'a1'",
        ),
        ({"packages": [], "products": [{"productKey": "a1"}]}, "products[0].productName: required field is missing"),
        (
            {"packages": [], "products": [{"productKey": "a1", "productName": name} for name in "bb"]},
            "products[0].productKey: duplicate value 'a1'",
        ),
        (
            {"packages": [{"FirmwareName": "a\ud800"}]},
            'packages[0].FirmwareName: must be text that UTF-8 can encode, got "a\\ud800"',
        ),
        (
            {"packages": [], "iotInstanceId": "\udfff"},
            'iotInstanceId: must be text that UTF-8 can encode, got "\\udfff"',
        ),
        ({"packages": [], "iotInstanceId": ""}, "iotInstanceId: must be a non-empty string"),
        (
            {"packages": [], "credentials": [{"accessKeyId": "k"}]},
            "credentials[0].accessKeySecret: required field is missing",
        ),
        (
            {"packages": [], "credentials": [{"accessKeyId": "k", "accessKeySecret": "s", "securityToken": "t"}]},
            "credentials: at least one access key must have no securityToken",
        ),
        (
            {"packages": [], "credentials": [{"accessKeyId": "k", "accessKeySecret": "s", "expiration": "soon"}]},
            "credentials[0].expiration: must have the form",
        ),
        (
            {"packages": [PACKAGE, {"DestVersion": "1 "}, {"DestVersion": "\u4e00"}]},
            f'packages[1].DestVersion: {ODD}, got "1 "; packages[2].DestVersion: {ODD}, got "\\u4e00"; {ALLOWED}',
        ),
        ({"packages": [], "anyVersion": "yes"}, 'anyVersion: must be true or false, got "yes"'),
        ({"packages": [], "businessErrorStatus": 500}, "businessErrorStatus: must be 200 or 400, got 500"),
        (
            {"packages": [{"Status": "1"}, {"Type": "1"}]},
            'packages[0].Status: must be an integer or null, got "1"; packages[1].Type: must be',
        ),
    ],
)
def test_mistake_has_its_place(tmp_path: Path, catalog: dict[str, object], mistakes: str) -> None:
    """Every error has the path of the mistake, for a dict and for a file."""
    with pytest.raises(CatalogError) as caught:
        load_catalog(catalog)
    assert str(caught.value).startswith(mistakes)
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalog), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(path)
    assert str(caught.value).startswith(f"catalog {path}: {mistakes}")


ODD_VERSIONS = ["", "1.2.3 ", "1.2.3\n", "1.2.3+b", "1/2", "\uff11.2", "1.2.3\u200b", "\u7248\u672c1.2", "1" * 65]


@pytest.mark.parametrize("version", ["1", "v1.2.3-rc1", "Release_2.0", "1" * 64])
def test_versions_that_the_service_accepts(version: str) -> None:
    """Versions may contain letters, digits, dots, hyphens and underscores."""
    assert load_catalog({"packages": [{"DestVersion": version}]}).packages[0]["DestVersion"] == version


@pytest.mark.parametrize("version", ODD_VERSIONS)
def test_versions_that_the_service_refuses(version: str) -> None:
    """Other versions are rejected, unless the catalog or the caller allows them."""
    packages = [{"DestVersion": version}]
    with pytest.raises(CatalogError, match=r"packages\[0\]\.DestVersion: must be 1 to 64 .* --any-version$"):
        load_catalog({"packages": packages})
    for allowed in (
        load_catalog({"packages": packages, "anyVersion": True}),
        load_catalog({"packages": packages}, any_version=True),
        load_catalog({"packages": packages, "anyVersion": False}, any_version=True),
    ):
        assert allowed.packages[0]["DestVersion"] == version


@pytest.mark.parametrize("version", ODD_VERSIONS[1:])
def test_versions_that_are_published(start: Callable[..., Emulator], version: str) -> None:
    """The version of a published or changed package is checked in the same way."""
    strict, lenient = start(), start({"packages": [], "products": [], "anyVersion": True})
    with pytest.raises(CatalogError, match="DestVersion: must be 1 to 64"):
        strict.publish(DestVersion=version)
    published = strict.publish(DestVersion="1.0.0")
    with pytest.raises(CatalogError, match="DestVersion: must be 1 to 64"):
        strict.change(str(published["FirmwareId"]), DestVersion=version)
    assert [row["DestVersion"] for row in strict.packages()].count("1.0.0") == 1
    assert lenient.publish(DestVersion=version)["DestVersion"] == version


def test_secret_of_a_malformed_catalogue_is_not_told() -> None:
    """The error about a secret of the wrong type does not contain the secret."""
    credentials = [{"accessKeyId": "k", "accessKeySecret": 4242}]
    with pytest.raises(CatalogError) as caught:
        load_catalog({"packages": [], "credentials": credentials})
    assert str(caught.value) == "credentials[0].accessKeySecret: must be a non-empty string"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file"),
        (b"{", "invalid JSON"),
        (b"\xff", "invalid JSON"),
        (b"[]", "must be"),
    ],
)
def test_unreadable_file(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """If a file is missing or not JSON, the error contains its path."""
    path = tmp_path / "catalogue.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogError, match=f"{re.escape(str(path))}: .*{problem}"):
        load_catalog(path)


def test_default_fleet_looks_like_a_fleet() -> None:
    """The default fleet has the packages that the demo and the examples need."""
    fleet = load_catalog(None)
    rows = fleet.packages
    assert fleet.iot_instance_id == "iot-emulator01"
    assert fleet.products == {
        "a1GatewayK01": "Edge Gateway",
        "a1CameraK01": "Yard Camera",
        "a1MeterK001": "Heat Meter",
    }
    assert {row["Status"] for row in rows} == {-1, 0, 1, 2, 3}
    gateway = [row for row in rows if (row["ProductKey"], row["ModuleName"]) == ("a1GatewayK01", "default")]
    assert Counter(row["DestVersion"] for row in gateway) == {
        "3.2.1": 1,
        "3.10.0": 2,
        "4.0.0": 3,
        "4.0.1": 1,
        "4.1.0-rc.1": 1,
    }
    assert [row["Status"] for row in gateway if row["DestVersion"] == "4.0.1"] == [0]


@pytest.mark.parametrize("row", load_catalog(None).packages, ids=lambda row: str(row["FirmwareName"]))
def test_default_package_is_consistent(row: dict[str, str | int | None]) -> None:
    """Each package follows the documented rules for IDs, names, versions, types, digests and times."""
    assert re.fullmatch(r"[A-Za-z0-9]{28}0100", str(row["FirmwareId"]))
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_().-]{0,39}", str(row["FirmwareName"]))
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", str(row["DestVersion"]))
    assert row["Type"] == (1 if row["SrcVersion"] else 0)
    assert row["SrcVersion"] != row["DestVersion"]
    assert len(str(row["FirmwareSign"])) == {"MD5": 32, "SHA256": 64}[str(row["SignMethod"])]
    assert str(row["UtcCreate"]) <= str(row["UtcModified"])
    assert row["ProductName"] == load_catalog(None).products[str(row["ProductKey"])]
