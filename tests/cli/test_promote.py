# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `promote`, and what other commands do with its entries: three stages in two instances and accounts."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import lock_file
from tests import stages
from tests.posix import require_git
from tests.stages import MANIFEST, STAGES, Instances, digest_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def instances(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instances]:
    """Run both instances with 4.0.0, and write the manifest and the profiles of their accounts."""
    with stages.running() as instances:
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", instances.test.url)
        monkeypatch.setenv(stages.CLI_FILE, str(stages.write_profiles(folder / "home", instances)))
        for each in instances:
            publish(each, "4.0.0")
        (folder / "firmware.toml").write_text(MANIFEST)
        yield instances


@pytest.fixture
def staged(run: Run, folder: Path, instances: Instances) -> Path:
    """Return a lock file with all stages at 4.0.0."""
    assert run("lock")[0] == 0, instances
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
    place = f"--profile prod --iot-instance-id {stages.PROD_INSTANCE} --product-key {stages.PROD_PRODUCT}"
    assert run("add", "canary", *place.split(), "--promote-from", "gateway-staging")[0] == 0
    assert locked(staged)["canary"] == "iot-prod0001-4.0.0"
    assert run("check", *STAGES)[0] == 0


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


def test_missing_file(run: Run, staged: Path, instances: Instances, golden: Golden) -> None:
    """If the file is not published for the next stage, the error says what to publish, and shows similar packages."""
    publish(instances.test, "4.1.0")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == 0
    publish(instances.prod, "4.1.0", FirmwareId="other-file", FirmwareSign="ab" * 32)
    publish(instances.prod, "4.1.0-hotfix", FirmwareSign=digest_of("4.1.0"))
    before = staged.read_bytes()
    status, out, err = run("promote", "gateway-prod")
    assert (status, out, staged.read_bytes()) == (3, "", before)
    golden("promote-missing.txt", err.replace(instances.test.url, "ENDPOINT"))
    assert run("promote", "gateway-prod", "--check") == (status, out, err)
    status, out, _ = run("outdated", "gateway-prod", "--detailed-exitcode", "--json")
    (entry,) = json.loads(out)["entries"]
    assert (status, entry["newer"], entry["message"]) == (2, None, err.partition("\n")[2].rstrip("\n"))


@pytest.mark.parametrize(
    "case",
    [
        (0, "", "does not meet statuses verified or notRequired (its status is unverified)"),
        (1, 'versionRange = "^5"', 'does not meet versionRange "^5" (it is not in "^5")'),
        (1, 'minAge = "30d"', "does not meet minAge 30d (it was created at 2025-11-20T08:00:00.000Z)"),
        (1, 'destVersion = "4.0.0"', "Remove destVersion from the entry in firmware.toml"),
        (1, 'moduleName = "modem"', 'does not meet moduleName "modem"'),
        (1, "maxSize = 1000", "does not meet maxSize 1000 bytes (its size is 20971520 bytes (20.0 MiB))"),
        (
            1,
            'blocked = [{ digest = "sha256:DIGEST", reason = "bricks revision B" }]',
            "does not meet blocked 1 entry (it is blocked: bricks revision B)",
        ),
    ],
)
def test_rejected_file(run: Run, staged: Path, instances: Instances, case: tuple[int, str, str]) -> None:
    """A copy that is not deployable, or does not meet the criteria of its entry, is not promoted."""
    status, criteria, told = case
    publish(instances.test, "4.1.0")
    publish(instances.prod, "4.1.0", Status=status)
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == 0
    edit(staged, 'profile = "prod"', f'profile = "prod"\n{criteria.replace("DIGEST", digest_of("4.1.0"))}')
    before = staged.read_bytes()
    code, _, err = run("promote", "gateway-prod")
    assert code == 3, err
    assert told in err
    assert staged.read_bytes() == before


