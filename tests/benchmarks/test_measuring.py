# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Measurements of processes from outside."""

from __future__ import annotations

import pytest
from benchmarks.measuring import PYTHON, MeasuringError, environment, run, start

HELD = 64  # MiB


def test_process() -> None:
    """A run has the output of the process and its time and memory."""
    program = f"import sys; held = b'1' * {HELD * 1024 * 1024}; print('out'); print('err', file=sys.stderr)"
    process = run([PYTHON, "-c", program], environment())
    assert (process.output, process.messages) == ("out\n", "err\n")
    assert process.seconds > 0
    assert process.cpu > 0
    assert HELD < process.memory < 2 * HELD


def test_memory_is_its_own() -> None:
    """The memory of a small process does not include that of the measuring process."""
    held = bytearray(HELD * 1024 * 1024)
    held[::4096] = b"1" * len(held[::4096])
    assert run([PYTHON, "-c", ""], environment()).memory < HELD


def test_process_that_fails() -> None:
    """A failed process is an error with its standard error."""
    with pytest.raises(MeasuringError, match="exit code 3: it is broken"):
        run([PYTHON, "-c", "import sys; sys.stderr.write('it is broken'); sys.exit(3)"], environment())


def test_server() -> None:
    """A server is measured until its first line, and then ended."""
    started = start([PYTHON, "-c", "import signal; print(4711, flush=True); signal.pause()"], environment())
    assert started.seconds > 0
    assert started.memory > 1


def test_server_that_fails() -> None:
    """A server without a port is an error."""
    with pytest.raises(MeasuringError, match="instead of its address"):
        start([PYTHON, "-c", "print('no')"], environment())


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the user do not change a measurement, and no credentials are searched on the network."""
    for name in ("PYTHONDONTWRITEBYTECODE", "ALIBABA_CLOUD_REGION_ID", "ALICLOUD_IOT_OTA_TIMEOUT"):
        monkeypatch.setenv(name, "1")
    measured = environment(MORE="2")
    assert not {"PYTHONDONTWRITEBYTECODE", "ALIBABA_CLOUD_REGION_ID", "ALICLOUD_IOT_OTA_TIMEOUT"} & set(measured)
    assert (measured["ALIBABA_CLOUD_ECS_METADATA_DISABLED"], measured["MORE"]) == ("true", "2")
