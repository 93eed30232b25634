# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lines in a program's directory that refer to entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.lock_file.used_by import find_uses

if TYPE_CHECKING:
    from pathlib import Path


def test_places(tmp_path: Path) -> None:
    """Each line that refers to an entry is found once, even if its directory is passed twice."""
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "foreign.ts").write_text("'gateway'")
    (tmp_path / "notes.txt").write_text("'gateway'")
    program = tmp_path / "main.py"
    program.write_text("pin('gateway')\n# gateway\npin('gateway', \"gateway\")\n")
    settings = tmp_path / "Pulumi.yaml"
    settings.write_text("\nlockEntry: modem\n")
    assert find_uses({"gateway", "modem", "camera"}, [str(tmp_path), str(tmp_path)]) == {
        "gateway": [f"{program}:1", f"{program}:3"],
        "modem": [f"{settings}:2"],
    }
