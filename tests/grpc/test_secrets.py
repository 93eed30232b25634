# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets in texts: no error, failure or warning contains a secret.

Every secret is a recognizable text, and each test searches for it.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

    Secret = Callable[[object], dict[str, object]]

CANARY = "canary-4815162342"
NUMBER = 4815162342
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full"}
V4 = {**GATEWAY, "destVersion": "4.0.0"}

Case = tuple[Mapping[str, object], str, object]
ERRORS: dict[str, Case] = {
    "productKey": ({}, "productKey", CANARY),
    "moduleName": ({"productKey": "a1GatewayK01"}, "moduleName", CANARY),
    "srcVersion": (GATEWAY, "srcVersion", CANARY),
    "fromVersion": (
        {"productKey": "a1GatewayK01", "moduleName": "modem", "type": "differential"},
        "fromVersion",
        CANARY,
    ),
    "firmwareName": (GATEWAY, "firmwareName", CANARY),
    "nameRegex": (GATEWAY, "nameRegex", f"^{CANARY}"),
    "destVersion": (GATEWAY, "destVersion", CANARY),
    "versionRegex": (GATEWAY, "versionRegex", f"^{CANARY}"),
    "versionRange": (GATEWAY, "versionRange", f">={NUMBER}"),
    "versionPattern": ({**GATEWAY, "versionRange": "*"}, "versionPattern", f"{CANARY}(?P<version>.+)"),
    "firmwareId": (GATEWAY, "firmwareId", CANARY),
    "minSize": (GATEWAY, "minSize", NUMBER),
    "expectedSize": (V4, "expectedSize", NUMBER),
    "expectedFirmwareId": (V4, "expectedFirmwareId", CANARY),
    "expectedDigest": (V4, "expectedDigest", f"sha256:{'4815162342abcdef' * 4}"),
}
"""For each argument that errors quote: the other criteria, the argument's name, and a secret value."""


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize("case", ERRORS.values(), ids=ERRORS)
def test_no_error_repeats_a_secret(provider: Wire, secret: Secret, to: str, case: Case) -> None:
    """An error replaces a secret with [secret], and the rest of the text stays."""
    criteria, argument, value = case
    _, told = provider.refusal(to, {**criteria, argument: secret(value)})
    assert argument in told
    assert "[secret]" in told
    assert "4815162342" not in told


LONG = f"{CANARY} {'x' * 100}"
REPHRASED: dict[str, tuple[Case, str]] = {
    "a long text, which is cut": ((GATEWAY, "firmwareName", LONG), CANARY),
    "a long expression, which is cut": ((GATEWAY, "nameRegex", LONG), CANARY),
    "a digest, which is put in lower case": (
        (V4, "expectedDigest", f"SHA256:{'CA4815162342CAFE' * 4}"),
        "4815162342",
    ),
    "a span of time, which is counted in days": ((GATEWAY, "minAge", "1000w"), "7000d"),
}
"""Secret values that an error would quote in a changed form, each with a text that the error must not contain."""


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize(("case", "canary"), REPHRASED.values(), ids=REPHRASED)
def test_no_error_repeats_a_secret_in_another_form(
    provider: Wire, secret: Secret, to: str, case: Case, canary: str
) -> None:
    """An error does not reveal a secret in a shortened, escaped or rewritten form."""
    criteria, argument, value = case
    _, told = provider.refusal(to, {**criteria, argument: secret(value)})
    assert argument in told
    assert canary not in told


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize("reason", [CANARY, LONG], ids=["short", "long"])
def test_no_error_repeats_the_secret_reason_of_a_block(provider: Wire, secret: Secret, to: str, reason: str) -> None:
    """An error does not contain the secret reason of a block."""
    code, told = provider.refusal(to, {**V4, "blocked": [{"destVersion": "4.0.0", "reason": secret(reason)}]})
    assert code is grpc.StatusCode.NOT_FOUND
    assert "it is blocked" in told
    assert CANARY not in told


@pytest.mark.parametrize("place", ["the reason", "the block", "the list"])
def test_wherever_the_mark_is_the_secret_is_blanked(provider: Wire, secret: Secret, place: str) -> None:
    """A secret is hidden wherever its mark is: at the value, the block or the list."""
    block: dict[str, object] = {"destVersion": "4.0.0", "reason": CANARY}
    blocked: object = {
        "the reason": [{**block, "reason": secret(CANARY)}],
        "the block": [secret(block)],
        "the list": secret([block]),
    }[place]
    _, told = provider.refusal("Check", {**V4, "blocked": blocked})
    assert "it is blocked: [secret]" in told
    assert CANARY not in told


