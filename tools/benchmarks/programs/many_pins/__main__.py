# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program with a pin for each element of a JSON file: the arguments of the pin."""

from __future__ import annotations

import json
from pathlib import Path

import pulumi
from pulumi_alicloud_iot import ota

for number, arguments in enumerate(json.loads(Path(pulumi.Config().require("pins")).read_text(encoding="utf-8"))):
    ota.FirmwarePin(f"pin-{number}", **arguments)
