# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for the history of a lock file."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from alicloud_iot_ota.lock_file import canonical, history
from alicloud_iot_ota.lock_file.canonical import parse
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.posix import make_pipe, require_git
from tests.unit.bounds.lab import Lab, attack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@attack("lock_file.history.MAX_COMMITS")
def attack_commits(lab: Lab) -> None:
    """An entry that no listed commit changed has a date only if all commits were read."""
    package = LockedFirmware(dest_version="1", firmware_id="one", type="full")
    text = canonical.render({"dev": (EntryArgs(product_key="a1"), package)})
    entries = parse(text, "firmware.lock").entries.values()
    count, read = history.MAX_COMMITS, 0

    def git(_: Path, arguments: Sequence[str]) -> str:
        nonlocal read
        if arguments[0] == "cat-file":
            read += 1
            return text
        return "false" if arguments[0] == "rev-parse" else "".join(f"{n:040x} 2026-11-01\n" for n in range(count))

    assert history.commit_dates(lab.path / "firmware.lock", entries, git) == {"dev": "2026-11-01"}
    count, read = history.MAX_COMMITS + 1, 0
    assert history.commit_dates(lab.path / "firmware.lock", entries, git) == {}
    assert read == history.MAX_COMMITS


@attack("lock_file.history.MAX_OUTPUT")
def attack_output(lab: Lab) -> None:
    """Git is killed when it prints too much."""
    require_git()
    subprocess.run(["git", "init", "-q"], cwd=lab.path, check=True)
    for size, is_read in ((history.MAX_OUTPUT, True), (history.MAX_OUTPUT + 1, False)):
        command = ["git", "hash-object", "-w", "--stdin"]
        name = subprocess.check_output(command, cwd=lab.path, input=b"x" * size).decode().strip()
        output = history.run_git(lab.path, ["cat-file", "blob", name])
        assert (output is not None and len(output) == size) is is_read


@attack("lock_file.history.GIT_TIMEOUT")
def attack_silence(lab: Lab) -> None:
    """Git is killed if it does not end in time. The limit is a tenth of a second here."""
    lab.monkeypatch.setattr(history, "GIT_TIMEOUT", 0.1)
    make_pipe(lab.path / "never")
    program = lab.path / "git"
    program.write_text(f'#!/bin/sh\nexec {shutil.which("cat")} "{lab.path}/never"\n')
    program.chmod(0o755)
    lab.monkeypatch.setenv("PATH", str(lab.path))
    assert history.run_git(lab.path, ["log"]) is None
