# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each assumption can fail: a service that violates it, and nothing else, makes exactly this assumption fail."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from contract.assumptions import ASSUMPTIONS, Verdict, check
from contract.probing import MAX_REQUESTS, NO_INSTANCE, NO_KEY, NO_PRODUCT

from alicloud_iot_ota.api.transport import MAX_DATE
from tests.contract.targets import PRODUCT, ChangedEmulator, change_body, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator.messages import Answer, Request

    Body = dict[str, Any]
    Change = Callable[[Request, Answer], Answer]


def unchanged(_: Request, answer: Answer) -> Answer:
    """Change nothing."""
    return answer


def _is_page(body: Body) -> bool:
    return "FirmwareInfo" in body


def rows_of(body: Body) -> list[Body]:
    """Return the packages of a page."""
    rows: list[Body] = body["FirmwareInfo"]["SimpleFirmwareInfo"] if _is_page(body) else []
    return rows


def each_page(**fields: object) -> Change:
    """Change fields of each page."""
    return change_body(lambda _, body: _is_page(body) and body.update(fields))


def each_error(**fields: object) -> Change:
    """Change fields of each error."""
    return change_body(lambda _, body: _is_page(body) or body.update(fields))


def _each_row(**fields: object) -> Change:
    """Change fields of each package."""
    return change_body(lambda _, body: [row.update(fields) for row in rows_of(body)])


def _without(name: str, kind: Callable[[Body], bool] = lambda _: True) -> Change:
    """Remove a field of each body."""
    return change_body(lambda _, body: kind(body) and body.pop(name, None))


def _where(fits: Callable[[Request], bool], change: Change) -> Change:
    """Change only the responses to some requests."""
    return lambda request, answer: change(request, answer) if fits(request) else answer


def _has(**parameters: str) -> Callable[[Request], bool]:
    return lambda request: parameters.items() <= request.parameters.items()


def _is_filtered(request: Request) -> bool:
    return "DestVersion" in request.parameters


def _code(code: str) -> Change:
    """Change the code of an error."""
    return change_body(lambda _, body: _is_page(body) or body.update(Code=code))


def _accept(request: Request, answer: Answer) -> Answer:
    """Return a plausible page for a request that the service must refuse."""
    size, page = int(request.parameters["PageSize"]), int(request.parameters["CurrentPage"])
    body = {
        "Success": True,
        "RequestId": "accepted",
        "Total": 0,
        "PageCount": 0,
        "PageSize": size,
        "CurrentPage": page,
        "FirmwareInfo": {"SimpleFirmwareInfo": []},
    }
    return replace(answer, status=200, body=json.dumps(body).encode())


def gzip_body(_: Request, answer: Answer) -> Answer:
    """Compress a response."""
    return replace(answer, body=gzip.compress(answer.body), headers={"Content-Encoding": "gzip"})


def twice(_: Request, answer: Answer) -> Answer:
    """Add a second Total to a page."""
    return replace(answer, body=answer.body.replace(b'"Total":', b'"Total":0,"Total":', 1))


def _flat(_: Request, body: Body) -> None:
    if _is_page(body):
        body["FirmwareInfo"] = rows_of(body)


def _older_first(_: Request, body: Body) -> None:
    """Give the packages increasing times. Their order stays the same."""
    for number, row in enumerate(rows_of(body)):
        row["UtcCreate"] = f"2025-01-01T00:00:{number:02}.000Z"


def _last_again(_: Request, body: Body) -> None:
    rows = rows_of(body)
    rows[-1:] = rows[:1]


def _another_version(_: Request, body: Body) -> None:
    for row in rows_of(body)[:1]:
        row["DestVersion"] = "9.9.9"


def _one_row(_: Request, body: Body) -> None:
    body["Total"] = 1
    body["PageCount"] = 1
    body["FirmwareInfo"] = {"SimpleFirmwareInfo": [{"FirmwareId": "another", "DestVersion": "4.0.0"}]}


def _is_signed_by(key: str) -> Callable[[Request], bool]:
    return lambda request: f"Credential={key}," in request.headers["authorization"]


