# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run every other Python program in this folder, and export the outputs of each program under its file name.

This way the engine starts only once for all examples. A program of a user does not need this.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi

HERE = Path(__file__)

for program in sorted(HERE.parent.glob("*.py")):
    if program != HERE:
        outputs: dict[str, Any] = {}
        with mock.patch.object(pulumi, "export", outputs.__setitem__):
            runpy.run_path(str(program), run_name="__main__")
        pulumi.export(program.stem, outputs)
