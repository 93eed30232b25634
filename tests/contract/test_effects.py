# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the table says about the effect of a violated assumption is what the client does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from contract.assumptions import ASSUMPTIONS, Effect

from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from alicloud_iot_ota.settings import MAX_REQUESTS_PER_SECOND, AccessKey, Settings
from tests.contract.targets import WITHOUT_WAITING, ChangedEmulator, change_body
from tests.contract.test_violations import (
    LAB,
    LATEST,
    VIOLATIONS,
    each_error,
    each_page,
    gzip_body,
    rows_of,
    twice,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Answer, Request

PRODUCT = str(LAB["ProductKey"])
COUNT = 150
CATALOG = {
    "iotInstanceId": "iot-lab01",
    "products": [{"productKey": PRODUCT, "productName": "Lab bench"}],
    "packages": [
        {**LAB, "FirmwareId": f"id-{number}", "DestVersion": f"1.{number}", "UtcCreate": LATEST.format(999 - number)}
        for number in range(COUNT)
    ],
}
PAGES = -(-COUNT // MAX_PAGE_SIZE)


def _on_page_2(request: Request, answer: Answer, **fields: object) -> Answer:
    return each_page(**fields)(request, answer) if request.parameters["CurrentPage"] == "2" else answer


def _first_again(_: Request, body: dict[str, Any]) -> None:
    """Replace the last package of each page with the first one."""
    rows_of(body)[-1:] = rows_of(body)[:1]


def _first_page_again(request: Request, body: dict[str, Any]) -> None:
    if request.parameters["CurrentPage"] == "2":
        body["FirmwareInfo"]["SimpleFirmwareInfo"] = CATALOG["packages"][: len(rows_of(body))]


def _third_page(request: Request, body: dict[str, Any]) -> None:
    if request.parameters["CurrentPage"] == "3":
        rows_of(body).append({"FirmwareId": "1", "DestVersion": "1"})


# Services that violate an assumption in every list, where VIOLATIONS does so only in a request of the contract.
IN_EVERY_LIST: dict[str, Callable[[Request, Answer], Answer]] = {
    "uncompressed": gzip_body,
    "unique-names": twice,
    "total": each_page(Total=-1),
    "same-total": lambda request, answer: _on_page_2(request, answer, Total=COUNT + 1),
    "current-page": lambda request, answer: _on_page_2(request, answer, CurrentPage=1),
    "full-pages": change_body(lambda _, body: rows_of(body).pop()),
    "past-the-end": change_body(_third_page),
    "page-parts": change_body(_first_page_again),
    "unique-ids": change_body(_first_again),
    "identity": change_body(lambda _, body: rows_of(body)[-1].update(DestVersion="")),
    "version-format": change_body(lambda _, body: rows_of(body)[-1].update(DestVersion="4 0")),
}


def _client(emulator: Emulator) -> OtaClient:
    key = emulator.credentials
    settings = Settings(
        endpoint=emulator.url,
        access_key=AccessKey(key.access_key_id, key.access_key_secret),
        requests_per_second=MAX_REQUESTS_PER_SECOND,
    )
    numbers = itertools.count()
    return OtaClient(settings, WITHOUT_WAITING, lambda: f"nonce-{next(numbers)}")


@pytest.mark.parametrize("name", [each.name for each in ASSUMPTIONS])
def test_effect_on_a_lookup(name: str) -> None:
    """A violated assumption stops a lookup, or costs a second read, or does not change its packages."""
    (effect,) = (each.effect for each in ASSUMPTIONS if each.name == name)
    with ChangedEmulator(IN_EVERY_LIST.get(name) or VIOLATIONS[name](), catalog=CATALOG) as emulator:
        client = _client(emulator)
        try:
            if effect is Effect.FAILS:
                with pytest.raises(OtaError):
                    read_catalog(client, Scope("iot-lab01", PRODUCT))
                return
            packages = read_catalog(client, Scope("iot-lab01", PRODUCT))
        finally:
            client.close()
        assert [each.firmware_id for each in packages] == [f"id-{number}" for number in range(COUNT)]
        assert len(emulator.requests) == PAGES * (2 if effect is Effect.SLOWER else 1)


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "fields",
    [
        {"Success": None},
        {"Code": "iot.prod.NoSuchProduct"},
        {"Code": None},
        {"Message": None, "ErrorMessage": None},
        {"RequestId": None},
        {"Code": None, "Message": None, "ErrorMessage": None, "RequestId": None},
    ],
)
def test_effect_on_an_error(fields: dict[str, object], status: int) -> None:
    """However an error differs from the assumptions, a lookup fails. It never counts as an empty list."""
    catalog = {**CATALOG, "businessErrorStatus": status}
    with ChangedEmulator(each_error(**fields), catalog=catalog) as emulator:
        client = _client(emulator)
        try:
            with pytest.raises(OtaError):
                read_catalog(client, Scope("iot-lab01", "a1NoProduct"))
        finally:
            client.close()


def test_packages_that_only_one_list_has() -> None:
    """If the list of all products lacks packages, a lookup without a product does not see them."""
    with ChangedEmulator(VIOLATIONS["all-products"](), catalog=CATALOG) as emulator:
        client = _client(emulator)
        try:
            assert read_catalog(client, Scope("iot-lab01", None)) == ()
            assert len(read_catalog(client, Scope("iot-lab01", PRODUCT))) == COUNT
        finally:
            client.close()


def test_an_unchanged_service() -> None:
    """The lookup of these tests succeeds if no assumption is violated."""
    with ChangedEmulator(unchanged, catalog=CATALOG) as emulator:
        client = _client(emulator)
        try:
            assert len(read_catalog(client, Scope("iot-lab01", PRODUCT))) == COUNT
        finally:
            client.close()
        assert len(emulator.requests) == PAGES
