# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-plugin` without the engine: its call of Pulumi, its error messages, and its launcher."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable
from tests.posix import require

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

LAUNCHER = "pulumi-resource-alicloud-iot"
PYTHON = sys.executable
KEEP = 'command -p cp -r "$7" "${0%/*}/kept"'
"""A script that copies the folder after --file, like `pulumi plugin install`."""
ENDS_SOON = 30  # seconds after which a test stops waiting


class Machine:
    """A machine with an empty folder on PATH and an empty Python environment."""

    def __init__(self, root: Path) -> None:
        require()
        self.commands = root / "commands"
        self.environment = root / "größe $HOME 'it`s \\n' \n\x1b[31m固件"
        self.python = self.environment / "python"
        for folder in (self.commands, self.environment):
            folder.mkdir()

    def put(self, path: Path, script: str) -> Path:
        """Write a command."""
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def put_pulumi(self, script: str) -> Path:
        """Write a `pulumi` command on PATH."""
        return self.put(self.commands / "pulumi", script)

    def put_python(self, *options: str, path: Path = Path(alicloud_iot_ota.__file__).parents[1]) -> None:
        """Write an interpreter into the environment, with the packages in a folder."""
        self.put(self.python, f'PYTHONPATH={quote(str(path))} exec {quote(PYTHON)} {" ".join(options)} "$@"')

    def put_python_with_grpc(self, source: str) -> None:
        """Write an interpreter into the environment, with this package and a replacement for gRPC."""
        packages = self.environment / "packages"
        packages.mkdir()
        (packages / "alicloud_iot_ota").symlink_to(Path(alicloud_iot_ota.__file__).parent)
        (packages / "grpc.py").write_text(source)
        self.put_python(path=packages)

    def start_kept(self) -> subprocess.Popen[str]:
        """Start the plugin like the engine, from Pulumi's plugin folder."""
        command = [str(self.commands / "kept" / LAUNCHER), "-v=1", "127.0.0.1:1"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return the machine, and let this process use it."""
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.commands))
    monkeypatch.setattr(sys, "executable", str(machine.python))
    return machine


def test_what_pulumi_is_asked(run: Run, machine: Machine) -> None:
    """Pulumi installs this version from this environment, replacing an existing one. Its output is not shown."""
    machine.put_pulumi(f'echo chatter; echo "$@" >{machine.commands}/asked')
    status, out, err = run("install-plugin")
    assert (status, err) == (0, "")
    python = printable(str(machine.python))
    assert out == f"Installed plugin alicloud-iot {__version__} for Pulumi, to run with {python}.\n"
    *asked, folder, last = (machine.commands / "asked").read_text().split()
    assert asked == ["plugin", "install", "resource", "alicloud-iot", __version__, "--file"]
    assert last == "--reinstall"
    assert not Path(folder).exists()


def test_launcher_starts_the_plugin(run: Run, machine: Machine) -> None:
    """The launcher starts the plugin, with any characters in the path of the environment."""
    machine.put_pulumi(KEEP)
    machine.put_python()
    assert run("install-plugin")[0] == 0
    with machine.start_kept() as plugin:
        assert plugin.stdout is not None
        assert plugin.stdout.readline().strip().isdigit()
        plugin.terminate()
        _, err = plugin.communicate(timeout=ENDS_SOON)
    assert (plugin.returncode, err) == (0, "")


def test_launcher_passes_arguments_on(run: Run, machine: Machine) -> None:
    """The plugin receives exactly the engine's arguments, because the last one is the engine's address."""
    machine.put_pulumi(KEEP)
    assert run("install-plugin")[0] == 0
    machine.put_python_with_grpc("import sys; print(sys.argv[1:]); sys.exit()")
    with machine.start_kept() as plugin:
        assert plugin.communicate(timeout=ENDS_SOON) == ("['-v=1', '127.0.0.1:1']\n", "")


def test_path_in_no_encoding(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is found, too, where its path is not UTF-8, as nothing asks of a path to be."""
    machine.put_pulumi(KEEP)
    python = machine.put(machine.environment / os.fsdecode(b"gr\xf6\xdfe"), "echo served")
    monkeypatch.setattr(sys, "executable", str(python))
    status, out, err = run("install-plugin")
    assert (status, err) == (0, "")
    assert out.endswith("/gr\\udcf6\\udcdfe.\n")
    with machine.start_kept() as plugin:
        assert plugin.communicate(timeout=ENDS_SOON) == ("served\n", "")


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ("nothing", ["which no longer exists."]),
        ("no program", ["which is not executable."]),
        ("no package", ["which can no longer import it.", "Python reports: No module named 'alicloud_iot_ota'."]),
        ("no grpc", ["which can no longer import it.", "Python reports: No module named 'grpc'."]),
        ("broken grpc", ["which can no longer import it.", "Python reports: libstdc++.so.6: cannot be opened."]),
        ("another version", ["which now has version 9.9.9."]),
    ],
)
def test_launcher_without_its_environment(
    run: Run, machine: Machine, tmp_path: Path, left: str, found: list[str]
) -> None:
    """If the environment is broken, the launcher shows its path, the cause and the fix."""
    machine.put_pulumi(KEEP)
    assert run("install-plugin")[0] == 0
    if left == "no program":
        machine.python.touch()
    elif left == "no package":
        machine.put_python("-S", path=tmp_path)
    elif left == "no grpc":
        machine.put_python("-S")
    elif left == "broken grpc":
        machine.put_python_with_grpc('raise ImportError("libstdc++.so.6: cannot be opened")')
    elif left == "another version":
        (tmp_path / "alicloud_iot_ota").mkdir()
        (tmp_path / "alicloud_iot_ota" / "__init__.py").write_text('__version__ = "9.9.9"\n')
        machine.put_python(path=tmp_path)
    with machine.start_kept() as plugin:
        out, err = plugin.communicate(timeout=ENDS_SOON)
    assert (plugin.returncode, out) == (1, "")
    empty, installed, *rest, remedy = err.splitlines()
    start = f"The plugin alicloud-iot {__version__} was installed from the environment of "
    assert (empty, [installed, *rest]) == ("", [f"{start}{printable(str(machine.python))}, {found[0]}", *found[1:]])
    assert remedy.startswith(
        f"The program's SDK requires version {__version__}. Run `alicloud-iot-ota install-plugin` in an environment "
    )


