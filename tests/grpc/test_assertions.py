# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Assertions about the selected package: they stop a lookup and a pin, or cause a warning.

A small gRPC server acts as the engine, and records the log messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

SINGULAR = ("getFirmware", "findFirmware", "Check")
URNS = {"Check": "urn:pulumi:dev::fleet::alicloud-iot:ota:FirmwarePin::gateway"}
"""The resource at which a warning is shown. A warning of a function is shown at the stack."""
WARNING = 2
V4 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
DIGEST = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
SIZE = 20971520
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "destVersion": "4.0.0"}
MODEM = {"productKey": "a1GatewayK01", "moduleName": "modem", "destVersion": "1.0.12", "type": "full"}
"""A package with an MD5 digest."""
MD5 = "md5:2131a1e0a3c9f710b4f8e717d5298006"


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(
    "asserted",
    [
        {"expectedDigest": DIGEST},
        {"expectedDigest": DIGEST.upper()},
        {"expectedSize": SIZE},
        {"expectedFirmwareId": V4},
        {"weakDigest": "deny"},
        {"weakDigest": "warn"},
        {"expectedDigest": DIGEST, "expectedSize": SIZE, "expectedFirmwareId": V4, "weakDigest": "deny"},
    ],
    ids=", ".join,
)
def test_what_holds_changes_nothing(provider: Wire, engine: FakeEngine, to: str, asserted: dict[str, object]) -> None:
    """Assertions that are true do not change the result, and cause no message."""
    assert provider.chosen(to, {**GATEWAY, **asserted}) == V4
    assert list(engine.logged) == []


BROKEN: dict[str, tuple[dict[str, object], str]] = {
    "expectedDigest": (
        {**GATEWAY, "expectedDigest": f"sha256:{'0' * 64}"},
        f"expected sha256:{'0' * 64}, got {DIGEST}",
    ),
    "expectedDigest by another algorithm": (
        {**GATEWAY, "expectedDigest": f"md5:{'0' * 32}"},
        f"expected md5:{'0' * 32}, got {DIGEST}",
    ),
    "expectedSize": (
        {**GATEWAY, "expectedSize": 1024},
        f"expected 1024 bytes (1.0 KiB), got {SIZE} bytes (20.0 MiB)",
    ),
    "expectedFirmwareId": (
        {**GATEWAY, "expectedFirmwareId": "another"},
        f"expected another, got {V4}",
    ),
    "weakDigest": ({**MODEM, "weakDigest": "deny"}, f"expected a SHA-256 digest, got {MD5}"),
}


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(("case", "criteria", "found"), [(name, *each) for name, each in BROKEN.items()], ids=BROKEN)
def test_what_does_not_hold_stops_it(
    provider: Wire, to: str, case: str, criteria: dict[str, object], found: str
) -> None:
    """If an assertion is false, a function and a pin fail.

    The error has the expected value, the actual value and a fix.
    """
    assertion = case.split(maxsplit=1)[0]
    code, told = provider.refusal(to, criteria)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert f"\n  {assertion}: {found}\n" in told
    assert told.splitlines()[-1] == (
        'Publish the package with SHA256 as its signMethod, or set weakDigest to "warn".'
        if assertion == "weakDigest"
        else f"Find out why this package differs from the expected one. To accept it, update {assertion}."
    )


