# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Demonstrates this project on the real Pulumi engine: look up, pin, preview. Run by `make demo`.

It starts the emulator and an engine in a sandbox, and stops both.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from engine import PULUMI
from narration import (
    EXAMPLES,
    command,
    expect,
    heading,
    perform,
    print_fleet,
    publish,
    run,
)
from process import Completed
from sandbox import Sandbox, Stack

from alicloud_iot_ota import __version__
from alicloud_iot_ota.testing.environment import variables

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator

PLUGIN = Path(sys.executable).with_name("pulumi-resource-alicloud-iot")
CLI = Path(sys.executable).with_name("alicloud-iot-ota")


def show(root: Path, engine: Path, emulator: Emulator) -> None:
    """Run all steps with the native provider and then with the dynamic provider."""
    sandbox = Sandbox(root, engine)
    heading("A fleet in Alibaba Cloud IoT Platform (the emulator of this project, no account needed)")
    print_fleet(emulator)

    heading("1. Install the plugin; run examples/python: reference one firmware, pin another, hand its ID on")
    command(f"pulumi plugin install resource alicloud-iot {__version__} --file {PLUGIN.name}")
    sandbox.install_plugin(PLUGIN, __version__)
    stack = stack_of(sandbox, "python", emulator)
    partner = emulator.sts
    stack.set_config("partnerAccessKeyId", partner.access_key_id)
    stack.set_config("partnerAccessKeySecret", partner.access_key_secret, secret=True)
    stack.set_config("partnerSecurityToken", str(partner.security_token), secret=True)
    stack.set_config("cameraVersion", "V2.3.0", secret=True)
    perform("pulumi up", stack.up())

    heading("2. Somebody publishes gateway 4.1.0. The next pull request's preview shows it")
    published = publish(emulator)
    perform("pulumi preview --diff", stack.preview("--diff"), shows='"4.0.0" => "4.1.0"')
    print("\n  What follows the pin sees the new ID in the same preview, and CI can insist that nothing changes:")
    perform("pulumi preview --expect-no-changes", stack.preview("--expect-no-changes"), status=7, begin="error: ")
    print("    (exit code 7)")

    heading("3. A version that nobody verified stops the deployment, and says why")
    command("pulumi config set baseline 4.0.1; pulumi preview")
    stack.set_config("baseline", "4.0.1")
    stopped = stack.preview()
    print(textwrap.indent(diagnosis(stopped), "    "))
    expect("statuses verified or notRequired" in stopped.text and not stopped.ok, stopped)

    heading("4. The same without a plugin: the dynamic provider in examples/python-dynamic needs the wheel alone")
    emulator.withdraw(published)
    stack = stack_of(sandbox, "python-dynamic", emulator)
    perform("pulumi up", stack.up())
    published = publish(emulator)
    perform("pulumi preview --diff", stack.preview("--diff"), shows='"4.0.0" => "4.1.0"')

    heading("5. firmware.lock: reviewed like code, and the deployment stops when the file behind a version changes")
    emulator.withdraw(published)
    show_lock_file(stack.folder, emulator)


def show_lock_file(folder: Path, emulator: Emulator) -> None:
    """Lock a package, bump it, and replace its file under the same version."""
    environment = variables(emulator)

    def type_in(words: str, *, status: int = 0, shows: str = "") -> None:
        ended = subprocess.run(
            [CLI, *shlex.split(words)],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        perform(f"alicloud-iot-ota {words}", Completed(ended.returncode, ended.stdout), status=status, shows=shows)

    type_in("add gateway --product-key a1GatewayK01 --module-name default --type full --select highest", shows="4.0.0")
    (folder / "before.lock").write_bytes((folder / "firmware.lock").read_bytes())
    published = publish(emulator)
    type_in("bump gateway", shows="4.1.0")
    print("\n  What the reviewer of that change reads, as a comment of the pull request:")
    type_in("summarize --old before.lock --new firmware.lock", shows="1 bump")
    emulator.withdraw(published)
    publish(emulator, FirmwareSign="0" * 64)
    type_in("check", status=3, shows="replaced")
    print("    (exit code 3)")


def stack_of(sandbox: Sandbox, example: str, emulator: Emulator) -> Stack:
    """Create a stack of an example, configured as a user would do it."""
    stack = sandbox.stack(
        EXAMPLES / example,
        config={"alicloud-iot:endpoint": emulator.url, "alicloud-iot:iotInstanceId": str(emulator.instance_id)},
    )
    stack.set_config("alicloud-iot:accessKeyId", emulator.credentials.access_key_id)
    stack.set_config("alicloud-iot:accessKeySecret", emulator.credentials.access_key_secret, secret=True)
    return stack


def diagnosis(result: Completed) -> str:
    """Return the engine's own diagnosis, without the traceback of the program above it."""
    _, _, text = result.text.rpartition("invocation of alicloud-iot:ota:getFirmware returned an error: ")
    return text.partition("\n\n")[0]


if __name__ == "__main__":
    sys.exit(run(PULUMI, show))
