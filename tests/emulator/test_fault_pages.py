# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Invalid pages, and lists that change after a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator

ORDERS = ["newest-first", "oldest-first", "unordered"]


def _page(number: int, **filters: str) -> dict[str, str]:
    return {"CurrentPage": str(number), "PageSize": "10", "IotInstanceId": "iot-emulator01", **filters}


def _ids(response: requests.Response) -> list[str]:
    return [row["FirmwareId"] for row in response.json()["FirmwareInfo"]["SimpleFirmwareInfo"]]


@pytest.fixture
def whole_and_faulty(
    emulator: Emulator, call: Callable[..., requests.Response]
) -> Callable[..., tuple[dict[str, object], dict[str, object]]]:
    """Return a function that reads the second of three pages without and with a fault, without RequestIds."""

    def read(kind: str) -> tuple[dict[str, object], dict[str, object]]:
        whole = call(emulator, _page(2)).json()
        emulator.fault(kind, page=2)
        faulty = call(emulator, _page(2)).json()
        assert call(emulator, _page(2)).json()["Success"] is True
        for body in (whole, faulty):
            del body["RequestId"]
            if isinstance(body["FirmwareInfo"], dict):
                body["FirmwareInfo"] = body["FirmwareInfo"]["SimpleFirmwareInfo"]
        return whole, faulty

    return read


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("null-rows", {"FirmwareInfo": None}),
        ("empty-page", {"FirmwareInfo": []}),
        ("wrong-total", {"Total": 25}),
        ("huge-total", {"Total": 2**62}),
        ("negative-total", {"Total": -1}),
        ("contradicting-code", {"Code": "InternalError"}),
        ("wrong-page", {"CurrentPage": 3}),
    ],
)
def test_wrong_value(
    whole_and_faulty: Callable[..., tuple[dict[str, object], dict[str, object]]],
    kind: str,
    changed: dict[str, object],
) -> None:
    """One value is invalid, and the rest of the page is unchanged."""
    whole, faulty = whole_and_faulty(kind)
    assert faulty == {**whole, **changed}


@pytest.mark.parametrize(("kind", "missing"), [("no-total", "Total"), ("no-page", "CurrentPage")])
def test_missing_value(
    whole_and_faulty: Callable[..., tuple[dict[str, object], dict[str, object]]], kind: str, missing: str
) -> None:
    """One value is missing, and the rest of the page is unchanged."""
    whole, faulty = whole_and_faulty(kind)
    del whole[missing]
    assert faulty == whole


@pytest.mark.parametrize(("kind", "missing"), [("nameless-row", "FirmwareId"), ("versionless-row", "DestVersion")])
def test_row_without_a_field(
    whole_and_faulty: Callable[..., tuple[dict[str, object], dict[str, object]]], kind: str, missing: str
) -> None:
    """The first package lacks a required field."""
    whole, faulty = whole_and_faulty(kind)
    del whole["FirmwareInfo"][0][missing]  # type: ignore[index]  # a list of rows
    assert faulty == whole


def test_short_page(whole_and_faulty: Callable[..., tuple[dict[str, list[str]], dict[str, list[str]]]]) -> None:
    """The last package is missing, and the total is correct."""
    whole, faulty = whole_and_faulty("short-page")
    assert faulty == {**whole, "FirmwareInfo": whole["FirmwareInfo"][:-1]}


def test_duplicate_row(whole_and_faulty: Callable[..., tuple[dict[str, list[str]], dict[str, list[str]]]]) -> None:
    """The last package is a copy of the first one: the page is full, but a package is missing."""
    whole, faulty = whole_and_faulty("duplicate-row")
    rows = whole["FirmwareInfo"]
    assert faulty == {**whole, "FirmwareInfo": [*rows[:-1], rows[0]]}


def test_long_page(
    whole_and_faulty: Callable[..., tuple[dict[str, list[dict[str, object]]], dict[str, list[dict[str, object]]]]],
) -> None:
    """The page has one package more than its size, which is on no other page."""
    whole, faulty = whole_and_faulty("long-page")
    *rows, extra = faulty["FirmwareInfo"]
    assert {**faulty, "FirmwareInfo": rows} == whole
    assert {**extra, "FirmwareId": rows[-1]["FirmwareId"]} == rows[-1]
    assert extra["FirmwareId"] != rows[-1]["FirmwareId"]


