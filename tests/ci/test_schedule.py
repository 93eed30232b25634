# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The daily jobs: broken pins, newer packages, and Renovate's update."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import lock_file
from tests.ci.test_review import V4_0_ID, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.ci.machine import Ended, Machine
    from tests.ci.services import Service

    RunJob = Callable[[str], Ended]

pytestmark = pytest.mark.engine

NEWER = 2


def is_passed(service: Service, job: str, ended: Ended) -> bool:
    """Return whether the CI service lets a pipeline with this result pass."""
    allowed = service.jobs[job].get("allow_failure", {}).get("exit_codes")
    return ended.status in {0, allowed}


def test_nothing_newer(run_job: RunJob, service: Service) -> None:
    """Without a newer package, the job succeeds, and explains why a higher version does not count."""
    ended = run_job("outdated")
    assert ended.status == 0, ended.log
    assert is_passed(service, "outdated", ended)
    assert "4.1.0-rc.1: it is a pre-release" in ended.log


def test_something_newer(run_job: RunJob, service: Service, emulator: Emulator) -> None:
    """A newer package is reported without failing the pipeline."""
    publish(emulator, "4.1.0")
    ended = run_job("outdated")
    assert is_passed(service, "outdated", ended), ended.log
    assert "4.1.0" in ended.log
    is_warned = "::notice title=Newer firmware::" in ended.log or ended.status == NEWER
    assert is_warned, "GitHub shows an annotation, and GitLab a job of status 2 as a warning"


def test_a_pin_that_breaks_between_pull_requests(run_job: RunJob, service: Service, emulator: Emulator) -> None:
    """A withdrawn package fails the job, even without a pull request."""
    emulator.withdraw(V4_0_ID)
    ended = run_job("outdated")
    assert ended.status == 3, ended.log
    assert not is_passed(service, "outdated", ended)


@pytest.fixture
def free_port(machine: Machine) -> None:
    """Replace the example's port for feeds with a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("renovate.sh", "renovate.json"):
        file = machine.checkout / name
        assert "8099" in file.read_text()
        file.write_text(file.read_text().replace("8099", str(port)))


@pytest.mark.usefixtures("free_port")
def test_renovate(run_job: RunJob, machine: Machine, emulator: Emulator) -> None:
    """Renovate's update is a complete pin, with the ID, digest and size of the newer package, and no other change."""
    held = machine.checkout / "firmware.lock"
    before, manifest = held.read_text(), held.with_suffix(".toml").read_text()
    publish(emulator, "4.1.0")
    publish(emulator, "5.0.0")
    for words in ("init --quiet", "add .", "commit --quiet --message=Base"):  # Renovate works in a clone
        machine.must("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", *words.split())
    ended = run_job("renovate")
    assert ended.status == 0, ended.log
    entries = lock_file.read(held).entries
    by_hand = machine.checkout.parent / "by-hand.lock"
    by_hand.write_text(before)
    by_hand.with_suffix(".toml").write_text(manifest)
    machine.must("alicloud-iot-ota", "bump", "gateway", "--lock-file", str(by_hand))
    assert entries["gateway"].locked is not None
    assert entries["gateway"].locked.dest_version == "4.1.0", "5.0.0 is beyond the range of the entry"
    assert held.read_text() == by_hand.read_text(), "what a person gets who runs bump"
    assert held.with_suffix(".toml").read_text() == manifest, "the range contains the new version"
    machine.must("alicloud-iot-ota", "check")


@pytest.mark.usefixtures("free_port")
def test_renovate_without_a_feed(run_job: RunJob, machine: Machine, emulator: Emulator) -> None:
    """If the service cannot be read, Renovate does not start, because a missing feed is not an empty feed."""
    before = (machine.checkout / "firmware.lock").read_text()
    emulator.fault("garbage", times=100)
    ended = run_job("renovate")
    assert ended.status == 4, ended.log
    assert (machine.checkout / "firmware.lock").read_text() == before