@pytest.mark.parametrize("to", SINGULAR)
def test_all_that_does_not_hold_is_told_at_once(provider: Wire, to: str) -> None:
    """All failed assertions are reported in one error."""
    code, told = provider.refusal(to, {**MODEM, "expectedSize": 1, "expectedFirmwareId": "x", "weakDigest": "deny"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "weakDigest: expected a SHA-256 digest, got md5:" in told
    assert told.endswith("To accept it, update expectedFirmwareId, expectedSize.")


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(
    ("asserted", "missing"),
    [
        ({"expectedDigest": DIGEST}, "got no digest"),
        ({"weakDigest": "deny"}, "got no digest"),
        ({"expectedSize": SIZE}, "got no size"),
    ],
)
def test_what_the_service_does_not_say_does_not_hold(
    provider: Wire, emulator: Emulator, to: str, asserted: dict[str, object], missing: str
) -> None:
    """If a package has several files, it has no digest and no size, so an assertion about them fails."""
    emulator.change(V4, FirmwareSign=None, FirmwareSize=None)
    code, told = provider.refusal(to, {**GATEWAY, **asserted})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert missing in told


def test_a_pin_stops_once_its_file_was_replaced(
    provider: Wire, emulator: Emulator, next_command: Callable[[], Wire]
) -> None:
    """If the file of a version was replaced, the next preview stops instead of showing a new digest."""
    pin = {**GATEWAY, "expectedDigest": DIGEST}
    provider.chosen("Check", pin)
    emulator.change(V4, FirmwareSign="0" * 64)
    assert next_command().refusal("Check", pin)[0] is grpc.StatusCode.FAILED_PRECONDITION


@pytest.mark.parametrize("to", SINGULAR)
def test_a_weak_digest_is_told_on_demand(provider: Wire, engine: FakeEngine, to: str) -> None:
    """With `weakDigest: warn`, a weak digest causes a warning with the package and the digest. The lookup succeeds."""
    chosen = provider.chosen(to, {**MODEM, "weakDigest": "warn"})
    (line,) = engine.logged
    assert (line.severity, line.urn) == (WARNING, URNS.get(to, ""))
    assert line.message.startswith(f"Package {chosen} (1.0.12) in product a1GatewayK01, instance iot-emulator01")
    assert f"its digest is {MD5}" in line.message


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize("sign", [None, "0" * 63, "z" * 64], ids=["none", "too short", "not hexadecimal"])
def test_a_package_without_any_digest_is_weak_too(
    provider: Wire, emulator: Emulator, engine: FakeEngine, to: str, sign: str | None
) -> None:
    """A missing or impossible digest counts as weak too."""
    emulator.change(V4, FirmwareSign=sign)
    provider.chosen(to, {**GATEWAY, "weakDigest": "warn"})
    (line,) = engine.logged
    assert "the service returns no digest for it" in line.message
    code, told = provider.refusal(to, {**GATEWAY, "weakDigest": "deny"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "weakDigest: expected a SHA-256 digest, got no digest" in told


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize("asserted", [{}, {"weakDigest": "allow"}])
def test_a_weak_digest_is_allowed_by_default(
    provider: Wire, engine: FakeEngine, to: str, asserted: dict[str, object]
) -> None:
    """A weak digest is allowed by default, because the service itself accepts MD5."""
    provider.chosen(to, {**MODEM, **asserted})
    assert list(engine.logged) == []


@pytest.mark.parametrize("to", SINGULAR)
def test_a_block_that_has_expired_is_told(provider: Wire, engine: FakeEngine, to: str) -> None:
    """After a block expires, its package is selected again with a warning that shows the block's reason."""
    block = {"destVersion": "4.0.0", "reason": "bricks revision B", "expires": "2020-01-01"}
    assert provider.chosen(to, {**GATEWAY, "blocked": [block]}) == V4
    (line,) = engine.logged
    assert (line.severity, line.urn) == (WARNING, URNS.get(to, ""))
    assert f"Package {V4} (4.0.0) in product a1GatewayK01" in line.message
    assert line.message.endswith("it was blocked (bricks revision B), but the block has expired.")


def test_an_expired_block_of_another_package_is_not_told(provider: Wire, engine: FakeEngine) -> None:
    """An expired block of a package that was not selected causes no warning."""
    provider.chosen(
        "Check", {**GATEWAY, "blocked": [{"destVersion": "3.2.1", "reason": "old", "expires": "2020-01-01"}]}
    )
    assert list(engine.logged) == []


def test_an_assertion_stops_no_refresh(provider: Wire, secret: Callable[[object], dict[str, object]]) -> None:
    """Assertions, even secret ones, do not stop a refresh. It shows the actual state, and the next update can stop."""
    firmware = {"destVersion": "4.0.0", "firmwareId": V4, "type": "full", "digest": DIGEST, "firmwareSize": SIZE}
    state = {**GATEWAY, "expectedDigest": secret(f"sha256:{'0' * 64}"), "firmware": secret(firmware)}
    assert provider.read("gateway", state).id == "gateway"
