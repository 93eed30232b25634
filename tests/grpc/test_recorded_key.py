# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A refresh uses the key that the last update recorded in the state. If it is rejected, the error has advice.

The engine does not run the program for a refresh: it sends no CheckConfig, and configures the recorded settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from tests.grpc.conftest import to_struct
from tests.grpc.serving import ENDS_SOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import Wire

PIN = {
    "productKey": "a1GatewayK01",
    "destVersion": "4.0.0",
    "type": "full",
    "firmware": {
        "destVersion": "4.0.0",
        "digest": f"sha256:{'0' * 64}",
        "firmwareId": "tWozn8m0xRZZoIVMmdCztEcywCQZ0100",
        "firmwareSize": 20971520,
        "type": "full",
    },
}
ADVICE = "This AccessKey was recorded in the state at the last update"
FIXES = ("`pulumi refresh --run-program`", "`pulumi up --refresh --run-program`")
KEY = ("accessKeyId", "accessKeySecret", "securityToken")
SECRET = "canary-of-a-recorded-key"

REFUSED: dict[str, dict[str, object]] = {
    "InvalidAccessKeyId.NotFound": {"accessKeyId": "gone", "accessKeySecret": SECRET},
    "SignatureDoesNotMatch": {"accessKeySecret": SECRET},
    "InvalidSecurityToken": {"securityToken": SECRET},
    "the AccessKey secret is missing": {"accessKeySecret": ""},
    "the AccessKey ID is missing": {"accessKeyId": ""},
    "the AccessKey ID and secret are missing": {"accessKeyId": "", "accessKeySecret": "", "securityToken": SECRET},
    "both an access key and an aliyun CLI profile": {"profile": "prod"},
}
"""Texts in an error, and the settings in the state that cause it."""


def refusal(call: Callable[[], object]) -> str:
    """Make a call that must fail because of its key, and return the text."""
    with pytest.raises(grpc.RpcError) as raised:
        call()
    assert raised.value.code() in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
    return str(raised.value.details())


@pytest.mark.parametrize("words", REFUSED)
def test_a_refresh_says_whose_key_was_refused(plugin: Wire, settings: dict[str, object], words: str) -> None:
    """If the recorded key is rejected, each error has the cause first, and then the advice exactly once."""
    plugin.configure(**{**settings, **REFUSED[words]})
    for _ in range(2):
        told = refusal(lambda: plugin.read("gateway", PIN))
        assert words in told
        assert told.count(ADVICE) == 1
        assert told.splitlines()[-1].startswith(ADVICE)
        assert all(fix in told for fix in FIXES)
        assert SECRET not in told


@pytest.mark.parametrize("code", ["InvalidAccessKeyId.Inactive", "InvalidSecurityToken.Expired", "Forbidden.RAM"])
def test_so_it_is_for_codes_of_the_service(
    plugin: Wire, emulator: Emulator, settings: dict[str, object], code: str
) -> None:
    """The advice also appears if the key was disabled, has expired, or lost its permission."""
    emulator.fault("error", code=code, times=100)
    plugin.configure(**settings)
    assert ADVICE in refusal(lambda: plugin.read("gateway", PIN))


def test_the_key_of_a_program_is_no_recorded_one(plugin: Wire, settings: dict[str, object]) -> None:
    """There is no advice if the key comes from a program, because the engine sent CheckConfig first."""
    wrong = {**settings, "accessKeySecret": SECRET}
    plugin.check_config(**wrong)
    plugin.configure(**wrong)
    assert ADVICE not in refusal(lambda: plugin.read("gateway", PIN))


def test_the_key_of_the_environment_is_no_recorded_one(
    plugin: Wire, settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no advice if the key comes from the environment, because the state contains none."""
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "gone")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
    plugin.configure(**{name: value for name, value in settings.items() if name not in KEY})
    assert ADVICE not in refusal(lambda: plugin.read("gateway", PIN))


def test_the_key_on_a_command_line_is_no_recorded_one(plugin: Wire, settings: dict[str, object]) -> None:
    """There is no advice if the key was typed for `pulumi do`, which configures a provider without a name."""
    urn = "urn:pulumi:dev::default::pulumi:providers:alicloud-iot::"
    args = to_struct({**settings, "accessKeySecret": SECRET})
    plugin.stub.Configure(provider_pb2.ConfigureRequest(urn=urn, args=args), timeout=ENDS_SOON)
    assert ADVICE not in refusal(lambda: plugin.read("gateway", PIN))


def test_a_provider_with_a_name_has_a_recorded_key(plugin: Wire, settings: dict[str, object]) -> None:
    """The advice is shown if the engine sends the name of the provider, as it does for a refresh."""
    urn = "urn:pulumi:dev::fleet::pulumi:providers:alicloud-iot::default_0_1_0"
    args = to_struct({**settings, "accessKeySecret": SECRET})
    plugin.stub.Configure(provider_pb2.ConfigureRequest(urn=urn, args=args), timeout=ENDS_SOON)
    assert ADVICE in refusal(lambda: plugin.read("gateway", PIN))


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
def test_only_a_refresh_has_a_recorded_key(plugin: Wire, settings: dict[str, object], to: str) -> None:
    """Only a refresh has the advice. Functions and Check run with a program's key."""
    plugin.configure(**{**settings, "accessKeySecret": SECRET})
    assert ADVICE not in plugin.refusal(to, {"productKey": "a1GatewayK01", "destVersion": "4.0.0"})[1]


def test_another_failure_of_a_refresh_has_its_own_words(
    plugin: Wire,
    emulator: Emulator,
    settings: dict[str, object],
    no_backoff: None,  # noqa: ARG001
) -> None:
    """Other errors of a refresh have no advice about the key."""
    emulator.fault("error", code="InvalidParameter.ProductKey", times=100)
    plugin.configure(**settings)
    with pytest.raises(grpc.RpcError) as raised:
        plugin.read("gateway", PIN)
    assert ADVICE not in str(raised.value.details())