def test_several_copies(run: Run, staged: Path, instances: Instances) -> None:
    """Of several copies, the one with the lowest ID is locked. A locked one is not replaced by another copy."""
    publish(instances.test, "4.1.0")
    publish(instances.prod, "4.1.0", FirmwareId="copy-b")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == run("promote")[0] == 0
    assert locked(staged)["gateway-prod"] == "copy-b"
    publish(instances.prod, "4.1.0", FirmwareId="copy-a")
    assert run("promote", "--check")[0] == 0
    instances.prod.withdraw("copy-b")
    status, out, _ = run("promote", "--json")
    assert (status, moved(out)["gateway-prod"]) == (0, "same file, now firmwareId copy-a")


def test_copies_in_several_products(run: Run, staged: Path, instances: Instances) -> None:
    """Without a productKey, a file that several products contain is not promoted."""
    instances.prod.add_product("a1GatewayP02", "Gateway 2")
    for product in instances.prod.product_keys:
        publish(instances.prod, "4.1.0", ProductKey=product, FirmwareId=f"of-{product}")
    publish(instances.test, "4.1.0")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == 0
    edit(staged, 'productKey = "a1GatewayP01"\n', "")
    status, _, err = run("promote")
    assert status == 1
    assert "several products contain the file: a1GatewayP01, a1GatewayP02.\nSet productKey" in err


def test_replaced_version(run: Run, staged: Path, instances: Instances) -> None:
    """A different file of the same version is promoted only if the user accepts its digest."""
    ours, theirs = "iot-test0001-4.0.0", "iot-prod0001-4.0.0"
    for each, name in zip(instances, (ours, theirs), strict=True):
        each.withdraw(name)
        publish(each, "4.0.0", FirmwareId=f"{name}-again", FirmwareSign="ab" * 32)
    digest = f"sha256:{'ab' * 32}"
    assert run("bump", "gateway-dev", "--accept-digest", digest)[0] == 0
    status, _, err = run("promote", "gateway-staging")
    assert status == 3
    assert f"run `alicloud-iot-ota promote gateway-staging --accept-digest {digest}`" in err
    for name in ("gateway-staging", "gateway-prod"):
        assert run("promote", name, "--accept-digest", digest)[0] == 0
    assert locked(staged)["gateway-prod"] == f"{theirs}-again"


def test_source_that_cannot_be_promoted(run: Run, staged: Path, instances: Instances) -> None:
    """An entry is not promoted from a package without a digest, or from an entry with changed criteria."""
    publish(instances.test, "4.1.0", FirmwareSign=None)
    assert run("bump", "gateway-dev")[0] == 0
    status, _, err = run("promote")
    assert status == 1
    assert 'returned no digest for 4.1.0, the package of entry "gateway-dev"' in err
    edit(staged, 'versionRange = ">=4.0.0"', 'versionRange = "^4.1"')
    status, _, err = run("promote", "gateway-staging")
    assert status == 1
    assert 'because the criteria of entry "gateway-dev" have changed since it was locked' in err


def test_entries_without_source(run: Run, folder: Path, instances: Instances) -> None:
    """An entry without promoteFrom cannot be promoted. Without any other entry, that is an error too."""
    (folder / "firmware.toml").write_text(MANIFEST.partition("\n\n")[0])
    assert run("lock")[0] == 0, instances
    status, _, err = run("promote", "gateway-dev")
    assert (status, 'entry "gateway-dev" has no promoteFrom' in err) == (1, True)
    status, _, err = run("promote")
    assert (status, "firmware.toml has no entry with promoteFrom" in err) == (1, True)


