# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on promotion: three stages in two accounts, from the first `lock` to a rollback, as the page shows them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from tests import stages
from tests.docs.newcomer import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import CompletedProcess

    from command import Result

    from alicloud_iot_emulator import Emulator

    Shell = Callable[..., CompletedProcess[str]]

PAGE = "docs/promotion.md"
TEXT = (Path(__file__).resolve().parents[2] / PAGE).read_text()
MANIFEST, BLOCKED = sections(PAGE, "toml")
LOCK, BUMP, OUTDATED, PROMOTE, FIX, ROLL_BACK, ROLL_BACK_ONE = sections(PAGE, "sh")
LOCKED, AVAILABLE, PROMOTED, MISSING, ROLLED_BACK = sections(PAGE, "text")
(PROGRAM,) = sections(PAGE, "python")
ENDPOINT = "https://iot.cn-shanghai.aliyuncs.com"
AGE = timedelta(days=14, hours=1)
COMMIT_DATE = "2026-11-20T12:00:00Z"
REVIEW = "git show HEAD:firmware.lock > before.lock && alicloud-iot-ota summarize --old before.lock --new firmware.lock"


@pytest.fixture
def instances(settings: dict[str, str], tmp_path: Path) -> Iterator[stages.Instances]:
    """Run both instances with 4.0.0. The settings have the profiles of both accounts, and the credentials of `test`."""
    with stages.running() as instances:
        home = tmp_path / "home"
        stages.write_profiles(home, instances)
        for each in instances:
            stages.publish(each, "4.0.0")
        key = instances.test.credentials
        settings |= {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": key.access_key_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": key.access_key_secret,
            "ALIBABA_CLOUD_ENDPOINT_IOT": instances.test.url,
            "GIT_COMMITTER_DATE": COMMIT_DATE,
            "HOME": str(home),
        }
        yield instances


@pytest.fixture
def staged(instances: stages.Instances, shell: Shell, tmp_path: Path) -> stages.Instances:
    """Lock the stages of the page, and commit both files."""
    (tmp_path / "firmware.toml").write_text(MANIFEST)
    assert shell(LOCK).stdout == LOCKED
    shell("git init --quiet && git add firmware.* && git commit --quiet --message begin")
    return instances


def publish(*instances: Emulator, version: str = "4.1.0") -> None:
    """Publish a version that is two weeks old."""
    created = datetime.now(timezone.utc) - AGE
    for each in instances:
        stages.publish(each, version, UtcCreate=created.strftime("%Y-%m-%dT%H:%M:%S.000Z"))


def versions(folder: Path) -> dict[str, str]:
    """Return the locked version of each stage."""
    entries = lock_file.read_current(folder / "firmware.lock").entries
    return {name.partition("-")[2]: entry.locked.dest_version for name, entry in entries.items() if entry.locked}


def test_from_the_first_lock_to_a_rollback(staged: stages.Instances, shell: Shell, tmp_path: Path) -> None:
    """The commands of the page move a package through the stages and back, and print the output on the page."""
    publish(staged.test)
    shell(BUMP)
    assert shell(OUTDATED).stdout == AVAILABLE
    assert shell(PROMOTE).stdout == PROMOTED
    (line,) = re.findall(r'has the line "(.*?)"', TEXT, re.DOTALL)
    assert f"\n- {' '.join(line.split())}\n" in shell(REVIEW).stdout
    missing = shell("alicloud-iot-ota promote", status=ExitCode.BROKEN_PIN).stderr.replace(staged.test.url, ENDPOINT)
    assert MISSING in missing
    publish(staged.prod)
    shell("alicloud-iot-ota promote gateway-prod")
    assert versions(tmp_path) == {"dev": "4.1.0", "staging": "4.1.0", "prod": "4.1.0"}
    assert stages.digest_of("4.1.0") in BLOCKED
    manifest = tmp_path / "firmware.toml"
    manifest.write_text(re.sub("(?m)^profile", f"{BLOCKED}profile", manifest.read_text()))
    assert shell(ROLL_BACK).stdout == ROLLED_BACK
    shell("alicloud-iot-ota check")


def test_exit_codes(staged: stages.Instances, shell: Shell) -> None:
    """`promote --check` returns the exit codes in the table, and `outdated` reports promotions too."""
    rows = re.findall(r"^\| (\d) \| ", TEXT.partition("| exit code of `promote --check` |")[2], re.MULTILINE)
    assert set(rows) == {
        str(int(code))
        for code in (ExitCode.OK, ExitCode.NEWER, ExitCode.BROKEN_PIN, ExitCode.UNDECIDABLE, ExitCode.ERROR)
    }
    shell("alicloud-iot-ota promote --check", status=ExitCode.OK)
    publish(*staged)
    shell("alicloud-iot-ota bump && alicloud-iot-ota promote --check", status=ExitCode.NEWER)
    shell("alicloud-iot-ota outdated --detailed-exitcode", status=ExitCode.NEWER)
    staged.prod.withdraw(f"{staged.prod.instance_id}-4.1.0")
    shell("alicloud-iot-ota promote && alicloud-iot-ota promote --check", status=ExitCode.BROKEN_PIN)
    staged.prod.fault("garbage", times=99)
    shell("alicloud-iot-ota promote --check gateway-prod", status=ExitCode.UNDECIDABLE)


def test_without_promotion(staged: stages.Instances, shell: Shell, tmp_path: Path) -> None:
    """A stage can move to a fix, and back. `promote` then stops at a downgrade, and moves the entry forward again."""
    publish(*staged)
    shell("alicloud-iot-ota bump && alicloud-iot-ota promote && alicloud-iot-ota promote")
    publish(staged.prod, version="4.1.1")
    shell(FIX)
    assert "not promoted" in shell(REVIEW).stdout
    assert versions(tmp_path)["prod"] == "4.1.1"
    stopped = shell("alicloud-iot-ota promote", status=ExitCode.ERROR).stderr
    assert "promote gateway-prod --allow-downgrade" in stopped
    shell(ROLL_BACK_ONE)
    assert versions(tmp_path)["prod"] == "4.0.0"
    shell("alicloud-iot-ota promote")
    assert versions(tmp_path)["prod"] == "4.1.0"


@pytest.mark.usefixtures("staged")
def test_program(up: Callable[..., Result], tmp_path: Path) -> None:
    """The program deploys the package of the entry for its stack, `dev`."""
    result = up(PROGRAM, tmp_path / "firmware.toml", tmp_path / "firmware.lock")
    assert result.ok, result.text
    assert result.outputs == {"gateway": f"{stages.TEST_INSTANCE}-4.0.0"}
