# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The parts that the demos share: headings, commands with their output, and the fleet of the emulator."""

from __future__ import annotations

import sys
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from engine import EngineError, find_or_build

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Engine
    from process import Completed

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NEXT: dict[str, str | int | None] = {
    "FirmwareName": "gateway-4.1.0",
    "DestVersion": "4.1.0",
    "ProductKey": "a1GatewayK01",
    "ModuleName": "default",
    "FirmwareDesc": "WireGuard uplink",
    "SignMethod": "SHA256",
    "FirmwareSize": 21241856,
}
"""The package that a demo publishes."""


class DemoError(Exception):
    """A step did not have the expected result."""


def run(engine: Engine, show: Callable[[Path, Path, Emulator], None]) -> int:
    """Run a demo and return its exit code.

    Args:
        engine: The engine that it needs.
        show: Runs all steps. It gets a folder that does not exist, the engine's executable, and an emulator.
    """
    try:
        executable = find_or_build(engine)
        with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
            show(Path(folder) / "sandbox", executable, emulator)
        heading("That is all. The emulator and the engine have stopped, and their folder was deleted.")
    except (DemoError, EngineError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def publish(emulator: Emulator, **changes: str) -> str:
    """Publish the next firmware and return its ID."""
    row = emulator.publish(**{**NEXT, **changes})
    print(f"\n  Published: {row['DestVersion']}, {row['FirmwareSize']} bytes, {row['FirmwareId']}")
    return str(row["FirmwareId"])


def perform(words: str, result: Completed, *, status: int = 0, shows: str = "", begin: str = "") -> None:
    """Print a command and its output, and check its result.

    Args:
        words: The command as a user would type it.
        result: Its result.
        status: The expected exit code.
        shows: A text that the output must contain.
        begin: The text at which the printed part of the output begins.
    """
    command(words)
    shown = result.text[max(result.text.find(begin), 0) :]
    text = [line for line in shown.splitlines() if line.strip() and not line.startswith("@")]
    print(textwrap.indent("\n".join(text), "    "))
    expect(result.exit_status == status and shows in result.text, result)


def expect(holds: bool, result: Completed) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    """Stop the demo if it would show something untrue."""
    if not holds:
        raise DemoError(
            f"This is not what the demo was to show; the command ended with {result.exit_status}:\n{result.text}"
        )


def print_fleet(emulator: Emulator) -> None:
    """Print the packages of the product that the examples use, and count the others."""
    packages = emulator.packages()
    shown = [row for row in packages if row.get("ProductKey") == NEXT["ProductKey"]]
    status = {-1: "no verification needed", 0: "unverified", 1: "verified", 2: "verifying", 3: "failed"}
    print(f"  {len(packages)} packages of {len(emulator.product_keys)} products; those of {NEXT['ProductKey']}:\n")
    for row in sorted(shown, key=lambda row: (row["ModuleName"], row["UtcCreate"])):
        kind = f"differential from {row['SrcVersion']}" if row.get("SrcVersion") else "full"
        print(
            f"    {row['ModuleName']:8} {row['DestVersion']:11} {kind:25} {status[int(row['Status'] or 0)]:11} "
            f"{row['FirmwareSize']:>9} bytes  {row['FirmwareId']}"
        )


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def command(words: str) -> None:
    """Print a command as a user would type it."""
    print(f"\n  $ {words}", flush=True)
