# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers for tests of pins on the engine: packages of the emulator, firmware.lock, and output about a pin."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.catalog import Row

PRODUCT_KEY = "a1GatewayK01"
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
"""The ID of the gateway's package with the highest version in the default fleet."""
V4_0_DIGEST = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
V3_10 = "ov78uKauqyoAiW3ePqSxvnW20fOb0100"
"""The ID of the gateway's package with the next lower version."""
OTHER = "0f" * 32
"""The SHA-256 digest of a different file."""
OTHER_DIGEST = f"sha256:{OTHER}"
NOT_ALL_SAME = 7
"""The exit code of `preview --expect-no-changes` if there are changes."""
LOCK_HEADER = "version = 1\n"


def publish(emulator: Emulator, version: str, **fields: str | int) -> Row:
    """Publish a verified full package for the gateway."""
    row = {"DestVersion": version, "ProductKey": PRODUCT_KEY, "ModuleName": "default", "FirmwareSign": OTHER}
    return emulator.publish(**{**row, **fields})


def row_of(emulator: Emulator, firmware_id: str) -> Row:
    """Return a package as the service stores it."""
    (row,) = (row for row in emulator.packages() if row["FirmwareId"] == firmware_id)
    return row


def publish_again(emulator: Emulator, firmware_id: str, **fields: str) -> str:
    """Withdraw a package, publish it again with other fields, and return its new ID."""
    row = {name: value for name, value in emulator.withdraw(firmware_id).items() if name != "FirmwareId"}
    return str(emulator.publish(**{**row, **fields})["FirmwareId"])


def lock_entry(name: str, row: Row, criteria: str = 'select = "highest"') -> str:
    """Return an entry in firmware.lock for a full package, with additional criteria."""
    return f"""
[firmware.{name}.criteria]
moduleName = "{row["ModuleName"]}"
productKey = "{row["ProductKey"]}"
{criteria}

[firmware.{name}.locked]
destVersion = "{row["DestVersion"]}"
digest = "sha256:{row["FirmwareSign"]}"
firmwareId = "{row["FirmwareId"]}"
firmwareName = "{row["FirmwareName"]}"
firmwareSize = {row["FirmwareSize"]}
iotInstanceId = "iot-emulator01"
moduleName = "{row["ModuleName"]}"
productKey = "{row["ProductKey"]}"
type = "full"
utcCreate = "{row["UtcCreate"]}"
"""


def write_lock(stack: Stack, *entries: str) -> None:
    """Write firmware.lock to the program's folder."""
    (stack.folder / "firmware.lock").write_text(LOCK_HEADER + "".join(entries))


def shown(result: Result) -> str:
    """Return a command's output without the spaces that align its columns."""
    return re.sub(r" +", " ", result.text).replace(" :", ":")


def assert_stopped(result: Result, *words: str) -> None:
    """Assert that a command failed with these texts, and without a traceback in the provider."""
    assert not result.ok, result.text
    assert [each for each in words if each not in shown(result)] == [], result.text
    assert "alicloud_iot_ota" not in result.text


def diagnostics(result: Result) -> str:
    """Return the diagnostics at the end of a command's output. The first lines also appear during the run."""
    return result.text.partition("Diagnostics:")[2]


def kept(stack: Stack) -> dict[str, Any]:
    """Return the inputs and outputs of each resource in the state by name, without secrets, which are salted."""
    return {
        resource["urn"].rpartition("::")[2]: {
            kind: {name: value for name, value in resource.get(kind, {}).items() if not name.startswith("__")}
            for kind in ("inputs", "outputs")
        }
        for resource in stack.state()["deployment"].get("resources", [])
        if not resource["type"].startswith("pulumi:providers:")
    }


def firmware_of(stack: Stack, name: str = "gateway") -> Any:  # noqa: ANN401 - any JSON value
    """Return the package of a pin in the state."""
    return kept(stack)[name]["outputs"]["firmware"]


def warnings_of(preview: Result) -> list[str]:
    """Return the warnings in the JSON output of a preview."""
    return [each["message"] for each in json.loads(preview.text)["diagnostics"] if each["severity"] == "warning"]