def test_bump_leaves_promoted_entries(run: Run, staged: Path, instances: Instances) -> None:
    """A bump skips entries with promoteFrom with a note. It moves a named one only with --allow-unpromoted."""
    publish(instances.prod, "4.1.0")
    before = staged.read_bytes()
    status, out, err = run("bump")
    assert (status, staged.read_bytes()) == (0, before)
    assert "gateway-prod" not in out
    skipped = "note: entries with promoteFrom are not bumped: gateway-prod, gateway-staging. To move them, run"
    assert err == f"{skipped} `alicloud-iot-ota promote`.\n"
    status, _, err = run("bump", "gateway-prod", "--to", "4.1.0")
    assert (status, staged.read_bytes()) == (1, before)
    assert 'entry "gateway-prod" has promoteFrom "gateway-staging", so it is not bumped.' in err
    assert run("bump", "gateway-prod", "--to", "4.1.0", "--allow-unpromoted")[0] == 0
    assert locked(staged)["gateway-prod"] == "iot-prod0001-4.1.0"
    status, _, err = run("promote")
    assert (status, "promote gateway-prod --allow-downgrade" in err) == (1, True)


def test_remove_of_a_source(run: Run, staged: Path, instances: Instances) -> None:
    """An entry cannot be removed while other entries are promoted from it."""
    before = staged.read_bytes(), staged.with_suffix(".toml").read_bytes()
    status, _, err = run("remove", "gateway-dev", "gateway-staging")
    assert (status, (staged.read_bytes(), staged.with_suffix(".toml").read_bytes())) == (1, before), instances
    assert 'firmware.gateway-prod: promoteFrom specifies the entry "gateway-staging", which does not exist.' in err
    assert run("remove", *STAGES)[0] == 0


def test_lock_promotes_new_entries_in_order(run: Run, folder: Path, instances: Instances) -> None:
    """`lock` promotes new entries in the order of their stages, even if no stage was locked before."""
    for each in instances:
        publish(each, "4.1.0")
    publish(instances.prod, "4.2.0")
    status, out, err = run("lock", "--json")
    assert (status, err) == (0, "")
    assert moved(out) == {
        "gateway-dev": "resolved",
        "gateway-staging": "promoted from gateway-dev",
        "gateway-prod": "promoted from gateway-staging",
    }
    assert locked(folder / "firmware.lock")["gateway-prod"] == "iot-prod0001-4.1.0"


def test_lock_with_a_failing_source(run: Run, folder: Path, instances: Instances) -> None:
    """If the first stage fails, `lock` reports only its error."""
    edit(folder / "firmware.lock", ">=4.0.0", "^9")
    status, out, err = run("lock")
    assert (status, out) == (1, ""), instances
    assert "gateway-dev" in err
    assert "gateway-staging" not in err


def test_rollback_of_all_stages(run: Run, staged: Path, instances: Instances) -> None:
    """A version that is blocked in every stage is rolled back by one command, but only on request."""
    for each in instances:
        publish(each, "4.1.0")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == run("promote")[0] == 0
    block = f'blocked = [{{ digest = "sha256:{digest_of("4.1.0")}", reason = "bricks revision B" }}]'
    for name in STAGES:
        edit(staged, f"[firmware.{name}]\n", f"[firmware.{name}]\n{block}\n")
    before = staged.read_bytes()
    status, _, err = run("lock")
    assert (status, staged.read_bytes()) == (1, before)
    assert "4.1.0 no longer qualifies: it is blocked: bricks revision B." in err
    assert run("lock", "--allow-downgrade")[0] == 0
    assert locked(staged) == {
        "gateway-dev": "iot-test0001-4.0.0",
        "gateway-staging": "iot-test0001-4.0.0",
        "gateway-prod": "iot-prod0001-4.0.0",
    }
    assert run("check")[0] == run("promote", "--check")[0] == 0


def test_rollback_of_one_stage(run: Run, staged: Path, instances: Instances, golden: Golden) -> None:
    """A version that is blocked only in production is rolled back there, and is not promoted again."""
    for each in instances:
        publish(each, "4.1.0")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == run("promote")[0] == 0
    block = f'blocked = [{{ digest = "sha256:{digest_of("4.1.0")}", reason = "bricks revision B" }}]'
    edit(staged, "[firmware.gateway-prod]\n", f"[firmware.gateway-prod]\n{block}\n")
    status, _, err = run("lock")
    assert status == 3
    golden("promote-blocked.txt", err.replace(instances.test.url, "ENDPOINT"))
    assert run("bump", "gateway-prod", "--to", "4.0.0", "--allow-downgrade", "--allow-unpromoted")[0] == 0
    assert locked(staged)["gateway-prod"] == "iot-prod0001-4.0.0"
    assert run("check")[0] == 0
    assert run("promote")[0] == 3


