# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each function and resource of the schema has an example, and it runs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from sandbox import Sandbox, write_project

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota import __version__

SCHEMA: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "schema.json").read_text())
DOCUMENTED: dict[str, dict[str, Any]] = SCHEMA["functions"] | SCHEMA["resources"]


def test_examples(engine: Path, tmp_path: Path) -> None:
    """The examples are one program each in the documentation, and run here one after the other."""
    programs = [
        program
        for documented in DOCUMENTED.values()
        for program in re.findall(r"^```python\n(.*?)^```", documented["description"], re.MULTILINE | re.DOTALL)
    ]
    assert len(programs) == len(DOCUMENTED)
    sandbox = Sandbox(tmp_path / "sandbox", engine)
    sandbox.install_plugin(Path(sys.executable).with_name("pulumi-resource-alicloud-iot"), __version__)
    with Emulator() as emulator:
        stack = sandbox.stack(
            write_project(tmp_path / "examples", "\n".join(programs)),
            config={"alicloud-iot:endpoint": emulator.url, "alicloud-iot:iotInstanceId": str(emulator.instance_id)},
            env={
                "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
            },
        )
        up = stack.up()
        gateway = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    assert up.ok, up.text
    assert up.outputs["firmwareId"] == up.outputs["rollout"] == gateway["FirmwareId"]
    assert up.outputs["candidate"] == "none yet"
    assert "was chosen" in up.outputs["why"]
    assert up.outputs["unverified"] == ["4.0.1", "1.0.12"]
    assert up.outputs["bytes"] == 8388608
    assert up.outputs["total"] == 12
