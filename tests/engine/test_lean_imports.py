# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The modules that the plugin imports during commands of the engine."""

from __future__ import annotations

import re
import sys
from shlex import quote
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.lean_imports import BARE_MODULES, STAND_INS
from tests.conftest import PLUGIN

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Sandbox

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = """
found = ota.get_firmware_output(product_key="a1GatewayK01", dest_version="4.0.0", type="full")
lists = ota.get_firmwares_output(product_key="a1GatewayK01", version_range="^3.0 || ^4.0")
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", module_name="default", type="full", select="highest")
pulumi.export("ids", [found.firmware_id, pin.firmware])
"""
_IMPORTS = "imports"
_IMPORTED = re.compile(r"^import time:.*\| +(\S+)$", re.MULTILINE)


@pytest.fixture
def sandbox_with_plugin(sandbox: Sandbox, tmp_path: Path) -> Sandbox:
    """Return a sandbox with a plugin that lists its imports in a file."""
    plugin = tmp_path / PLUGIN.name
    command = [sys.executable, "-X", "importtime", str(PLUGIN)]
    plugin.write_text(f'#!/bin/sh\nexec {" ".join(map(quote, command))} "$@" 2>>{quote(str(tmp_path / _IMPORTS))}\n')
    plugin.chmod(0o755)
    sandbox.install_plugin(plugin, __version__)
    return sandbox


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_commands_use_no_stand_in(stack_for: StackFor, tmp_path: Path) -> None:
    """A preview, an update and a refresh import none of the real modules that have a replacement."""
    stack = stack_for(PROGRAM)
    for result in (stack.preview(), stack.up(), stack.preview_refresh()):
        assert result.ok, result.text
    imported = {*_IMPORTED.findall((tmp_path / _IMPORTS).read_text())}
    assert {"grpc._cython.cygrpc", "requests", "alicloud_iot_ota.lookup.service"} <= imported
    assert imported & {*STAND_INS, *BARE_MODULES} == set()
