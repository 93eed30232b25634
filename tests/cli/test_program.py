# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The program around the commands: help, version, unknown commands, and imports."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.cli.commands import COMMANDS, add, feed
from alicloud_iot_ota.cli.commands.lookups import LOOKUPS
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.cli.parsing.service import DeclaredOptions, given_settings
from alicloud_iot_ota.lookup import Lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse
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
    "tomlkit",
)
"""Modules that are slow to import."""

NEED_MORE = {
    *("add", "remove", "lock", "check", "outdated", "bump", "promote", "summarize", "snapshot"),  # need files
    *("policy-pack", "doctor", "install-plugin", "install-terraform-provider"),  # list no packages
    *("completion", "emulator", "help"),  # the same
}
"""Commands that have examples which the emulator alone cannot answer."""

NAMES_WHAT_IS_IMPORTED = """
import json, sys
from alicloud_iot_ota.cli import main
heavy, *argv = sys.argv[1:]
main(argv)
sys.stderr.write("\\n" + json.dumps([name for name in json.loads(heavy) if name in sys.modules]))
"""


@pytest.mark.posix
@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_help(words: tuple[str, ...], run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program and each command describe their options."""
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run(*words, "--help")
    assert (status, err) == (0, "")
    assert run(*words, "-h") == (status, out, err)
    assert f"\nexample:\n  alicloud-iot-ota {' '.join(words)}" in out
    assert run("help", *words) == (status, out, err)
    golden(f"help{''.join(f'-{word}' for word in words)}.txt", out)


@pytest.mark.posix
def test_help_of_the_connection_options(run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """The options that many commands share have a page, and these commands link to it."""
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run("help", "connection")
    assert (status, err) == (0, "")
    golden("help-connection.txt", out)
    options = {action.dest for action in connection_options("get")}
    assert options
    for command in COMMANDS:
        shared = {action.dest for action in connection_options(command)}
        link = "\nConnection options: see alicloud-iot-ota help connection\n"
        assert (shared, link in run(command, "--help")[1]) == ((options, True) if shared else (set(), False))


def connection_options(command: str) -> list[argparse.Action]:
    """Return the actions of a command's connection options."""
    groups = COMMANDS[command].load().parser(command)._action_groups
    return [action for group in groups if group.title == "connection options" for action in group._group_actions]


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_in_help(command: str, run: Run) -> None:
    """The parser and the validation of a command accept each example that its help shows."""
    pages = [run(command, "--help")[1]]
    parser = COMMANDS[command].load().parser(command)
    if connection_options(command):
        pages.append(run("help", "connection")[1])
    found = [
        shlex.split(line.partition("For example: ")[2])
        for page in pages
        for line in page.splitlines()
        if "For example: " in line
    ]
    for words in found:
        assert_accepted(command, parser, words)
    *_, example = pages[0].splitlines()
    program, name, *words = shlex.split(example)
    assert (program, name) == ("alicloud-iot-ota", command)
    assert_accepted(command, parser, words)
    assert len(found) > 10 or command in NEED_MORE


NEEDED = {"--product-key": "a1GatewayK01", "--module-name": "default", "--from-version": "1", "--to-version": "2"}
"""Options that examples of other options require."""

OPERANDS = {"add": ["gateway"], "snapshot": ["firmware-snapshot.json"]}
"""Operands that examples of the options of a command require."""


def assert_accepted(command: str, parser: argparse.ArgumentParser, words: list[str]) -> None:
    """Parse a command line, with the options that it requires, and assert that nothing is wrong with it."""
    known = {flag for action in parser._actions for flag in action.option_strings}
    needed = [word for flag, value in NEEDED.items() if flag in known - {*words} for word in (flag, value)]
    if not isinstance(parser, Parser):
        parser.parse_args(words)
        return
    operands = OPERANDS.get(command, []) if words[:1] and words[0].startswith("-") else []
    given = parser.read([*operands, *words, *needed])
    lookups: dict[str, DeclaredOptions[Any]] = {
        name: DeclaredOptions(each.function.arguments) for name, each in LOOKUPS.items()
    }
    declared = {**lookups, "feed": feed._OPTIONS, "add": add._OPTIONS}.get(command)
    if declared is not None:
        declared.values(given)
    elif connection_options(command):
        assert validation.check(ProviderArgs, given_settings(given)) == []


@pytest.mark.parametrize("words", [("--help",), ("help", "connection"), *((name, "--help") for name in COMMANDS)])
def test_help_breaks_no_word(words: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of a help page ends within a word, at any width."""
    pages = []
    for width in (60, 80, 100, 1000):
        monkeypatch.setenv("COLUMNS", str(width))
        pages.append(run(*words)[1].split())
    assert all(page == pages[0] for page in pages)


@pytest.mark.parametrize("words", [("help", "gte"), ("help", "get", "list"), ("help", "--json")])
def test_no_such_help(words: tuple[str, ...], run: Run) -> None:
    """An unknown topic is an error."""
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert err.endswith("\nSee alicloud-iot-ota help --help.\n")


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
        ((), "A command is required."),
        (("gte", "--json"), 'Unknown command "gte". Did you mean "get"?'),
        (("",), 'Unknown command "".'),
        (("list\nerror",), 'Unknown command "list\\nerror".'),
        (("\x1b[31m",), 'Unknown command "\\x1b[31m".'),
        (("--access-key-secret=hunter2", "get"), 'Unknown command "--access-key-secret".'),
        (("--access-key-secret", "hunter2"), 'Unknown command "--access-key-secret".'),
    ],
)
def test_no_command(argv: tuple[str, ...], text: str, run: Run) -> None:
    """An unknown or missing command is an error that suggests a similar command."""
    assert run(*argv) == (1, "", f"{text}\nSee alicloud-iot-ota --help.\n")


def test_emulator(run: Run) -> None:
    """The emulator parses its own options, and an error in them has exit code 1."""
    status, out, err = run("emulator", "--port", "x")
    assert (status, out) == (1, "")
    assert "argument --port: must be a number from 0 to 65535, got 'x'" in err
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
        (("add", "--help"), {"msgspec", "re2"}),
        (("remove", "x"), {"msgspec", "re2"}),
        (("bump", "--to", "1", "--range", "1"), {"msgspec", "re2"}),
        (("summarize",), {"msgspec", "re2"}),
        (("install-plugin", "--help"), set()),
        (("install-terraform-provider", "--help"), set()),
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
