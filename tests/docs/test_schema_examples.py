# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each function and resource of the schema has an example, and it runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result

    from alicloud_iot_emulator import Emulator

SCHEMA: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "schema.json").read_text())
LOCK_FILE = Path(__file__).resolve().parents[1] / "engine" / "programs" / "firmware.lock"
DOCUMENTED: dict[str, dict[str, Any]] = SCHEMA["functions"] | SCHEMA["resources"]


def test_examples(up: Callable[..., Result], emulator: Emulator) -> None:
    """The examples are one program each in the documentation, and run here one after the other."""
    programs = [
        program
        for documented in DOCUMENTED.values()
        for program in re.findall(r"^```python\n(.*?)^```", documented["description"], re.MULTILINE | re.DOTALL)
    ]
    assert len(programs) == len(DOCUMENTED)
    result = up("\n".join(programs), LOCK_FILE)
    gateway = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    assert result.ok, result.text
    assert result.outputs["firmwareId"] == result.outputs["rollout"] == gateway["FirmwareId"]
    assert result.outputs["candidate"] == "none yet"
    assert "was chosen" in result.outputs["why"]
    assert result.outputs["unverified"] == ["4.0.1", "1.0.12"]
    assert result.outputs["bytes"] == 8388608
    assert result.outputs["total"] == 12
