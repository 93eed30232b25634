# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one command of the Pulumi engine and returns its result."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from process import Completed, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN = "[unknown]"
"""The engine's display of an output that is unknown in a preview."""
SECRET = "[secret]"  # noqa: S105 - what is shown instead of one
"""The engine's display of a secret output."""

_STACK_TYPE = "pulumi:pulumi:Stack"
# Fixed by the engine's protocol: the placeholder for an unknown string, and the key that marks a special object.
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Result(Completed):
    """The result of one command that operates on a stack."""

    summary: Mapping[str, int]
    """The number of resources for each operation: `create`, `update`, `same` and so on."""
    outputs: Mapping[str, Any]
    """The stack's outputs after the command or in its preview, with `SECRET` and `UNKNOWN` as placeholders.

    Empty after a command that reports no outputs, such as an import.
    """


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
            completed = self._run(*arguments, "--event-log", str(log))
            events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return Result(completed.exit_status, completed.text, _summary(events), _outputs(events))

    def ask(self, *arguments: str) -> str:
        """Run any other command and return its output.

        Raises:
            CommandError: The command failed.
        """
        return self._run(*arguments).expect_success(f"pulumi {' '.join(arguments[:2])}")

    def _run(self, *arguments: str) -> Completed:
        return run([self.engine, "--non-interactive", *arguments], self.folder, self.environment)


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
