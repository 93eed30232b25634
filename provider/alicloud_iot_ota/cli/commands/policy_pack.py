# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `policy-pack`: the path of the policy pack, for the option `--policy-pack` of Pulumi's engine.

The pack is an executable that belongs to this installation, so several releases can be used side by side. The installer
records where it put the executable: next to the interpreter, or elsewhere, as with `pip install --user`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.cli import launcher
from alicloud_iot_ota.cli.launcher import InstallationError, script
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser
from alicloud_iot_ota.policies import EXECUTABLE, FIRST_ENGINE

if TYPE_CHECKING:
    from pathlib import Path

_DESCRIPTION = (
    "Print the path of the policy pack of this release, an executable that Pulumi runs: `pulumi preview --policy-pack "
    f'"$({PROGRAM} policy-pack)"`. It judges the pins of a stack. Pulumi {FIRST_ENGINE} or newer is required.'
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    return Parser(name, _DESCRIPTION, "")


def run(name: str, argv: list[str]) -> int:
    """Print the path."""
    parser(name).read(argv)
    emit(f"{find_pack()}\n", "utf-8")
    return ExitCode.OK


def find_pack() -> Path:
    """Return the absolute path of the policy pack.

    Raises:
        InstallationError: The installation has none.
    """
    archive = launcher.archive()
    candidates = script.installed(EXECUTABLE) if archive is None else [archive / f"{EXECUTABLE}{SUFFIX}"]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise InstallationError(
            f"This installation of alicloud-iot-ota {__version__} has no executable {EXECUTABLE}.",
            "Install alicloud-iot-ota again with pip or another installer of Python packages.",
        )
    return found
