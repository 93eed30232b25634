# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a secret leads to is a secret: nothing of the catalog is in what a user of a secret pin reads."""

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
"""What the program itself wrote, and the words of the schema."""
FIELDS = ("FirmwareId", "FirmwareName", "FirmwareSign", "FirmwareSize", "ProductKey", "ProductName", "UtcCreate")
VERSIONS = ("DestVersion", "SrcVersion")


class Watch:
    """Looks for what the catalog holds, or has ever held, in what a user reads."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._seen: set[str] = set()

    def clean(self, result: Result, *given: str) -> Result:
        """Make sure that a result shows nothing of the catalog but what the program gives in plain text."""
        for row in self._emulator.packages():
            self._seen |= {str(row.get(name, "")) for name in (*FIELDS, *VERSIONS)}
        assert self.traces(result.text, *given) == [], result.text
        return result

    def traces(self, text: str, *given: str) -> list[str]:
        """What is in a text of the catalog but what the program gives in plain text."""
        return [each for each in self._seen - HARMLESS - set(given) if each in text]


@pytest.fixture
def watch(emulator: Emulator) -> Watch:
    """Watch the default fleet."""
    watch = Watch(emulator)
    publish(emulator, "3.10.5-rc.1", FirmwareName="gateway-candidate")  # a row that no command may mention
    return watch


def test_refusals(stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch) -> None:
    """Downgrade, nothing that matches, several that do, and another file: each tells its cause and its fix."""
    stack = stack_for(PIN.format('version_range="^4.0", select="highest"'))
    assert watch.clean(stack.up()).ok

    rewrite(stack, PIN.format('version_range="^3.0", select="highest"'))
    stopped = watch.clean(stack.preview())
    assert_stopped(stopped, "[secret], and the criteria now select [secret]", "set allowDowngrade")
    assert "productKey and all that it leads to" in shown(stopped)

    rewrite(stack, PIN.format('dest_version="9.9.9"'))
    assert_stopped(watch.clean(stack.preview()), 'destVersion "9.9.9" leaves 0', "[secret] (full, verified)")

    rewrite(stack, PIN.format('version_range=">=1"'))
    assert_stopped(watch.clean(stack.preview()), "packages match", "They differ in", "[secret] (full, verified)")

    rewrite(stack, PIN.format('version_range="^4.0", select="highest"'))
    publish_again(emulator, V4_0, FirmwareSign=OTHER)
    stopped = watch.clean(stack.preview())
    assert_stopped(stopped, "that version now has a different file (replaced)", "digest: [secret] -> [secret]")


def test_warnings(stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch) -> None:
    """What is newer, cannot be read, or has drifted."""
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
    assert "holds [secret] (full), firmwareId [secret], which is not there any more" in told.text


def test_review(
    stack_for: StackFor, rewrite: Rewrite, emulator: Emulator, watch: Watch, settings: dict[str, str]
) -> None:
    """The review of a preview tells that something secret changes, and of a refusal the cause."""

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
