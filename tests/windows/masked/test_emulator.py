# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `alicloud-iot-ota emulator` on Windows."""

from __future__ import annotations

import errno
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.messages import Answer
from alicloud_iot_emulator.server import LoopbackServer

if TYPE_CHECKING:
    from pathlib import Path

EMULATOR = """
import sys
if sys.argv[1] == "masked":
    import tests.windows.mask
from alicloud_iot_emulator import main
main(sys.argv[2:])
"""
SECRET = "it's \u2019not\u2019 $a `real` one"


def test_variables_for_powershell(tmp_path: Path) -> None:
    """PowerShell reads the printed lines. Every character that it accepts as a single quote is doubled."""
    catalog = {
        "iotInstanceId": "iot-test0001",
        "credentials": [{"accessKeyId": "test-key-id", "accessKeySecret": SECRET}],
        "products": [{"productKey": "a1GatewayT01", "productName": "Gateway"}],
        "packages": [],
    }
    (tmp_path / "fleet.json").write_text(json.dumps(catalog), encoding="utf-8")
    mask = "masked" if "tests.windows.mask" in sys.modules else "windows"
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-c",
        EMULATOR,
        mask,
        "--port",
        "0",
        "--catalog",
        str(tmp_path / "fleet.json"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        lines = list(iter(process.stdout.readline, "Press Ctrl-C to stop. Requests:\n"))
        process.kill()
    variables = dict(re.findall(r"^\$env:(\w+) = '(.*)'$", "".join(lines), re.MULTILINE))
    assert variables.pop("ALIBABA_CLOUD_ENDPOINT_IOT").startswith("http://127.0.0.1:")
    assert variables == {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "test-key-id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "it''s \u2019\u2019not\u2019\u2019 $a `real` one",
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": "iot-test0001",
    }


def test_a_port_in_use() -> None:
    """A second emulator does not share the port of the first one, as servers of Python's library do on Windows."""
    assert not LoopbackServer.allow_reuse_address
    with Emulator() as first, pytest.raises(OSError, match=r"^\[") as caught:
        LoopbackServer(int(first.url.rpartition(":")[2]), lambda _: Answer(200, "text/plain", b"", 0.0))
    assert caught.value.errno == errno.EADDRINUSE
