# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Renovate: the dependencies that renovate.json finds in firmware.lock, and the feed of its datasource."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import re2

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli import main
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.lock_file.resolution import package_of
from tests.ci.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Find = Callable[[str, str], list[dict[str, str]]]

CONFIG: dict[str, Any] = json.loads((REPOSITORY / "renovate.json").read_text())
MANAGER: dict[str, Any] = CONFIG["customManagers"][0]
LOCK_FILE = REPOSITORY / "firmware.lock"

RENOVATE_RELEASE = {
    "version": str,
    "isDeprecated": bool,
    "releaseTimestamp": str,
    "sourceUrl": str,
    "sourceDirectory": str,
    "changelogContent": str,
    "changelogUrl": str,
    "digest": str,
    "isStable": bool,
}
"""The fields of a release and their types, from Renovate's lib/modules/datasource/custom/schema.ts."""


def in_javascript(pattern: str, text: str) -> list[dict[str, str]]:
    """Return the named groups of every match in JavaScript, which Renovate uses if RE2 is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("There is no node on PATH to try the pattern with.")
    script = (
        "const [pattern, text] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify([...text.matchAll(new RegExp(pattern, 'g'))].map(each => each.groups)));"
    )
    done = subprocess.run(
        [node, "-e", script], input=json.dumps([pattern, text]), capture_output=True, text=True, check=True
    )
    groups: list[dict[str, str]] = json.loads(done.stdout)
    return groups


def in_re2(pattern: str, text: str) -> list[dict[str, str]]:
    """Return the named groups of every match in RE2, Renovate's default.

    The Python binding uses Python's group syntax.
    """
    return [match.groupdict() for match in re2.finditer(pattern.replace("(?<", "(?P<"), text)]


def filled(template: str, **values: str) -> str:
    """Return a Renovate template with its values."""
    for name, value in values.items():
        template = template.replace(f"{{{{{{{name}}}}}}}", value)
    assert "{{" not in template
    return template


def connect(monkeypatch: pytest.MonkeyPatch, emulator: Emulator) -> None:
    """Set the environment variables of the emulator's user."""
    monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulator.credentials.access_key_id)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulator.credentials.access_key_secret)
    monkeypatch.setenv("ALIBABA_CLOUD_IOT_INSTANCE_ID", str(emulator.instance_id))


def export(name: str) -> str:
    """Return the value of a variable in renovate.sh."""
    [value] = re.findall(rf"^export {name}='(.*)'$", (REPOSITORY / "renovate.sh").read_text(), re.MULTILINE)
    assert isinstance(value, str)
    return value


@pytest.fixture(params=[in_re2, in_javascript], ids=["re2", "javascript"])
def find(request: pytest.FixtureRequest) -> Find:
    """Return a function that finds a pattern in a text, for each regular expression engine of Renovate."""
    found: Find = request.param
    return found


@pytest.fixture(params=["\n", "\r\n"], ids=["lf", "crlf"])
def text(request: pytest.FixtureRequest) -> str:
    """Return the lock file with each kind of line ending."""
    line_end: str = request.param
    return LOCK_FILE.read_text().replace("\n", line_end)


def test_every_entry_is_found(find: Find, text: str) -> None:
    """Each entry in the lock file is a dependency with its version and digest. There are no other dependencies."""
    [pattern] = MANAGER["matchStrings"]
    locked = {name: package_of(entry) for name, entry in lock_file.read(LOCK_FILE).entries.items()}
    assert find(pattern, text) == [
        {
            "depName": name,
            "indentation": "\r" if "\r" in text else "",
            "currentValue": firmware.dest_version,
            "currentDigest": firmware.digest,
        }
        for name, firmware in locked.items()
    ]


def test_an_entry_without_a_digest_is_left_alone(find: Find, text: str) -> None:
    """An entry without a digest is skipped, because Renovate could not verify the file. People bump such entries."""
    [pattern] = MANAGER["matchStrings"]
    without = re.sub(r'digest = "sha256:fe38.*\n', "", text)
    assert [match["depName"] for match in find(pattern, without)] == ["meter"]


def proposed(text: str, digest: str) -> str:
    """Return the lock file after Renovate's update of the gateway to 4.1.0.

    The pattern finds the new text, as Renovate requires. Line endings do not change.
    """
    [pattern] = MANAGER["matchStrings"]
    match = next(re2.finditer(pattern.replace("(?<", "(?P<"), text))
    kept = {name: match.group(name) for name in ("depName", "indentation")}
    written = filled(MANAGER["autoReplaceStringTemplate"], **kept, newValue="4.1.0", newDigest=digest)
    changed = text.replace(match.group(), written)
    gateway, _ = in_re2(pattern, changed)
    assert gateway == {**kept, "currentValue": "4.1.0", "currentDigest": digest}
    assert changed.count("\n") == text.count("\n")
    assert changed.count("\r\n") == changed.count("\r") == text.count("\r")
    with pytest.raises(LockFileError, match=r"firmware.gateway: the checksum does not match"):
        canonical.parse(changed.replace("\r\n", "\n"), "firmware.lock")
    return changed


