# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`install-plugin` without the engine: what it asks of Pulumi, and what it says where that cannot work."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

LAUNCHER = "pulumi-resource-alicloud-iot"


class Machine:
    """A machine with a folder on PATH and one of a Python environment, both empty."""

    def __init__(self, root: Path) -> None:
        self.commands = root / "commands"
        self.environment = root / "environment"
        for folder in (self.commands, self.environment):
            folder.mkdir()

    def put(self, path: Path, script: str) -> Path:
        """Put a command there."""
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def put_pulumi(self, script: str) -> Path:
        """Put a Pulumi on PATH."""
        return self.put(self.commands / "pulumi", script)

    def put_launcher(self) -> Path:
        """Install the plugin's console script into the environment."""
        return self.put(self.environment / LAUNCHER, "exit 9")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine, on which this process runs from now on."""
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.commands))
    monkeypatch.setattr(sys, "executable", str(machine.environment / "python"))
    return machine


def test_what_pulumi_is_asked(run: Run, machine: Machine) -> None:
    """It installs this version from this environment, in place of what is there; its chatter is not passed on."""
    machine.put_pulumi(f'echo chatter; echo "$@" >{machine.commands}/asked')
    launcher = machine.put_launcher()
    status, out, err = run("install-plugin")
    assert (status, err) == (0, "")
    assert out == f"Plugin alicloud-iot {__version__} is installed for Pulumi, a copy of {launcher}.\n"
    asked = (machine.commands / "asked").read_text()
    assert asked == f"plugin install resource alicloud-iot {__version__} --file {launcher} --reinstall\n"


def test_a_plugin_on_path(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi would prefer that one and warn of it, which is worth a note."""
    machine.put_pulumi("exit 0")
    machine.put_launcher()
    on_path = machine.put(machine.commands / LAUNCHER, "exit 9")
    status, _, err = run("install-plugin")
    assert status == 0
    assert err.startswith(f"note: {on_path} is on PATH, which Pulumi prefers")
    assert "PULUMI_IGNORE_AMBIENT_PLUGINS=true" in err
    monkeypatch.setenv("PULUMI_IGNORE_AMBIENT_PLUGINS", "true")
    assert run("install-plugin")[2] == ""


def test_without_pulumi(run: Run, machine: Machine) -> None:
    """Where there is no Pulumi, the error says how to get it."""
    machine.put_launcher()
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "The plugin is installed by the command pulumi, which is not on PATH.",
        "Install Pulumi (https://www.pulumi.com/docs/install), put it on PATH, and run this again.",
    ]


def test_without_the_console_script(run: Run, machine: Machine) -> None:
    """Where the environment lacks the plugin, the error names the place, and Pulumi is asked nothing."""
    machine.put_pulumi(f"echo asked >{machine.commands}/asked")
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    assert err.startswith(f"The plugin of this installation would be {machine.environment / LAUNCHER}, which is not ")
    assert "Install alicloud-iot-ota anew" in err
    assert not (machine.commands / "asked").exists()


def test_pulumi_fails(run: Run, machine: Machine) -> None:
    """What Pulumi said last is told, as text, with its exit status and no more lines than an error has."""
    pulumi = machine.put_pulumi(
        'for n in 1 2 3 4 5 6 7 8 9 10 11; do echo "line $n"; done; printf "\\033[31mdisk full"; exit 3'
    )
    machine.put_launcher()
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    title, *told, remedy = err.splitlines()
    assert title == f"{pulumi} plugin install failed with exit status 3."
    assert told == [*(f"line {number}" for number in range(3, 12)), "\\x1b[31mdisk full"]
    assert remedy == "Mend what Pulumi says there, and run this again."


def test_a_pulumi_that_cannot_be_run(run: Run, machine: Machine) -> None:
    """A file that is no program is told of by its place."""
    pulumi = machine.put_pulumi("")
    pulumi.write_bytes(b"\x7fELF")
    machine.put_launcher()
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    assert err.startswith(f"{pulumi}, the first pulumi on PATH, cannot be run. Exec format error.\n")


def test_no_arguments(run: Run, machine: Machine) -> None:
    """What it does not take is an error, and nothing is installed."""
    machine.put_pulumi(f"echo asked >{machine.commands}/asked")
    machine.put_launcher()
    assert run("install-plugin", "--version=1")[0] == 1
    assert not (machine.commands / "asked").exists()
