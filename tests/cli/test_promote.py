# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `promote`, and what other commands do with its entries: three stages in two instances and accounts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import lock_file
from tests import stages
from tests.stages import STAGES, Instances, digest_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def instances(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instances]:
    """Run both instances with 4.0.0, and write the profiles of their accounts."""
    with stages.running() as instances:
        monkeypatch.setenv("HOME", str(folder / "home"))
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", instances.test.url)
        stages.write_profiles(folder / "home", instances)
        for each in instances:
            publish(each, "4.0.0")
        yield instances


@pytest.fixture
def staged(run: Run, folder: Path, instances: Instances) -> Path:
    """Return a lock file with all stages at 4.0.0."""
    for name, criteria in STAGES.items():
        assert run("add", name, *criteria.split())[0] == 0, instances
    return folder / "firmware.lock"


def locked(path: Path) -> dict[str, str]:
    """Return the firmwareId of each entry."""
    return {
        name: entry.locked.firmware_id
        for name, entry in lock_file.read(path).entries.items()
        if entry.locked is not None
    }


def moved(out: str) -> dict[str, Any]:
    """Return the message of each entry."""
    return {each["name"]: each["message"] for each in json.loads(out)["entries"]}


def test_add_takes_the_package_of_the_source(run: Run, staged: Path, instances: Instances) -> None:
    """A new entry gets the file of its source with the ID of its own instance, even if a newer package exists."""
    assert locked(staged) == {
        "gateway-dev": "iot-test0001-4.0.0",
        "gateway-staging": "iot-test0001-4.0.0",
        "gateway-prod": "iot-prod0001-4.0.0",
    }
    publish(instances.prod, "4.2.0")
    added = run("add", "canary", *STAGES["gateway-prod"].split(), "--module-name", "default", "--version-range", "^4")
    assert added[0] == 0, added
    assert locked(staged)["canary"] == "iot-prod0001-4.0.0"
    assert run("check")[0] == 0


def test_one_step_for_each_run(run: Run, staged: Path, instances: Instances) -> None:
    """A new package moves by one stage in each run. `--check` reports a promotion, and writes nothing."""
    publish(instances.test, "4.1.0")
    publish(instances.prod, "4.1.0")
    assert run("promote", "--check")[0] == 0
    assert run("bump", "gateway-dev")[0] == 0
    before = staged.read_bytes()
    assert run("promote", "--check")[0] == 2
    assert staged.read_bytes() == before
    status, out, err = run("promote", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {"gateway-staging": "promoted from gateway-dev", "gateway-prod": "unchanged"}
    assert locked(staged)["gateway-prod"] == "iot-prod0001-4.0.0"
    assert run("promote")[0] == 0
    assert locked(staged)["gateway-prod"] == "iot-prod0001-4.1.0"
    assert run("promote", "--check")[0] == 0
    assert run("check")[0] == 0


def test_missing_file(run: Run, staged: Path, instances: Instances) -> None:
    """If the file is not published for the next stage, the error says what to publish, and shows similar packages."""
    publish(instances.test, "4.1.0")
    assert run("bump")[::2] == (
        0,
        "note: entries with promoteFrom are not bumped: gateway-prod, gateway-staging. To move them, run "
        "`alicloud-iot-ota promote`.\n",
    )
    assert run("promote")[0] == 0
    publish(instances.prod, "4.1.0", FirmwareId="other-file", FirmwareSign="ab" * 32)
    publish(instances.prod, "4.1.0-hotfix", FirmwareSign=digest_of("4.1.0"))
    before = staged.read_bytes()
    status, out, err = run("promote", "gateway-prod")
    assert (status, out, staged.read_bytes()) == (3, "", before)
    assert err.splitlines() == [
        "firmware.lock:7 gateway-prod".replace(":7", f":{line_of(staged, 'gateway-prod')}"),
        f'firmware.lock:{line_of(staged, "gateway-prod")}: entry "gateway-prod" cannot be promoted, because its instance '
        'does not contain the file of entry "gateway-staging".',
        f"  Searched product a1GatewayP01, instance iot-prod0001 ({instances.test.url}).",
        f'  File: "default-4.1.0" 4.1.0 (full), module default, 20971520 bytes (20.0 MiB), sha256:{digest_of("4.1.0")}',
        f'  Same version, different file: "default-4.1.0" 4.1.0 (full), module default, sha256:{"ab" * 32}, firmwareId '
        "other-file",
        '  Same file, different version or module: "default-4.1.0-hotfix" 4.1.0-hotfix (full), module default, '
        f"sha256:{digest_of('4.1.0')}, firmwareId iot-prod0001-4.1.0-hotfix",
        "Publish that file there, with the same version, module and type. Then run `alicloud-iot-ota promote "
        "gateway-prod`.",
    ]
    assert run("promote", "gateway-prod", "--check")[0] == 3


def line_of(path: Path, name: str) -> int:
    """Return the line of an entry."""
    return lock_file.read(path).entry(name).line


@pytest.mark.parametrize(
    ("fields", "criteria", "told"),
    [
        ({"Status": 0}, "", "does not meet statuses verified or notRequired (its status is unverified)"),
        ({}, 'versionRange = "^5"', 'does not meet versionRange "^5" (it is not in "^5")'),
        ({}, 'minAge = "30d"', "does not meet minAge 30d (it was created at 2025-11-20T08:00:00.000Z)"),
        ({}, 'destVersion = "4.0.0"', "Remove destVersion from the entry in firmware.toml"),
        ({}, 'moduleName = "modem"', 'does not meet moduleName "modem"'),
        (
            {},
            'blocked = [{ digest = "sha256:DIGEST", reason = "bricks revision B" }]',
            "does not meet blocked 1 entry (it is blocked: bricks revision B)",
        ),
    ],
)
def test_rejected_file(
    run: Run, staged: Path, instances: Instances, fields: dict[str, int], criteria: str, told: str
) -> None:
    """A copy that is not deployable, or does not meet the criteria of the entry, is not promoted. The error says why."""
    publish(instances.test, "4.1.0")
    publish(instances.prod, "4.1.0", **fields)
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == 0
    manifest = staged.with_suffix(".toml")
    line = criteria.replace("DIGEST", digest_of("4.1.0"))
    manifest.write_text(manifest.read_text().replace('profile = "prod"', f'profile = "prod"\n{line}'))
    before = staged.read_bytes()
    status, _, err = run("promote", "gateway-prod")
    assert status == 3, err
    assert told in err
    assert staged.read_bytes() == before