@pytest.mark.parametrize(
    "criterion", ['versionRange = "^4.0"', 'destVersion = "4.0.0"'], ids=["range", "exact version"]
)
def test_what_the_command_makes_of_a_proposal(
    text: str, criterion: str, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`bump` moves the entry that Renovate changed, in both files and with their line endings."""
    connect(monkeypatch, emulator)
    monkeypatch.chdir(tmp_path)
    line_end = "\r\n" if "\r" in text else "\n"
    manifest, lock = tmp_path / "firmware.toml", tmp_path / "firmware.lock"
    old = LOCK_FILE.with_suffix(".toml").read_text().replace('versionRange = "^4.0"', criterion)
    manifest.write_bytes(old.replace("\n", line_end).encode())
    assert main(["lock"]) == 0
    lock.write_bytes(lock.read_text().replace("\n", line_end).encode())
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]
    for words in ("init -q", "add .", "commit -q -m Lock"):
        subprocess.run(["git", *identity, *words.split()], cwd=tmp_path, check=True)
    digest = emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01", ModuleName="default")["FirmwareSign"]

    before = lock.read_bytes()
    lock.write_bytes(proposed(before.decode(), f"sha256:{digest}").encode())
    assert main(["check"]) == 1, "two packages are mixed"
    restore, template = CONFIG["packageRules"][0]["postUpgradeTasks"]["commands"]
    subprocess.run(shlex.split(restore), cwd=tmp_path, check=True, capture_output=True)
    assert lock.read_bytes() == before
    other = filled(template, depName="gateway", newVersion="4.1.0", newDigest=f"sha256:{'0f' * 32}")
    assert main(shlex.split(other)[1:]) == 1, "the file is not the one in the feed"
    assert lock.read_bytes() == before
    command = filled(template, depName="gateway", newVersion="4.1.0", newDigest=f"sha256:{digest}")
    assert main(shlex.split(command)[1:]) == 0
    assert main(["check"]) == 0
    new = old.replace('destVersion = "4.0.0"', 'destVersion = "4.1.0"')
    assert manifest.read_bytes() == new.replace("\n", line_end).encode()
    assert lock.read_bytes().count(line_end.encode()) == lock.read_bytes().count(b"\n")
    assert CONFIG["packageRules"][0]["postUpgradeTasks"]["fileFilters"] == ["**/firmware.lock", "**/firmware.toml"]


@pytest.mark.parametrize("version", ["4.1.0", "V2.3.0", "isp-7.2", "cam_2024-11-05"])
def test_the_command_of_a_proposal_may_run(version: str) -> None:
    """Renovate may run `bump` for every version that the service allows, but not with additional commands."""
    restoring, allowed = json.loads(export("RENOVATE_ALLOWED_COMMANDS"))
    restore, template = CONFIG["packageRules"][0]["postUpgradeTasks"]["commands"]
    assert re.search(restoring, restore)
    assert not re.search(restoring, f"{restore} && env")
    command = filled(template, depName="gateway", newVersion=version, newDigest=f"sha256:{'0f' * 32}")
    assert re.search(allowed, command)
    assert not re.search(allowed, f"{command} && env")
    assert not re.search(allowed, command.replace(version, f"{version} --help"))


@pytest.mark.parametrize(
    ("path", "is_held"), [("firmware.lock", True), ("a/firmware.lock", True), ("xfirmware.lock", False)]
)
def test_which_files_are_lock_files(path: str, is_held: bool) -> None:  # noqa: FBT001 - a column of the table
    """A pattern between slashes is a regular expression in Renovate, and can match anywhere in the path."""
    [pattern] = MANAGER["managerFilePatterns"]
    assert pattern.startswith("/")
    assert pattern.endswith("/")
    assert bool(re.search(pattern[1:-1], path)) is is_held


def feeds() -> dict[str, list[str]]:
    """Return the arguments of the command for each feed, by the feed's name."""
    lines = re.findall(
        r'^alicloud-iot-ota (feed .*) > "\$feeds/(.*)\.json"$', (REPOSITORY / "renovate.sh").read_text(), re.MULTILINE
    )
    return {name: shlex.split(arguments) for arguments, name in lines}


def test_every_entry_has_its_feed() -> None:
    """renovate.sh makes a feed for each entry, with the entry's product, module and range."""
    entries = lock_file.read(LOCK_FILE).entries.values()
    assert feeds() == {
        entry.name: [
            *("feed", "--product-key", entry.criteria.product_key),
            *("--module-name", entry.criteria.module_name),
            *("--version-range", entry.criteria.version_range),
        ]
        for entry in entries
    }


@pytest.mark.parametrize("name", feeds())
def test_the_feed_is_what_the_datasource_takes(
    name: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Renovate accepts the feed without a transformation, and the feed has the locked version and digest."""
    connect(monkeypatch, emulator)
    assert main(feeds()[name]) == 0
    feed = json.loads(capfd.readouterr().out)
    datasource = CONFIG["customDatasources"][MANAGER["datasourceTemplate"].removeprefix("custom.")]
    assert datasource["format"] == "json"
    assert "transformTemplates" not in datasource
    assert list(feed) == ["releases"]
    for release in feed["releases"]:
        assert {field: type(value) for field, value in release.items()}.items() <= RENOVATE_RELEASE.items()
    locked = package_of(lock_file.read(LOCK_FILE).entry(name))
    held = [release["digest"] for release in feed["releases"] if release["version"] == locked.dest_version]
    assert held == [locked.digest]


def test_another_file_is_no_update() -> None:
    """A new digest of the same version is not an update: this Renovate feature is disabled."""
    [rule] = [rule for rule in CONFIG["packageRules"] if rule.get("matchUpdateTypes") == ["digest"]]
    assert rule["enabled"] is False
    assert rule["matchDatasources"] == [MANAGER["datasourceTemplate"]]
