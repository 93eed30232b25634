# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The CLI as a process: pipes, terminals, signals and disks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from tests.cli.conftest import Terminal

    Start = Callable[..., subprocess.Popen[bytes]]

WITHOUT_OUTPUT = """
import os, sys
os.close(1)
program = "import sys; from alicloud_iot_ota.cli import main; sys.exit(main())"
os.execv(sys.executable, [sys.executable, "-c", program, *sys.argv[1:]])
"""
"""The CLI, started by a shell with standard output closed."""

INTERRUPTED = """
import itertools, os, signal, sys
from msgspec import _utils
from alicloud_iot_ota.cli import main

calls, resolve = itertools.count(1), _utils._forward_ref

def interrupt(annotation):
    if next(calls) == CALLS:
        os.kill(os.getpid(), signal.SIGINT)
        sys.stderr.write("Delayed.\\n")
    return resolve(annotation)

_utils._forward_ref = interrupt
sys.exit(main())
"""
"""The CLI, which gets an interrupt while msgspec analyzes a type."""

IMPORT_INTERRUPTED = """
import signal, sys
from alicloud_iot_ota.cli import main

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)
            sys.stderr.write("Delayed.\\n")

sys.meta_path.insert(0, Interrupting())
sys.exit(main())
"""
"""The CLI, which gets an interrupt while a module is imported."""

TERMINAL = {"TERM": "xterm-256color"}


def test_piped(start: Start, emulator: Emulator) -> None:
    """In a pipe, the output has no color, and each package is one line of any length."""
    process = start("list", environ={**TERMINAL, "COLUMNS": None})
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert b"\x1b" not in out
    _, *rows = out.decode().splitlines()
    assert {row.split()[-1] for row in rows} == {package["FirmwareId"] for package in emulator.packages()}
    assert max(map(len, rows)) > 80


@pytest.mark.usefixtures("emulator")
def test_on_a_terminal(start: Start, terminal: Terminal) -> None:
    """On a terminal, the headings are bold."""
    process = start("list", "--product-key", "a1MeterK001", environ=TERMINAL, stdout=terminal.theirs)
    os.close(terminal.theirs)
    out = terminal.rest()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert out.startswith(b"\x1b[1mVersion")


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("list", "--help"), ("--help",)])
def test_broken_pipe(argv: tuple[str, ...], start: Start) -> None:
    """If the reader closes the pipe, the command ends without a message."""
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*argv, stdout=writer)
    os.close(writer)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (141, b"")


@pytest.mark.usefixtures("emulator")
@pytest.mark.posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is full")
@pytest.mark.parametrize("argv", [("list", "--json"), ("list",), ("list", "--help")])
def test_full_disk(argv: tuple[str, ...], start: Start) -> None:
    """If a result cannot be written completely, the command fails."""
    with Path("/dev/full").open("wb") as full:
        process = start(*argv, stdout=full.fileno())
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.decode() == (
        "The result could not be written (No space left on device).\n"
        "The output is incomplete. Fix the cause, and run the command again.\n"
    )


@pytest.mark.posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is full")
def test_emulator_on_a_full_disk(start: Start) -> None:
    """If the emulator cannot print its address, it ends with the cause."""
    with Path("/dev/full").open("wb") as full:
        process = start("emulator", "--port", "0", stdout=full.fileno())
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.decode() == (
        "The emulator could not write its output (No space left on device).\nFix the cause, and start it again.\n"
    )


@pytest.mark.posix
@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("calls", [1, 20, 60])
def test_interrupted_while_types_are_analyzed(calls: int, start: Start) -> None:
    """A Ctrl-C while msgspec analyzes the types of the options is delayed, because it could crash the process."""
    process = start("get", "--product-key", "a1MeterK001", program=INTERRUPTED.replace("CALLS", str(calls)))
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (130, b"", b"Delayed.\nInterrupted.\n")


@pytest.mark.parametrize("module", ["msgspec", "datetime", "uuid", "requests", "alicloud_iot_ota.lookup"])
def test_interrupted_during_an_import(module: str, start: Start) -> None:
    """A Ctrl-C during an import is delayed. The import of msgspec imports datetime, and would lose it and crash."""
    process = start("get", "--product-key", "a1MeterK001", program=IMPORT_INTERRUPTED.replace("MODULE", repr(module)))
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (130, b"", b"Delayed.\nInterrupted.\n")


def test_without_docstrings(start: Start) -> None:
    """If Python removes docstrings, which contain the texts of the options, the command says so."""
    process = start("list", "--help", environ={"PYTHONOPTIMIZE": "2"})
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert errors.decode().splitlines() == [
        "This program requires its docstrings, but Python removes them (PYTHONOPTIMIZE=2 or -OO).",
        "Unset PYTHONOPTIMIZE, and start Python without -OO.",
    ]


@pytest.mark.posix
@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("argv", [("--version",), ("list",), ("list", "--json")])
def test_closed_output(argv: tuple[str, ...], start: Start) -> None:
    """If standard output is closed, the command fails, and the result is not written to any other open file."""
    process = start(*argv, program=WITHOUT_OUTPUT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert errors.decode() == (
        "The result could not be written, because standard output is closed.\n"
        "Keep standard output open, or redirect it to a file or a pipe.\n"
    )


@pytest.mark.posix
@pytest.mark.usefixtures("emulator")
def test_nothing_to_tell_to(start: Start) -> None:
    """If standard error is closed too, the exit code reports the error."""
    process = start("list", program=WITHOUT_OUTPUT.replace("os.close(1)", "os.close(1)\nos.close(2)"))
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 1


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("columns", ["0", "1", "-5", "wide"])
def test_no_width(columns: str, start: Start) -> None:
    """An invalid COLUMNS value is ignored."""
    out, errors = start("list", environ={"COLUMNS": columns}).communicate(timeout=60)
    assert (out, errors) == start("list", environ={"COLUMNS": None}).communicate(timeout=60)


@pytest.mark.posix
def test_control_c(start: Start) -> None:
    """Ctrl-C ends a lookup that waits for the service, with one line and exit code 130."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        key = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"}
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = start("list", "--endpoint", endpoint, environ=key)
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(4) == b"POST"
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors.decode()) == (130, b"", "Interrupted.\n")


def test_terminal_without_the_letters(start: Start, emulator: Emulator) -> None:
    """A table escapes characters that the terminal's encoding lacks. JSON is always UTF-8."""
    emulator.publish(DestVersion="9.0.0", FirmwareDesc="D\xe9marrage \u4fee\u590d", Status=1, ProductKey="a1MeterK001")
    argv = ("get", "--product-key", "a1MeterK001", "--dest-version", "9.0.0")
    process = start(*argv, environ={"PYTHONIOENCODING": "ascii"})
    table, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert b"firmwareDesc  D\\xe9marrage \\u4fee\\u590d\n" in table
    process = start(*argv, "--json", environ={"PYTHONIOENCODING": "ascii"})
    document, _ = process.communicate(timeout=60)
    assert "D\xe9marrage".encode() in document
    assert json.loads(document.decode("utf-8"))["firmwareDesc"] == "D\xe9marrage \u4fee\u590d"


@pytest.mark.parametrize(("word", "status"), [("--version", 0), ("no-such-command", 1)])
def test_module(word: str, status: int) -> None:
    """The command line `python -m alicloud_iot_ota` is the same CLI with the same exit codes."""
    command = [sys.executable, "-m", "alicloud_iot_ota", word]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (status, "" if status else f"{__version__}\n")