FAILURES: dict[str, dict[str, object]] = {
    "nameRegex": {"nameRegex": f"({CANARY}"},
    "versionRegex": {"versionRegex": f"({CANARY}"},
    "versionRange": {"versionRange": CANARY},
    "versionPattern": {"versionPattern": f"({CANARY}"},
    "versionPattern's groups": {"versionPattern": "(?P<version>.)(?P<canary_4815162342>.)"},
    "versionScheme": {"versionScheme": CANARY},
    "onUnparsable": {"onUnparsable": CANARY},
    "includePrerelease": {"includePrerelease": CANARY},
    "signMethod": {"signMethod": CANARY},
    "minSize": {"minSize": -NUMBER},
    "maxSize": {"maxSize": CANARY},
    "minAge": {"minAge": CANARY},
    "fromVersion": {"fromVersion": NUMBER},
    "statuses": {"statuses": [CANARY]},
    "select": {"select": CANARY},
    "allowUnscoped": {"allowUnscoped": CANARY},
    "expectedDigest": {"expectedDigest": CANARY},
    "expectedSize": {"expectedSize": CANARY},
    "expectedFirmwareId": {"expectedFirmwareId": NUMBER},
    "weakDigest": {"weakDigest": CANARY},
    "blocked": {"blocked": CANARY},
    "blocked[0]": {"blocked": [CANARY]},
    "blocked[0].reason": {"blocked": [{"destVersion": "4.0.0", "reason": NUMBER}]},
    "blocked[0].firmwareId": {"blocked": [{"firmwareId": NUMBER, "reason": "bricks"}]},
    "blocked[0].destVersion": {"blocked": [{"destVersion": NUMBER, "reason": "bricks"}]},
    "blocked[0].digest": {"blocked": [{"digest": CANARY, "reason": "bricks"}]},
    "blocked[0].expires": {"blocked": [{"destVersion": "4.0.0", "reason": "bricks", "expires": CANARY}]},
}
"""Invalid arguments. Each is marked as secret as a whole."""


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize("criteria", FAILURES.values(), ids=FAILURES)
def test_no_failure_repeats_a_secret(provider: Wire, secret: Secret, to: str, criteria: dict[str, object]) -> None:
    """A failure about a secret argument says what is valid, without the value."""
    (failure,) = provider.send(to, {name: secret(value) for name, value in criteria.items()}).failures
    assert "secret" in failure.reason
    assert "4815162342" not in failure.reason


@pytest.mark.parametrize("place", ["reason", "firmwareId", "destVersion", "digest", "expires"])
def test_no_failure_repeats_a_secret_inside_a_block(provider: Wire, secret: Secret, place: str) -> None:
    """A failure about a secret value in a block does not contain the value."""
    block: dict[str, object] = {"destVersion": "4.0.0", "reason": "bricks", place: secret(NUMBER)}
    (failure,) = provider.check({"blocked": [block]}).failures
    assert failure.property == ""  # the engine prints the value of a failure's property
    assert failure.reason.startswith(f"blocked[0].{place} ")
    assert "a secret" in failure.reason
    assert str(NUMBER) not in failure.reason


def test_no_failure_repeats_a_secret_with_a_line_break(provider: Wire, secret: Secret) -> None:
    """A line break in a secret is rejected, and the text before the break is not shown."""
    block = {"destVersion": "4.0.0", "reason": secret(f"{CANARY}\n")}
    (failure,) = provider.check({**V4, "blocked": [block]}).failures
    assert "got another character in a secret" in failure.reason
    assert CANARY not in failure.reason


def test_no_failure_repeats_a_secret_way_to_select(provider: Wire, secret: Secret) -> None:
    """A failure does not contain a secret value of `select`."""
    (failure,) = provider.check({"select": secret("highest")}).failures
    assert "requires productKey and moduleName" in failure.reason
    assert '"highest"' not in failure.reason


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize("reason", [CANARY, LONG], ids=["short", "long"])
def test_no_warning_repeats_the_secret_reason_of_a_block(
    provider: Wire, engine: FakeEngine, secret: Secret, to: str, reason: str
) -> None:
    """A warning does not contain the secret reason of a block, because warnings appear in logs."""
    block = {"destVersion": "4.0.0", "reason": secret(reason), "expires": "2020-01-01"}
    assert not provider.send(to, {**V4, "blocked": [block]}).failures
    (line,) = engine.logged
    assert "the block has expired" in line.message
    assert CANARY not in line.message


def test_no_warning_repeats_a_secret_version(
    provider: Wire, emulator: Emulator, engine: FakeEngine, secret: Secret
) -> None:
    """A warning about a package does not contain its version if the version is a secret."""
    emulator.publish(DestVersion=CANARY, FirmwareName="x", ProductKey="a1GatewayK01", Status=1, SignMethod="MD5")
    provider.check({"destVersion": secret(CANARY), "weakDigest": "warn"})
    (line,) = engine.logged
    assert "([secret])" in line.message
    assert CANARY not in line.message


