# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""firmware.lock in a program's folder, on the engine: the results of the function and the pin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sandbox import STACK

from tests.engine.deployed_pins import (
    NOT_ALL_SAME,
    OTHER,
    OTHER_DIGEST,
    PRODUCT_KEY,
    V3_10,
    V4_0,
    V4_0_DIGEST,
    assert_stopped,
    diagnostics,
    kept,
    lock_entry,
    publish,
    publish_again,
    row_of,
    shown,
    warnings_of,
    write_lock,
    write_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).with_name("programs") / "locked.py"
GATEWAY = """
pulumi.export("found", ota.get_locked_firmware(name="gateway").firmware_id)
pulumi.export("pinned", ota.FirmwarePin("gateway", lock_entry="gateway").firmware.firmware_id)
pulumi.export("above", ota.FirmwarePin("above", lock_entry="lower", lock_file="../above.lock").firmware.firmware_id)
"""
STAGE = """
entry = f"gateway-{pulumi.get_stack()}"
pulumi.export("found", ota.get_locked_firmware(name=entry).firmware_id)
pulumi.export("pinned", ota.FirmwarePin("gateway", lock_entry=entry).firmware.firmware_id)
"""
OFFLINE = """
pulumi.export("found", ota.get_locked_firmware(name="gateway", offline=True).firmware_id)
"""
PENDING = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {"entry": "gateway"})

class Campaign(Resource):
    entry: pulumi.Output[str]

    def __init__(self):
        super().__init__(Provider(), "campaign", {"entry": None})

