# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `emulator`: runs an emulator of the service on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_emulator import command
from alicloud_iot_ota.cli.output.streams import OutputError

if TYPE_CHECKING:
    import argparse


def parser(_: str) -> argparse.ArgumentParser:
    """Return the argument parser."""
    return command.parser()


def run(_: str, argv: list[str]) -> int:
    """Run the emulator until a signal stops it."""
    try:
        return command.main(argv)
    except OSError as error:
        raise OutputError(
            f"The emulator could not write its output ({error.strerror or error}).",
            "Fix the cause, and start it again.",
        ) from None
