# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The executables that pip makes. On Windows, copies of them are the launchers: each has the path of its environment.

OpenTofu starts only an `.exe` there. Pulumi also starts a `.cmd`, but not for `pulumi do` and `pulumi package`
(`ensureProjectDir` in `pkg/cmd/pulumi/packageinstallation` of pulumi/pulumi).
"""

from __future__ import annotations

import sys
from pathlib import Path

from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.launcher import InstallationError


def find(executable: str) -> Path:
    """Return the executable that pip has made in this environment, by its name without the suffix.

    Raises:
        InstallationError: It does not exist.
    """
    found = next((path for path in installed(executable) if path.is_file()), None)
    if found is None:
        raise InstallationError(
            f"{executable}{SUFFIX} does not exist. Nothing was installed.",
            "Install this package again with pip, from the same source, in the environment of "
            f"{printable(sys.executable)}. Then run this command again.",
        )
    return found


def installed(executable: str) -> list[Path]:
    """Return where the installer put an executable: next to the interpreter, or elsewhere, as with `pip --user`."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 - slow to import; help does not need it

    try:
        files = distribution("alicloud-iot-ota").files or []
    except PackageNotFoundError:  # a folder with the sources
        return []
    return [Path(str(file.locate())).resolve() for file in files if file.stem == executable]
