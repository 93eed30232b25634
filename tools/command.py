# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one command of the Pulumi engine and tells what it did."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TIME_LIMIT_SECONDS = 120
"""Far more than any command here takes: an engine that hangs fails one test instead of stopping them all."""
GRACE_SECONDS = 10
"""What an interrupted engine gets to end its plugins; those of a killed one notice that it is gone."""
UNKNOWN = "[unknown]"
"""An output that a preview cannot know, in the engine's own display."""
SECRET = "[secret]"  # noqa: S105 - what is shown instead of one
"""A secret output, in the engine's own display."""

_STACK_TYPE = "pulumi:pulumi:Stack"
# Fixed by the engine's protocol: what stands for an unknown string, and the key that marks a special object.
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"


class CommandError(Exception):
    """A command that only prepares or inspects failed; the message has all that it printed."""


@dataclass(frozen=True)
class Result:
    """What one command did. A failure is a result too, because tests look at what a user would see."""

    exit_status: int
    text: str
    """Standard output and standard error in the order in which a user sees them, without colours."""
    summary: Mapping[str, int]
    """How many resources were, or would be, subject to each operation: `create`, `update`, `same` and so on."""
    outputs: Mapping[str, Any]
    """The stack's outputs as the command leaves or previews them, with `SECRET` and `UNKNOWN` in their places.

    Empty after a command that says nothing of them, such as an import.
    """

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.exit_status == 0


@dataclass(frozen=True)
class Pulumi:
    """The engine's command line in one folder and one environment."""

    engine: Path
    folder: Path
    environment: Mapping[str, str]

    def operate(self, *arguments: str) -> Result:
        """Run a command that works through the stack's resources, such as `preview`."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "events.jsonl"
            exit_status, text = self._run(*arguments, "--event-log", str(log))
            events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return Result(exit_status, text, _summary(events), _outputs(events))

    def ask(self, *arguments: str) -> str:
        """Run any other command and return what it prints.

        Raises:
            CommandError: it failed.
        """
        exit_status, text = self._run(*arguments)
        if exit_status != 0:
            raise CommandError(f"pulumi {' '.join(arguments[:2])} failed with exit status {exit_status}:\n{text}")
        return text

    def _run(self, *arguments: str) -> tuple[int, str]:
        process = subprocess.Popen(
            [self.engine, "--non-interactive", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # an interrupt of the terminal is then ours to hand on
        )
        try:
            text, _ = process.communicate(timeout=TIME_LIMIT_SECONDS)
        except BaseException:  # a time limit or an interrupt must leave nothing running
            process.send_signal(signal.SIGINT)  # the engine ends its plugins and the program by itself
            try:
                process.communicate(timeout=GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            raise
        return process.returncode, text


def _summary(events: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    return next((event["summaryEvent"]["resourceChanges"] for event in events if "summaryEvent" in event), {})


def _outputs(events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the last event about the stack itself says of its outputs."""
    outputs: Mapping[str, Any] = {}
    for event in events:
        metadata = event.get("resOutputsEvent", {}).get("metadata", {})
        if metadata.get("type") == _STACK_TYPE:
            outputs = (metadata["new"] or {}).get("outputs") or {}
    return {name: _displayed(value) for name, value in outputs.items()}


def _displayed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if value == _UNKNOWN_STRING:
        return UNKNOWN
    if isinstance(value, dict):
        if _SIGNATURE in value:  # the log masks the secret that this stands for
            return SECRET
        return {name: _displayed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_displayed(item) for item in value]
    return value