def test_text_numbers(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Every number is a string, at the top level and in packages. Other values are unchanged."""
    whole = call(emulator, _page(1)).json()
    emulator.fault("text-numbers")
    faulty = call(emulator, _page(1)).json()
    for name in ("Total", "PageCount", "PageSize", "CurrentPage"):
        assert faulty[name] == str(whole[name])
    assert faulty["Success"] is True
    rows = whole["FirmwareInfo"]["SimpleFirmwareInfo"]
    as_text = [{key: str(value) if isinstance(value, int) else value for key, value in row.items()} for row in rows]
    assert faulty["FirmwareInfo"]["SimpleFirmwareInfo"] == as_text


def test_repeated_page(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Page 2 has the packages of page 1, and its own page number."""
    first = call(emulator, _page(1, ProductKey="a1GatewayK01"))
    emulator.fault("repeated-page", page=2)
    second = call(emulator, _page(2, ProductKey="a1GatewayK01"))
    assert _ids(second) == _ids(first)
    assert second.json()["CurrentPage"] == 2


@pytest.mark.parametrize(
    "kind", ["duplicate-row", "long-page", "short-page", "nameless-row", "versionless-row", "repeated-page"]
)
def test_fault_of_rows_without_rows(emulator: Emulator, call: Callable[..., requests.Response], kind: str) -> None:
    """A fault in packages has no effect on an empty list."""
    emulator.fault(kind)
    assert _ids(call(emulator, _page(1, DestVersion="none"))) == []


def test_shifting_pages(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A package that is published after each response shifts the next page, so that one ID occurs twice."""
    emulator.fault("shifting-pages", times=2)
    first, second, third = (call(emulator, _page(number)) for number in (1, 2, 3))
    assert _ids(first)[-1] == _ids(second)[0]
    assert _ids(second)[-1] == _ids(third)[0]
    assert [response.json()["Total"] for response in (first, second, third)] == [24, 25, 26]


@pytest.mark.parametrize("filters", [{"ProductKey": "a1GatewayK01"}, {"DestVersion": "4.0.0"}])
def test_shifting_pages_of_a_filter(
    emulator: Emulator, call: Callable[..., requests.Response], filters: dict[str, str]
) -> None:
    """The published package matches the client's filter, is the newest one, and is not verified."""
    emulator.fault("shifting-pages")
    before = call(emulator, _page(1, **filters))
    after = call(emulator, _page(1, **filters)).json()
    assert after["Total"] == before.json()["Total"] + 1
    newest = after["FirmwareInfo"]["SimpleFirmwareInfo"][0]
    assert newest["FirmwareId"] not in _ids(before)
    assert newest["Status"] == 0


@pytest.mark.parametrize(("order", "place"), [("newest-first", 0), ("oldest-first", -1)])
def test_shift_is_newest_even_behind_the_clock(
    start: Callable[..., Emulator], call: Callable[..., requests.Response], order: str, place: int
) -> None:
    """The published package is the newest one, even if the catalog has packages from the future."""
    package = {"FirmwareId": "f", "FirmwareName": "f", "DestVersion": "1", "UtcCreate": "2099-01-01T00:00:00.000Z"}
    emulator = start({"packages": [package]}, order=order)
    emulator.fault("shifting-pages")
    call(emulator, {"CurrentPage": "1", "PageSize": "1"})
    packages = emulator.packages()
    assert len(packages) == 2
    assert packages[place] != package


@pytest.mark.parametrize("order", ORDERS)
def test_withdrawing(start: Callable[..., Emulator], call: Callable[..., requests.Response], order: str) -> None:
    """A package that is withdrawn after the first response shifts the second page, so that one package is skipped."""
    emulator = start(order=order)
    before = [str(row["FirmwareId"]) for row in emulator.packages()]
    emulator.fault("withdrawing", page=1)
    first, second = call(emulator, _page(1)), call(emulator, _page(2))
    assert _ids(first) == before[:10]
    assert _ids(second) == before[11:21]
    assert [response.json()["Total"] for response in (first, second)] == [24, 23]


def test_withdrawn_package_fits_the_filter(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The withdrawn package is the first one in the client's filtered list."""
    emulator.fault("withdrawing", times=2)
    listed = _ids(call(emulator, _page(1, ProductKey="a1MeterK001")))
    assert _ids(call(emulator, _page(1, ProductKey="a1MeterK001"))) == listed[1:]
    assert len(emulator.packages()) == 22


@pytest.mark.parametrize("kind", ["withdrawing", "exchanging"])
def test_nothing_to_withdraw(emulator: Emulator, call: Callable[..., requests.Response], kind: str) -> None:
    """In an empty list, no package is withdrawn."""
    emulator.fault(kind)
    assert call(emulator, _page(1, DestVersion="none")).json()["Total"] == 0
    assert len(emulator.packages()) == (24 if kind == "withdrawing" else 25)


@pytest.mark.parametrize("order", ORDERS)
def test_exchanging(start: Callable[..., Emulator], call: Callable[..., requests.Response], order: str) -> None:
    """One package on the first page is replaced by a new one of the same product, and the total stays the same."""
    emulator = start(order=order)
    product = {"ProductKey": "a1GatewayK01"}
    emulator.fault("exchanging")
    first = call(emulator, _page(1, **product))
    gone = _ids(first)[0]
    after = [*_ids(call(emulator, _page(1, **product))), *_ids(call(emulator, _page(2, **product)))]
    assert (first.json()["Total"], len(after)) == (12, 12)
    assert gone not in after
    assert len(set(after) - {str(row["FirmwareId"]) for row in start().packages()}) == 1


def test_exchange_that_no_total_shows(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """With the oldest first, both totals are correct and no ID occurs twice, but a package is skipped."""
    emulator = start(order="oldest-first")
    before = [str(row["FirmwareId"]) for row in emulator.packages()]
    emulator.fault("exchanging", page=1)
    pages = [call(emulator, _page(number)) for number in (1, 2, 3)]
    listed = [firmware_id for page in pages for firmware_id in _ids(page)]
    assert {page.json()["Total"] for page in pages} == {len(listed)} == {len(set(listed))} == {24}
    assert before[10] not in listed
