# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The emulator's command in its own process."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

import alicloud_iot_emulator
from alicloud_iot_emulator import main

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_emulator import Emulator

COMMAND = (sys.executable, "-m", "alicloud_iot_emulator")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_emulator.__file__).parents[1])}


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_runs_until_a_signal(number: signal.Signals) -> None:
    """The command prints variables to export and a line per call, and exits with code 0 after a signal."""
    with subprocess.Popen(
        [*COMMAND, "--port", "0"], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            block = list(iter(process.stdout.readline, "Press Ctrl-C to stop. Requests:\n"))
            exports = dict(shlex.split(line)[1].split("=", 1) for line in block if line.startswith("export "))
            url = exports.pop("ALIBABA_CLOUD_ENDPOINT_IOT")
            assert exports == {
                "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator-key-id",
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator-key-secret-not-a-real-one",
                "ALIBABA_CLOUD_IOT_INSTANCE_ID": "iot-emulator01",
            }
            assert any("a1GatewayK01, a1CameraK01, a1MeterK001" in line for line in block)
            assert requests.get(url, params={"Action": "ListOTAFirmware"}, timeout=10).status_code == 400
            assert process.stdout.readline().endswith("ListOTAFirmware -> 400 MissingAccessKeyId\n")
        finally:
            process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (0, "", "")


def test_many_signals_end_it() -> None:
    """Many signals in a row end the command. A shell and its job control often send two."""
    for _ in range(20):
        command = [*COMMAND, "--port", "0"]
        with subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            try:
                assert process.stdout is not None
                while process.stdout.readline() != "Press Ctrl-C to stop. Requests:\n":
                    assert process.poll() is None
                for number in (signal.SIGTERM, signal.SIGINT) * 50:
                    process.send_signal(number)
                process.wait(30)
            finally:
                process.kill()


def test_port_in_use(emulator: Emulator) -> None:
    """If the port is in use, the command prints one line and exits with code 1."""
    port = emulator.url.rpartition(":")[2]
    done = _run(["--port", port])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: cannot listen on port {port}: Address already in use; choose another with --port\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file or directory"),
        ("{", "invalid JSON"),
        (json.dumps({"packages": [{"Status": "1"}]}), "packages[0].Status: must be an integer or null"),
    ],
)
def test_unusable_catalogue(tmp_path: Path, content: str | None, problem: str) -> None:
    """If the catalog is missing or invalid, the command prints one line and exits with code 1."""
    path = tmp_path / "catalogue.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = _run(["--catalog", str(path), "--port", "0"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: catalog {path}: {problem}")
    assert done.stderr.count("\n") == 1


def test_snapshot_option(tmp_path: Path, emulator: Emulator) -> None:
    """The option serves a snapshot. A damaged one is an error in one line, and it cannot be combined with a catalog."""
    path = tmp_path / "s.json"
    path.write_bytes(emulator.snapshot()[:-1])
    done = _run(["--snapshot", str(path), "--port", "0"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: snapshot {path}: the checksum does not match")
    path.write_bytes(emulator.snapshot())
    used = emulator.url.rpartition(":")[2]
    assert "cannot listen on port" in _run(["--snapshot", str(path), "--port", used]).stderr  # the file is valid
    assert _run(["--snapshot", str(path), "--catalog", str(path)]).returncode == 2


@pytest.mark.parametrize("port", ["x", "65536", "-1"])
def test_port_that_is_none(port: str) -> None:
    """An invalid port is a usage error."""
    done = _run([f"--port={port}"])
    assert done.returncode == 2
    assert f"must be a number from 0 to 65535, got '{port}'" in done.stderr


@pytest.mark.parametrize("quota", ["ten", "-1", "0.5", "9999999"])
def test_quota_that_is_none(quota: str) -> None:
    """An invalid quota is a usage error."""
    done = _run([f"--queries-per-second={quota}"])
    assert done.returncode == 2
    assert f"must be a number from 0 to 1000000, got '{quota}'" in done.stderr


@pytest.mark.parametrize(("options", "quota"), [([], 10), (["--queries-per-second", "0"], 0)])
def test_quota_reaches_the_emulator(options: list[str], quota: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option sets the emulator's quota. The default is the documented quota."""
    asked: dict[str, object] = {}

    def recorded(*_: object, **keywords: object) -> Emulator:
        asked.update(keywords)
        raise OSError(errno.EADDRINUSE, "Address already in use")  # ends the command

    monkeypatch.setattr("alicloud_iot_emulator.command.Emulator", recorded)
    assert main(options) == 1
    assert asked["queries_per_second"] == quota
