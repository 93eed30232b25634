# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Rare collections are for processes of this package's own, never for one that only imports it."""

from __future__ import annotations

import atexit
import gc

import pytest

from alicloud_iot_ota import cli


@pytest.fixture(autouse=True)
def _own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the interpreter of the tests stay as it is."""
    monkeypatch.setattr(gc, "set_threshold", lambda *_: pytest.fail("the interpreter was changed"))
    monkeypatch.setattr(atexit, "register", lambda _: None)


def test_command_called_by_a_program(capfd: pytest.CaptureFixture[str]) -> None:
    """A program that calls the command line keeps its own collections."""
    assert cli.main(["--version"]) == 0
    assert capfd.readouterr().out


def test_command_of_a_process(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """In a process of its own it collects seldom, and still does."""
    thresholds: list[int] = []
    monkeypatch.setattr(gc, "set_threshold", thresholds.append)
    monkeypatch.setattr("sys.argv", ["alicloud-iot-ota", "--version"])
    assert cli.main() == 0
    assert capfd.readouterr().out
    assert thresholds == [200_000]
