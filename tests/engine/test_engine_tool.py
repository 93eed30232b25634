# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The tool that finds an engine on PATH or in the cache, or builds it. Here, all commands are fakes."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from engine import (
    OLDEST_PULUMI,
    OPENTOFU,
    PULUMI,
    TOOLS,
    Engine,
    EngineError,
    find_or_build,
    oldest_version,
    pinned_version,
)

if TYPE_CHECKING:
    from pathlib import Path

TOOL = TOOLS / "engine.py"
CACHED = {PULUMI: "engine/{}/bin/pulumi", OPENTOFU: "opentofu/{}/bin/tofu"}
"""Where a built engine is, below the project's cache folder and with its version."""
VERSION = {PULUMI: "{}", OPENTOFU: "OpenTofu {}\non linux_amd64"}
"""The output of the engine's `version` command, with its version."""
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

    def __init__(self, engine: Engine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._engine = engine
        self._commands = root / "commands"
        self._commands.mkdir()
        self.built = root / "cache" / "alicloud-iot-ota" / CACHED[engine].format(pinned_version(engine))
        self._go_log = root / "go.log"
        self._go_log.touch()
        monkeypatch.setenv("PATH", str(self._commands))
        monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        monkeypatch.setenv("GO_LOG", str(self._go_log))

    def install(self, name: str, script: str) -> Path:
        """Add a command to PATH."""
        command = self._commands / name
        command.write_text(script)
        command.chmod(0o755)
        return command

    def install_engine(self, version: str) -> Path:
        """Add a fake engine to PATH that only prints its version."""
        script = f"#!/bin/sh\necho 'The settings are wrong.' >&2\necho '{VERSION[self._engine].format(version)}'\n"
        return self.install(self._engine.command, script)

    def builds(self) -> int:
        """The number of builds of the engine."""
        return len(self._go_log.read_text().splitlines())


@pytest.fixture(params=[PULUMI, OPENTOFU], ids=lambda engine: engine.command)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine. Both are found and built in the same way."""
    assert isinstance(request.param, Engine)
    return request.param


@pytest.fixture
def machine(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without the engine and Go."""
    return Machine(engine, tmp_path, monkeypatch)


@pytest.fixture
def version(engine: Engine, request: pytest.FixtureRequest) -> str:
    """Return a version from a template of the test. `{major}.{minor}.{patch}` is the oldest one that is accepted."""
    major, minor, patch = map(int, oldest_version(engine).removeprefix("v").split("."))
    before = {"major_before": major - 1, "minor_before": minor - 1}
    return str(request.param).format(major=major, minor=minor, patch=patch, major_after=major + 1, **before)


@pytest.mark.parametrize(
    "version", ["v{major}.{minor}.{patch}", "v{major}.1000.0", "{major}.999.1-alpha.1"], indirect=True
)
def test_uses_an_installed_engine_that_is_new_enough(
    machine: Machine, engine: Engine, version: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """An installed engine that is new enough is used without a build. Its warnings are not shown."""
    installed = machine.install_engine(version)
    machine.install("go", GO)
    assert find_or_build(engine) == installed
    assert machine.builds() == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "version",
    ["v{major}.{minor_before}.999", "v{major_before}.999.0", "v{major_after}.0.0", "", "not a version"],
    indirect=True,
)
def test_builds_its_own_beside_an_engine_of_another_age(machine: Machine, engine: Engine, version: str) -> None:
    """An older release, the next major version and a broken installation are ignored."""
    machine.install_engine(version)
    machine.install("go", GO)
    assert find_or_build(engine) == machine.built


@pytest.mark.parametrize("engine", [PULUMI], ids=["pulumi"])
def test_the_oldest_engine_is_never_a_newer_one(machine: Machine) -> None:
    """The oldest Pulumi of the tests is built, whatever is on PATH, and kept next to the newest one."""
    machine.install_engine(pinned_version(PULUMI))
    machine.install("go", GO)
    built = find_or_build(OLDEST_PULUMI)
    assert built.parents[1].name == oldest_version(PULUMI) == pinned_version(OLDEST_PULUMI)
    assert machine.builds() == 1


def test_builds_once(machine: Machine, engine: Engine) -> None:
    """The engine is built once, and then comes from the cache."""
    machine.install("go", GO)
    assert find_or_build(engine) == find_or_build(engine) == machine.built
    assert machine.built.read_text() == "whole\n"
    assert machine.builds() == 1


@pytest.mark.parametrize("engine", [PULUMI], ids=["pulumi"])
def test_adds_the_language_hosts(machine: Machine, engine: Engine) -> None:
    """A built Pulumi runs Python programs: its language host is next to it."""
    machine.install("go", GO)
    assert (find_or_build(engine).parent / "pulumi-language-python").stat().st_mode & 0o111


def test_an_interrupted_build_leaves_no_engine(machine: Machine, engine: Engine) -> None:
    """An interrupted build leaves no engine, and does not prevent the next build."""
    machine.install("go", KILLED_GO)
    with pytest.raises(EngineError, match=f"Building {engine.name} failed"):
        find_or_build(engine)
    assert not machine.built.exists()
    machine.install("go", GO)
    assert find_or_build(engine).read_text() == "whole\n"


def test_two_processes_at_once_build_once(machine: Machine, engine: Engine) -> None:
    """If two processes start in parallel, one builds the engine, and the other waits for it."""
    machine.install("go", GO)
    command = (sys.executable, TOOL, engine.command)
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {process.communicate()[0] for process in processes}
    assert answers == {f"{machine.built}\n"}
    assert machine.builds() == 1


@pytest.mark.usefixtures("machine")
def test_says_what_to_install_where_there_is_neither(engine: Engine) -> None:
    """Without the engine and Go, the tool prints one message with the required version and a fix."""
    command = (sys.executable, TOOL, engine.command)
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == (
        f"This needs {engine.name} {oldest_version(engine)} or newer, but {engine.command} is not on PATH. "
        "There is no go command to build it with either.\n"
        f"Install {engine.name} ({engine.instructions}) or a current Go (https://go.dev/dl), "
        "put it on PATH, and try again.\n"
    )


@pytest.mark.parametrize("version", ["v{major}.0.9"], indirect=True)
def test_says_why_neither_will_do(machine: Machine, engine: Engine, version: str) -> None:
    """If the engine and Go are too old, the error has both versions."""
    machine.install_engine(version)
    machine.install("go", OLD_GO)
    with pytest.raises(EngineError, match=rf"{engine.command} on PATH is {version}\. .*running go 1\.20"):
        find_or_build(engine)


def test_windows_needs_an_installed_engine(machine: Machine, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows, nothing is built, and the error says what to install."""
    machine.install("go", GO)
    monkeypatch.setattr("engine.sys", SimpleNamespace(platform="win32"))
    message = rf"not on PATH\. It is built only on Linux and macOS\.\nInstall {engine.name} \(.*\), put it on PATH"
    with pytest.raises(EngineError, match=message):
        find_or_build(engine)
    assert machine.builds() == 0
