# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one command of the Pulumi engine and returns its result."""

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
"""Far more than any command here needs, so that an engine that hangs fails one test instead of stopping all."""
GRACE_SECONDS = 10
"""The time for an interrupted engine to stop its plugins. Plugins of a killed engine notice its end on their own."""
UNKNOWN = "[unknown]"
"""The engine's display of an output that is unknown in a preview."""
SECRET = "[secret]"  # noqa: S105 - what is shown instead of one
"""The engine's display of a secret output."""

_STACK_TYPE = "pulumi:pulumi:Stack"
# Fixed by the engine's protocol: the placeholder for an unknown string, and the key that marks a special object.
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"


class CommandError(Exception):
    """A command for preparation or inspection failed. The message has all of its output."""


@dataclass(frozen=True)
class Result:
    """The result of one command. A failure is a result too, because tests check what a user would see."""

    exit_status: int
    text: str
    """Standard output and standard error in the order in which a user sees them, without colors."""
    summary: Mapping[str, int]
    """The number of resources for each operation: `create`, `update`, `same` and so on."""
    outputs: Mapping[str, Any]
    """The stack's outputs after the command or in its preview, with `SECRET` and `UNKNOWN` as placeholders.

    Empty after a command that reports no outputs, such as an import.
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
        """Run a command that operates on the stack's resources, such as `preview`."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "events.jsonl"
            exit_status, text = self._run(*arguments, "--event-log", str(log))
            events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return Result(exit_status, text, _summary(events), _outputs(events))

    def ask(self, *arguments: str) -> str:
        """Run any other command and return its output.

        Raises:
            CommandError: The command failed.
        """
        exit_status, text = self._run(*arguments)
        if exit_status != 0:
            raise CommandError(f"pulumi {' '.join(arguments[:2])} failed with exit code {exit_status}:\n{text}")
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
            start_new_session=True,  # so that this process can forward an interrupt of the terminal
        )
        try:
            text, _ = process.communicate(timeout=TIME_LIMIT_SECONDS)
        except BaseException:  # leave no process behind after a time limit or an interrupt
            process.send_signal(signal.SIGINT)  # the engine stops its plugins and the program
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
    """Return the outputs in the last event about the stack itself."""
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
        if _SIGNATURE in value:  # the log masks secrets with it
            return SECRET
        return {name: _displayed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_displayed(item) for item in value]
    return value
