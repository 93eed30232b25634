# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command line without the library of regular expressions."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base import patterns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]

pytestmark = pytest.mark.usefixtures("emulator", "folder")

PLAIN = """
[firmware.gateway]
productKey = "a1GatewayK01"
destVersion = "4.0.0"
type = "full"
"""
NAMED = """
[firmware.isp]
productKey = "a1CameraK01"
moduleName = "isp"
versionPattern = "isp-(?P<version>.+)"
select = "highest"
versionScheme = "dotted"
"""
ERROR = "versionPattern cannot be used here. A regular expression requires google-re2, which Python cannot import ("


def lose_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import of the library fail from now on."""
    monkeypatch.setitem(sys.modules, "re2", None)
    patterns._compiled.cache_clear()


@pytest.mark.parametrize("command", [["lock"], ["check"], ["check", "--offline"], ["outdated"], ["bump", "gateway"]])
def test_entry_with_a_pattern(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """Every command shows the line of the pattern, and changes nothing."""
    (folder / "firmware.toml").write_text(PLAIN + NAMED)
    assert run("lock").status == 0
    locked = (folder / "firmware.lock").read_bytes()
    lose_library(monkeypatch)
    status, out, err = run(*command)
    assert (status, out) == (1, "")
    first, line, last = err.splitlines()
    assert re.fullmatch("firmware.(toml|lock) cannot be used here [(]1 error[)].", first)
    assert re.match("firmware.(toml|lock):[0-9]+: firmware.isp(.criteria)?: ", line)
    assert ERROR in line
    assert last == "Install `google-re2` and try again. The file needs no correction."
    assert (folder / "firmware.lock").read_bytes() == locked


def test_entries_without_patterns(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without patterns, the commands work."""
    lose_library(monkeypatch)
    (folder / "firmware.toml").write_text(PLAIN)
    for command in (["lock"], ["check"], ["outdated"], ["bump"]):
        assert run(*command).status == 0


def test_proposal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error about unreadable versions says that a pattern may read them, and what it needs."""
    lose_library(monkeypatch)
    criteria = ["--product-key", "a1CameraK01", "--module-name", "isp", "--select", "highest"]
    status, _, err = run("get", *criteria, "--on-unparsable", "error")
    assert status == 1
    assert "A versionPattern may read them, but requires `google-re2`." in err
    assert "versionPattern:" not in err
