# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Data sources on the engines: the results of the functions, with every attribute set, and exact values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.hcl import PROVIDER
from alicloud_iot_ota.terraform import schema
from alicloud_iot_ota.terraform.names import spell
from tests.engine.deployed_pins import PRODUCT_KEY, V4_0, lock_entry, row_of, write_lock
from tests.terraform.conftest import assert_ok, to_hcl

if TYPE_CHECKING:
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

GATEWAY = {"productKey": PRODUCT_KEY, "moduleName": "default"}
LOOKUPS: dict[str, tuple[str, dict[str, Any]]] = {
    "one": ("firmware", {**GATEWAY, "destVersion": "4.0.0", "type": "full"}),
    "by_id": ("firmware", {"firmwareId": V4_0, "expectedFirmwareId": V4_0, "expectedSize": 20971520}),
    "one_differential": ("firmware", {**GATEWAY, "destVersion": "4.0.0", "fromVersion": "3.2.1"}),
    "all": ("firmwares", {}),
    "listed": (
        "firmwares",
        {**GATEWAY, "versionRange": "^3.0 || ^4.0", "includePrerelease": True, "statuses": ["verified", "unverified"]},
    ),
    "none": ("firmwares", {**GATEWAY, "destVersion": "9.9.9"}),
    "found": ("firmware_search", {**GATEWAY, "select": "highest", "type": "full"}),
    "not_found": ("firmware_search", {**GATEWAY, "destVersion": "9.9.9"}),
    "explained": (
        "firmware_explanation",
        {**GATEWAY, "select": "highest", "blocked": [{"firmwareId": V4_0, "reason": "bricks revision B"}]},
    ),
    "explained_error": ("firmware_explanation", {"productKey": PRODUCT_KEY, "destVersion": "9.9.9"}),
    "path": ("upgrade_path", {**GATEWAY, "fromVersion": "3.2.1", "toVersion": "4.0.0"}),
    "page": ("firmware_page", {"currentPage": 2, "pageSize": 5}),
    "locked": ("locked_firmware", {"name": "gateway"}),
    "locked_offline": ("locked_firmware", {"name": "gateway", "offline": True}),
}
"""The data source and the arguments of each lookup, by wire names."""
TEXTS = {"message", "reason", "criterion"}
"""Results with names of arguments."""


def spelled(value: object, name: str = "") -> object:
    """Return a result with the names of a configuration in its texts."""
    if isinstance(value, dict):
        return {name: spelled(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [spelled(each, name) for each in value]
    return spell(value) if name in TEXTS and isinstance(value, str) else value


def without_nulls(value: object) -> object:
    """Return a value without null attributes, which the functions of this package omit."""
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def test_results_are_those_of_the_functions(
    configure: Configure, emulator: Emulator, lookup: Lookup, tmp_path: Path
) -> None:
    """Each data source has the result of its function. Arguments that are results too have the configured value.

    All attributes exist, also those without a value. One plan reads the complete list of a scope once.
    """
    lock = write_lock(tmp_path, lock_entry("gateway", row_of(emulator, V4_0)))
    lookups = {
        name: (noun, {**given, "lockFile": str(lock)} if noun == "locked_firmware" else given)
        for name, (noun, given) in LOOKUPS.items()
    }
    blocks, outputs = [], []
    for name, (noun, given) in lookups.items():
        lines = "\n".join(f"  {each} = {json.dumps(value)}" for each, value in to_hcl(given).items())
        blocks.append(f'data "{PROVIDER}_ota_{noun}" "{name}" {{\n{lines}\n}}\n')
        outputs.append(f'output "{name}" {{\n  value = data.{PROVIDER}_ota_{noun}.{name}\n}}\n')
    configuration = configure("".join(blocks + outputs))
    assert_ok(configuration.apply())
    found = configuration.outputs()

    for name, (noun, given) in lookups.items():
        function = schema.DATA_SOURCES[f"{PROVIDER}_ota_{noun}"]
        args = validation.parse(function.arguments, given)
        result = msgspec.to_builtins(function.run(lambda: lookup, args, lambda _: None))
        expected = spelled(to_hcl({**result, **given}))
        if noun == "firmware_page":
            assert found[name].pop("request_id")
            expected.pop("request_id")  # type: ignore[attr-defined]
        assert set(found[name]) | ({"request_id"} if noun == "firmware_page" else set()) == {
            each.name for each in schema.block_of(function).attributes
        }, name
        assert without_nulls(found[name]) == expected, name
