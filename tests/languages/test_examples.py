# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The same program in each language on the real engine, from the first preview to the destroyed stack.

The command line and the language's Automation API alternate on one stack, and each continues from the other's state.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command import SECRET, UNKNOWN

from tests.languages.programs import Program, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Sandbox

    from tests.languages.conftest import WatchedEmulator

pytestmark = pytest.mark.engine

V4_0 = {
    "destVersion": "4.0.0",
    "digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
    "firmwareId": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    "firmwareSize": 20971520,
    "type": "full",
}
V4_1_DIGEST = "0f" * 32
CAMERA_VERSION = "V2.3.0"
CAMERA_ID = "nySiOQn4SWpwWJIJRdVOtJxypEt80100"
OUTPUTS = {
    "baselineId": V4_0["firmwareId"],
    "baselineDigest": V4_0["digest"],
    "baselineBytes": V4_0["firmwareSize"],
    "cameraBaselineId": "SLBGBaX3RCrU5JWPzEcbcygRvU9v0100",
    "approvedId": "HwOWBmEC799Hm8jQQITlk1LyFrSg0100",
    "cameraId": SECRET,
    "afterApprovalId": "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100",
    "candidates": ["4.0.0", "4.0.1"],
    "rollout": V4_0,
    "partnerId": "tKuv3La45PVpbNx4tVVel1tsDaT30100",
}
"""The exact outputs of the program in every language."""
UNVERIFIED = """
  type "full"                       leaves 6
  destVersion "4.0.1"               leaves 1
  statuses verified or notRequired  leaves 0
Removed by the last criterion:
  4.0.1 (full, unverified) "gateway-4.0.1" in a1GatewayK01/default, firmwareId 9Vxk46iiE10s4qpFEGEQ3QIZ23wO0100
Wait for its verification or finish it in the console, or add its status to statuses.
"""
NOT_ALL_SAME = 7
"""The exit code of `preview --expect-no-changes` if there are changes."""


def test_rollout(
    language: str, engine: Path, sandbox_with_plugin: Sandbox, emulator: WatchedEmulator, tmp_path: Path
) -> None:
    """The example has the same results in every language, with the command line and with the Automation API."""
    program = prepare(language, sandbox_with_plugin, engine, tmp_path / "examples")
    configure(program, emulator)

    assert_preview_knows_what_can_be_known(program, emulator)
    assert_update_and_nothing_after_it(program, emulator)
    assert_secrets_are_encrypted(tmp_path / "sandbox", emulator)
    assert_next_release_is_seen(program, emulator)
    assert_unverified_baseline_stops(program)

    automated = program.automate("destroy")
    assert automated.report == {"changes": {"delete": 7}}, automated.text
    assert not program.stack.state()["deployment"].get("resources")


def assert_preview_knows_what_can_be_known(program: Program, emulator: WatchedEmulator) -> None:
    """The first preview looks up everything that does not depend on a resource, with the correct account."""
    preview = program.stack.preview()
    assert preview.ok, preview.text
    assert preview.summary == {"create": 7}
    assert preview.outputs == {**OUTPUTS, "approvedId": UNKNOWN, "afterApprovalId": UNKNOWN}
    assert "warning" not in preview.text

    automated = program.automate("preview")
    assert automated.exit_status == 0, automated.text
    assert automated.report == {"changes": {"create": 7}}
    assert re.search(r"approvedId *: \[unknown\]", automated.text), automated.text

    account, partner = emulator.credentials.access_key_id, emulator.sts.access_key_id
    assert set(emulator.callers) == {
        (account, "a1GatewayK01"),
        (account, "a1CameraK01"),
        (partner, "a1GatewayK01"),
    }
    assert not program.stack.state()["deployment"].get("resources")


def assert_update_and_nothing_after_it(program: Program, emulator: WatchedEmulator) -> None:
    """After an update with the Automation API, the command line finds no changes."""
    automated = program.automate("up")
    assert automated.exit_status == 0, automated.text
    assert automated.report == {"changes": {"create": 7}, "outputs": OUTPUTS}
    assert (emulator.credentials.access_key_id, "a1MeterK001") in emulator.callers, "the approval is there now"
    assert (emulator.sts.access_key_id, "a1MeterK001") not in emulator.callers

    assert program.stack.outputs("--show-secrets") == {**OUTPUTS, "cameraId": CAMERA_ID}
    unchanged = program.stack.preview("--expect-no-changes")
    assert unchanged.exit_status == 0, unchanged.text
    assert unchanged.summary == {"same": 7}