def test_release_archive(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a release archive, the command installs the archive's folder without a launcher."""
    machine.put_pulumi(KEEP)
    machine.put(machine.environment / LAUNCHER, "echo served")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(machine.environment / "alicloud-iot-ota"))
    status, out, err = run("install-plugin")
    assert (status, err) == (0, "")
    assert out.endswith(f" for Pulumi, as a copy of {printable(str(machine.environment))}.\n")
    with machine.start_kept() as plugin:
        assert plugin.communicate(timeout=ENDS_SOON) == ("served\n", "")


def test_a_plugin_on_path(run: Run, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note reports another plugin on PATH, because Pulumi prefers it."""
    machine.put_pulumi("exit 0")
    on_path = machine.put(machine.commands / LAUNCHER, "exit 9")
    status, _, err = run("install-plugin")
    assert status == 0
    assert err.startswith(f"note: {on_path} is on PATH. Pulumi uses it instead of the installed plugin, ")
    assert "PULUMI_IGNORE_AMBIENT_PLUGINS=true" in err
    monkeypatch.setenv("PULUMI_IGNORE_AMBIENT_PLUGINS", "true")
    assert run("install-plugin")[2] == ""


@pytest.mark.usefixtures("machine")
def test_without_pulumi(run: Run) -> None:
    """If Pulumi is not installed, the error says how to install it."""
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "The command pulumi is not on PATH. It is needed to install the plugin.",
        "Install Pulumi (https://www.pulumi.com/docs/install), add it to PATH, and run this command again.",
    ]


def test_pulumi_fails(run: Run, machine: Machine) -> None:
    """If Pulumi fails, the error shows its exit code and its last lines, with control characters escaped."""
    pulumi = machine.put_pulumi(
        'for n in 1 2 3 4 5 6 7 8 9 10 11; do echo "line $n"; done; printf "\\033[31mdisk full"; exit 3'
    )
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    title, *told, remedy = err.splitlines()
    assert title == f"{pulumi} plugin install failed with exit code 3."
    assert told == [*(f"line {number}" for number in range(3, 12)), "\\x1b[31mdisk full"]
    assert remedy == "Fix the problem that Pulumi reports, and run this command again."


def test_a_pulumi_that_cannot_be_run(run: Run, machine: Machine) -> None:
    """A `pulumi` file that cannot run is reported with its path."""
    pulumi = machine.put_pulumi("")
    pulumi.write_bytes(b"\x7fELF")
    status, out, err = run("install-plugin")
    assert (status, out) == (1, "")
    assert err.startswith(f"Cannot run {pulumi}, the first pulumi on PATH (Exec format error).\n")


def test_no_arguments(run: Run, machine: Machine) -> None:
    """Any argument is an error, and the plugin is not installed."""
    machine.put_pulumi(f"echo asked >{machine.commands}/asked")
    assert run("install-plugin", "--version=1")[0] == 1
    assert not (machine.commands / "asked").exists()
