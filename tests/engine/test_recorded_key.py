# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A replaced key in the stack's configuration: the next update stores it, and a refresh explains what is needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import DEFAULT_FLEET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = """
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pulumi.export("version", pin.firmware.dest_version)
"""
KEYS = [{"accessKeyId": f"key-{number}", "accessKeySecret": f"canary-{number}"} for number in (1, 2)]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with both keys. The first one is revoked later."""
    fleet = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
    with Emulator({**fleet, "credentials": KEYS}, queries_per_second=None) as emulator:
        yield emulator


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_a_replaced_key(stack_for: StackFor, emulator: Emulator) -> None:
    """Both parts of a key are secret in the state, although the ID is plain text in the configuration."""
    stack = stack_for(PROGRAM, settings=dict(KEYS[0]))
    assert stack.up().ok
    state = stack.state()["deployment"]["resources"]
    (provider,) = (each for each in state if each["type"] == "pulumi:providers:alicloud-iot")
    for part in KEYS[0]:
        assert "ciphertext" in provider["inputs"][part]
        assert "ciphertext" in provider["outputs"][part]
    assert stack.preview("--expect-no-changes").ok

    emulator.revoke(KEYS[0]["accessKeyId"])
    stack.set_config("alicloud-iot:accessKeyId", KEYS[1]["accessKeyId"])
    stack.set_config("alicloud-iot:accessKeySecret", KEYS[1]["accessKeySecret"], secret=True)
    refused = stack.refresh()
    assert not refused.ok
    assert "InvalidAccessKeyId" in refused.text
    assert "This AccessKey was recorded in the state at the last update" in refused.text
    preview = stack.preview("--diff")
    assert preview.ok, preview.text
    assert not [value for key in KEYS for value in key.values() if value in preview.text]
    result = stack.refresh("--run-program")
    assert result.ok, result.text
    assert stack.up().ok
    assert stack.refresh("--expect-no-changes").ok
