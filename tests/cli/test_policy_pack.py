# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `policy-pack`: the path of an executable of this installation, and the error without one."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import sysconfig
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.policies import EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

PACK = Path(sysconfig.get_path("scripts"), f"{EXECUTABLE}{SUFFIX}")


def test_path(run: Run) -> None:
    """The only output is the path of an executable next to the interpreter."""
    assert run("policy-pack") == (0, f"{PACK.resolve()}\n", "")
    assert os.access(PACK, os.X_OK)


@pytest.mark.posix
def test_started_by_a_person() -> None:
    """Without an engine, the pack serves until it is ended, and prints only its port."""
    with subprocess.Popen([PACK], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        process.terminate()
        assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == 0


@pytest.mark.parametrize("recorded", [None, [], ["alicloud_iot_ota/cli/__init__.py"], [f"../bin/{EXECUTABLE}"]])
def test_installation_without_the_executable(
    recorded: list[str] | None, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the executable, the error says what to do: the installer did not record it, or it was deleted."""
    files = [SimpleNamespace(stem=Path(name).stem, locate=partial(tmp_path.joinpath, name)) for name in recorded or []]
    distribution = SimpleNamespace(files=None if recorded is None else files)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda _: distribution)
    assert_missing(run)


def test_without_an_installation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder with the sources is not an installation."""

    def find(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", find)
    assert_missing(run)


def assert_missing(run: Run) -> None:
    """Assert that the command reports that there is no executable."""
    status, out, err = run("policy-pack")
    assert (status, out) == (1, "")
    assert err == (
        f"This installation of alicloud-iot-ota {__version__} has no executable {EXECUTABLE}.\n"
        "Install alicloud-iot-ota again with pip or another installer of Python packages.\n"
    )


def test_release_archive(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a release archive, the executable is next to the command."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "alicloud-iot-ota"))
    assert run("policy-pack")[0] == 1
    (tmp_path / EXECUTABLE).touch()
    assert run("policy-pack") == (0, f"{tmp_path / EXECUTABLE}\n", "")
