# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs every other Python program in its folder, and exports the outputs of each under the name of its file.

One start of the engine is then enough for all examples. A program that stands alone needs nothing of this.
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