def test_merge_of_two_promotions(run: Run, staged: Path, instances: Instances) -> None:
    """After a merge conflict, an uncertain stage is promoted from its source again."""
    for version in ("4.1.0", "4.2.0"):
        for each in instances:
            publish(each, version)
    assert run("bump", "gateway-dev", "--to", "4.1.0")[0] == run("promote", "gateway-staging")[0] == 0
    ours = staged.read_text()
    assert run("bump", "gateway-dev")[0] == run("promote", "gateway-staging")[0] == 0
    theirs = staged.read_text()
    head, body = theirs.split("\n\n", 1)
    staged.write_text(f"{head}\n\n<<<<<<< ours\n{ours.split(chr(10) * 2, 1)[1]}=======\n{body}>>>>>>> theirs\n")
    status, out, err = run("lock", "--json")
    assert status == 0, err
    assert moved(out) == {
        "gateway-dev": "resolved again",
        "gateway-prod": "already locked",
        "gateway-staging": "promoted from gateway-dev again",
    }
    assert locked(staged)["gateway-staging"] == locked(staged)["gateway-dev"] == "iot-test0001-4.2.0"


def test_outdated(run: Run, staged: Path, instances: Instances, golden: Golden) -> None:
    """For an entry with promoteFrom, `outdated` shows the promotion and its date, but no other newer package."""
    commit(staged.parent, "2026-11-01")
    publish(instances.test, "4.1.0")
    publish(instances.prod, "4.1.0")
    publish(instances.prod, "5.0.0")
    assert run("outdated", "gateway-staging", "gateway-prod", "--detailed-exitcode")[0] == 0
    assert run("bump", "gateway-dev")[0] == 0
    commit(staged.parent, "2026-11-20")
    status, out, err = run("outdated", "--detailed-exitcode")
    assert (status, err) == (2, "")
    golden("outdated-promote.txt", out)
    document = json.loads(run("outdated", "--json")[1])
    assert {each["name"]: each["promoteFrom"] for each in document["entries"]} == {
        "gateway-dev": None,
        "gateway-staging": {"name": "gateway-dev", "since": "2026-11-20"},
        "gateway-prod": {"name": "gateway-staging", "since": "2026-11-01"},
    }


def test_summarize(run: Run, staged: Path, instances: Instances, golden: Golden) -> None:
    """The review of a promotion has facts from the account of its entry, and the date of the previous stage."""
    for each in instances:
        publish(each, "4.1.0", UtcCreate=f"2025-11-{20 if each is instances.test else 25}T08:00:00.000Z")
    assert run("bump", "gateway-dev")[0] == run("promote")[0] == 0
    commit(staged.parent, "2026-11-20")
    before = staged.with_name("before.lock")
    before.write_bytes(staged.read_bytes())
    assert run("promote")[0] == 0
    status, out, err = run("summarize", "--old", "before.lock", "--new", "firmware.lock")
    assert (status, err) == (0, "")
    golden("summarize-promote.md", out)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in the manifest of a lock file."""
    manifest = path.with_suffix(".toml")
    text = manifest.read_text()
    assert old in text
    manifest.write_text(text.replace(old, new))


def commit(folder: Path, day: str) -> None:
    """Commit both files to a repository in a folder."""
    environ = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    identity = ("-c", "user.name=Team", "-c", "user.email=team@example.com")
    for words in (["init", "-q"], ["add", "firmware.toml", "firmware.lock"], [*identity, "commit", "-qm", day]):
        require_git()
        subprocess.run(["git", *words], cwd=folder, env=environ, check=True)
