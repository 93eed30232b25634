# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program that reads entries in firmware.lock in every state, and exports the result or error of each.

It is written for the native provider. The dynamic provider runs the same program with a different import.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_alicloud_iot import ota


def told(**asked: Any) -> str:  # noqa: ANN401 - arguments of any type
    """Return the package that is found, or the error."""
    try:
        found = ota.get_locked_firmware(**asked)
    except Exception as error:  # noqa: BLE001 - any error
        return str(error).rpartition(" returned an error: ")[2]  # the engine's SDK adds a text before the error
    return f"{found.verdict}\n{found.dest_version} {found.firmware_id} {found.digest} {found.firmware_size}"


for name in (
    "ok",
    "moved",
    "replaced",
    "changed",
    "missing",
    "statusRegressed",
    "blocked",
    "contradicting",
    "elsewhere",
    "blokced",
):
    pulumi.export(name, told(name=name))
pulumi.export("offline", told(name="missing", offline=True))
pulumi.export("by its path", told(name="ok", lock_file="releases/2026.lock"))
pulumi.export("no file", told(name="ok", lock_file="releases/2027.lock"))
pulumi.export("no lock file", told(name="ok", lock_file="Pulumi.yaml"))
