# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The tool that finds the engine on PATH or in the cache, or builds it. Here, both commands are fakes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import engine
import pytest

if TYPE_CHECKING:
    from pathlib import Path

TOOL = engine.MODULE / "engine.py"
GO = """#!/bin/sh
case $1 in
version) echo go version go1.99 ;;
list) echo first; echo second ;;
build) echo built >>"$GO_LOG"; echo whole >"$4" ;;
esac
"""
KILLED_GO = GO.replace('echo whole >"$4"', 'echo half >"$4"; kill -KILL $$')
OLD_GO = "#!/bin/sh\necho 'go: go.mod requires go >= 1.99 (running go 1.20)' >&2; exit 1\n"


class Machine:
    """A machine that has on PATH only the commands that a test installs."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands = root / "commands"
        self.commands.mkdir()
        self.built = root / "cache" / "alicloud-iot-ota" / "engine" / engine.pinned_version() / "bin" / "pulumi"
        self.go_log = root / "go.log"
        self.go_log.touch()
        monkeypatch.setenv("PATH", str(self.commands))
        monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        monkeypatch.setenv("GO_LOG", str(self.go_log))

    def install(self, name: str, script: str) -> Path:
        """Add a command to PATH."""
        command = self.commands / name
        command.write_text(script)
        command.chmod(0o755)
        return command

    def install_pulumi(self, version: str) -> Path:
        """Add a fake Pulumi to PATH that only prints its version."""
        return self.install("pulumi", f"#!/bin/sh\necho {version}\n")

    def builds(self) -> int:
        """The number of builds of the engine."""
        return len(self.go_log.read_text().splitlines())


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without Pulumi and Go."""
    return Machine(tmp_path, monkeypatch)


@pytest.mark.parametrize("version", [engine.pinned_version(), "v3.1000.0", "3.999.1-alpha.1"])
def test_uses_an_installed_pulumi_that_is_new_enough(machine: Machine, version: str) -> None:
    """An installed Pulumi that is new enough is used without a build."""
    installed = machine.install_pulumi(version)
    machine.install("go", GO)
    assert engine.find_or_build() == installed
    assert machine.builds() == 0


@pytest.mark.parametrize("version", ["v3.258.9", "v2.999.0", "v4.0.0", "", "not a version"])
def test_builds_its_own_beside_a_pulumi_of_another_age(machine: Machine, version: str) -> None:
    """An older release, the next major version and a broken installation are ignored."""
    machine.install_pulumi(version)
    machine.install("go", GO)
    assert engine.find_or_build() == machine.built


def test_builds_once_and_makes_it_complete(machine: Machine) -> None:
    """The engine is built once, and then comes from the cache, together with the Python language host."""
    machine.install("go", GO)
    assert engine.find_or_build() == engine.find_or_build() == machine.built
    assert machine.built.read_text() == "whole\n"
    assert machine.builds() == 1
    assert (machine.built.parent / "pulumi-language-python").stat().st_mode & 0o111


def test_an_interrupted_build_leaves_no_engine(machine: Machine) -> None:
    """An interrupted build leaves no engine, and does not prevent the next build."""
    machine.install("go", KILLED_GO)
    with pytest.raises(engine.EngineError, match="could not be built"):
        engine.find_or_build()
    assert not machine.built.exists()
    machine.install("go", GO)
    assert engine.find_or_build().read_text() == "whole\n"


def test_two_processes_at_once_build_once(machine: Machine) -> None:
    """If two processes start in parallel, one builds the engine, and the other waits for it."""
    machine.install("go", GO)
    command = (sys.executable, TOOL)
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {process.communicate()[0] for process in processes}
    assert answers == {f"{machine.built}\n"}
    assert machine.builds() == 1


@pytest.mark.usefixtures("machine")
def test_says_what_to_install_where_there_is_neither() -> None:
    """Without Pulumi and Go, the tool prints one message with the required version and a fix."""
    command = (sys.executable, TOOL)
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == (
        f"This needs the Pulumi engine {engine.pinned_version()} or newer, but pulumi is not on PATH. "
        "There is no go command to build it with either.\n"
        "Install Pulumi (https://www.pulumi.com/docs/install) or a current Go (https://go.dev/dl), "
        "put it on PATH, and try again.\n"
    )


def test_says_why_neither_will_do(machine: Machine) -> None:
    """If Pulumi and Go are too old, the error has both versions."""
    machine.install_pulumi("v3.100.0")
    machine.install("go", OLD_GO)
    with pytest.raises(engine.EngineError, match=r"pulumi on PATH is v3\.100\.0.*running go 1\.20"):
        engine.find_or_build()
