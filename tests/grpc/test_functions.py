# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The results of the functions that list and identify packages, compared field by field with the service's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.catalog import Row
    from tests.grpc.conftest import Wire

STATUS_WORDS = {-1: "notRequired", 0: "unverified", 1: "verified", 2: "verifying", 3: "verificationFailed"}
TYPE_WORDS = {0: "full", 1: "differential"}
EVERY_STATUS = [*STATUS_WORDS.values(), "unknown"]
METER = "a1MeterK001"
BARE = {"FirmwareId": "bare", "FirmwareName": "bare", "DestVersion": "1.0.0", "UtcCreate": None}


def camel(name: str) -> str:
    """Return the schema's name of an API field: `FirmwareId` is `firmwareId`."""
    return name[0].lower() + name[1:]


def output(row: Row) -> dict[str, object]:
    """Return the expected result of a function for a package of the service."""
    fields: dict[str, object] = {camel(name): value for name, value in row.items() if value is not None}
    status, kind = row.get("Status"), row.get("Type")
    fields |= {"status": STATUS_WORDS.get(status, "unknown"), "type": TYPE_WORDS.get(kind, "unknown")}  # type: ignore[arg-type]  # any value of a row
    fields |= {} if status is None else {"statusCode": status}
    fields |= {} if kind is None else {"typeCode": kind}
    if row.get("FirmwareSign") and row.get("SignMethod"):
        fields["digest"] = f"{str(row['SignMethod']).lower()}:{row['FirmwareSign']}"
    return fields


def ids(result: dict[str, Any]) -> list[str]:
    """Return the firmware IDs in a list, in order."""
    return [firmware["firmwareId"] for firmware in result["firmwares"]]


def test_get_firmware_gives_every_field_of_the_row(provider: Wire, emulator: Emulator) -> None:
    """`getFirmware` returns all 15 fields, the names of codes, and the digest.

    Values that the service omits are absent.
    """
    for row in emulator.packages():
        assert provider.call("getFirmware", firmwareId=row["FirmwareId"], statuses=EVERY_STATUS) == output(row)


@pytest.mark.parametrize(
    "row",
    [
        BARE,
        {**BARE, "SrcVersion": "", "SignMethod": "SHA256", "Status": 1},
        {**BARE, "SrcVersion": None, "FirmwareSign": None, "FirmwareSize": None, "Status": None, "Type": None},
        {**BARE, "Status": 7, "Type": 7},
        {**BARE, "FirmwareSign": "0AB1" * 8, "SignMethod": "Md5", "FirmwareSize": 0, "FirmwareDesc": "Größe → 零"},
        {**BARE, "FirmwareSize": 2**40},
    ],
    ids=["bare", "empty", "null", "codes of tomorrow", "upper case", "large"],
)
def test_get_firmware_takes_whatever_the_service_leaves_out(
    plugin: Wire,
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
    row: dict[str, str | int | None],
) -> None:
    """Absent, null and empty values are the same. An unknown code is returned together with "unknown"."""
    plugin.configure(**settings_of(emulate({"packages": [row]})))
    expected = output({**row, "SrcVersion": row.get("SrcVersion") or None})
    if "digest" in expected:
        expected["digest"] = f"md5:{'0ab1' * 8}"
    assert plugin.call("getFirmware", firmwareId="bare", statuses=EVERY_STATUS) == expected


@pytest.mark.parametrize(
    ("sign", "method"),
    [
        ("9f" * 31, "SHA256"),
        ("9f" * 33, "SHA256"),
        ("9f" * 32, "MD5"),
        (f"{'9f' * 31}9g", "SHA256"),
        (f"{'9f' * 32}\n", "SHA256"),
        ("9f" * 32, "-"),
    ],
    ids=["too short", "too long", "of another method", "not hexadecimal", "a line's end", "no method"],
)
def test_digits_that_are_no_digest_make_none(provider: Wire, emulator: Emulator, sign: str, method: str) -> None:
    """An invalid digest stays in the service's own fields, and `digest` is absent."""
    emulator.change("HwOWBmEC799Hm8jQQITlk1LyFrSg0100", FirmwareSign=sign, SignMethod=method)
    found = provider.call("getFirmware", firmwareId="HwOWBmEC799Hm8jQQITlk1LyFrSg0100")
    assert (found["firmwareSign"], found["signMethod"]) == (sign, method)
    assert "digest" not in found


