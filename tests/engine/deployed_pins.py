# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers for tests of pins on the engine: packages of the emulator, firmware.lock, and output about a pin."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.lock_file import canonical, manifest_edits, read
from alicloud_iot_ota.lock_file.tables import Locked
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.schema.enums import FirmwareType

if TYPE_CHECKING:
    from pathlib import Path

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.catalog import Row
    from alicloud_iot_ota.lock_file.canonical import Content

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


def lock_entry(name: str, row: Row, *, instance: str = "iot-emulator01", **criteria: object) -> dict[str, Content]:
    """Return an entry for a full package, which was locked in an instance, with additional criteria."""
    scope = {"productKey": row["ProductKey"], "moduleName": row["ModuleName"], "select": "highest"}
    locked = Locked(
        dest_version=str(row["DestVersion"]),
        digest=f"sha256:{row['FirmwareSign']}",
        firmware_id=str(row["FirmwareId"]),
        firmware_name=str(row["FirmwareName"]),
        firmware_size=int(row["FirmwareSize"] or 0),
        iot_instance_id=instance,
        module_name=str(row["ModuleName"]),
        product_key=str(row["ProductKey"]),
        type=FirmwareType.FULL,
        utc_create=str(row["UtcCreate"]),
    )
    return {name: (validation.parse(EntryArgs, {**scope, **criteria}), locked.firmware())}


def write_lock(folder: Path, *entries: dict[str, Content], name: str = "firmware.lock") -> Path:
    """Write a lock file without a manifest to a folder."""
    path = folder / name
    path.write_text(canonical.render({name: content for each in entries for name, content in each.items()}))
    return path


def write_manifest(lock_file: Path) -> Path:
    """Write the manifest of a lock file, and return its path."""
    criteria = {name: entry.criteria for name, entry in read(lock_file).entries.items()}
    path = lock_file.with_suffix(".toml")
    path.write_text(manifest_edits.edit("", str(path), criteria))
    return path


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
