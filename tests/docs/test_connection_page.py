# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The connection page: its commands work, and its figures and codes match the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.api.codes import CODES, RetryAdvice
from alicloud_iot_ota.api.credential_limits import MAX_FILE, MAX_OUTPUT, MAX_RESPONSE, MAX_SECONDS
from alicloud_iot_ota.api.listing import MAX_PARALLEL_PAGES, MAX_READS
from alicloud_iot_ota.api.rate_limiter import _SKIPS, FALLBACK_WAIT, LOCK_WAIT, RECOVERY, WINDOW
from alicloud_iot_ota.api.retry import RetryPolicy
from alicloud_iot_ota.api.transport import MAX_BODY, READ_TIMEOUT
from alicloud_iot_ota.base.environment import VARIABLES, Tool, Use
from alicloud_iot_ota.lookup.catalog_cache import MAX_AGE
from alicloud_iot_ota.settings import DEFAULT_REQUESTS_PER_SECOND, DEFAULT_TIMEOUT, MAX_CACHE_AGE
from alicloud_iot_ota.testing.environment import variables

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "connection.md").read_text()
LETTERS = {Tool.TERRAFORM: "T", Tool.CLI: "C", Tool.SDK: "L"}
COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("commands", COMMANDS, ids=lambda text: text.split("alicloud-iot-ota ")[1].split()[0])
def test_commands(commands: str, emulator: Emulator, tmp_path: Path) -> None:
    """The commands succeed and print the output that the page shows."""
    done = subprocess.run(
        ["bash", "-euc", commands],
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ALICLOUD_IOT_OTA_CACHE_DIR": str(tmp_path),
            **variables(emulator),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if "--cache-max-age" in commands:
        (shown,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        assert re.sub(r"\d+ seconds old", "0 seconds old", done.stderr) == shown
        assert len(emulator.requests) == 1
    if "PULUMI_DEBUG" in commands:
        assert "Signature=[redacted]" in done.stderr
        assert emulator.credentials.access_key_id not in done.stderr


def test_table_of_codes() -> None:
    """The table has exactly the codes that are retried, each in the row that says how."""
    table = PAGE.partition("## Retries")[2].partition("\n## ")[0]
    rows = {
        code.lower(): row
        for row in re.findall(r"^\|.*\|$", table, re.MULTILINE)
        for code in re.findall(r"`([\w.]+)`", row)
    }
    assert set(rows) == {code for code, error_info in CODES.items() if error_info.retry is not RetryAdvice.NEVER}
    for code, row in rows.items():
        retry = CODES[code].retry
        words = {
            RetryAdvice.AFTER_DELAY: "retried, ",
            RetryAdvice.WITH_SERVICE_TIME: "service's time",
            RetryAdvice.WITH_NEW_CREDENTIALS: "newer credentials",
        }
        assert words[retry] in row


def _row(use: Use, about: str, unless: tuple[str, ...]) -> str:
    """Return the table row of the variables that are handled in the same way."""
    alike = [each for each in VARIABLES if (each.use, each.about, each.unless) == (use, about, unless)]
    names = [
        f"`{each.name}`" + (f" ({', '.join(LETTERS[reader] for reader in each.readers)})" if each.readers else "")
        for each in alike
    ]
    settings = " or ".join(f"`{name}`" for name in unless)
    here = {
        Use.SETTING: f"`{about}`",
        Use.CREDENTIALS: f"chain: {about}",
        Use.REPORTED: f"ignored, with a note unless {settings} is set. {about}",
        Use.IRRELEVANT: f"ignored: {about}",
    }[use]
    return f"| {here} | {', '.join(names)} |"


def test_every_variable_is_in_the_table() -> None:
    """The page has exactly one row for each use, with the variables in their order of precedence."""
    rows = dict.fromkeys(_row(each.use, each.about, each.unless) for each in VARIABLES)
    section = PAGE.partition("## Environment variables")[2].partition("\n## ")[0]
    assert re.findall(r"^\| .*\|$", section, re.MULTILINE)[1:] == ["| --- | --- |", *rows]


def test_figures() -> None:
    """The figures match the code."""
    policy = RetryPolicy()
    text = " ".join(PAGE.split())
    for words in (
        f"instance for {MAX_AGE:g} seconds",
        f"`requestsPerSecond` (default: {DEFAULT_REQUESTS_PER_SECOND})",
        f"counts on its own for {FALLBACK_WAIT:g} seconds",
        f"recovers within {RECOVERY:g} seconds",
        f"with 20 processes, up to {WINDOW + 20 * WINDOW / DEFAULT_REQUESTS_PER_SECOND:.1f} seconds for each request",
        f"at most {MAX_CACHE_AGE:g}; off by default",
        f"retried, up to {policy.throttled_attempts} attempts, at a lower rate",
        f"retried, up to {policy.attempts} attempts",
        f"no byte for {READ_TIMEOUT:g} seconds",
        f"between 0 and {policy.initial} seconds. Each further delay",
        f"doubles the upper limit, up to {policy.maximum:g} seconds",
        f"`timeout` (default: {DEFAULT_TIMEOUT:g} seconds)",
        f"exceed {MAX_BODY // 1024**2} MiB",
        f"{MAX_RESPONSE // 1024} KiB for a response, {MAX_FILE // 1024**2} MiB for a file",
        f"{MAX_OUTPUT // 1024} KiB for the output of a command",
        f"and each command may take {MAX_SECONDS:g} seconds",
    ):
        assert words in text
    assert (MAX_READS, MAX_PARALLEL_PAGES, LOCK_WAIT, _SKIPS) == (4, 8, 1, 2)
    assert "waits for one second. It then" in text
    assert "only every third turn" in text
    assert "After four reads" in text
    assert "Up to eight pages" in text
