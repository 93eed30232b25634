# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The example for the dynamic provider, unchanged. The examples for the native provider are in tests/languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "python-dynamic"
V4_0 = {
    "destVersion": "4.0.0",
    "digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
    "firmwareId": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    "firmwareSize": 20971520,
    "type": "full",
}
V4_1_DIGEST = "0f" * 32
BASELINE = {
    "baselineId": V4_0["firmwareId"],
    "baselineDigest": V4_0["digest"],
    "baselineBytes": 20971520,
    "cameraBaselineId": "SLBGBaX3RCrU5JWPzEcbcygRvU9v0100",
}
NOT_ALL_SAME = 7
"""The exit code of `preview --expect-no-changes` if there are changes."""


@pytest.mark.parametrize("form", ["dynamic"], indirect=True)
def test_reference_pin_and_preview(stack_for: StackFor, emulator: Emulator, tmp_path: Path) -> None:
    """The example has typed outputs, and a diff shows the next release before its deployment, as in the README."""
    stack = stack_for(EXAMPLE)

    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.summary == {"create": 3}
    assert preview.outputs == {**BASELINE, "rollout": V4_0}
    assert "warning" not in preview.text
    assert not stack.state()["deployment"].get("resources")

    up = stack.up()
    assert up.ok, up.text
    assert stack.outputs() == {**BASELINE, "rollout": V4_0}
    unchanged = stack.preview("--expect-no-changes")
    assert unchanged.exit_status == 0, unchanged.text
    assert unchanged.summary == {"same": 3}

    v4_1 = emulator.publish(
        FirmwareName="gateway-4.1.0",
        DestVersion="4.1.0",
        ProductKey="a1GatewayK01",
        ModuleName="default",
        SignMethod="SHA256",
        FirmwareSign=V4_1_DIGEST,
        FirmwareSize=21241856,
    )
    moved = stack.preview("--diff", "--expect-no-changes")
    assert moved.exit_status == NOT_ALL_SAME, moved.text
    assert moved.summary == {"same": 1, "update": 2}
    diff = re.sub(r" +:", ":", moved.text)  # the engine pads names
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in diff
    assert f'~ digest: "{V4_0["digest"]}" => "sha256:{V4_1_DIGEST}"\n' in diff
    assert f'~ firmwareId: "{V4_0["firmwareId"]}" => "{v4_1["FirmwareId"]}"\n' in diff
    assert "~ firmwareSize: 20971520 => 21241856\n" in diff
    assert f'~ input: "{V4_0["firmwareId"]}" => "{v4_1["FirmwareId"]}"\n' in diff, "the stash sees the new ID"
    assert moved.outputs["rollout"]["firmwareId"] == v4_1["FirmwareId"]

    assert stack.up().summary == {"same": 1, "update": 2}
    assert stack.outputs() == {
        **BASELINE,
        "rollout": {
            "destVersion": "4.1.0",
            "digest": f"sha256:{V4_1_DIGEST}",
            "firmwareId": v4_1["FirmwareId"],
            "firmwareSize": 21241856,
            "type": "full",
        },
    }
    assert stack.preview("--expect-no-changes").ok

    secret = emulator.credentials.access_key_secret.encode()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()] == []

    assert stack.destroy().summary == {"delete": 3}
    assert not stack.state()["deployment"].get("resources")
