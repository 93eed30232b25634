# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `emulator`: runs an emulator of the service on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_emulator import command

if TYPE_CHECKING:
    import argparse


def parser(_: str) -> argparse.ArgumentParser:
    """Return the argument parser."""
    return command.parser()


def run(_: str, argv: list[str]) -> int:
    """Run the emulator until a signal stops it."""
    return command.main(argv)
