# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of ListOTAFirmware in JSON and in XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator.catalog import Row

FIRST_PAGE = {"CurrentPage": "1", "PageSize": "100", "IotInstanceId": "iot-emulator01"}
INTEGERS = {"Type", "Status", "FirmwareSize", "Total", "PageCount", "PageSize", "CurrentPage"}


def _rows(response: requests.Response) -> list[Row]:
    rows: list[Row] = response.json()["FirmwareInfo"]["SimpleFirmwareInfo"]
    return rows


def _xml_value(element: ET.Element) -> object:
    text = element.text or ""
    return int(text) if element.tag in INTEGERS else text


def test_rows_come_newest_first(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The default fleet is sorted by descending `UtcCreate`."""
    created = [str(row["UtcCreate"]) for row in _rows(call(emulator))]
    assert len(created) == 24
    assert created == sorted(created, reverse=True)


def test_rows_come_oldest_first(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """The oldest-first order is the exact reverse, even for packages with the same time."""
    packages = [
        {"FirmwareId": f"f{number}", "FirmwareName": "f", "DestVersion": "1", "UtcCreate": created}
        for number, created in enumerate(["2025-01-02T00:00:00.000Z"] * 3 + ["2025-01-01T00:00:00.000Z"])
    ]
    parameters = {"CurrentPage": "1", "PageSize": "100"}
    newest_first, oldest_first = (
        _rows(call(start({"packages": packages}, order=order), parameters))
        for order in ("newest-first", "oldest-first")
    )
    assert newest_first == packages
    assert oldest_first == packages[::-1]


def test_rows_come_in_no_order(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """The unordered list is complete and stable, and follows neither the time nor the catalog."""
    emulator = start(order="unordered")
    ids = [row["FirmwareId"] for row in _rows(call(emulator))]
    newest_first = [row["FirmwareId"] for row in _rows(call(start()))]
    assert sorted(map(str, ids)) == sorted(map(str, newest_first))
    assert ids not in (newest_first, newest_first[::-1], sorted(map(str, ids)))
    assert [row["FirmwareId"] for row in _rows(call(emulator))] == ids


def test_unknown_order() -> None:
    """The error for an unknown order lists the valid ones."""
    with pytest.raises(ValueError, match="order must be one of newest-first, oldest-first, unordered, got 'random'"):
        Emulator(order="random")


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"ProductKey": "a1GatewayK01"}, 12),
        ({"DestVersion": "4.0.0"}, 3),
        ({"ProductKey": "a1GatewayK01", "DestVersion": "4.0.0"}, 3),
        ({"ProductKey": "a1MeterK001", "DestVersion": "4.0.0"}, 0),
        ({"DestVersion": "4.0"}, 0),
        ({"DestVersion": ""}, 0),
    ],
)
def test_filters_are_exact(
    emulator: Emulator, call: Callable[..., requests.Response], filters: dict[str, str], total: int
) -> None:
    """The filters `ProductKey` and `DestVersion` match complete values, and totals count the matches."""
    response = call(emulator, {**FIRST_PAGE, **filters})
    assert all(row[name] == value for row in _rows(response) for name, value in filters.items())
    assert (len(_rows(response)), response.json()["Total"]) == (total, total)


@pytest.mark.parametrize(("page", "rows"), [("1", 10), ("2", 10), ("3", 4), ("4", 0), ("2147483647", 0)])
def test_pages(emulator: Emulator, call: Callable[..., requests.Response], page: str, rows: int) -> None:
    """The last page is short. A page past the end is empty and has the same total."""
    response = call(emulator, {**FIRST_PAGE, "CurrentPage": page, "PageSize": "10"})
    body = response.json()
    assert len(_rows(response)) == rows
    assert [body[name] for name in ("CurrentPage", "PageSize", "PageCount", "Total")] == [int(page), 10, 3, 24]


def test_json_and_xml_say_the_same(emulator: Emulator, call_rpc: Callable[..., requests.Response]) -> None:
    """JSON and XML have the same values and the nesting in the specification. A null has no XML element."""
    as_json = call_rpc(emulator, {**FIRST_PAGE, "Format": "json"})
    as_xml = call_rpc(emulator, {**FIRST_PAGE, "Format": "xml"})
    root = ET.fromstring(as_xml.content)  # noqa: S314 - the emulator's own answer
    assert root.tag == "ListOTAFirmwareResponse"
    xml_rows = [
        {field.tag: _xml_value(field) for field in row} for row in root.findall("./FirmwareInfo/SimpleFirmwareInfo")
    ]
    assert xml_rows == [{name: value for name, value in row.items() if value is not None} for row in _rows(as_json)]
    content = as_json.json()
    assert [child.tag for child in root] == list(content)
    assert root.findtext("Success") == "true"
    for name in ("CurrentPage", "PageSize", "PageCount", "Total"):
        assert root.findtext(name) == str(content[name])


def test_empty_list(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """An account without packages has an empty list inside FirmwareInfo and no pages, in both formats."""
    emulator = start({"packages": []})
    parameters = {"CurrentPage": "1", "PageSize": "10"}
    body = call(emulator, parameters).json()
    assert body["FirmwareInfo"] == {"SimpleFirmwareInfo": []}
    assert (body["Total"], body["PageCount"]) == (0, 0)
    root = ET.fromstring(call(emulator, parameters, headers={"accept": "application/xml"}).content)  # noqa: S314 - as above
    assert [child.tag for child in root.findall("./FirmwareInfo/*")] == []
    assert root.find("FirmwareInfo") is not None


def test_absent_and_null_fields_stay_so(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """A field that the catalog omits is absent from the response, and a null stays null."""
    packages = [
        {"FirmwareId": "one", "FirmwareName": "one", "DestVersion": "1", "UtcCreate": "2025-01-01T00:00:00.000Z"},
        {"FirmwareId": "two", "FirmwareName": "two", "DestVersion": "2", "SrcVersion": None, "UtcCreate": None},
    ]
    assert _rows(call(start({"packages": packages}), {"CurrentPage": "1", "PageSize": "10"})) == packages


@pytest.mark.parametrize(
    ("parameters", "content_type"),
    [({}, "text/xml"), ({"Format": "JSON"}, "application/json"), ({"Format": "XML"}, "text/xml")],
)
def test_format_of_the_older_style(
    emulator: Emulator, call_rpc: Callable[..., requests.Response], parameters: dict[str, str], content_type: str
) -> None:
    """With the older signature, the response is XML unless `Format` is JSON."""
    response = call_rpc(emulator, {**FIRST_PAGE, **parameters})
    assert response.headers["Content-Type"] == f"{content_type};charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [(None, "application/json"), ("application/json", "application/json"), ("application/xml", "text/xml")],
)
def test_format_of_acs3(
    emulator: Emulator, call: Callable[..., requests.Response], accept: str | None, content_type: str
) -> None:
    """With ACS3, the response is JSON unless the Accept header requests XML."""
    response = call(emulator, headers={"accept": accept})
    assert response.headers["Content-Type"] == f"{content_type};charset=utf-8"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_parameters_in_query_or_form(
    emulator: Emulator, call_rpc: Callable[..., requests.Response], method: str
) -> None:
    """With the older signature, parameters come from the query of a GET or the form of a POST."""
    assert call_rpc(emulator, {**FIRST_PAGE, "Format": "JSON"}, method=method).json()["Total"] == 24


def test_acs3_signs_a_form_by_its_hash(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """With ACS3, a form in the body has parameters, and its hash is part of the signature."""
    response = call(
        emulator,
        {"CurrentPage": "1"},
        body=b"PageSize=100&IotInstanceId=iot-emulator01",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert response.json()["Total"] == 24