@pytest.mark.parametrize(("word", "code"), [(word, code) for code, word in STATUS_WORDS.items()])
def test_each_status_is_a_criterion(provider: Wire, emulator: Emulator, word: str, code: int) -> None:
    """Each status can be a criterion."""
    wanted = {row["FirmwareId"] for row in emulator.packages() if row["Status"] == code}
    assert wanted
    assert set(ids(provider.call("getFirmwares", statuses=[word]))) == wanted


def test_an_instance_in_a_call_goes_before_the_providers(
    plugin: Wire, emulator: Emulator, settings: dict[str, object], next_command: Callable[[], Wire]
) -> None:
    """The instance in a call takes precedence over the provider's instance."""
    next_command().call("getFirmwares", productKey=METER)
    plugin.configure(**{**settings, "iotInstanceId": "iot-another"})
    plugin.call("getFirmwares", productKey=METER, iotInstanceId="iot-emulator01")
    assert [record.parameters["IotInstanceId"] for record in emulator.requests] == ["iot-emulator01"] * 2


def test_what_may_be_deployed_is_the_default_and_statuses_replace_it(provider: Wire) -> None:
    """By default, the statuses verified and notRequired match. `statuses` replaces this default."""
    assert provider.call("getFirmware", productKey=METER, destVersion="1.4.0")["status"] == "notRequired"
    assert provider.call("getFirmware", productKey=METER, destVersion="1.5.0")["status"] == "verified"
    failed = {"productKey": METER, "destVersion": "1.5.1"}
    assert provider.call("getFirmware", **failed, statuses=["verificationFailed"])["statusCode"] == 3
    with pytest.raises(Exception, match="leaves 0"):
        provider.call("getFirmware", **failed)
    with pytest.raises(Exception, match="leaves 0"):
        provider.call("getFirmware", productKey=METER, destVersion="1.5.0", statuses=["verificationFailed"])


def test_find_firmware_gives_the_package_in_one_object(provider: Wire, emulator: Emulator) -> None:
    """`findFirmware` returns `found` and a package with all the fields of getFirmware."""
    for row in emulator.packages():
        found = provider.call("findFirmware", firmwareId=row["FirmwareId"], statuses=EVERY_STATUS)
        assert found == {"found": True, "firmware": output(row)}


@pytest.mark.parametrize(
    "criteria",
    [
        {"productKey": METER, "destVersion": "9.9.9"},
        {"productKey": METER, "destVersion": "1.5.1"},
        {"productKey": METER, "destVersion": "1.4.0", "blocked": [{"destVersion": "1.4.0", "reason": "old"}]},
    ],
    ids=["not there", "not verified", "blocked"],
)
def test_find_firmware_may_find_none(provider: Wire, criteria: dict[str, Any]) -> None:
    """Without a match, findFirmware returns `found: false`, and `firmware` is absent."""
    assert provider.call("findFirmware", **criteria) == {"found": False}


@pytest.mark.parametrize(
    ("criteria", "status"),
    [
        ({"productKey": METER}, grpc.StatusCode.FAILED_PRECONDITION),
        ({"firmwareName": "meter-1.5.0", "expectedSize": 1}, grpc.StatusCode.FAILED_PRECONDITION),
        ({"productKey": "a1MeterK002"}, grpc.StatusCode.INVALID_ARGUMENT),
    ],
    ids=["several", "not what was asserted", "no such product"],
)
def test_find_firmware_takes_no_doubt_for_an_absence(
    provider: Wire, criteria: dict[str, object], status: grpc.StatusCode
) -> None:
    """`findFirmware` returns `found: false` only for a complete list without a match.

    Otherwise it fails like getFirmware.
    """
    code, told = provider.refusal("findFirmware", criteria)
    assert code is status
    same = provider.refusal("getFirmware", criteria)[1]
    assert told.splitlines()[-1] == same.splitlines()[-1]


def test_find_firmware_takes_no_failure_for_an_absence(provider: Wire, emulator: Emulator) -> None:
    """A denied request is an error of findFirmware, not `found: false`."""
    emulator.fault("error", code="Forbidden.RAM")
    assert provider.refusal("findFirmware", {"productKey": METER})[0] is grpc.StatusCode.PERMISSION_DENIED


