# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the CLI: in this process, in another process and on a terminal, with an emulator."""

from __future__ import annotations

import itertools
import os
import select
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import alicloud_iot_ota
from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.cli import main
from alicloud_iot_ota.lookup import Lookup
from tests.posix import open_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WIDTH = 160
"""Columns of the golden tables and help texts."""

PROGRAM = """
import sys
from alicloud_iot_ota.cli import main
sys.exit(main())
"""
"""The CLI as the installed script runs it."""


NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
"""A time after every creation time in the default fleet."""

ENTRIES = {
    "gateway": "--product-key a1GatewayK01 --module-name default --type full --version-range ^3.0 --select highest",
    "meter": "--product-key a1MeterK001 --module-name default --dest-version 1.5.0",
    "modem": "--product-key a1GatewayK01 --module-name modem --type full --version-range ^1 --select highest",
}
"""The entries of `lock_file`: a range, an exact version, and a package with an MD5 digest."""

ENDS_SOON = 30  # seconds after which a test fails


class Terminal:
    """A terminal that a test reads and types on.

    Attributes:
        theirs: The end for a process. Close it in the test once the process has it.
        screen: All text written so far.
    """

    def __init__(self) -> None:
        self._ours, self.theirs = open_terminal()
        self.screen = b""

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._ours, keys)

    def until(self, text: bytes) -> None:
        """Read until a new text appears."""
        start = len(self.screen)
        while text not in self.screen[start:]:
            assert self._read(), f"the terminal was closed before {text!r} came: {self.screen!r}"

    def rest(self) -> bytes:
        """Read until no process has the terminal, and return all text that was written."""
        while self._read():
            pass
        return self.screen

    def close(self) -> None:
        """Close the terminal."""
        os.close(self._ours)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], ENDS_SOON)
        assert ready, f"nothing more came: {self.screen!r}"
        try:
            chunk = os.read(self._ours, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self.screen += chunk
        return bool(chunk)


class Done(NamedTuple):
    """The result of a command."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the terminal of this machine."""
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "PYTHONIOENCODING",
        "PYTHONUNBUFFERED",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Run the default fleet with an unlimited quota, and set the environment variables of its user."""
    with Emulator(monotonic=itertools.count().__next__, any_version=True) as emulator:  # accepts hostile versions too
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
        monkeypatch.setenv("ALIBABA_CLOUD_IOT_INSTANCE_ID", str(emulator.instance_id))
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulator.credentials.access_key_id)
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulator.credentials.access_key_secret)
        yield emulator


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Return a function that runs a command in this process."""

    def run_here(*argv: str) -> Done:
        return Done(main([*argv]), *capfd.readouterr())

    return run_here


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory, with a fixed current time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Lookup, "now", lambda _: NOW)
    return tmp_path


@pytest.fixture
def lock_file(folder: Path, run: Callable[..., Done], emulator: Emulator) -> Path:
    """Return firmware.lock in that directory, with ENTRIES locked. Its manifest is next to it."""
    for name, criteria in ENTRIES.items():
        assert run("add", name, *criteria.split()).status == 0, emulator
    return folder / "firmware.lock"


@pytest.fixture
def manifest(lock_file: Path) -> Path:
    """Return firmware.toml next to that lock file."""
    return lock_file.with_suffix(".toml")


@pytest.fixture
def republish(emulator: Emulator) -> Callable[..., str]:
    """Return a function that deletes a package and publishes it again with changes. It returns the new ID."""

    def publish(name: str, **fields: str | int | None) -> str:
        (row,) = [row for row in emulator.packages() if row["FirmwareName"] == name]
        emulator.withdraw(str(row["FirmwareId"]))
        emulator.publish(**{**row, "FirmwareId": f"{name}-anew", **fields})
        return f"{name}-anew"

    return publish


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Return a terminal."""
    terminal = Terminal()
    yield terminal
    terminal.close()


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Return a function that starts a command as a process. In `environ`, None removes a variable."""

    def start_process(
        *argv: str,
        environ: Mapping[str, str | None] | None = None,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        program: str = PROGRAM,
    ) -> subprocess.Popen[bytes]:
        changed = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1]), **(environ or {})}
        kept = {name: value for name, value in changed.items() if value is not None}
        return subprocess.Popen([sys.executable, "-c", program, *argv], env=kept, stdout=stdout, stderr=stderr)

    return start_process
