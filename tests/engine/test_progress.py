# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The progress of a long command, and its result for the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

import progress
import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def test_shows_how_far_a_running_command_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """During the run, the messages of the command are summarized. Its output is returned to the caller."""
    monkeypatch.setattr(progress, "LOG_SECONDS", 0.01)
    script = "echo first >&2; until [ -e seen ]; do :; done; echo output"

    def describe(lines: Sequence[str]) -> str:
        if lines:
            (tmp_path / "seen").touch()  # the command waits for this file, so that the test does not depend on timing
        return f"{len(lines)} done"

    assert progress.run(("sh", "-c", script), tmp_path, describe) == ["output"]
    captured = capsys.readouterr()
    assert "  0:00  1 done\n" in captured.err
    assert captured.out == ""


def test_a_failure_shows_the_last_messages(tmp_path: Path) -> None:
    """The error of a failed command has its last messages, which show the cause."""
    script = "for n in $(seq 100); do echo line $n >&2; done; exit 3"
    with pytest.raises(progress.CommandError, match=r"failed with exit code 3:\nline 81\n(.*\n)*line 100$"):
        progress.run(("sh", "-c", script), tmp_path, str)
