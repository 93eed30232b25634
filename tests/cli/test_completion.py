# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Shell completion, in real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import shtab

from alicloud_iot_ota.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Terminal

    Run = Callable[..., tuple[int, str, str]]

LIMIT = 30  # seconds after which a test fails
PROMPT = b"ready> "
CHECKED_BY = {"bash": ("bash", "-n"), "zsh": ("zsh", "-n"), "fish": ("fish", "--no-execute"), "tcsh": ("tcsh", "-n")}
"""The command of each shell that checks the syntax of a script on standard input."""

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def bash(run: Run, terminal: Terminal, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that types a line into an interactive bash with the script, and returns the completed words."""
    status, script, errors = run("completion", "bash")
    assert (status, errors) == (0, "")
    (tmp_path / "completion.bash").write_text(script)
    (tmp_path / "fleet.json").touch()
    (tmp_path / "cache").mkdir()

    def line(keys: str) -> str:
        environ = {"PATH": os.environ["PATH"], "PS1": PROMPT.decode(), "TERM": "dumb", "INPUTRC": "/dev/null"}
        process = subprocess.Popen(
            ("bash", "--noprofile", "--norc", "-i"),
            cwd=tmp_path,
            env=environ,
            stdin=terminal.theirs,
            stdout=terminal.theirs,
            stderr=terminal.theirs,
            start_new_session=True,
        )
        os.close(terminal.theirs)
        for command in (
            "source completion.bash",
            # Replace the program with a function that records its words.
            "alicloud-iot-ota() { printf '<%s>' \"$@\" >words; }",
            f"alicloud-iot-ota {keys}",
        ):
            terminal.until(PROMPT)
            terminal.type(command.encode() + b"\n")
        terminal.until(PROMPT)
        terminal.type(b"exit\n")
        terminal.rest()
        process.wait(LIMIT)
        return (tmp_path / "words").read_text()

    return line


@needs_bash
@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("ge\t", "<get>"),
        ("upg\t--fr\t", "<upgrade-path><--from-version>"),
        ("completion b\t", "<completion><bash>"),
        ("help conn\t", "<help><connection>"),
        ("install-p\t--h\t", "<install-plugin><--help>"),
        ("install-t\t--dir\tca\t", "<install-terraform-provider><--directory><cache/>"),
        ("get --sel\thi\t", "<get><--select><highest>"),
        ("get --no-i\t--ty\tdiff\t", "<get><--no-include-prerelease><--type><differential>"),
        ("list --product-key K --statuses notR\t", "<list><--product-key><K><--statuses><notRequired>"),
        ("feed --on-un\te\t", "<feed><--on-unparsable><error>"),
        ("doctor --cache-dir ca\t", "<doctor><--cache-dir><cache/>"),
        ("emulator --cat\tfl\t", "<emulator><--catalog><fleet.json>"),
        ("check --lock-f\tfl\t --used-\tca\t", "<check><--lock-file><fleet.json><--used-by><cache/>"),
        ("add gateway --prod\tK --promote\t", "<add><gateway><--product-key><K><--promote-from>"),
        ("rem\tgateway --lock-f\tfl\t", "<remove><gateway><--lock-file><fleet.json>"),
        ("loc\t--js\t", "<lock><--json>"),
        ("doctor --sel\t", "<doctor><--sel>"),
        ("toaster --sel\t", "<toaster><--sel>"),
    ],
)
def test_bash(keys: str, words: str, bash: Callable[[str], str]) -> None:
    """TAB completes commands, options, their values, and paths."""
    assert bash(keys) == words


@pytest.mark.parametrize("shell", shtab.SUPPORTED_SHELLS)
def test_every_command_is_there(shell: str, run: Run) -> None:
    """The script for each shell contains all commands and options of the help."""
    status, script, errors = run("completion", shell)
    assert (status, errors) == (0, "")
    for command in COMMANDS:
        assert command in script
    for option in ("version-range", "requests-per-second", "catalog"):
        assert option in script


@pytest.mark.parametrize("shell", CHECKED_BY)
def test_syntax(shell: str, run: Run) -> None:
    """The script for each shell has valid syntax."""
    if shell not in shtab.SUPPORTED_SHELLS or shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    _, script, _ = run("completion", shell)
    done = subprocess.run(CHECKED_BY[shell], input=script, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ((), "A shell is required. Supported shells: bash, "),
        (("zhs",), 'Unknown shell "zhs". Did you mean "zsh"?'),
        (("bash", "zsh"), "Unexpected argument that belongs to no option"),
        (("--shell", "bash"), 'Unknown option "--shell"'),
    ],
)
def test_no_such_shell(argv: tuple[str, ...], message: str, run: Run) -> None:
    """An unknown or missing shell is an error without a script."""
    status, out, err = run("completion", *argv)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert err.endswith("\nSee alicloud-iot-ota completion --help.\n")
