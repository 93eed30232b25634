# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plugin that was started by hand, for example in a debugger, and serves several commands."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

ENDS_SOON = 30  # seconds after which a test fails


@pytest.fixture
def port() -> Iterator[int]:
    """Start the plugin without an engine, and yield its port."""
    plugin = subprocess.Popen(
        [sys.executable, "-m", "alicloud_iot_ota.plugin"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert plugin.stdout is not None
    yield int(plugin.stdout.readline())
    plugin.terminate()
    plugin.communicate(timeout=ENDS_SOON)


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_one_process_serves_command_after_command(stack_for: StackFor, emulator: Emulator, port: int) -> None:
    """Each command attaches with the same configuration, and sees newly published packages."""
    stack = stack_for(
        """
pin = ota.FirmwarePin("modem", product_key="a1GatewayK01", module_name="modem", type="full", select="highest")
pulumi.export("version", pin.firmware.dest_version)
""",
        env={"PULUMI_DEBUG_PROVIDERS": f"alicloud-iot:{port}"},
    )
    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.outputs == {"version": "1.0.12"}
    assert stack.up().outputs == {"version": "1.0.12"}
    emulator.publish(DestVersion="1.1.0", ProductKey="a1GatewayK01", ModuleName="modem")
    assert stack.preview().outputs == {"version": "1.1.0"}
    # A preview and an update in one command are two engine runs, and a refresh before them is another one.
    both = stack._pulumi.operate("up", "--yes", "--refresh")
    assert both.ok, both.text
    assert both.outputs == {"version": "1.1.0"}
    assert stack.refresh("--expect-no-changes").ok

    stack.set_config("alicloud-iot:timeout", "30")
    refused = stack.preview()
    assert not refused.ok
    assert "A second configuration with a different timeout was refused" in refused.text
    assert "restart it to use a different configuration" in refused.text
