# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program that asks for entries of firmware.lock, in every condition, and exports what it is told of each.

Written for the native provider; the dynamic provider runs the same with another import.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_alicloud_iot import ota


def told(**asked: Any) -> str:  # noqa: ANN401 - arguments of any type
    """Return the package that is found, or why there is none."""
    try:
        found = ota.get_locked_firmware(**asked)
    except Exception as error:  # noqa: BLE001 - whatever a program is told
        return str(error).rpartition(" returned an error: ")[2]  # before it stands what the engine's SDK says
    return f"{found.verdict}\n{found.dest_version} {found.firmware_id} {found.digest} {found.firmware_size}"


for name in (
    "ok",
    "moved",
    "replaced",
    "changed",
    "missing",
    "statusRegressed",
    "blocked",
    "unresolved",
    "contradicting",
    "elsewhere",
    "blokced",
):
    pulumi.export(name, told(name=name))
pulumi.export("offline", told(name="missing", offline=True))
pulumi.export("by its path", told(name="ok", lock_file="releases/2026.lock"))
pulumi.export("no file", told(name="ok", lock_file="releases/2027.lock"))
pulumi.export("no lock file", told(name="ok", lock_file="Pulumi.yaml"))
