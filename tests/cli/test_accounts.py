# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Entries of two accounts in one manifest: each command uses the profile of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import stages
from tests.stages import PROD_INSTANCE, PROD_PRODUCT, TEST_INSTANCE, TEST_PRODUCT, publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stages import Instances

    Run = Callable[..., tuple[int, str, str]]

MANIFEST = f"""\
[firmware.prod]
profile = "prod"
region = "cn-shanghai"
iotInstanceId = "{PROD_INSTANCE}"
productKey = "{PROD_PRODUCT}"
moduleName = "default"
select = "highest"

[firmware.test]
profile = "test"
iotInstanceId = "{TEST_INSTANCE}"
productKey = "{TEST_PRODUCT}"
moduleName = "default"
select = "highest"
"""


@pytest.fixture
def instances(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instances]:
    """Run both instances with 4.0.0, and write the manifest and the profiles."""
    with stages.running() as instances:
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", instances.test.url)
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "of-no-account")
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "of-no-account")
        monkeypatch.setenv(stages.CLI_FILE, str(stages.write_profiles(folder / "home", instances)))
        for each in instances:
            publish(each, "4.0.0")
        (folder / "firmware.toml").write_text(MANIFEST)
        yield instances


@pytest.fixture
def locked(run: Run, folder: Path, instances: Instances) -> Path:
    """Lock both entries, and return the lock file."""
    status, _, err = run("lock")
    assert (status, err) == (0, ""), instances
    return folder / "firmware.lock"


def test_each_entry_has_its_account(run: Run, locked: Path, instances: Instances) -> None:
    """Every command reads each entry with its own profile, and the key in the environment is not used."""
    assert f'firmwareId = "{PROD_INSTANCE}-4.0.0"' in locked.read_text()
    assert f'firmwareId = "{TEST_INSTANCE}-4.0.0"' in locked.read_text()
    for each in instances:
        publish(each, "4.1.0")
    assert run("check")[::2] == (0, "")
    assert run("outdated", "--detailed-exitcode")[::2] == (2, "")
    status, out, err = run("bump")
    assert (status, err, out.count("4.1.0  bumped")) == (0, "", 2)
    assert run("get", "--product-key", TEST_PRODUCT, "--dest-version", "4.0.0")[0] == 1


@pytest.mark.usefixtures("locked")
def test_one_account_for_each_command(run: Run, instances: Instances) -> None:
    """A command for one entry does not need the other account."""
    instances.prod.fault("garbage", times=99)
    assert run("check", "test")[0] == 0
    assert run("check", "prod")[0] == 4


@pytest.mark.usefixtures("locked")
def test_option_takes_precedence(run: Run) -> None:
    """A profile on the command line replaces those of the entries."""
    assert run("check", "test", "--profile", "test")[0] == 0
    status, _, err = run("check", "test", "--profile", "prod")
    assert (status, TEST_INSTANCE in err) == (1, True)


def test_another_profile(run: Run, locked: Path) -> None:
    """A new profile of an entry is a change that must be locked. Its package stays if that account has it."""
    manifest = locked.with_suffix(".toml")
    manifest.write_text(MANIFEST.replace('region = "cn-shanghai"\n', ""))
    status, _, err = run("check")
    assert (status, "locked with other criteria: prod\n" in err) == (1, True)
    status, out, err = run("lock")
    assert (status, err, "prod   4.0.0  4.0.0  criteria updated" in out) == (0, "", True)
    assert "cn-shanghai" not in locked.read_text()
    manifest.write_text(MANIFEST.replace('profile = "prod"', 'profile = "nobody"'))
    before = locked.read_bytes()
    for command in ("lock", "bump"):
        status, out, err = run(command)
        assert (status, out) == (1, "")
        assert "nobody" in err
    assert locked.read_bytes() == before
