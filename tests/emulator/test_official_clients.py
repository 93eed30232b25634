# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Four readings of the API agree: Alibaba Cloud's SDKs for Python, TypeScript and Go, and this project's client."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import PACKAGE_FIELDS
from alicloud_iot_emulator.messages import SignatureVersion
from tests.emulator import official_clients
from tests.emulator.official_clients import CLIENTS, Call, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ACS3, RPC = SignatureVersion.ACS3, SignatureVersion.RPC
INSTANCE = "iot-clients01"
PRODUCT = "a1ClientK01"
OTHER_PRODUCT = "a1ClientK02"
CLIENT_PAIRS = [(name, signature) for name in CLIENTS for signature in (ACS3, RPC) if (name, signature) != ("own", RPC)]

COMPLETE: Mapping[str, str | int | None] = {
    "FirmwareId": "complete",
    "FirmwareName": "gateway-4.0.0",
    "FirmwareDesc": "Faster boot",
    "FirmwareSign": "e4d1c5f20a0b1e2b8f3d5c1f9a7b6c4d2e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b",
    "FirmwareSize": 924,
    "SignMethod": "SHA256",
    "DestVersion": "4.0.0",
    "SrcVersion": "3.2.1",
    "ModuleName": "default",
    "ProductKey": PRODUCT,
    "ProductName": "Edge Gateway",
    "Status": 1,
    "Type": 1,
    "UtcCreate": "2019-12-28T02:42:22.000Z",
    "UtcModified": "2019-12-29T02:42:22.123Z",
}
UNICODE = "网关 4 \u00e9\u0301 \U0001f4e6 \u200b\u2028 <&>'\"\\ \t\n"


def _with(identity: str, **fields: str | int | None) -> dict[str, str | int | None]:
    return {**COMPLETE, "FirmwareId": identity, **fields}


CATALOGS: Mapping[str, Sequence[Mapping[str, str | int | None]]] = {
    "no packages": [],
    "every field": [COMPLETE],
    "several pages": [
        _with(
            f"id-{number}",
            DestVersion=f"4.{number % 3}.0",
            ProductKey=(PRODUCT, OTHER_PRODUCT)[number % 2],
            ModuleName=("default", "Modem_2.x-EU")[number % 2],
            UtcCreate=f"2025-01-01T00:00:{59 - number:02}.000Z",
        )
        for number in range(9)
    ],
    "texts": [
        *(_with(f"text-{name}", **{name: UNICODE}) for name in ("FirmwareName", "FirmwareDesc", "ProductName")),
        _with("ascii-bounds", DestVersion="~!@ #$%^&*()+,/:;=?[]", ModuleName="m" * 64, FirmwareDesc="d" * 4096),
    ],
    "missing fields": [
        {name: value for name, value in _with(f"without-{missing}").items() if name != missing}
        for missing in PACKAGE_FIELDS
        if missing not in {"FirmwareId", "UtcCreate"}
    ],
    "null fields": [
        *(_with(f"null-{name}", **{name: None}) for name in PACKAGE_FIELDS if name not in {"FirmwareId", "UtcCreate"}),
        _with("null-UtcCreate", UtcCreate=None),  # listed last, as the oldest
    ],
    "empty texts": [
        _with(f"empty-{name}", **{name: ""})
        for name, kind in PACKAGE_FIELDS.items()
        if kind is str and name not in {"FirmwareId", "ProductKey", "UtcCreate", "UtcModified"}
    ],
    "numbers": [
        *(_with(f"size-{size}", FirmwareSize=size) for size in (0, 2**31 - 1, 2**31, 2**53 - 1)),
        *(_with(f"status-{status}", Status=status) for status in (-1, 0, 2, 3, 99)),
        _with("type-0", Type=0, SrcVersion=None),
        _with("type-7", Type=7),
    ],
}


def _emulator(packages: Sequence[Mapping[str, object]], error_status: int = 200) -> Emulator:
    products = [{"productKey": key, "productName": "Edge Gateway"} for key in (PRODUCT, OTHER_PRODUCT)]
    catalog = {
        "iotInstanceId": INSTANCE,
        "products": products,
        "packages": packages,
        "businessErrorStatus": error_status,
    }
    return Emulator(catalog, queries_per_second=0, any_version=True)


