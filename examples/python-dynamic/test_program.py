# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the program. They need no account, no network and no engine. Run `pytest` in this folder."""

from pathlib import Path

import pytest

from alicloud_iot_ota.testing import Emulator, LookupFailedError, MockedStack


@pytest.fixture
def stack(ota_emulator: Emulator) -> MockedStack:
    """Return the stack of the program, with the defaults of Pulumi.yaml as its configuration."""
    config = {"productKey": "a1GatewayK01", "baseline": "4.0.0"}
    return MockedStack(Path(__file__).parent, ota_emulator, config=config)


def test_the_next_release_is_rolled_out(stack: MockedStack, ota_emulator: Emulator) -> None:
    """The pin moves to the next release, and the baseline stays."""
    baseline = stack.up().outputs["baselineId"]
    release = ota_emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    outputs = stack.preview().outputs
    assert release["FirmwareId"] in outputs["rollout"].values()
    assert outputs["baselineId"] == baseline


def test_a_withdrawn_baseline_stops_the_deployment(stack: MockedStack, ota_emulator: Emulator) -> None:
    """The deployment stops before anything changes."""
    ota_emulator.withdraw(stack.up().outputs["baselineId"])
    with pytest.raises(LookupFailedError, match="No package matches"):
        stack.preview()
