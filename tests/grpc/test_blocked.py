# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The argument `blocked`: a list of objects with optional values, which may be unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

V4 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
DIGEST = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "destVersion": "4.0.0"}
REASON = "bricks revision B"
BLOCK = {"destVersion": "4.0.0", "reason": REASON}


def struct(values: Mapping[str, object]) -> Struct:
    """Convert plain values to the engine's format."""
    return json_format.ParseDict(dict(values), Struct())


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize(
    "blocked",
    [
        [BLOCK],
        [{"firmwareId": V4, "reason": REASON}],
        [{"digest": DIGEST, "reason": REASON}],
        [{"digest": DIGEST.upper(), "reason": REASON}],
        [{"firmwareId": V4, "digest": DIGEST, "destVersion": "4.0.0", "reason": REASON}],
        [{"destVersion": "3.2.1", "reason": "another"}, BLOCK],
        [{**BLOCK, "expires": "9999-12-31"}],
        [{**BLOCK, "expires": "9999-12-31T23:59:59Z"}],
        [{**BLOCK, "firmwareId": None, "digest": None, "expires": None}],
    ],
    ids=["version", "ID", "digest", "digest, upper case", "all", "second", "until a day", "until a time", "nulls"],
)
def test_a_blocked_package_is_not_chosen(provider: Wire, to: str, blocked: list[dict[str, object]]) -> None:
    """A blocked package is not selected. The error shows the block's reason and how to remove the block."""
    code, told = provider.refusal(to, {**GATEWAY, "blocked": blocked})
    assert code is grpc.StatusCode.NOT_FOUND
    assert "blocked " in told
    assert f"firmwareId {V4}: it is blocked: {REASON}" in told
    assert told.endswith("or remove the entry from blocked when its reason no longer applies.")


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize(
    "block",
    [
        {"destVersion": "4.0", "reason": REASON},
        {**BLOCK, "firmwareId": "another"},
        {**BLOCK, "digest": f"sha256:{'0' * 64}"},
    ],
    ids=["the beginning of the version", "the version of another ID", "the version of another file"],
)
def test_a_block_is_about_what_has_all_of_its_properties(provider: Wire, to: str, block: dict[str, object]) -> None:
    """A block applies only to packages that match all its properties."""
    assert provider.chosen(to, {**GATEWAY, "blocked": [block]}) == V4


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize(
    "change",
    [{"FirmwareSign": None}, {"SignMethod": None}, {"FirmwareSign": "fe3839f8"}],
    ids=["no digest", "no method", "no whole digest"],
)
@pytest.mark.parametrize(
    "block",
    [
        {"digest": f"sha256:{'0' * 64}", "reason": REASON},
        {"digest": f"md5:{'0' * 32}", "destVersion": "4.0.0", "reason": REASON},
    ],
    ids=["a digest", "a digest of the version"],
)
def test_a_package_without_a_digest_may_be_the_blocked_file(
    provider: Wire, emulator: Emulator, to: str, block: dict[str, object], change: dict[str, str | int | None]
) -> None:
    """A package without a digest may be a blocked file, so it is not selected, and the error explains why."""
    emulator.change(V4, **change)
    code, told = provider.refusal(to, {**GATEWAY, "blocked": [block]})
    assert code is grpc.StatusCode.NOT_FOUND
    doubt = "it may be blocked, because the service returns no digest for it"
    assert f"firmwareId {V4}: {doubt}: {REASON}\n" in told


@pytest.mark.parametrize(
    "block",
    [
        {"digest": DIGEST, "destVersion": "3.2.1", "reason": REASON},
        {"digest": DIGEST, "firmwareId": "another", "reason": REASON},
        {"digest": DIGEST, "expires": "2020-01-01", "reason": REASON},
        {"destVersion": "3.2.1", "reason": REASON},
    ],
    ids=["of another version", "of another ID", "expired", "without a digest"],
)
def test_a_package_without_a_digest_is_not_what_a_block_tells_apart_otherwise(
    provider: Wire, emulator: Emulator, engine: FakeEngine, block: dict[str, object]
) -> None:
    """A missing digest matters only if all other properties match and the block has not expired."""
    emulator.change(V4, FirmwareSign=None)
    assert provider.chosen("getFirmware", {**GATEWAY, "blocked": [block]}) == V4
    is_idle = "digest" in block and "expires" not in block
    assert ["so it has no effect" in each.message for each in engine.logged] == [True] * is_idle