def assert_next_release_is_seen(program: Program, emulator: WatchedEmulator) -> None:
    """The preview shows the old and new values after a new release, and the update makes exactly these changes."""
    v4_1 = emulator.publish(
        FirmwareName="gateway-4.1.0",
        DestVersion="4.1.0",
        ProductKey="a1GatewayK01",
        ModuleName="default",
        SignMethod="SHA256",
        FirmwareSign=V4_1_DIGEST,
        FirmwareSize=21241856,
    )
    moved = program.stack.preview("--diff", "--expect-no-changes")
    assert moved.exit_status == NOT_ALL_SAME, moved.text
    assert moved.summary == {"same": 4, "update": 3}
    diff = re.sub(r" +:", ":", moved.text)  # the engine pads names
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in diff
    assert f'~ digest: "{V4_0["digest"]}" => "sha256:{V4_1_DIGEST}"\n' in diff
    assert f'~ firmwareId: "{V4_0["firmwareId"]}" => "{v4_1["FirmwareId"]}"\n' in diff
    assert '~ input: "4.0.0" => "4.1.0"\n' in diff, "the stash of the version sees the new one"
    assert f'~ input: "{V4_0["firmwareId"]}" => "{v4_1["FirmwareId"]}"\n' in diff, "and the stash of the ID"

    updated = program.stack.up()
    assert updated.ok, updated.text
    assert updated.summary == {"same": 4, "update": 3}
    assert updated.outputs == {
        **OUTPUTS,
        "candidates": ["4.0.0", "4.0.1", "4.1.0"],
        "rollout": {
            "destVersion": "4.1.0",
            "digest": f"sha256:{V4_1_DIGEST}",
            "firmwareId": v4_1["FirmwareId"],
            "firmwareSize": 21241856,
            "type": "full",
        },
    }


def assert_unverified_baseline_stops(program: Program) -> None:
    """An unverified baseline stops the program with the same error for the command line and the Automation API."""
    program.stack.set_config("baseline", "4.0.1")
    stopped = program.stack.preview()
    automated = program.automate("preview")
    assert (stopped.exit_status, automated.exit_status) == (1, 1)
    for text in (stopped.text, automated.text):
        assert " ".join(UNVERIFIED.split()) in " ".join(text.split()), text
        assert "alicloud_iot_ota/" not in text, "no frame of the provider"


def configure(program: Program, emulator: WatchedEmulator) -> None:
    """Set the configuration that the emulator and the example require."""
    plain = {
        "alicloud-iot:endpoint": emulator.url,
        "alicloud-iot:iotInstanceId": str(emulator.instance_id),
        "alicloud-iot:accessKeyId": emulator.credentials.access_key_id,
        "partnerAccessKeyId": emulator.sts.access_key_id,
    }
    secret = {
        "alicloud-iot:accessKeySecret": emulator.credentials.access_key_secret,
        "cameraVersion": CAMERA_VERSION,
        "partnerAccessKeySecret": emulator.sts.access_key_secret,
        "partnerSecurityToken": str(emulator.sts.security_token),
    }
    program.stack._pulumi.ask(
        "config",
        "set-all",
        *(f"--plaintext={name}={value}" for name, value in plain.items()),
        *(f"--secret={name}={value}" for name, value in secret.items()),
    )


def assert_secrets_are_encrypted(folder: Path, emulator: WatchedEmulator) -> None:
    """Assert that no file of the engine has a secret: the state, its backups and history, and the stack's settings."""
    keys = (emulator.credentials, emulator.sts)
    secrets = [CAMERA_ID, *(key.access_key_secret for key in keys), str(emulator.sts.security_token)]
    found = [
        (path, secret)
        for path in folder.rglob("*")
        if path.is_file()
        for secret in secrets
        if secret.encode() in path.read_bytes()
    ]
    assert found == []
