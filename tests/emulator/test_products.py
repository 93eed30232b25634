# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Products that are added while the emulator runs, in Python and over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.catalog import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator

LOCK = {"CurrentPage": "1", "PageSize": "100", "IotInstanceId": "iot-emulator01", "ProductKey": "a1LockK0001"}


@pytest.mark.parametrize("way", ["python", "http"])
def test_an_added_product(
    emulator: Emulator, session: requests.Session, call: Callable[..., requests.Response], way: str
) -> None:
    """An added product exists without packages. Packages that are published to it have its name."""
    assert call(emulator, LOCK).json()["Code"] == "iot.prod.NotExistedProduct"
    if way == "python":
        emulator.add_product("a1LockK0001", "Door lock")
    else:
        product = {"productKey": "a1LockK0001", "productName": "Door lock"}
        added = session.post(f"{emulator.url}/_emulator/products", json=product, timeout=10)
        assert (added.status_code, added.json()) == (200, product)
    assert emulator.product_keys[-1] == "a1LockK0001"
    assert call(emulator, LOCK).json()["Total"] == 0
    row = emulator.publish(ProductKey="a1LockK0001", DestVersion="1.0.0")
    assert row["ProductName"] == "Door lock"
    assert call(emulator, LOCK).json()["FirmwareInfo"]["SimpleFirmwareInfo"] == [row]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "productKey: required field is missing; productName: required field is missing"),
        ({"productKey": "a1"}, "productName: required field is missing"),
        ({"productKey": "", "productName": "One"}, "productKey: must be a non-empty string"),
        ({"productKey": 1, "productName": None}, "productKey: must be a non-empty string; productName: must"),
        (
            {"ProductKey": "a1", "productKey": "a1", "productName": "One"},
            "ProductKey: unknown field; known fields are product",
        ),
        ({"productKey": "a1GatewayK01", "productName": "Edge Gateway"}, "productKey: 'a1GatewayK01' already exists"),
    ],
)
def test_a_wrong_product(
    emulator: Emulator, session: requests.Session, fields: dict[str, object], problem: str
) -> None:
    """An invalid product has the same error as in a catalog, and is not added."""
    before = emulator.product_keys
    refused = session.post(f"{emulator.url}/_emulator/products", json=fields, timeout=10)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith(problem)
    assert emulator.product_keys == before


def test_no_object(emulator: Emulator, session: requests.Session) -> None:
    """A body that is not a JSON object is rejected."""
    for body in ("[]", "", "{"):
        refused = session.post(f"{emulator.url}/_emulator/products", data=body, timeout=10)
        assert (refused.status_code, refused.json()) == (400, {"error": "the body must be a JSON object"})


def test_a_product_added_twice(emulator: Emulator) -> None:
    """If several callers add the same product in parallel, exactly one succeeds, and no product is lost."""

    def add(number: int) -> bool:
        try:
            emulator.add_product(f"a1Product{number // 2}", "One")
        except CatalogError as error:
            assert "already exists" in str(error)  # noqa: PT017 - on a thread
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(100))) == 50
    assert len(emulator.product_keys) == 53


def test_a_reset_removes_it(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A reset restores the catalog's products, and a removed product can be added again."""
    emulator.add_product("a1LockK0001", "Door lock")
    emulator.publish(ProductKey="a1LockK0001", DestVersion="1.0.0")
    emulator.reset()
    assert call(emulator, LOCK).json()["Code"] == "iot.prod.NotExistedProduct"
    with pytest.raises(CatalogError, match="unknown product"):
        emulator.publish(ProductKey="a1LockK0001", DestVersion="1.0.0")
    emulator.add_product("a1LockK0001", "Door lock")
    assert call(emulator, LOCK).json()["Total"] == 0
