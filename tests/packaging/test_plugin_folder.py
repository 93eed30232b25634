# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A checkout as a plugin: the engine's Python host runs the command in PulumiPlugin.yaml."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import dist
import pytest
from sandbox import Sandbox, write_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine

METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
PROGRAM = """
import pulumi
from pulumi_alicloud_iot import ota
pin = ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.5.2", type=ota.FirmwareType.FULL)
pulumi.export("firmwareId", pin.firmware.firmware_id)
"""


def test_schema(sandbox: Sandbox) -> None:
    """The engine can read the schema from a checkout, so `pulumi package add` can generate an SDK."""
    told = sandbox._pulumi.ask("package", "get-schema", str(dist.ROOT))
    assert json.loads(told) == json.loads((dist.ROOT / "schema.json").read_text(encoding="utf-8"))


def test_program(sandbox: Sandbox, settings: dict[str, str], tmp_path: Path) -> None:
    """A project that specifies the checkout's folder uses the plugin in it."""
    project = write_project(tmp_path / "rollout", PROGRAM)
    with (project / "Pulumi.yaml").open("a") as file:
        file.write(f"plugins:\n  providers:\n    - name: alicloud-iot\n      path: {dist.ROOT}\n")
    preview = sandbox.stack(project, env=settings).preview()
    assert preview.ok, preview.text
    assert preview.outputs == {"firmwareId": METER}
    assert "warning" not in preview.text
