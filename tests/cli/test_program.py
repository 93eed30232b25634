# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The program around the commands: help, version, unknown commands, and imports."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.lookup import Lookup

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]
    Start = Callable[..., subprocess.Popen[bytes]]

HEAVY = (
    "alibabacloud_credentials",
    "alicloud_iot_emulator",
    "grpc",
    "msgspec",
    "pulumi",
    "re2",
    "requests",
    "rich",
    "shtab",
)
"""Modules that are slow to import."""

NEED_MORE = {
    *("lock", "check", "outdated", "bump", "summarize"),  # need a lock file
    *("doctor", "install-plugin", "completion", "emulator"),  # list no packages
}
"""Commands that have examples which the emulator alone cannot answer."""

NAMES_WHAT_IS_IMPORTED = """
import json, sys
from alicloud_iot_ota.cli import main
heavy, *argv = sys.argv[1:]
main(argv)
sys.stderr.write("\\n" + json.dumps([name for name in json.loads(heavy) if name in sys.modules]))
"""


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_help(words: tuple[str, ...], run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program and each command have a help text."""
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run(*words, "--help")
    assert (status, err) == (0, "")
    assert run(*words, "-h") == (status, out, err)
    assert f"\nexample:\n  alicloud-iot-ota {' '.join(words)}" in out
    golden(f"help{''.join(f'-{word}' for word in words)}.txt", out)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in NEED_MORE])
def test_example_of_the_help(command: str, run: Run, emulator: Emulator) -> None:
    """The example in each command's help works unchanged and prints a result."""
    _, out, _ = run(command, "--help")
    program, *argv = shlex.split(out.splitlines()[-1])
    assert (program, argv[0]) == ("alicloud-iot-ota", command)
    status, out, err = run(*argv)
    assert (status, err) == (0, "")
    assert out
    assert len(emulator.requests) == 1


def test_every_command_is_listed(run: Run) -> None:
    """The help lists each command."""
    _, out, _ = run("--help")
    for name, command in COMMANDS.items():
        assert [line for line in out.splitlines() if line.split()[:1] == [name] and line.endswith(command.summary)]


def test_version(run: Run) -> None:
    """The printed version equals the package's version."""
    assert run("--version") == (0, f"{__version__}\n", "")


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        ((), "No command is given."),
        (("gte", "--json"), '"gte" is no command that is known here; did you mean "get"?'),
        (("",), '"" is no command that is known here.'),
        (("list\nerror",), '"list\\nerror" is no command that is known here.'),
        (("\x1b[31m",), '"\\x1b[31m" is no command that is known here.'),
        (("--access-key-secret=hunter2", "get"), '"--access-key-secret" is no command that is known here.'),
        (("--access-key-secret", "hunter2"), '"--access-key-secret" is no command that is known here.'),
    ],
)
def test_no_command(argv: tuple[str, ...], text: str, run: Run) -> None:
    """An unknown or missing command is an error that suggests a similar command."""
    assert run(*argv) == (1, "", f"{text}\nSee alicloud-iot-ota --help.\n")


def test_emulator(run: Run) -> None:
    """The emulator parses its own options, and an error in them has exit code 1."""
    status, out, err = run("emulator", "--port", "x")
    assert (status, out) == (1, "")
    assert "argument --port: must be a number from 0 to 65535, not 'x'" in err
    status, out, err = run("emulator", "--help")
    assert (status, err) == (0, "")
    assert "--catalog FILE" in out


@pytest.mark.usefixtures("emulator")
def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C prints one line and has exit code 130."""

    def press_control_c(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Lookup, "get_firmwares", press_control_c)
    assert run("list") == (130, "", "Interrupted.\n")


@pytest.mark.parametrize(
    ("argv", "allowed"),
    [
        (("--help",), set()),
        (("--version",), set()),
        (("gte",), set()),
        (("get", "--help"), {"msgspec", "re2"}),
        (("get", "--min-size", "x"), {"msgspec", "re2"}),
        (("list", "--json"), {"msgspec", "re2", "requests"}),
        (("lock", "--help"), {"msgspec", "re2"}),
        (("bump", "--to", "1", "--range", "1"), {"msgspec", "re2"}),
        (("summarize",), {"msgspec", "re2"}),
        (("install-plugin", "--help"), set()),
        (("completion", "--help"), {"shtab"}),
        (("completion", "bash"), {"alicloud_iot_emulator", "msgspec", "re2", "shtab"}),
    ],
)
def test_nothing_heavy_is_imported_early(
    argv: tuple[str, ...], allowed: set[str], start: Start, emulator: Emulator
) -> None:
    """Help and argument errors do not import the HTTP client, and JSON output does not import the table code."""
    process = start(json.dumps(HEAVY), *argv, program=NAMES_WHAT_IS_IMPORTED)
    _, errors = process.communicate(timeout=60)
    assert set(json.loads(errors.decode().splitlines()[-1])) <= allowed
    assert len(emulator.requests) == (1 if "requests" in allowed else 0)
