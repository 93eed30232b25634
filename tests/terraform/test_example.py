# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The example in examples/opentofu on both engines, and the demo that shows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from terraform_sandbox import Configuration, TerraformSandbox

    from alicloud_iot_emulator import Emulator

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "opentofu"
METER_1_5_0 = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"
METER_1_5_2 = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
OUTPUTS = {
    "baseline_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    "camera_baseline_id": "SLBGBaX3RCrU5JWPzEcbcygRvU9v0100",
    "camera_baseline_digest": "md5:6f40d53a24092d0aa481c5b0d73161d6",
    "approved_id": METER_1_5_0,
    "after_approval_id": METER_1_5_2,
    "candidates": ["4.0.0", "4.0.1"],
    "next_version": "4.0.1",
    "rollout": {"default": "4.0.0", "modem": "1.0.12"},
}


@pytest.fixture
def example(terraform_sandbox_with_provider: TerraformSandbox, settings: dict[str, str]) -> Configuration:
    """Return the example, initialized and not yet applied."""
    configuration = terraform_sandbox_with_provider.configuration(FOLDER, env=settings)
    assert configuration.init().ok
    return configuration


def test_life(example: Configuration, emulator: Emulator) -> None:
    """The example applies without a warning, and a later plan shows nothing until 4.1.0 is published."""
    assert example.validate().ok
    applied = example.apply()
    assert applied.ok, applied.text
    assert "Warning" not in applied.text
    assert example.outputs() == OUTPUTS
    assert example.plan("-detailed-exitcode").exit_status == 0

    published = emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")["FirmwareId"]
    moved = example.plan("-detailed-exitcode")
    assert moved.exit_status == 2
    assert '~ dest_version  = "4.0.0" -> "4.1.0"' in moved.text
    assert f'~ input  = "{OUTPUTS["baseline_id"]}" -> "{published}"' in moved.text  # what follows the pin
    assert '~ next_version           = "4.0.1" -> "4.1.0"' in moved.text
    assert example.apply().ok
    assert example.outputs()["rollout"]["default"] == "4.1.0"
    assert example.destroy().ok


def test_what_is_known_only_later(example: Configuration) -> None:
    """The first plan does not look up the packages that depend on the approval."""
    planned = example.plan()
    for name in ("approved", "after_approval"):
        assert f"data.alicloudiot_ota_firmware.{name} will be read during apply" in planned.text
        assert f"data.alicloudiot_ota_firmware.{name}: Reading..." not in planned.text


def test_versions_that_stop_the_plan(example: Configuration) -> None:
    """An unverified baseline and an unsupported one stop the plan, each with its reason."""
    unverified = example.plan("-var=baseline=4.0.1")
    assert unverified.exit_status == 1
    assert "statuses verified or notRequired  leaves 0" in unverified.text
    unsupported = example.plan("-var=baseline=3.10.0")
    assert unsupported.exit_status == 1
    assert "The baseline 3.10.0 is not in ^4.0." in unsupported.text


def test_the_check(example: Configuration, emulator: Emulator) -> None:
    """A package with an MD5 digest causes a warning, and the apply succeeds."""
    emulator.publish(DestVersion="V2.5.0", ProductKey="a1CameraK01", SignMethod="MD5")
    applied = example.apply()
    assert applied.ok, applied.text
    assert "Warning: Check block assertion failed" in applied.text
    assert "The newest camera package has no SHA-256 digest." in applied.text


def test_its_tests(example: Configuration, emulator: Emulator) -> None:
    """The tests of the example pass, and notice another version."""
    assert "Success! 3 passed, 0 failed." in example.test().text
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    failed = example.test()
    assert failed.exit_status == 1
    assert "The gateways get 4.1.0." in failed.text


def test_form(terraform_sandbox: TerraformSandbox) -> None:
    """The example and the examples of the pages have the form of the formatter."""
    for folder in (FOLDER, ROOT / "tools" / "terraform_examples"):
        formatted = terraform_sandbox.configuration(folder).format("-check", "-recursive")
        assert formatted.ok, formatted.text


@pytest.mark.usefixtures("tofu")
def test_demo() -> None:
    """`make demo-opentofu` ends successfully, and shows the update and the reason of the stopped plan."""
    demo = subprocess.run(
        [sys.executable, ROOT / "tools" / "demo_opentofu.py"], capture_output=True, text=True, check=False, timeout=300
    )
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stderr == ""
    assert '~ dest_version  = "4.0.0" -> "4.1.0"' in demo.stdout
    assert "statuses verified or notRequired  leaves 0" in demo.stdout
    assert "Success! 3 passed, 0 failed." in demo.stdout
