# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""First lookups on many threads at the same time, in new processes: all modules are loaded completely and once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TOGETHER = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor

sys.setswitchinterval(1e-6)
together = threading.Barrier(16)

def at_once(function):
    def run(_):
        together.wait(60)
        return function()
    with ThreadPoolExecutor(16) as pool:
        return set(pool.map(run, range(16)))

"""
NATIVE = """
import pulumi
import pulumi_alicloud_iot as alicloud_iot

class Mocks(pulumi.runtime.Mocks):
    def call(self, args):
        return {"firmwareId": "id-1"}

    def new_resource(self, args):
        return args.name, args.inputs

pulumi.runtime.set_mocks(Mocks())
print(at_once(lambda: alicloud_iot.ota.get_firmware(product_key="a1").firmware_id))
"""
LOADED = """
import sys
import pulumi_alicloud_iot

for name in ("ota", "config"):
    module = sys.modules[f"pulumi_alicloud_iot.{name}"]
    assert module is vars(pulumi_alicloud_iot)[name]
    assert "Lazy" not in type(module).__name__
print(sorted({"get_firmware", "FirmwarePin"} & object.__getattribute__(pulumi_alicloud_iot.ota, "__dict__").keys()))
"""
DYNAMIC = """
from pulumi import runtime
from alicloud_iot_ota.dynamic import calls

made = []
calls.create_lookup = lambda *given: made.append(given) or len(made)
runtime.configure(runtime.Settings("p", "s", monitor="127.0.0.1:9", engine="127.0.0.1:9"))
print(at_once(lambda: calls.service()) | {calls.service()}, made[0][0]["region"])
"""


def run(program: str, **env: str) -> str:
    """Run a program, and return its output."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_native_sdk_is_loaded_whole() -> None:
    """The native SDK's modules are loaded with it, because a second thread could see a lazy module half loaded."""
    assert run(LOADED) == "['FirmwarePin', 'get_firmware']\n"


@pytest.mark.parametrize("attempt", range(3))
def test_first_native_lookups(attempt: int) -> None:
    """Sixteen threads can use the native SDK for the first time at the same moment."""
    assert run(TOGETHER + NATIVE) == "{'id-1'}\n", attempt


def test_first_dynamic_lookups() -> None:
    """In Pulumi's Python host, all threads of a program share one service with the stack's configuration."""
    assert run(TOGETHER + DYNAMIC, PULUMI_CONFIG='{"alicloud-iot:region": "cn-beijing"}') == "{1} cn-beijing\n"