def test_a_block_that_is_certain_is_told_without_doubt(provider: Wire, emulator: Emulator) -> None:
    """If the block matches by ID, the error says that the package is blocked, without doubt about its digest."""
    emulator.change(V4, FirmwareSign=None)
    _, told = provider.refusal("getFirmware", {**GATEWAY, "blocked": [{"firmwareId": V4, "reason": REASON}]})
    assert f"firmwareId {V4}: it is blocked: {REASON}" in told
    assert "no digest" not in told


def inside(value: object) -> dict[str, Any]:
    """Return lists of blocks that contain a value, by the value's position."""
    return {
        "reason": [{"destVersion": "4.0.0", "reason": value}],
        "firmwareId": [{**BLOCK, "firmwareId": value}],
        "digest": [{**BLOCK, "digest": value}],
        "destVersion": [{**BLOCK, "destVersion": value}],
        "expires": [{**BLOCK, "expires": value}],
        "second": [BLOCK, {**BLOCK, "firmwareId": value}],
        "element": [BLOCK, value],
        "list": value,
    }


@pytest.mark.parametrize("place", inside(None))
def test_an_unknown_inside_makes_an_unknown_package_and_no_request(
    provider: Wire, emulator: Emulator, unknown: str, place: str
) -> None:
    """An unknown value in a block makes the package unknown in a preview, because the block may apply to it."""
    news = {**GATEWAY, "blocked": inside(unknown)[place]}
    answer = provider.check(news)
    assert not answer.failures
    assert answer.inputs["firmware"] == unknown
    assert answer.inputs.fields["blocked"] == struct(news).fields["blocked"]
    assert emulator.requests == []


@pytest.mark.parametrize("place", inside(None))
def test_an_unknown_inside_a_secret_keeps_both_marks(
    provider: Wire, secret: Callable[[object], dict[str, object]], unknown: str, place: str
) -> None:
    """If a value in a block is both secret and unknown, the package is secret and unknown too."""
    answer = provider.check({**GATEWAY, "blocked": inside(secret(unknown))[place]})
    assert not answer.failures
    assert answer.inputs.fields["firmware"].struct_value == struct(secret(unknown))


@pytest.mark.parametrize("place", inside(None))
def test_a_function_takes_no_unknown_inside(provider: Wire, emulator: Emulator, unknown: str, place: str) -> None:
    """A function rejects an unknown value in a block, because ignoring the block would be wrong."""
    (failure,) = provider.invoke("getFirmware", **GATEWAY, blocked=inside(unknown)[place]).failures
    assert failure.property == "blocked"
    assert failure.reason.splitlines()[0] == "blocked is not known yet."
    assert emulator.requests == []


def test_a_mistake_elsewhere_is_told_beside_an_unknown_inside(provider: Wire, unknown: str) -> None:
    """An invalid argument is reported even if another value is unknown, so that a preview finds it."""
    (failure,) = provider.check({**GATEWAY, "blocked": inside(unknown)["reason"], "minAge": "soon"}).failures
    assert failure.property == "minAge"


def test_a_secret_inside_makes_a_secret_package_and_stays_as_it_came(
    provider: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """A secret in a block makes the package secret, because the result reveals the block. The inputs do not change."""
    blocked = [{"destVersion": "3.2.1", "reason": secret("confidential")}]
    answer = provider.check({**GATEWAY, "blocked": blocked})
    assert not answer.failures
    assert answer.inputs.fields["blocked"] == struct({"blocked": blocked}).fields["blocked"]
    firmware = answer.inputs.fields["firmware"].struct_value
    assert set(firmware.fields) == set(secret(None))
    assert firmware.fields["value"].struct_value["firmwareId"] == V4