def _call(emulator: Emulator, signature: SignatureVersion, page: int = 1, size: int = 100, **filters: str) -> Call:
    parameters = {"CurrentPage": str(page), "PageSize": str(size), "IotInstanceId": INSTANCE, **filters}
    return Call(emulator.url, emulator.credentials, signature, parameters)


def _read(row: Mapping[str, object], client: tuple[str, SignatureVersion]) -> dict[str, object]:
    """Return what a client can know of a row. The Go SDK that signs with HMAC-SHA1 has no values for missing fields."""
    absent = ("", 0) if client == ("go", RPC) else ()
    return {name: value for name, value in row.items() if value is not None and value not in absent}


@pytest.fixture(params=CLIENT_PAIRS, ids=[f"{name}-{signature.value}" for name, signature in CLIENT_PAIRS])
def client(request: pytest.FixtureRequest) -> tuple[str, SignatureVersion]:
    """Return each client, with each signature that it supports."""
    pair: tuple[str, SignatureVersion] = request.param
    return pair


@dataclass(frozen=True)
class _Expected:
    """A call, and what every client must read."""

    title: str
    call: Call
    reading: Reading


def _pages(title: str, emulator: Emulator, signature: SignatureVersion) -> Iterator[_Expected]:
    packages = CATALOGS[title]
    versions = sorted({str(row["DestVersion"]) for row in packages if row.get("DestVersion")})
    for filters in (
        {},
        {"ProductKey": OTHER_PRODUCT},
        {"DestVersion": "4.1.0", "ProductKey": PRODUCT},
        *({"DestVersion": version} for version in (*versions, "4.1")),
    ):
        matching = [row for row in packages if filters.items() <= row.items()]
        for page, size in ((1, 100), (1, 4), (2, 4), (3, 4), (9, 4)):
            count = -(-len(matching) // size)
            numbers = {"CurrentPage": page, "PageSize": size, "PageCount": count, "Total": len(matching)}
            call = _call(emulator, signature, page, size, **filters)
            yield _Expected(title, call, Reading(None, 200, None, numbers, matching[size * (page - 1) : size * page]))


def test_every_client_reads_every_field_page_and_filter(client: tuple[str, SignatureVersion]) -> None:
    """For each catalog, each client reads exactly the packages of the catalog, page by page and by filter."""
    name, signature = client
    with ExitStack() as stack:
        emulators = {title: stack.enter_context(_emulator(packages)) for title, packages in CATALOGS.items()}
        expected = [each for title in CATALOGS for each in _pages(title, emulators[title], signature)]
        readings = CLIENTS[name]([each.call for each in expected])
        requests = [each for emulator in emulators.values() for each in emulator.requests]
    assert {each.signature_version for each in requests} == {signature}
    for each, reading, request in zip(expected, readings, requests, strict=True):
        where = f"{each.title}, {each.call.parameters}"
        seen = [_read(row, client) for row in reading.rows]
        assert seen == [_read(row, client) for row in each.reading.rows], where
        assert reading == replace(each.reading, request_id=request.request_id, rows=reading.rows), where


def _errors(emulator: Emulator, signature: SignatureVersion, status: int) -> list[tuple[Call, str | None, int]]:
    """Return calls with the code and the HTTP status of their error. `status` is that of the codes `iot.*`."""
    good, sts = _call(emulator, signature), emulator.sts
    wrong_secret = replace(good.key, access_key_secret="another-secret")
    no_instance = {name: value for name, value in good.parameters.items() if name != "IotInstanceId"}
    emulator.fault("throttle", page=11)
    for page, code in ((12, "ServiceUnavailable"), (13, "Forbidden.RAM"), (14, "iot.system.SystemException")):
        emulator.fault("error", page=page, code=code)
    return [
        (replace(good, key=sts), None, 200),
        (replace(good, key=replace(good.key, access_key_id="unknown")), "InvalidAccessKeyId.NotFound", 404),
        (replace(good, key=wrong_secret), "SignatureDoesNotMatch", 400),
        (replace(good, key=emulator.expired_sts), "InvalidSecurityToken.Expired", 400),
        (replace(good, key=replace(sts, security_token=None)), "InvalidSecurityToken.Malformed", 400),
        (_call(emulator, signature, ProductKey="a1Unknown"), "iot.prod.NotExistedProduct", status),
        (_call(emulator, signature, IotInstanceId="iot-other"), "iot.system.InstanceNotFound", status),
        (replace(good, parameters=no_instance), "iot.system.InstanceNotFound", status),
        (_call(emulator, signature, page=0), "iot.common.InvalidPageParams", status),
        (_call(emulator, signature, size=0), "iot.common.InvalidPageParams", status),
        (_call(emulator, signature, size=101), "iot.common.InvalidPageParams", status),
        (_call(emulator, signature, page=11), "Throttling.User", 400),
        (_call(emulator, signature, page=12), "ServiceUnavailable", 503),
        (_call(emulator, signature, page=13), "Forbidden.RAM", 403),
        (_call(emulator, signature, page=14), "iot.system.SystemException", status),
        (good, None, 200),
    ]


def test_every_client_reads_the_same_errors(client: tuple[str, SignatureVersion]) -> None:
    """Each client reads the same code, HTTP status and RequestId of each error, with both statuses of `iot.*`."""
    name, signature = client
    with _emulator([COMPLETE], 200) as in_body, _emulator([COMPLETE], 400) as by_status:
        cases = [*_errors(in_body, signature, 200), *_errors(by_status, signature, 400)]
        readings = CLIENTS[name]([call for call, _, _ in cases])
        requests = [*in_body.requests, *by_status.requests]
    assert [(reading.code, reading.status) for reading in readings] == [each[1:] for each in cases]
    assert [reading.request_id for reading in readings] == [each.request_id for each in requests]


def test_every_client_meets_the_quota(client: tuple[str, SignatureVersion]) -> None:
    """In one second, the calls above the quota fail with `Throttling.User`; no client retries them."""
    name, signature = client
    catalog = {"iotInstanceId": INSTANCE, "packages": [COMPLETE]}
    with Emulator(catalog, monotonic=lambda: 0.0, queries_per_second=2) as emulator:
        readings = CLIENTS[name]([_call(emulator, signature)] * 4)
        assert [reading.code for reading in readings] == [None, None, "Throttling.User", "Throttling.User"]
        assert len(emulator.requests) == 4


def test_a_number_above_the_range_of_doubles() -> None:
    """The client of this project reads a size above 2^53 exactly. The TypeScript SDK would round it."""
    size = 2**53 + 1
    with _emulator([_with("large", FirmwareSize=size)]) as emulator:
        (own,), (typescript,) = (CLIENTS[name]([_call(emulator, ACS3)]) for name in ("own", "typescript"))
    assert (own.rows[0]["FirmwareSize"], typescript.rows[0]["FirmwareSize"]) == (size, 2**53)


@pytest.mark.parametrize(
    ("name", "programs", "reason"),
    [
        ("typescript", [], "TypeScript: no node command on PATH; install Node.js 20 or newer."),
        ("typescript", ["node"], "TypeScript: tests/emulator/clients/typescript/bin/client.js is missing; "),
        ("go", [], "Go: build/clients/go is missing; install Go 1.25 or newer, and run make test."),
    ],
)
def test_a_missing_client_is_skipped_by_name(
    name: str, programs: list[str], reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine without a language skips its client. The reason says what to install."""
    for program in programs:
        (tmp_path / program).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(official_clients, "ROOT", tmp_path)
    for path in ("GO", "TYPESCRIPT"):
        place = getattr(official_clients, path).relative_to(Path(__file__).resolve().parents[2])
        monkeypatch.setattr(official_clients, path, tmp_path / place)
    with pytest.raises(pytest.skip.Exception) as caught:
        CLIENTS[name]([])
    assert str(caught.value).startswith(reason)
