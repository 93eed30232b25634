# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Argument checks by type: all errors are found in one run, and no secret is shown."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs, GetFirmwareArgs, GetFirmwarePageArgs
from alicloud_iot_ota.schema.enums import FirmwareStatus
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.schema.validation import check, parse
from alicloud_iot_ota.selection import FirmwareSelect


def test_right_arguments() -> None:
    """Valid arguments become typed values. None means unset."""
    args = parse(
        GetFirmwareArgs,
        {"productKey": "a1", "moduleName": None, "statuses": ["verified"], "select": "only"},
    )
    assert args == GetFirmwareArgs(product_key="a1", statuses=[FirmwareStatus.VERIFIED], select=FirmwareSelect.ONLY)


@pytest.mark.parametrize("seconds", [0, -1, 3601, "soon"])
def test_timeout(seconds: object) -> None:
    """Reject an invalid timeout before anything is configured."""
    (failure,) = check(ProviderArgs, {"timeout": seconds})
    assert failure.reason.startswith("timeout must be a number above 0")


def test_all_mistakes_at_once() -> None:
    """One run reports all errors, those of names first."""
    failures = check(GetFirmwareArgs, {"destVersion": 4, "productKey": "", "producKey": "a", "type": "x"})
    assert [failure.path for failure in failures] == ["producKey", "productKey", "destVersion", "type"]


def test_all_mistakes_of_a_list_at_once() -> None:
    """Two invalid elements of one list are two errors."""
    failures = check(GetFirmwareArgs, {"statuses": ["x", "verified", "y"]})
    assert [failure.path for failure in failures] == ["statuses[0]", "statuses[2]"]


def test_parse_raises_them_all() -> None:
    """The exception contains and shows every failure, and says that no lookup was made."""
    with pytest.raises(ArgumentError) as caught:
        parse(FirmwarePinArgs, {"destVersion": 4, "productKey": ""})
    assert [failure.path for failure in caught.value.failures] == ["productKey", "destVersion"]
    assert all(failure.reason in str(caught.value) for failure in caught.value.failures)
    assert "Nothing was looked up" in caught.value.remedy


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
    """The error for an invalid secret says "a secret" instead of its value."""
    (failure,) = check(kind, {name: value}, secret=[name])
    assert "a secret" in failure.reason
    assert "canary" not in failure.reason
    assert "31415926" not in failure.reason


def test_unknown_values_are_not_judged() -> None:
    """A value that is unknown in a preview is never an error, even if it is required. An unknown name is an error."""
    assert check(GetFirmwarePageArgs, {"currentPage": 1}, unknown=["pageSize"]) == []
    assert [failure.path for failure in check(GetFirmwareArgs, {}, unknown=["producKey"])] == ["producKey"]


def test_long_values_are_cut() -> None:
    """The error for a value of a megabyte is short."""
    (failure,) = check(GetFirmwareArgs, {"type": "x" * 1_000_000})
    assert len(failure.reason) < 200
