# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end 3: the command line `alicloud-iot-ota`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="alicloud-iot-ota",
        description="OTA firmware of Alibaba Cloud IoT Platform.",
        epilog="commands: emulator (a stand-in for the service on this machine; `emulator --help` for more)",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("command", choices=["emulator"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the command takes")
    given = parser.parse_args(argv)
    import alicloud_iot_emulator  # noqa: PLC0415 - a server, for this command alone

    return alicloud_iot_emulator.main(given.arguments)
