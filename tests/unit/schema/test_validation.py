# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of mistake in arguments, and its exact words."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.errors import ArgumentError, Failure
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs, GetFirmwareArgs, GetFirmwarePageArgs
from alicloud_iot_ota.schema.enums import FirmwareStatus
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.schema.validation import check, parse
from alicloud_iot_ota.selection import FirmwareSelect

STATUSES = '"notRequired", "unknown", "unverified", "verificationFailed", "verified", "verifying"'


def test_right_arguments() -> None:
    """Right arguments become typed values; None means not given."""
    args = parse(
        GetFirmwareArgs,
        {"productKey": "a1", "moduleName": None, "statuses": ["verified"], "select": "only"},
    )
    assert args == GetFirmwareArgs(product_key="a1", statuses=[FirmwareStatus.VERIFIED], select=FirmwareSelect.ONLY)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("destVersion", 4, "destVersion must be a string, and is the number 4. Write it in quotes."),
        ("destVersion", 4.1, "destVersion must be a string, and is the number 4.1. Write it in quotes."),
        ("destVersion", True, "destVersion must be a string, and is true."),
        ("destVersion", "", "destVersion must not be empty; leave it out where it does not matter."),
        ("moduleName", ["a"], "moduleName must be a string, and is a list."),
        ("firmwareId", {"id": 1}, "firmwareId must be a string, and is an object."),
        ("statuses", "verified", 'statuses must be a list, and is "verified".'),
        ("statuses", [], "statuses must not be empty; leave it out where it does not matter."),
        ("type", "fulll", 'type must be one of "differential", "full", "unknown", and is "fulll".'),
        ("select", "latest", 'select must be one of "highest", "newest", "only", and is "latest".'),
        ("includePrerelease", "true", 'includePrerelease must be true or false, and is "true".'),
        ("minSize", -1, "minSize must be a whole number from 0, and is the number -1."),
        ("blocked", {"reason": "x"}, "blocked must be a list, and is an object."),
        ("producKey", "a1", '"producKey" is no argument that is known here; did you mean "productKey"?'),
    ],
)
def test_one_mistake(name: str, value: object, reason: str) -> None:
    """A mistake is one sentence: which argument, what it must be, what it is."""
    assert check(GetFirmwareArgs, {name: value}) == [Failure(name, reason)]


def test_unlike_any_argument() -> None:
    """A name like no other gets the list of those there are."""
    (failure,) = check(GetFirmwarePageArgs, {"currentPage": 1, "pageSize": 1, "zzz": 1})
    known = "iotInstanceId, productKey, destVersion, currentPage, pageSize"
    assert failure == Failure("zzz", f'"zzz" is no argument that is known here; known are {known}.')


@pytest.mark.parametrize(
    ("value", "found"), [("nice", '"nice"'), (5, "the number 5"), (None, "null")], ids=["word", "number", "null"]
)
def test_place_in_a_list(value: object, found: str) -> None:
    """A mistake inside a list has its place, as Pulumi writes it, and shows what stands there."""
    expected = f"statuses[1] must be one of {STATUSES}, and is {found}."
    assert check(GetFirmwareArgs, {"statuses": ["verified", value]}) == [Failure("statuses[1]", expected)]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("pageSize", 0, "pageSize must be a whole number from 1 to 100, and is the number 0."),
        ("pageSize", 101, "pageSize must be a whole number from 1 to 100, and is the number 101."),
        ("pageSize", 1.5, "pageSize must be a whole number from 1 to 100, and is the number 1.5."),
        ("pageSize", "10", 'pageSize must be a whole number from 1 to 100, and is "10".'),
        ("currentPage", 0, "currentPage must be a whole number from 1, and is the number 0."),
        ("currentPage", None, "currentPage is required: give it a whole number from 1."),
    ],
)
def test_numbers(name: str, value: object, reason: str) -> None:
    """A number out of its range, of another type, or missing, is told the range."""
    assert check(GetFirmwarePageArgs, {"currentPage": 1, "pageSize": 10, name: value}) == [Failure(name, reason)]


@pytest.mark.parametrize("seconds", [0, -1, 3601, "soon"])
def test_timeout(seconds: object) -> None:
    """A timeout that makes no sense is refused before anything is configured."""
    (failure,) = check(ProviderArgs, {"timeout": seconds})
    assert failure.reason.startswith("timeout must be a number above 0")


def test_all_mistakes_at_once() -> None:
    """All of them come back, names first, so that one run is enough to mend them."""
    failures = check(GetFirmwareArgs, {"destVersion": 4, "productKey": "", "producKey": "a", "type": "x"})
    assert [failure.path for failure in failures] == ["producKey", "productKey", "destVersion", "type"]


def test_all_mistakes_of_a_list_at_once() -> None:
    """Two wrong elements of one list are two mistakes."""
    failures = check(GetFirmwareArgs, {"statuses": ["x", "verified", "y"]})
    assert [failure.path for failure in failures] == ["statuses[0]", "statuses[2]"]


def test_parse_raises_them_all() -> None:
    """The error carries every failure, says each, and that nothing was looked up."""
    with pytest.raises(ArgumentError) as caught:
        parse(FirmwarePinArgs, {"destVersion": 4, "productKey": ""})
    assert [failure.path for failure in caught.value.failures] == ["productKey", "destVersion"]
    assert all(failure.reason in str(caught.value) for failure in caught.value.failures)
    assert "nothing was looked up" in caught.value.remedy


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (ProviderArgs, "accessKeySecret", 31415926),
        (GetFirmwareArgs, "type", "canary"),
        (GetFirmwareArgs, "statuses", ["canary"]),
        (GetFirmwareArgs, "destVersion", ["canary"]),
    ],
)
def test_secrets_are_not_shown(kind: type[ProviderArgs | GetFirmwareArgs], name: str, value: object) -> None:
    """A wrong value that is secret is called so, and not repeated."""
    (failure,) = check(kind, {name: value}, secret=[name])
    assert "and is a secret." in failure.reason
    assert "canary" not in failure.reason
    assert "31415926" not in failure.reason


def test_unknown_values_are_not_judged() -> None:
    """A value that a preview does not know yet is no mistake, not even where it is required; a wrong name is."""
    assert check(GetFirmwarePageArgs, {"currentPage": 1}, unknown=["pageSize"]) == []
    assert [failure.path for failure in check(GetFirmwareArgs, {}, unknown=["producKey"])] == ["producKey"]


def test_long_values_are_cut() -> None:
    """A value of a megabyte does not fill the screen."""
    (failure,) = check(GetFirmwareArgs, {"type": "x" * 1_000_000})
    assert len(failure.reason) < 200