entry = Campaign().entry
pulumi.export("found", ota.get_locked_firmware_output(name=entry).firmware_id)
pulumi.export("pinned", ota.FirmwarePin("gateway", lock_entry=entry).firmware.firmware_id)
"""
SECRET_NAME = "codename"
SECRET = f"""
entry = pulumi.Output.secret("{SECRET_NAME}")
pulumi.export("found", ota.get_locked_firmware_output(name=entry).firmware_id)
pulumi.export("pinned", ota.FirmwarePin("gateway", lock_entry=entry).firmware.firmware_id)
"""


def rendered(outputs: Mapping[str, Any]) -> str:
    """Return each output below its name."""
    return "\n".join(f"## {name}\n{text}\n" for name, text in outputs.items())


def test_every_verdict_on_an_entry(stack_for: StackFor, emulator: Emulator, golden: Callable[[str, str], None]) -> None:
    """Every verdict except ok and moved stops a program, with the old and new values and a fix, in both forms."""
    rows = {
        name: publish(emulator, "1.0.0", ModuleName=name)
        for name in ("ok", "moved", "replaced", "changed", "missing", "statusRegressed", "blocked", "elsewhere")
    }
    ids = {name: str(row["FirmwareId"]) for name, row in rows.items()}
    entries = {name: lock_entry(name, row) for name, row in rows.items()}
    blocked = [{"firmwareId": ids["blocked"], "reason": "bricks revision B"}]
    entries["blocked"] = lock_entry("blocked", rows["blocked"], blocked=blocked)
    entries["contradicting"] = lock_entry("contradicting", rows["ok"], versionRange="^2.0")
    entries["elsewhere"] = lock_entry("elsewhere", rows["elsewhere"], instance="iot-another")

    stack = stack_for(PROGRAM)
    write_lock(stack.folder, *entries.values())
    (stack.folder / "releases").mkdir()
    write_lock(stack.folder / "releases", entries["ok"], name="2026.lock")
    publish_again(emulator, ids["moved"])
    publish_again(emulator, ids["replaced"], FirmwareSign="1f" * 32)
    emulator.change(ids["changed"], FirmwareSign="2f" * 32)
    emulator.withdraw(ids["missing"])
    emulator.change(ids["statusRegressed"], Status=0)

    preview = stack.preview()
    assert preview.ok, preview.text
    golden("locked.txt", rendered(preview.outputs).replace(str(stack.folder.resolve()), "FOLDER"))
    assert 'entry "moved" has 1.0.0' in preview.text

    emulator.fault("short-page", times=1000)
    undecided = stack.preview().outputs
    lists_are_read = {name: undecided[name] for name in rows if name != "elsewhere"}
    assert [
        name
        for name, told in lists_are_read.items()
        if "Nothing was selected, and no package counts as missing" not in told
    ] == []
    assert undecided["offline"] == preview.outputs["offline"]


def test_an_entry_over_its_life(stack_for: StackFor, emulator: Emulator) -> None:
    """The lock file in the program's folder is used, wherever that folder is.

    Only a change of the file is an update.
    """
    stack = stack_for(GATEWAY)
    app = stack.folder / "app"
    app.mkdir()
    (stack.folder / "__main__.py").rename(app / "__main__.py")
    project = stack.folder / "Pulumi.yaml"
    project.write_text(project.read_text() + "main: app\n")
    write_lock(stack.folder, lock_entry("lower", row_of(emulator, V3_10)), name="above.lock")
    assert_stopped(
        stack.preview(),
        f"Lock file firmware.lock does not exist in {app.resolve()}.",
        "Create it with `alicloud-iot-ota add NAME`",
    )

    lock = write_lock(app, lock_entry("gateway", row_of(emulator, V4_0)))
    up = stack.up()
    assert up.outputs == {"found": V4_0, "pinned": V4_0, "above": V3_10}, up.text
    newer = publish(emulator, "4.1.0")
    told = stack.preview("--expect-no-changes", "--json")
    assert told.ok, told.text
    assert sorted(warning.partition(" To lock ")[0] for warning in warnings_of(told)) == [
        f"warning: 4.1.0, firmwareId {newer['FirmwareId']}, is newer than the pinned {version}."
        for version in ("3.10.0", "4.0.0")
    ]
    assert "To lock the package that the criteria select now, run `alicloud-iot-ota bump gateway`." in told.text

    manifest = write_manifest(lock)
    assert stack.preview("--expect-no-changes").ok
    manifest.write_text(manifest.read_text().replace('"highest"', '"newest"'))
    write_lock(app, lock_entry("gateway", newer))
    stale = (
        "firmware.lock is not up to date with firmware.toml.",
        "locked with other criteria: gateway",
        "Run `alicloud-iot-ota lock`, then commit both files.",
    )
    before = kept(stack)
    for run in (stack.preview, stack.up):
        assert_stopped(run(), *stale)
    assert kept(stack) == before

    write_lock(app, lock_entry("gateway", newer, select="newest"))
    bumped = stack.preview("--diff", "--expect-no-changes")
    assert bumped.exit_status == NOT_ALL_SAME, bumped.text
    assert bumped.summary == {"same": 2, "update": 1}
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in shown(bumped)
    assert f'~ found: "{V4_0}" => "{newer["FirmwareId"]}"\n' in shown(bumped)
    assert stack.up().outputs["pinned"] == newer["FirmwareId"]

    before = kept(stack)
    (app / "__main__.py").write_text((app / "__main__.py").read_text().replace('pulumi.export("found"', "#"))
    emulator.change(str(newer["FirmwareId"]), FirmwareSign="1f" * 32)
    assert_stopped(
        stack.up(),
        f"It has 4.1.0 (full), firmwareId {newer['FirmwareId']}; that ID now belongs to a different package (changed).",
        f"digest: {OTHER_DIGEST} -> sha256:{'1f' * 32}",
        f"run `alicloud-iot-ota bump gateway --accept-digest sha256:{'1f' * 32}`",
    )
    assert kept(stack) == before


def test_an_entry_for_each_stack(stack_for: StackFor, emulator: Emulator) -> None:
    """The name of an entry can contain the name of the stack, so that each stack deploys its own package."""
    stack = stack_for(STAGE)
    packages = {STACK: V3_10, "prod": V4_0}
    entries = [lock_entry(f"gateway-{name}", row_of(emulator, each)) for name, each in packages.items()]
    write_manifest(write_lock(stack.folder, *entries))
    up = stack.up()
    assert up.outputs == {"found": V3_10, "pinned": V3_10}, up.text
    stack._pulumi.ask("stack", "init", "prod", "--copy-config-from", STACK)
    up = stack.up()
    assert up.outputs == {"found": V4_0, "pinned": V4_0}, up.text


def test_offline_needs_nothing(stack_for: StackFor, emulator: Emulator) -> None:
    """With `offline`, an entry is returned as recorded, without credentials, a region or a request."""
    settings = dict.fromkeys(("endpoint", "iotInstanceId", "accessKeyId", "accessKeySecret"))
    stack = stack_for(OFFLINE, settings=settings)
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"found": V4_0}
    assert emulator.requests == []


def test_an_entry_that_is_not_known_yet(stack_for: StackFor, emulator: Emulator) -> None:
    """An unknown entry name makes the package unknown in a preview. Neither the file nor the service is read."""
    stack = stack_for(PENDING)
    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.outputs == {"found": "[unknown]", "pinned": "[unknown]"}
    assert emulator.requests == []
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"found": V4_0, "pinned": V4_0}


def test_a_secret_entry_stays_secret(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A secret entry name and its package never appear in plain text, in the state, warnings or verdicts."""
    stack = stack_for(SECRET)
    write_lock(stack.folder, lock_entry(SECRET_NAME, row_of(emulator, V4_0)))
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"found": "[secret]", "pinned": "[secret]"}
    assert [each for each in (SECRET_NAME, V4_0, V4_0_DIGEST) if each in up.text + str(stack.state())] == []
    assert stack.outputs("--show-secrets") == {"found": V4_0, "pinned": V4_0}

    publish(emulator, "4.1.0", FirmwareSign=OTHER)
    told = stack.preview()
    fix = "To lock the package that the criteria select now, run `alicloud-iot-ota bump [secret]`"
    assert f"is newer than the pinned [secret]. {fix}" in diagnostics(told)
    # The SDK passes secret arguments to the native function as plain values, so only the pin can hide this one.
    rewrite(stack, SECRET.replace('pulumi.export("found"', "#"))
    emulator.change(V4_0, Status=3)
    stopped = stack.preview()
    assert_stopped(stopped, 'entry "[secret]" is broken. It has [secret]', "its status is verificationFailed")
    assert [each for each in (SECRET_NAME, PRODUCT_KEY, V4_0, V4_0_DIGEST) if each in told.text + stopped.text] == []
