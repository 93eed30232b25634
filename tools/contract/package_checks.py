# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of packages: the presence, type and format of their fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.api.wire import Row
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.firmware import MAX_TEXT, FirmwareStatus, FirmwareType, algorithm
from contract.evidence import Evidence, UncheckedError, ViolatedError

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBERS = ("FirmwareSize", "Status", "Type")
_TIMES = ("UtcCreate", "UtcModified")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_DIGITS = {"md5": re.compile("[0-9a-fA-F]{32}"), "sha256": re.compile("[0-9a-fA-F]{64}")}


def _each(evidence: Evidence, is_right: Callable[[dict[str, Any]], bool], problem: str) -> None:
    wrong = sum(not is_right(row) for row in evidence.packages())
    if wrong:
        raise ViolatedError(f"{problem} ({wrong} of {len(evidence.packages())} packages)")


def _is_one_of(value: object, codes: set[int]) -> bool:
    return isinstance(value, int) and value in codes


def field_types(evidence: Evidence) -> None:
    """Check the documented type of each field. A null counts as a missing field."""

    def is_typed(row: dict[str, Any]) -> bool:
        return all(
            row.get(name) is None or (type(row[name]) is (int if name in _NUMBERS else str))
            for name in Row.__struct_encode_fields__
        )

    _each(evidence, is_typed, "a field has another type than documented")


def identity(evidence: Evidence) -> None:
    """Check that each package has an ID and a version."""
    _each(
        evidence,
        lambda row: bool(row.get("FirmwareId")) and bool(row.get("DestVersion")),
        "FirmwareId or DestVersion is missing or empty",
    )


def text_length(evidence: Evidence) -> None:
    """Check that no text exceeds the client's limit."""
    _each(
        evidence,
        lambda row: all(len(value) <= MAX_TEXT for value in row.values() if isinstance(value, str)),
        f"a text has more than {MAX_TEXT} characters",
    )


def created(evidence: Evidence) -> None:
    """Check that each package has a creation time."""
    _each(evidence, lambda row: bool(row.get("UtcCreate")), "UtcCreate is missing or empty")


def time_format(evidence: Evidence) -> None:
    """Check that times are valid UTC times with milliseconds."""

    def is_time(value: object) -> bool:
        return not value or (isinstance(value, str) and bool(_TIME.fullmatch(value)) and read_utc(value) is not None)

    _each(
        evidence,
        lambda row: all(is_time(row.get(name)) for name in _TIMES),
        "a time does not have the form 2019-12-28T02:42:22.000Z",
    )


def digest(evidence: Evidence) -> None:
    """Check that a digest is MD5 or SHA-256 in hexadecimal digits."""
    rows = [row for row in evidence.packages() if row.get("FirmwareSign")]
    if not rows:
        raise UncheckedError("no package has a FirmwareSign")
    for row in rows:
        digits = _DIGITS.get(algorithm(str(row.get("SignMethod"))))
        if digits is None:
            raise ViolatedError("SignMethod is neither MD5 nor SHA256")
        if not digits.fullmatch(str(row["FirmwareSign"])):
            raise ViolatedError("FirmwareSign does not have the hexadecimal digits of its SignMethod")


def size(evidence: Evidence) -> None:
    """Check that no size is negative."""
    _each(evidence, lambda row: not str(row.get("FirmwareSize")).startswith("-"), "FirmwareSize is negative")


def status(evidence: Evidence) -> None:
    """Check that each status is one that the client has a word for."""
    codes = {each.code for each in FirmwareStatus if each.code is not None}
    _each(evidence, lambda row: _is_one_of(row.get("Status"), codes), "Status is missing or unknown")


def type_code(evidence: Evidence) -> None:
    """Check that each type is one that the client has a word for."""
    codes = {each.code for each in FirmwareType if each.code is not None}
    _each(evidence, lambda row: _is_one_of(row.get("Type"), codes), "Type is missing or unknown")


def source_version(evidence: Evidence) -> None:
    """Check that exactly the differential packages have a source version."""
    differential = FirmwareType.DIFFERENTIAL.code
    _each(
        evidence,
        lambda row: bool(row.get("SrcVersion")) == (row.get("Type") == differential),
        "a full package has a SrcVersion, or a differential package has none",
    )


def module(evidence: Evidence) -> None:
    """Check that each package has a module."""
    _each(evidence, lambda row: bool(row.get("ModuleName")), "ModuleName is missing or empty")


def version_format(evidence: Evidence) -> None:
    """Check that versions have only the characters that CreateOTAFirmware accepts."""
    _each(
        evidence,
        lambda row: not row.get("DestVersion") or bool(_VERSION.fullmatch(str(row["DestVersion"]))),
        "DestVersion has a character that CreateOTAFirmware does not accept",
    )
