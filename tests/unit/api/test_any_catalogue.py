# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""For any answer of the service and any arguments, the outcome is a result or one of this package's errors."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota import selection
from alicloud_iot_ota.api import wire
from alicloud_iot_ota.engine.properties import encode
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import convert_package
from alicloud_iot_ota.schema import results, validation
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs, GetFirmwaresArgs, GetUpgradePathArgs
from alicloud_iot_ota.selection.upgrade_path import find_upgrade_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.firmware import Package

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)

TEXTS = st.text(max_size=6) | st.sampled_from(["", "1.0.0", "x" * 100_000, "\x00", "\u2028", "٣.0.0", "1.0.0\n"])
SIZES = st.sampled_from([None, 0, 1, 2, -1, 2**40, 2**62])
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**64, -(2**64), 10**400, 1.0, 1e300, "\ud800", "\udfff1"])
    | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=3,
)
"""Any value that JSON supports. Lone surrogates are written as escapes."""

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "FirmwareName": TEXTS,
    "SrcVersion": st.sampled_from([None, "1.0.0", "v", "2.0.0-rc.1"]) | TEXTS,
    "FirmwareSign": st.sampled_from(["a" * 32, "A" * 32, ""]) | TEXTS,
    "SignMethod": st.sampled_from(["MD5", "SHA256", "sha-256", ""]) | TEXTS,
    "FirmwareSize": SIZES,
    "ModuleName": st.sampled_from([None, "", "default"]) | TEXTS,
    "ProductKey": st.sampled_from(["a1", None]) | TEXTS,
    "ProductName": TEXTS,
    "FirmwareDesc": TEXTS,
    "Status": st.sampled_from([-1, 0, 1, 2, 3, 4, 2**62, None]),
    "Type": st.sampled_from([0, 1, 1, -7, 2**62, None]),
    "UtcCreate": st.sampled_from(["2025-11-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z"]) | TEXTS,
    "UtcModified": TEXTS,
}
INDISPENSABLE: dict[str, st.SearchStrategy[Any]] = {
    "FirmwareId": st.text(alphabet="ab\n", min_size=1, max_size=4),
    "DestVersion": st.sampled_from(["1.0.0", "v", "2.0.0-rc.1", "latest", "4.1"]) | TEXTS.filter(bool),
}
TYPED = st.fixed_dictionaries(INDISPENSABLE, optional=FIELDS)
UNTYPED = st.fixed_dictionaries({}, optional=dict.fromkeys([*INDISPENSABLE, *FIELDS, "Surprise"], ANYTHING))
ROWS = st.lists(TYPED, min_size=1, max_size=6)
ANSWERS = st.builds(lambda rows: {"Success": True, "FirmwareInfo": {"SimpleFirmwareInfo": rows}}, ROWS)
BROKEN = st.one_of(
    st.builds(lambda rows, row: {"FirmwareInfo": {"SimpleFirmwareInfo": [*rows, row]}}, ROWS, UNTYPED),
    st.builds(lambda rows: {"FirmwareInfo": rows}, ANYTHING),
    ANYTHING,
)
BODIES = st.sampled_from([ANSWERS, ANSWERS, ANSWERS, BROKEN]).flatmap(lambda bodies: bodies)


def optional(kind: type[msgspec.Struct], values: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Draw some of the declared arguments, nearly always with valid values. Each argument needs a strategy."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    required = {name: values[name] for name, field in fields.items() if field.required}
    others = {name: values[name] for name in fields if name not in required}
    return st.fixed_dictionaries(required, optional=others)


PLAIN = st.sampled_from(["1.0.0", "a1", "default", "v"]) | st.text(min_size=1, max_size=4)
PATTERNS = st.sampled_from([".", "^$", "(?i)A|", "\\C", "[^\n]*"])
ENTRIES = st.fixed_dictionaries(
    {"reason": PLAIN, "destVersion": PLAIN},
    optional={"expires": st.sampled_from(["2025-01-01", "9999-12-31"]), "digest": st.just("md5:" + "a" * 32)},
)
STATUSES = ["notRequired", "unknown", "unverified", "verificationFailed", "verified", "verifying"]
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(["iotInstanceId", "firmwareId", "firmwareName", "expectedFirmwareId"], PLAIN),
    **dict.fromkeys(["productKey", "moduleName", "srcVersion", "fromVersion", "destVersion", "toVersion"], PLAIN),
    "nameRegex": PATTERNS,
    "versionRegex": PATTERNS,
    "type": st.sampled_from(["full", "differential", "unknown"]),
    "versionRange": st.sampled_from(["*", ">=1.0.0-rc.1", "^1 || 4.x", ">=0 <999999999999999999"]),
    "versionScheme": st.sampled_from(["semver", "dotted"]),
    "versionPattern": st.sampled_from(["(?P<version>.+)", "(?P<a>[0-9]*)(?:.(?P<prerelease>.*))?"]),
    "onUnparsable": st.sampled_from(["warn", "ignore", "error"]),
    "includePrerelease": st.booleans(),
    "signMethod": st.sampled_from(["MD5", "SHA256"]),
    "minSize": st.sampled_from([0, 1, 2**63]),
    "maxSize": st.sampled_from([1, 2**63, 10**30]),
    "minAge": st.sampled_from(["0s", "9999d", "1w2d12h"]),
    "blocked": st.lists(ENTRIES, max_size=2),
    "statuses": st.just(["verified"]),
    "select": st.sampled_from(["only", "highest", "newest"]),
    "allowUnscoped": st.booleans(),
    "expectedDigest": st.just("md5:" + "a" * 32),
    "expectedSize": st.sampled_from([0, 1]),
    "weakDigest": st.sampled_from(["allow", "warn", "deny"]),
}


