# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The exit codes of the commands for lock files, in sequence, while packages change."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

REVIEW = f"summarize --old {os.devnull} --new firmware.lock"
COMMANDS = {
    "": (
        "lock",
        "lock meter",
        "add meter --product-key a1MeterK001 --module-name default --dest-version 1.5.0",
        "add meter --type differential",
        "add toaster --product-key a1Toaster01",
        "remove toaster",
        "check",
        "check toaster",
        "check --offline",
        "check --used-by .",
        "outdated",
        "outdated --detailed-exitcode",
        "outdated --detailed-exitcode modem",
        "bump --dry-run",
        "bump meter --to 9.9.9",
        "bump gateway --range ~3.2",
        REVIEW,
        "summarize --preview firmware.lock",
    ),
    "the package of meter is published again": (
        "check",
        "bump meter",
        REVIEW,
    ),
    "the file of modem is another one": ("check modem", "check", "bump modem", "bump modem --dry-run --accept-id x"),
    "nothing can be read": (
        "check",
        "check --offline",
        "outdated --detailed-exitcode",
        "bump",
        "lock",
        REVIEW,
    ),
}
"""Command lines, grouped by the event before them."""


@pytest.mark.usefixtures("lock_file")
def test_statuses(run: Run, golden: Golden, emulator: Emulator, republish: Callable[..., str]) -> None:
    """Each command line has its exit code."""
    events: dict[str, Callable[[], object]] = {
        "the package of meter is published again": lambda: republish("meter-1.5.0"),
        "the file of modem is another one": lambda: republish("gateway-modem-1.0.12", FirmwareSign="ab" * 16),
        "nothing can be read": lambda: emulator.fault("garbage", times=999),
    }
    lines = []
    for event, commands in COMMANDS.items():
        if event:
            events[event]()
            lines.append(f"   # {event}")
        lines += [f"{run(*shlex.split(command))[0]}  {command}" for command in commands]
    text = "\n".join(lines) + "\n"
    golden("lock-statuses.txt", text.replace(os.devnull, "/dev/null"))
