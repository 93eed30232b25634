# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The GitHub job for a fork's pull request: its real steps with a snapshot, on a machine without any account."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.lookup import snapshot
from tests.ci.conftest import SERVICES
from tests.ci.machine import Machine
from tests.ci.services import GitHubActions
from tests.ci.test_review import V4_0_ID
from tests.edited_locks import sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from tests.ci.machine import Ended

    Review = Callable[..., tuple[Ended, str]]

pytestmark = pytest.mark.engine

GITHUB = SERVICES["github"]
FILE = "firmware-snapshot.json"
NO_ACCOUNT = {"ALIBABA_CLOUD_IOT_INSTANCE_ID": "", "ALIBABA_CLOUD_REGION": ""}
"""The variables of the repository in a fork."""


@pytest.fixture
def artifact(machine: Machine, emulator: Emulator, tmp_path: Path) -> Path:
    """Run the job that writes the snapshot, and return the artifact that it uploads and attests."""
    ended = GITHUB.run("snapshot", machine, {**NO_ACCOUNT, "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id)})
    assert ended.status == 0, ended.log
    folder = tmp_path / "artifacts"
    folder.mkdir()
    artifact = (machine.checkout / FILE).rename(folder / FILE)
    attest(artifact)
    return artifact


def attest(artifact: Path) -> None:
    """Sign an artifact, like the workflow on the main branch."""
    artifact.with_suffix(".attested").write_text(sha256(artifact.read_bytes()).hexdigest())


def git(machine: Machine, *arguments: str) -> None:
    """Run git in the checkout with a test identity."""
    machine.must("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", *arguments)


@pytest.fixture
def review(machine: Machine, artifact: Path, emulator: Emulator, engine: Path, tmp_path: Path) -> Review:
    """Return a function that runs the job for a pull request that changes a text: by default, the gateway's version.

    If it is the version, the pull request also has the right checksum: anyone can compute it.

    It returns the result and the job summary. Like GitHub, it checks out the merge of the pull request into its base.
    The machine has no key, no token of Pulumi, and no state. No request is sent.
    """
    workflow = tmp_path / "workflow.yml"
    text = GITHUB.file.read_text()  # type: ignore[attr-defined]  # of GitHub
    assert text.count("FILL-IN") == 2
    workflow.write_text(text.replace("_ID: FILL-IN", f"_ID: {emulator.instance_id}").replace("FILL-IN", "cn-shanghai"))
    kept = {name: value for name, value in machine.environment.items() if "ACCESS_KEY" not in name}
    fork = Machine(machine.checkout, engine, {**kept, "GH_ARTIFACTS": str(artifact.parent)})
    del fork.environment["PULUMI_BACKEND_URL"]

    def run(new: str, old: str = "4.0.0", name: str = "firmware.lock") -> tuple[Ended, str]:
        git(fork, "init", "--quiet", "--initial-branch=main")
        git(fork, "add", ".")
        git(fork, "commit", "--quiet", "--message=Base")
        git(fork, "checkout", "--quiet", "-b", "proposal")
        changed = fork.checkout / name
        text = changed.read_text().replace(old, new)
        changed.write_text(sealed(text) if old == "4.0.0" else text)
        git(fork, "commit", "--quiet", "--all", "--allow-empty", "--message=Proposal")
        git(fork, "checkout", "--quiet", "main")
        git(fork, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
        before = len(emulator.requests)
        ended = GitHubActions(workflow).run("fork", fork, NO_ACCOUNT)
        assert len(emulator.requests) == before
        assert "not-a-real-one" not in ended.log
        summary = fork.checkout.parent / "GITHUB_STEP_SUMMARY"
        return ended, summary.read_text() if summary.exists() else ""

    return run


def test_no_change(review: Review) -> None:
    """Without a change of the lock file, the pins are checked and the program is previewed, without any secret."""
    ended, summary = review("4.0.0")
    assert ended.status == 0, ended.log
    assert re.search(r"gateway +4\.0\.0 +ok", ended.log)
    assert re.search(r"list for product a1GatewayK01, instance iot-emulator01 is \d+ seconds? old", ended.log)
    assert "alicloud-iot:ota:FirmwarePin: (create)" in ended.log
    assert summary


def test_a_package_that_does_not_exist(review: Review) -> None:
    """A package that the catalog does not contain fails the job, and the summary is still written."""
    ended, summary = review("4.1.0")
    assert ended.status == 3, ended.log
    assert "`gateway`: `4.0.0` → `4.1.0` (minor)" in summary


def test_an_entry_that_contradicts_itself(review: Review) -> None:
    """An entry that contradicts itself fails the job, and the summary is still written."""
    ended, summary = review("5.0.0")
    assert ended.status == 1, ended.log
    assert "firmware.lock" in ended.log
    assert "5.0.0" in ended.log
    assert "`gateway`: `4.0.0` → `5.0.0` (major)" in summary


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("firmware.toml", '"^4.0"', '"^4.1"', "firmware.lock is not up to date with firmware.toml."),
        ("firmware.lock", "[firmware.meter.locked]", "# fine\n[firmware.meter.locked]", "Not in canonical form."),
        ("firmware.lock", '"gateway-4.0.0', '"gateway-4.0.1', "firmware.gateway: the checksum does not match."),
        ("firmware.lock", '"gateway-4.0.0', '"gateway-4.0.0\u200b', "Hidden character U+200B"),
    ],
)
def test_files_that_are_not_what_the_tool_writes(review: Review, *, name: str, old: str, new: str, told: str) -> None:
    """A stale lock file, or one that was edited by hand, fails the job."""
    ended, _ = review(new, old, name)
    assert ended.status == 1, ended.log
    assert told in ended.log


def test_content_of_the_snapshot(artifact: Path, emulator: Emulator) -> None:
    """The job writes the lists of both products, without descriptions, for four days."""
    found = snapshot.read(artifact)
    assert (found.max_age, found.has_descriptions) == (345_600, False)
    assert [catalog.product_key for catalog in found.catalogs] == ["a1GatewayK01", "a1MeterK001"]
    assert V4_0_ID in {package.firmware_id for package in found.catalogs[0].packages}
    assert {catalog.endpoint for catalog in found.catalogs} == {emulator.url}


def test_no_snapshot(review: Review, artifact: Path) -> None:
    """Before the first snapshot, the job fails and says why."""
    artifact.unlink()
    ended, _ = review("4.0.0")
    assert ended.status == 1
    assert "::error title=No snapshot::" in ended.log


def test_a_snapshot_of_somebody_else(review: Review, artifact: Path) -> None:
    """A snapshot that the workflow on main did not sign is not used, even if it is valid."""
    catalogs = snapshot.read(artifact).catalogs
    other = snapshot.CatalogSnapshot(max_age=60, has_descriptions=False, catalogs=catalogs)
    artifact.write_bytes(snapshot.encode(other))
    ended, summary = review("4.0.0")
    assert ended.status == 1
    assert "Error: no attestations found" in ended.log
    assert summary == ""


def test_a_stale_snapshot(review: Review, artifact: Path) -> None:
    """If no snapshot was written for more than four days, the job fails."""
    found = snapshot.read(artifact)
    aged = tuple(msgspec.structs.replace(each, read_at="2026-01-01T00:00:00Z") for each in found.catalogs)
    artifact.write_bytes(
        snapshot.encode(snapshot.CatalogSnapshot(max_age=604_800, has_descriptions=False, catalogs=aged))
    )
    attest(artifact)
    ended, _ = review("4.0.0")
    assert ended.status == 1, ended.log
    assert "is too old" in ended.log
    assert "The maximum is 96 hours, set by snapshotMaxAge." in ended.log