def test_get_firmwares_has_one_order(provider: Wire, emulator: Emulator) -> None:
    """`getFirmwares` sorts by product, module, version (other texts first), type (full first) and source version."""
    before = provider.call("getFirmwares")["firmwares"]
    told = [(row["productKey"][2:4], row["moduleName"], row["destVersion"], row.get("srcVersion")) for row in before]
    assert told == [
        ("Ca", "default", "cam_2024-11-05", None),
        ("Ca", "default", "V2.2.0", None),
        ("Ca", "default", "V2.3.0", None),
        ("Ca", "default", "V2.3.0", "V2.2.0"),
        ("Ca", "default", "V2.4.0", None),
        ("Ca", "isp", "isp-7.1", None),
        ("Ca", "isp", "isp-7.2", None),
        ("Ga", "default", "3.2.1", None),
        ("Ga", "default", "3.10.0", None),
        ("Ga", "default", "3.10.0", "3.2.1"),
        ("Ga", "default", "4.0.0", None),
        ("Ga", "default", "4.0.0", "3.10.0"),
        ("Ga", "default", "4.0.0", "3.2.1"),
        ("Ga", "default", "4.0.1", None),
        ("Ga", "default", "4.1.0-rc.1", None),
        ("Ga", "modem", "1.0.9", None),
        ("Ga", "modem", "1.0.10", None),
        ("Ga", "modem", "1.0.12", None),
        ("Ga", "modem", "1.0.12", "1.0.10"),
        ("Me", "default", "1.4.0", None),
        ("Me", "default", "1.5.0", None),
        ("Me", "default", "1.5.1", None),
        ("Me", "default", "1.5.2", None),
        ("Me", "default", "1.5.2", "1.5.0"),
    ]
    rows = {row["FirmwareId"]: output(row) for row in emulator.packages()}
    assert before == [rows[row["firmwareId"]] for row in before]


def test_get_firmwares_may_find_none(provider: Wire) -> None:
    """Without a match, getFirmwares returns an empty list."""
    assert provider.call("getFirmwares", destVersion="9.9.9") == {"firmwares": []}


def test_more_than_one_page_is_one_list(
    plugin: Wire, emulate: Callable[..., Emulator], settings_of: Callable[[Emulator], dict[str, object]]
) -> None:
    """A list of 250 packages is read completely, in three pages with at most 100 packages each."""
    packages = [
        {"FirmwareId": f"id-{n}", "FirmwareName": f"name-{n}", "DestVersion": f"1.0.{n}", "Status": 1, "Type": 0}
        for n in range(250)
    ]
    emulator = emulate({"packages": packages})
    plugin.configure(**settings_of(emulator))
    assert ids(plugin.call("getFirmwares")) == [f"id-{n}" for n in range(250)]
    assert plugin.call("getFirmware", select="highest", allowUnscoped=True)["destVersion"] == "1.0.249"
    asked = [(record.parameters["CurrentPage"], record.parameters["PageSize"]) for record in emulator.requests]
    assert asked[0] == ("1", "100")  # before the other pages, which are read in parallel
    assert sorted(asked) == [("1", "100"), ("2", "100"), ("3", "100")]


def test_get_firmware_page_sends_every_request_field(provider: Wire, emulator: Emulator) -> None:
    """`getFirmwarePage` sends its five request parameters unchanged, and no others."""
    provider.call(
        "getFirmwarePage",
        currentPage=1,
        pageSize=100,
        iotInstanceId="iot-emulator01",
        productKey="a1GatewayK01",
        destVersion="4.0.0",
    )
    assert emulator.requests[-1].parameters == {
        "CurrentPage": "1",
        "PageSize": "100",
        "IotInstanceId": "iot-emulator01",
        "ProductKey": "a1GatewayK01",
        "DestVersion": "4.0.0",
    }


def test_get_firmware_page_gives_every_response_field(provider: Wire, emulator: Emulator) -> None:
    """`getFirmwarePage` returns every field of a page in the service's order, with the codes of the API."""
    answer = provider.call("getFirmwarePage", currentPage=2, pageSize=10)
    assert answer.pop("requestId") == emulator.requests[-1].request_id
    assert answer == {
        "success": True,
        "currentPage": 2,
        "pageSize": 10,
        "pageCount": 3,
        "total": 24,
        "firmwareInfo": [
            {camel(name): value for name, value in row.items() if value is not None}
            for row in emulator.packages()[10:20]
        ],
    }


def test_a_page_past_the_end_is_empty(provider: Wire) -> None:
    """A page past the end is empty, and Total is still the number of packages."""
    answer = provider.call("getFirmwarePage", currentPage=9, pageSize=100)
    assert (answer["firmwareInfo"], answer["total"], answer["pageCount"]) == ([], 24, 1)


def test_a_page_is_read_anew_each_time(provider: Wire, emulator: Emulator) -> None:
    """`getFirmwarePage` sends a request for every call, without a cache."""
    provider.call("getFirmwares")
    emulator.publish(DestVersion="5.0.0", ProductKey=METER)
    assert provider.call("getFirmwarePage", currentPage=1, pageSize=1)["firmwareInfo"][0]["destVersion"] == "5.0.0"
