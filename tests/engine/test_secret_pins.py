# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins with secret criteria: no output contains a value of the catalog."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import OTHER, V4_0, assert_stopped, publish, publish_again, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

    Rewrite = Callable[[Stack, str], None]

pytestmark = pytest.mark.engine

PIN = """
pin = ota.FirmwarePin(
    "gateway", product_key=pulumi.Output.secret("a1GatewayK01"), module_name="default", type="full", {}
)
pulumi.export("id", pin.firmware.firmware_id)
"""
HARMLESS = {"", "default", "SHA256", "MD5"}
"""The texts of the program itself, and the words in the schema."""
FIELDS = ("FirmwareId", "FirmwareName", "FirmwareSign", "FirmwareSize", "ProductKey", "ProductName", "UtcCreate")
VERSIONS = ("DestVersion", "SrcVersion")


class Watch:
    """A search in outputs for all current and earlier values of the catalog."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._seen: set[str] = set()

    def clean(self, result: Result, *given: str) -> Result:
        """Assert that a result shows no value of the catalog, except those in the program's plain text."""
        for row in self._emulator.packages():
            self._seen |= {str(row.get(name, "")) for name in (*FIELDS, *VERSIONS)}
        assert self.traces(result.text, *given) == [], result.text
        return result

    def traces(self, text: str, *given: str) -> list[str]:
        """Return the catalog values in a text, except those in the program's plain text."""
        return [each for each in self._seen - HARMLESS - set(given) if each in text]


@pytest.fixture
def watch(emulator: Emulator) -> Watch:
    """Return a search for the values of the default fleet."""
    watch = Watch(emulator)
    publish(emulator, "3.10.5-rc.1", FirmwareName="gateway-candidate")  # a package that no command may mention
    return watch


def test_refusals(stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch) -> None:
    """Each error has its cause and fix, but no catalog value."""
    stack = stack_for(PIN.format('version_range="^4.0", select="highest"'))
    assert watch.clean(stack.up()).ok

    rewrite(stack, PIN.format('version_range="^3.0", select="highest"'))
    stopped = watch.clean(stack.preview())
    assert_stopped(stopped, "[secret], and the criteria now select [secret]", "set allowDowngrade")
    assert "productKey and the values derived from it" in shown(stopped)

    rewrite(stack, PIN.format('dest_version="9.9.9"'))
    assert_stopped(watch.clean(stack.preview()), 'destVersion "9.9.9" leaves 0', "[secret] (full, verified)")

    rewrite(stack, PIN.format('version_range=">=1"'))
    assert_stopped(watch.clean(stack.preview()), "packages match", "They differ in", "[secret] (full, verified)")

    rewrite(stack, PIN.format('version_range="^4.0", select="highest"'))
    publish_again(emulator, V4_0, FirmwareSign=OTHER)
    stopped = watch.clean(stack.preview())
    assert_stopped(stopped, "that version now has a different file (replaced)", "digest: [secret] -> [secret]")


def test_warnings(stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch) -> None:
    """Warnings about newer packages, versions that cannot be parsed, and drift show no catalog value."""
    stack = stack_for(PIN.format('dest_version="4.0.0"'))
    assert watch.clean(stack.up(), "4.0.0").ok

    publish(emulator, "4.2.0")
    told = watch.clean(stack.up(), "4.0.0")
    assert "[secret], firmwareId [secret], is newer than the pinned 4.0.0" in told.text

    publish(emulator, "build 2077")
    rewrite(stack, PIN.format('version_range="^4.0", select="highest", on_unparsable="warn"'))
    told = watch.clean(stack.up())
    assert "cannot read the version: [secret]." in told.text

    rows = [row for row in emulator.packages() if row["DestVersion"] == "4.2.0"]
    emulator.withdraw(str(rows[0]["FirmwareId"]))
    told = watch.clean(stack.refresh())
    assert "has [secret] (full), firmwareId [secret]; that ID no longer exists" in told.text


def test_review(
    stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch, settings: dict[str, str]
) -> None:
    """The review of a preview shows that a secret package changes. If the preview fails, it shows the cause."""

    def review(program: str) -> str:
        rewrite(stack, PIN.format(program))
        preview = watch.clean(stack.preview("--json"))
        command = [str(Path(sys.executable).with_name("alicloud-iot-ota")), "summarize", "--preview", "-"]
        environ = {**os.environ, **settings}
        done = subprocess.run(command, input=preview.text, capture_output=True, text=True, env=environ, check=False)
        assert done.returncode == (0 if preview.ok else 5), done.stderr
        assert watch.traces(done.stdout + done.stderr) == []
        return str(done.stdout)

    stack = stack_for(PIN.format('version_range="^4.0", select="highest"'))
    assert stack.up().ok
    publish(emulator, "4.2.0")
    assert "`gateway`: secret" in review('version_range="^4.0", select="highest"')
    assert "the criteria now select [secret]" in review('version_range="^3.0", select="highest"')