def few(drawn: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw all arguments, or only the last three, which exclude fewer packages."""
    return drawn | drawn.map(lambda asked: dict(list(asked.items())[-3:]))


ASKED = st.tuples(
    few(optional(GetFirmwareArgs, ARGUMENTS)),
    few(optional(GetFirmwaresArgs, ARGUMENTS)),
    optional(GetUpgradePathArgs, ARGUMENTS),
)


def firmwares(body: bytes) -> list[Package]:
    """Read the packages of an answer, each ID once."""
    found: dict[str, Package] = {}
    for row in wire.decode(body).rows:
        firmware = wire.parse_package(row, "R")
        found.setdefault(firmware.firmware_id, firmware)
    return list(found.values())


def outcome(work: Callable[[], msgspec.Struct]) -> object:
    """Return the encoded result, or the encoded text of a user error. Any other exception fails the test."""
    try:
        return encode(msgspec.to_builtins(work()))
    except OtaError as error:
        return encode({"error": str(error)})


def explained(asked: Mapping[str, object], catalogue: list[Package]) -> msgspec.Struct:
    """Select a package and return the result of explainFirmware."""
    criteria = validation.parse(GetFirmwareArgs, {"statuses": STATUSES, **asked, "allowUnscoped": True}).criteria
    decision = selection.decide(criteria, catalogue, NOW, "here")
    assert len(decision.candidates()) == len(catalogue)
    event(f"outcome: {type(decision.outcome).__name__}")
    return results.explain_firmware_result(decision, "here")


def listed(asked: Mapping[str, object], catalogue: list[Package]) -> msgspec.Struct:
    """List packages and return the result of getFirmwares."""
    criteria = validation.parse(GetFirmwaresArgs, asked).criteria
    found = selection.select_all(criteria, catalogue, NOW, "here").firmwares
    return results.GetFirmwaresResult(firmwares=[convert_package(each, results.Firmware) for each in found])


def upgraded(asked: Mapping[str, Any], catalogue: list[Package]) -> msgspec.Struct:
    """Find an upgrade path and return the result of getUpgradePath."""
    args = validation.parse(GetUpgradePathArgs, asked)
    versions = {"from_version": args.from_version, "to_version": args.to_version}
    return results.get_upgrade_path_result(find_upgrade_path(args.criteria, catalogue, NOW, "here", **versions))


HUGE = {"FirmwareId": "a", "DestVersion": "1.0.0", "Status": 1, "Type": 0, "FirmwareSize": 10**400}
"""A number that JSON supports but that is too large for every field of the API."""


@settings(max_examples=200)
@given(BODIES, ASKED)
@example({"FirmwareInfo": [HUGE]}, ({}, {}, {}))
def test_any_answer_and_any_question(
    body: object, asked: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
) -> None:
    """For any answer and any arguments, each function returns a result or raises a user error."""
    sent = json.dumps(body).encode()
    try:
        catalogue = firmwares(sent)
    except OtaError as error:
        event(f"answer: {type(error).__name__}")
        return
    event(f"answer: {min(len(catalogue), 3)} packages")
    assert outcome(lambda: explained(asked[0], catalogue))
    assert outcome(lambda: listed(asked[1], catalogue))
    assert outcome(lambda: upgraded(asked[2], catalogue))