class _Repeats:
    """Recognizes the second request with the same nonce."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, request: Request) -> bool:
        nonce = request.headers["x-acs-signature-nonce"]
        is_repeated = nonce in self.seen
        self.seen.add(nonce)
        return is_repeated


def _only_code(code: str, change: Change) -> Change:
    """Change only the errors with a code."""

    def changed(request: Request, answer: Answer) -> Answer:
        return change(request, answer) if json.loads(answer.body).get("Code") == code else answer

    return changed


def _lists_product(request: Request) -> bool:
    return _has(ProductKey=PRODUCT, CurrentPage="1", PageSize="100")(request) and not _is_filtered(request)


def _last_row(**fields: object) -> Change:
    """Change fields of the last package of the product's list."""
    return _where(_lists_product, change_body(lambda _, body: [row.update(fields) for row in rows_of(body)[-1:]]))


def _drop_last(_: Request, body: Body) -> None:
    del rows_of(body)[-1:]


SECOND = _has(PageSize="1", CurrentPage="2")
PAST = _has(PageSize="100", CurrentPage="2")

LAB: dict[str, Any] = {
    "FirmwareName": "lab",
    "FirmwareDesc": "",
    "ProductKey": PRODUCT,
    "ProductName": "Lab bench",
    "ModuleName": "default",
    "SrcVersion": None,
    "Type": 0,
    "Status": -1,
    "FirmwareSize": 1,
    "SignMethod": "MD5",
    "FirmwareSign": "0" * 32,
    "UtcModified": "2026-03-02T08:00:00.000Z",
}
LATEST = "2026-03-02T08:00:00.{:03}Z"

VIOLATIONS: dict[str, Callable[[], Change]] = {
    "uncompressed": lambda: _where(PAST, gzip_body),
    "json": lambda: _where(_has(CurrentPage="0"), lambda _, answer: replace(answer, body=b"<Error/>")),
    "unique-names": lambda: _where(PAST, twice),
    "request-id": lambda: each_error(RequestId=""),
    "date": lambda: _where(PAST, lambda _, answer: replace(answer, date=MAX_DATE + 1)),
    "service-time": lambda: lambda _, answer: replace(answer, date=answer.date - 600),
    "expired": lambda: _only_code("InvalidTimeStamp.Expired", _accept),
    "nonce": lambda: _where(_Repeats(), _accept),
    "success": lambda: each_page(Success=None),
    "success-code": lambda: each_page(Code="iot.system.SystemException"),
    "shape": lambda: change_body(_flat),
    "total": lambda: _where(_has(DestVersion="4.1.0-rc."), each_page(Total=-1, PageCount=0)),
    "same-total": lambda: _where(SECOND, each_page(Total=3, PageCount=3)),
    "current-page": lambda: _where(SECOND, each_page(CurrentPage=1)),
    "page-size": lambda: each_page(PageSize=20),
    "page-count": lambda: each_page(PageCount=0),
    "full-pages": lambda: _where(_lists_product, change_body(_drop_last)),
    "past-the-end": lambda: _where(
        PAST, change_body(lambda _, body: rows_of(body).append({"FirmwareId": "1", "DestVersion": "1"}))
    ),
    "page-parts": lambda: _where(SECOND, change_body(lambda _, body: rows_of(body)[0].update(FirmwareId="another"))),
    "newest-first": lambda: change_body(_older_first),
    "unique-ids": lambda: _where(lambda request: "ProductKey" not in request.parameters, change_body(_last_again)),
    "max-page-size": lambda: _where(_has(PageSize="101"), _accept),
    "first-page": lambda: _where(_has(CurrentPage="0"), _accept),
    "product-filter": lambda: _each_row(ProductKey=None),
    "all-products": lambda: _where(lambda request: "ProductKey" not in request.parameters, _accept),
    "version-filter": lambda: _where(_has(DestVersion="4.1.0-rc.1"), change_body(_another_version)),
    "version-prefix": lambda: _where(_has(DestVersion="4.1.0-rc."), change_body(_one_row)),
    "version-total": lambda: _where(_is_filtered, each_page(Total=24, PageCount=1)),
    "unknown-product": lambda: _where(_has(ProductKey=NO_PRODUCT), _accept),
    "unknown-instance": lambda: _where(_has(IotInstanceId=NO_INSTANCE), _accept),
    "missing-instance": lambda: _where(lambda request: "IotInstanceId" not in request.parameters, _accept),
    "wrong-secret": lambda: _only_code("SignatureDoesNotMatch", _code("Forbidden.RAM")),
    "unknown-key": lambda: _where(_is_signed_by(NO_KEY), _code("SignatureDoesNotMatch")),
    "error-shape": lambda: each_error(Success=None),
    "error-code": lambda: _where(_has(CurrentPage="0"), _without("Code")),
    "error-text": lambda: each_error(Message=None, ErrorMessage=""),
    "field-types": lambda: _each_row(FirmwareSize="924"),
    "identity": lambda: _last_row(DestVersion=""),
    "text-length": lambda: _each_row(FirmwareDesc="d" * 4097),
    "created": lambda: _each_row(UtcCreate=None),
    "time-format": lambda: _each_row(UtcModified="2019-12-28 02:42:22"),
    "digest": lambda: _each_row(SignMethod="SM3"),
    "size": lambda: _each_row(FirmwareSize=-1),
    "status": lambda: _each_row(Status=4),
    "type": lambda: change_body(lambda _, body: [row.update(Type=2) for row in rows_of(body) if not row["SrcVersion"]]),
    "source-version": lambda: _each_row(SrcVersion="1.0.0"),
    "module": lambda: _each_row(ModuleName=""),
    "version-format": lambda: _last_row(DestVersion="4 0"),
}
"""For each assumption, a service that violates it."""


