# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on reviews: its commands work, its sample and terms match the code, and its pictures are current."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks import report
from page_pictures import PAGE_PICTURES
from pictures import FOLDER, PICTURES, Picture, digest_in, digest_of, stamped
from process import run
from terraform_sandbox import TerraformSandbox

from alicloud_iot_ota import __version__
from alicloud_iot_ota.review.judging.tables import Category, Kind, Risk
from alicloud_iot_ota.review.writing.summary import MARKER, MAX_SUMMARY
from alicloud_iot_ota.terraform.address import EXECUTABLE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from process import Completed
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

    Shell = Callable[..., CompletedProcess[str]]

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "review.md").read_text()
OF_A_PREVIEW, OF_A_PLAN, OF_LOCK_FILES = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(_console,) = re.findall(r"^```console\n(\$ tofu .*?)^```", PAGE, re.MULTILINE | re.DOTALL)
WITH_MESSAGES = _console.replace("$ ", "")
(SAMPLE,) = re.findall(r"^```markdown\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LOCK = (
    "alicloud-iot-ota add gateway --product-key a1GatewayK01 --module-name default --version-range ^4 --select highest"
)
BEGIN = "git init --quiet --initial-branch main && git add . && git commit --quiet --message begin"
CONFIGURATION = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source = "{SOURCE}"
    }}
  }}
}}
resource "alicloudiot_ota_firmware_pin" "gateway" {{
  product_key = "a1GatewayK01"
  module_name = "default"
  type        = "full"
  select      = "highest"
}}
"""
PROGRAM = """
import pulumi
from pulumi_alicloud_iot import ota

pin = ota.FirmwarePin("gateway", lock_entry="gateway")
pulumi.Stash("rollout", input=pin.firmware.firmware_id)
"""


@pytest.fixture
def lock(shell: Shell, tmp_path: Path) -> Path:
    """Write a manifest and a lock file with one entry, and return the lock file."""
    shell(LOCK)
    return tmp_path / "firmware.lock"


def test_of_a_preview(shell: Shell, stack: Callable[..., Stack], lock: Path, emulator: Emulator) -> None:
    """The commands render the preview of a bump, with the resources that depend on the pin."""
    deployed = stack(PROGRAM, lock, lock.with_suffix(".toml"))
    assert deployed.up().ok
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    shell("alicloud-iot-ota bump gateway", at=deployed)
    review = shell(OF_A_PREVIEW, at=deployed).stdout
    assert review.startswith(f"{MARKER}\n**Firmware: 1 bump, 0 downgrades, 0 broken pins** (stack `dev`)\n")
    assert "\n#### `gateway`: `4.0.0` → `4.1.0` (minor)\n" in review
    assert "\n- full, verified, created " in review
    assert "\n- affects: `rollout` (update)\n" in review


@pytest.mark.engine
def test_of_a_plan(tofu: Path, emulator: Emulator, settings: dict[str, str], tmp_path: Path) -> None:
    """The commands render the plan of a bump. With the stream, the comment has the causes of a failure too."""
    sandbox = TerraformSandbox(tmp_path / "sandbox", tofu)
    sandbox.install_provider(Path(sys.executable).with_name(EXECUTABLE), __version__)
    tools = os.pathsep.join([str(tofu.parent), str(Path(sys.executable).parent), os.defpath])
    configuration = sandbox.configuration(CONFIGURATION, env={**settings, "PATH": tools})
    assert configuration.init().ok
    assert configuration.apply().ok
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")

    def shell(script: str) -> Completed:
        return run(["bash", "-uo", "pipefail", "-c", script], configuration.folder, configuration.environment)

    review = shell(OF_A_PLAN).text
    assert "**Firmware: 1 bump, 0 downgrades, 0 broken pins** (plan `plan.json`)\n" in review
    assert "\n#### `gateway`: `4.0.0` → `4.1.0` (minor)\n" in review
    emulator.fault("error", code="Forbidden.RAM", times=9)
    failed = shell(WITH_MESSAGES)
    assert failed.exit_status == 5
    assert "\n#### `gateway`: failed\n" in failed.text
    assert "Forbidden.RAM" in failed.text


@pytest.mark.usefixtures("lock")
def test_of_lock_files(shell: Shell, emulator: Emulator) -> None:
    """The commands render a bump on a branch. If there was no file before, the entry is new."""
    shell(BEGIN)
    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01")
    shell("git switch --quiet --create bump && alicloud-iot-ota bump")
    review = shell(OF_LOCK_FILES).stdout
    assert review.startswith(
        f"{MARKER}\n**Firmware: 1 bump, 0 downgrades, 0 broken pins** (lock file `firmware.lock`)\n"
    )
    assert "\n#### `gateway`: `4.0.0` → `4.1.0` (minor)\n" in review
    emulator.fault("error", code="Forbidden.RAM")
    unread = shell(OF_LOCK_FILES)
    assert "The review omits catalog data" in unread.stderr
    assert "\n#### `gateway`: `4.0.0` → `4.1.0` (minor)\n" in unread.stdout
    assert ": `4.1.0` (new)\n" in shell("alicloud-iot-ota summarize --old /dev/null --new firmware.lock").stdout


def test_sample(shell: Shell) -> None:
    """The comment on the page is the output of the command for a bump by another range."""
    shell(LOCK.replace("^4", "^3.2"))
    shell(f"{BEGIN} && alicloud-iot-ota bump gateway --range '^4.0'")
    comment = shell(f"{OF_LOCK_FILES.rstrip()} --as-of 2025-12-01").stdout
    assert comment.partition("\n\n<details><summary>Details</summary>")[0] == SAMPLE.rstrip("\n")


def first_column(title: str) -> set[str]:
    """Return the terms that a table of the page explains."""
    table = PAGE.partition(f"\n| {title} | meaning |\n| --- | --- |\n")[2].partition("\n\n")[0]
    return {term for cell in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for term in cell.split("; ")}


def test_words() -> None:
    """The tables explain exactly the kinds and the risks of a review."""
    assert first_column("kind") == {*(kind.words for kind in Kind), Category.EDITED.one}
    risks = {risk.words for risk in Risk if risk is not Risk.FAILED}  # shown as a kind instead
    assert first_column("risk") - risks == {"differential, was full", "full, was differential"}
    assert risks <= first_column("risk")


def test_limits() -> None:
    """The page has the maximum length and the marker of the code."""
    assert f"under {MAX_SUMMARY:,} characters" in PAGE
    assert f"`{MARKER}`" in PAGE


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_picture(picture: Picture) -> None:
    """Each picture shows the current review. To update it, run `make pictures`."""
    assert digest_in(picture.path.read_bytes()) == digest_of(picture.source)


def test_every_picture_is_shown() -> None:
    """The page shows all pictures of reviews. The other pictures are those of the catalog page and of performance."""
    shown = {Path(path).name for path in re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", PAGE)}
    assert shown == {picture.path.name for picture in PICTURES}
    others = {picture.path.name for picture in PAGE_PICTURES} | {Path(report.PICTURE).name}
    assert shown | others == {path.name for path in FOLDER.iterdir()}


def test_a_picture_without_a_digest() -> None:
    """A picture without a digest, or with the digest of another text, is out of date."""
    picture = PICTURES[0].path.read_bytes()
    bare = picture.replace(b"Source-SHA256", b"Somewhat-else", 1)
    assert digest_in(bare) is None
    assert digest_in(stamped(bare, digest_of(b"other"))) == digest_of(b"other")
