# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The job that reviews a pull request: its real steps on the real engine, with the emulator and a fake forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.ci.forge import Forge
    from tests.ci.machine import Ended, Machine

    RunJob = Callable[[str], Ended]

pytestmark = pytest.mark.engine

V4_0_ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
PRODUCTS = 2  # products in the lock file: the number of pages that one check reads


def publish(emulator: Emulator, version: str) -> None:
    """Publish a verified package for the gateway."""
    emulator.publish(
        FirmwareName=f"gateway-{version}",
        DestVersion=version,
        ProductKey="a1GatewayK01",
        ModuleName="default",
        Status=1,
        SignMethod="SHA256",
        FirmwareSign="0f" * 32,
        FirmwareSize=21241856,
    )


def test_one_comment_that_follows_the_pull_request(
    run_job: RunJob, machine: Machine, emulator: Emulator, forge: Forge
) -> None:
    """The first run posts a comment. After a bump, the next run updates it with the new version.

    The first check is inconclusive, and is repeated once after a minute.
    """
    machine.deploy()
    said = forge.add("Looks good to me.")
    emulator.fault("garbage", times=PRODUCTS)
    first = run_job("review")
    assert first.status == 0, first.log
    assert "The pins are checked once more in a minute." in first.log
    assert machine.slept == ["60"]
    [comment] = forge.mine
    assert "Firmware: no change" in comment["body"]

    publish(emulator, "4.1.0")
    machine.bump("gateway")
    second = run_job("review")
    assert second.status == 0, second.log
    assert forge.mine == [comment], "the same comment, not another one"
    assert "Firmware: 1 bump, 0 downgrades, 0 broken pins" in comment["body"]
    assert "4.0.0" in comment["body"]
    assert "4.1.0" in comment["body"]
    assert "gateway-rollout" in comment["body"]
    assert forge.comments == [said, comment]
    assert "warning" not in comment["body"], "Pulumi would warn of a plugin on PATH"
    assert machine.slept == ["60"], "what could be decided is not asked again"


def test_a_broken_pin(run_job: RunJob, machine: Machine, emulator: Emulator, forge: Forge) -> None:
    """A missing package fails the job with exit code 3. A service that keeps failing causes exit code 4.

    In both cases, the comment says what stopped the preview.
    """
    machine.deploy()
    emulator.withdraw(V4_0_ID)
    broken = run_job("review")
    assert broken.status == 3, broken.log
    assert "A pinned package is missing, replaced, or no longer deployable." in broken.log
    assert machine.slept == [], "what is known to be broken is not asked again"
    [comment] = forge.mine
    assert "Firmware: 0 bumps, 0 downgrades, 1 broken pin" in comment["body"]
    assert "#### `gateway`: broken pin (missing)" in comment["body"]
    assert "that ID no longer exists" in comment["body"]
    assert "alicloud-iot-ota bump gateway" in comment["body"]

    emulator.fault("garbage", times=100)
    undecided = run_job("review")
    assert undecided.status == 4, undecided.log
    assert "The catalog could not be read in two attempts. Run this job again." in undecided.log
    assert machine.slept == ["60"]
    assert forge.mine == [comment]
    assert "The preview failed" in comment["body"]
    assert "Not a ListOTAFirmware response" in comment["body"]
    assert "broken pin" not in comment["body"]


def test_a_preview_that_fails(run_job: RunJob, machine: Machine, forge: Forge) -> None:
    """If the preview fails, the job fails, and the comment says that the review is incomplete or missing."""
    program = machine.checkout / "__main__.py"
    program.write_text(program.read_text() + '\nraise RuntimeError("the rollout is not written yet")\n')
    assert run_job("review").status != 0
    [comment] = forge.mine
    assert "The preview failed" in comment["body"]
    assert "the rollout is not written yet" in comment["body"]

    (machine.checkout / "Pulumi.yaml").write_text("name: firmware-rollout\nruntime: cobol\n")
    assert run_job("review").status != 0
    assert forge.mine == [comment]
    assert "**Firmware: no review.**" in comment["body"]


def test_an_entry_that_no_program_uses(run_job: RunJob, machine: Machine, forge: Forge) -> None:
    """An entry that no program uses fails the job, and the review is still posted."""
    criteria = "--product-key a1CameraK01 --module-name default --dest-version V2.3.0 --type full"
    machine.must("alicloud-iot-ota", "add", "camera", *criteria.split())
    ended = run_job("review")
    assert ended.status == 1, ended.log
    assert "alicloud-iot-ota remove camera" in ended.log
    assert len(forge.mine) == 1
