# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The project files of the examples: the same configuration in each language, and locked dependencies."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.cli import main
from tests.languages.toolchains import EXAMPLES, LANGUAGES, ROOT, need

if TYPE_CHECKING:
    from pathlib import Path

MODULES = (EXAMPLES / "go", ROOT / "tests" / "languages" / "go")
"""The Go modules that depend on the SDK."""
LOCKS = ("examples/ci/package-lock.json", "examples/typescript/package-lock.json", "tools/node/package-lock.json")


def test_same_project_in_each_language() -> None:
    """The project's configuration is the same in every language."""
    runtimes = {"python": "python", "typescript": "nodejs", "go": "go"}
    projects = {language: yaml.safe_load((EXAMPLES / language / "Pulumi.yaml").read_text()) for language in LANGUAGES}
    assert {language: project.pop("runtime") for language, project in projects.items()} == runtimes
    assert projects["typescript"] == projects["python"]
    assert projects["go"] == projects["python"]


def test_readme_configures_what_has_no_default() -> None:
    """The commands in examples/README.md set every required value, secrets as secrets, with the emulator's key."""
    command = (EXAMPLES / "README.md").read_text().partition("config set-all")[2].partition("pulumi up")[0]
    typed = {name: (kind, value) for kind, name, value in re.findall(r"--(plaintext|secret) (\w+)=(\S+)", command)}

    config = yaml.safe_load((EXAMPLES / "python" / "Pulumi.yaml").read_text())["config"]
    asked = {
        name: "secret" if each.get("secret") else "plaintext" for name, each in config.items() if "default" not in each
    }
    partner = Emulator().sts
    assert {name: kind for name, (kind, _) in typed.items()} == asked
    assert {value for name, (_, value) in typed.items() if name.startswith("partner")} == {
        partner.access_key_id,
        partner.access_key_secret,
        partner.security_token,
    }


def test_packages_are_locked_without_addresses() -> None:
    """`npm ci` accepts the same files from any configured registry. Only the SDK comes from a local folder."""
    lock = json.loads((EXAMPLES / "typescript" / "package-lock.json").read_text())
    packages = {path: package for path, package in lock["packages"].items() if path}
    sdk = packages.pop("node_modules/pulumi-alicloud-iot")
    assert sdk["resolved"] == "file:../../sdk/nodejs/bin"
    assert [path for path, package in packages.items() if "resolved" in package or "integrity" not in package] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_has_an_address(lock: str) -> None:
    """A lock file contains no URL, not even the funding links that npm adds by default."""
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize("example", [path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml")])
def test_firmware_is_locked(example: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example has a manifest and a lock file that is up to date, and the emulator has its packages."""
    folder = EXAMPLES / example
    monkeypatch.chdir(folder)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--used-by", "."]) == 0
    same = folder if example == "ci" else EXAMPLES / "python"
    for name in ("firmware.toml", "firmware.lock"):
        assert (folder / name).read_bytes() == (same / name).read_bytes()


def test_go_modules_have_the_versions_of_the_generator() -> None:
    """Go modules have the versions of the SDK generator, so that compiled packages are reused.

    A second build would take minutes.
    """
    generator = required(ROOT / "tools" / "oldest_pulumi")
    for folder in MODULES:
        others = {
            name: version for name, version in required(folder).items() if generator.get(name, version) != version
        }
        assert others == {}, folder


def test_go_is_formatted() -> None:
    """All Go files are formatted with `gofmt`."""
    need("go")
    listed = subprocess.run(["gofmt", "-l", *MODULES], capture_output=True, text=True, check=True)
    assert listed.stdout == ""


def required(module: Path) -> dict[str, str]:
    """Return the modules that a `go.mod` requires, with their versions."""
    return dict(re.findall(r"^(?:require)?\s+(\S+) (v\S+)", (module / "go.mod").read_text(), re.MULTILINE))