def test_no_path_repeats_a_secret(provider: Wire, secret: Secret) -> None:
    """An error of getUpgradePath does not contain a secret version."""
    asked = {"productKey": "a1GatewayK01", "moduleName": "default", "fromVersion": secret(CANARY), "toVersion": "9"}
    with pytest.raises(grpc.RpcError) as raised:
        provider.invoke("getUpgradePath", **asked)
    assert '"[secret]"' in str(raised.value.details())
    assert CANARY not in str(raised.value.details())


SHARED: dict[str, dict[str, str]] = {
    "appeared twice": {"kind": "duplicate-row"},
    "without DestVersion": {"kind": "versionless-row"},
    "It starts": {"kind": "body", "body": '{"FirmwareInfo": [{"FirmwareId": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"}'},
    "There is no": {"kind": "error", "code": "iot.prod.NotExistedProduct", "message": "There is no a1GatewayK01."},
}
"""Faults whose errors quote the service, by a text in the error. Several callers may share such an error."""


@pytest.mark.parametrize("words", SHARED)
@pytest.mark.parametrize("to", ["getFirmware", "Check"])
def test_no_shared_error_quotes_the_service(
    provider: Wire, emulator: Emulator, secret: Secret, to: str, words: str
) -> None:
    """A shared read has one error for all callers. Callers with a secret receive it without the service's text."""
    readings = 4 if words == "appeared twice" else 1

    def refusal(product_key: object) -> str:
        emulator.fault(times=readings, **SHARED[words])
        return provider.refusal(to, {**V4, "productKey": product_key})[1]

    told, plain = refusal(secret("a1GatewayK01")), refusal("a1GatewayK01")
    assert words in told
    assert "[secret] hides productKey and the values derived from it." in told
    quoted = {"a1GatewayK01", *(str(row["FirmwareId"]) for row in emulator.packages())}
    assert [text for text in quoted if text in told] == []
    assert [text for text in quoted if text in plain] != []


def test_a_short_secret_is_not_given_away_by_its_blanks(provider: Wire, secret: Secret) -> None:
    """A short secret inside other words is not replaced, because the gap would reveal it."""
    _, told = provider.refusal("Check", {**V4, "expectedSize": secret(5), "expectedDigest": f"sha256:{'05' * 32}"})
    assert f"expected sha256:{'05' * 32}, got " in told
    assert "expected [secret] bytes, got " in told


def test_a_result_by_a_secret_is_secret(provider: Wire, secret: Secret) -> None:
    """With a secret argument, the complete result is marked as secret, and the explanation is not shortened."""
    asked = {**V4, "productKey": secret("a1GatewayK01")}
    explained = provider.call("explainFirmware", **asked)
    assert all(value == {**secret(value["value"])} for value in explained.values())
    assert "a1GatewayK01" in explained["message"]["value"]


TOKEN = "CAIS+canary/4815162342=="


@pytest.mark.parametrize(
    "echo",
    [
        quote(TOKEN, safe=""),
        quote(quote(TOKEN, safe=""), safe=""),
        "".join(f"\\u{ord(char):04X}" for char in TOKEN),
        html.escape(TOKEN.replace("/", "\\/")),
        TOKEN[:12],
        f"{'x' * 485}{TOKEN}",
        base64.b64encode(f"user:{TOKEN}".encode()).decode(),
    ],
)
@pytest.mark.parametrize("to", ["getFirmware", "Check"])
def test_no_error_repeats_what_the_service_echoes(
    plugin: Wire, emulate: Callable[..., Emulator], to: str, echo: str
) -> None:
    """If the service echoes the provider's key in any encoding, the error does not contain it."""
    keys = [
        {"accessKeyId": "id", "accessKeySecret": "of-the-canary", "securityToken": TOKEN},
        {"accessKeyId": "another", "accessKeySecret": "another"},
    ]
    emulator = emulate({"credentials": keys, "packages": []})
    emulator.fault("error", code="InvalidParameter", message=f"Invalid {echo}", times=10)
    plugin.configure(endpoint=emulator.url, **keys[0])
    _, told = plugin.refusal(to, V4)
    assert "failed: InvalidParameter: Invalid " in told
    assert echo[-8:] not in told


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_REGION", "HOME", "HTTPS_PROXY"])
def test_a_variable_that_is_not_utf8(plugin: Wire, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """If an environment variable is not UTF-8, the error contains its name, in a text that gRPC can send."""
    monkeypatch.setenv(variable, "\udcff")
    plugin.configure()
    assert f"The environment variable {variable} is not UTF-8." in plugin.refusal("getFirmware", V4)[1]
