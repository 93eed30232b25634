# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The function that runs one command of an engine."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import process
import psutil
import pytest

if TYPE_CHECKING:
    from pathlib import Path


def test_returns_both_streams_in_order(tmp_path: Path) -> None:
    """The text has standard output and standard error in order, and a failure is a result."""
    script = 'pwd; echo "$NAME" >&2; echo last; exit 3'
    completed = process.run(["/bin/sh", "-c", script], tmp_path, {"NAME": "value"})
    assert completed == process.Completed(3, f"{tmp_path}\nvalue\nlast\n")
    assert not completed.ok
    with pytest.raises(process.CommandError, match=r"^script failed with exit code 3:\n(.*\n)+last\n$"):
        completed.expect_success("script")


@pytest.mark.parametrize("script", ["exec sleep 987654", "trap '' INT; exec sleep 987654"], ids=["ends", "ignores"])
def test_a_hanging_command_leaves_no_process(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time limit, the command is interrupted. If it ignores the interrupt, it is killed."""
    monkeypatch.setattr(process, "TIME_LIMIT_SECONDS", 0)
    monkeypatch.setattr(process, "GRACE_SECONDS", 0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        process.run(["/bin/sh", "-c", script], tmp_path, {})
    assert not [child for child in psutil.Process().children() if child.cmdline()[-1:] == ["987654"]]
