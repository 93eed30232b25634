# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Garbage collection: less frequent in this package's own processes, and unchanged in programs that import it."""

from __future__ import annotations

import gc
import os
import sys

import pytest

from alicloud_iot_ota import cli
from alicloud_iot_ota.base import lean_imports


@pytest.fixture(autouse=True)
def _own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that changes the thresholds of the test process."""
    monkeypatch.setattr(gc, "set_threshold", lambda *_: pytest.fail("the interpreter was changed"))
    monkeypatch.setattr(lean_imports, "enable", lambda: None)


def test_command_called_by_a_program(capfd: pytest.CaptureFixture[str]) -> None:
    """A program that calls the CLI as a function keeps its own garbage collection thresholds."""
    assert cli.main(["--version"]) == 0
    assert capfd.readouterr().out


def test_command_of_a_process(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """In the CLI's own process, garbage collection is rare but not turned off."""
    thresholds: list[int] = []
    monkeypatch.setattr(gc, "set_threshold", thresholds.append)
    monkeypatch.setattr("sys.argv", ["alicloud-iot-ota", "--version"])
    monkeypatch.setattr(os, "_exit", sys.exit)
    with pytest.raises(SystemExit) as exited:
        cli.main()
    assert exited.value.code == 0
    assert capfd.readouterr().out
    assert thresholds == [200_000]