def test_every_assumption_can_be_violated() -> None:
    """Each assumption has a service that violates it."""
    assert list(VIOLATIONS) == [each.name for each in ASSUMPTIONS]


@pytest.mark.parametrize("name", VIOLATIONS)
def test_exactly_the_violated_assumption_fails(name: str) -> None:
    """The service violates one assumption: its check fails, and no other one does."""
    with ChangedEmulator(VIOLATIONS[name]()) as emulator:
        outcomes = check(run(emulator))
        assert len(emulator.requests) <= MAX_REQUESTS
    assert [each.assumption.name for each in outcomes if each.verdict is Verdict.VIOLATED] == [name]


@pytest.mark.parametrize("order", ["oldest-first", "unordered"])
def test_another_order_violates_only_the_order(order: str) -> None:
    """A service that lists packages in another order is recognized, and is right in everything else."""
    with ChangedEmulator(unchanged, order) as emulator:
        outcomes = check(run(emulator))
    assert [each.assumption.name for each in outcomes if each.verdict is not Verdict.HOLDS] == ["newest-first"]


@pytest.mark.parametrize("count", [0, 1, 2, 99, 100, 101, 250])
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("instance", [None, "iot-lab01"])
def test_any_account_meets_the_contract(count: int, status: int, instance: str | None) -> None:
    """No assumption fails for any number of packages, for an instance without an ID, or for either kind of error."""
    packages = [
        {**LAB, "FirmwareId": f"id-{number}", "DestVersion": f"1.{number}", "UtcCreate": LATEST.format(999 - number)}
        for number in range(count)
    ]
    catalog: Body = {
        "products": [{"productKey": PRODUCT, "productName": "Lab bench"}],
        "packages": packages,
        "businessErrorStatus": status,
    }
    if instance is not None:
        catalog["iotInstanceId"] = instance
    with ChangedEmulator(unchanged, catalog=catalog) as emulator:
        outcomes = check(run(emulator))
    assert [each.assumption.name for each in outcomes if each.verdict is Verdict.VIOLATED] == []
    unchecked = {each.assumption.name for each in outcomes if each.verdict is Verdict.UNCHECKED}
    assert ("missing-instance" in unchecked) == (instance is None)
    assert ("identity" in unchecked) == (count == 0)
    assert ("newest-first" in unchecked) == (count < 2)
    assert ("version-filter" in unchecked) == (count == 0 or count > 100)
