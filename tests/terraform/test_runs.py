# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Requests of a run, faults of the service, exact values, and engines with unusual settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import OTHER, V4_0, publish
from tests.terraform.conftest import assert_failed, assert_ok, flat, pin_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

MAIN = """
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
}
data "alicloudiot_ota_firmwares" "gateway" {
  product_key = "a1GatewayK01"
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  select      = "highest"
}
output "firmware" {
  value = data.alicloudiot_ota_firmware.gateway
}
"""
SIZE = 2**53 + 1
TEXTS = {
    "unicode": "网关 固件 \U0001f600 é \u202e reversed",
    "controls": "tab\t bell\a escape\x1b[31m del\x7f nel\x85",
    "syntax": '${var.x} %{ if } "quoted" \\ back\nline\r\n <b>&amp;',
}
EXACT = """
data "alicloudiot_ota_firmwares" "all" {
  product_key  = "a1GatewayK01"
  dest_version = "7.0.0"
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "7.0.1"
}
output "texts" {
  value = { for each in data.alicloudiot_ota_firmwares.all.firmwares : each.firmware_name => each.firmware_desc }
}
output "size" {
  value = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_size
}
output "is_exact" {
  value = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_size - 9007199254740992 == 1
}
"""
FAULTS: dict[str, tuple[Mapping[str, str | float], tuple[str, ...]]] = {
    "throttled": ({"kind": "throttle"}, ("Throttling.User", "timed out after 2 seconds")),
    "failing": ({"kind": "error", "code": "InternalError"}, ("InternalError", "HTTP 500")),
    "not JSON": ({"kind": "garbage"}, ("Not a ListOTAFirmware response",)),
    "slow": ({"kind": "slow", "seconds": 60}, ("timed out after 2 seconds",)),
}


def test_requests_of_a_run(configure_tofu: Configure, emulator: Emulator, tmp_path: Path) -> None:
    """A plan reads a list once, and so does an apply. With the cache on disk, both together read it once."""
    configuration = configure_tofu(MAIN)
    assert_ok(configuration.plan("-out=saved"))
    assert len(emulator.requests) == 1
    assert_ok(configuration.apply("saved"))
    assert len(emulator.requests) == 2
    assert_ok(configuration.plan("-detailed-exitcode"))
    assert len(emulator.requests) == 3
    assert_ok(configuration.destroy("-refresh=false"))

    env = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "600", "ALICLOUD_IOT_OTA_CACHE_DIR": str(tmp_path / "cache")}
    configuration = configure_tofu(MAIN, env=env)
    asked = len(emulator.requests)
    assert_ok(configuration.plan("-out=saved"))
    assert_ok(configuration.apply("saved"))
    assert len(emulator.requests) == asked + 1


def test_faults_are_one_diagnostic(configure_tofu: Configure, emulator: Emulator) -> None:
    """A fault that lasts is one error of the lookup, and one of the pin. After a temporary one, the lookup succeeds."""
    lookup = MAIN.partition('data "alicloudiot_ota_firmwares"')[0]
    failing = configure_tofu('provider "alicloudiot" {\n  timeout = 2\n}\n' + lookup)
    for name, (fault, words) in FAULTS.items():
        emulator.fault(times=1000, **fault)  # type: ignore[arg-type]  # the options are those of the kind
        failed = failing.plan()
        assert_failed(failed, *words)
        assert failed.text.count("\nError: ") == 1, f"{name}: {failed.text}"
        emulator.clear_faults()
    emulator.fault("error", code="InternalError")
    assert_ok(configure_tofu(lookup).plan())


def test_exact_values(configure: Configure, emulator: Emulator) -> None:
    """Numbers above 2^53 and every character of a text are exact in the plan, in outputs and in the state."""
    for name, text in TEXTS.items():
        publish(emulator, "7.0.0", FirmwareName=name, FirmwareDesc=text)
    publish(emulator, "7.0.1", FirmwareSize=SIZE)
    configuration = configure(EXACT)
    plan = configuration.plan("-out=saved")
    assert_ok(plan, f"+ firmware_size = {SIZE}")
    assert "\x1b" not in plan.text
    assert_ok(configuration.apply("saved"))
    assert configuration.outputs() == {"texts": TEXTS, "size": SIZE, "is_exact": True}
    assert pin_of(configuration)["firmware"]["firmware_size"] == SIZE
    assert_ok(configuration.plan("-detailed-exitcode"), "No changes.")


def test_hostile_versions(configure_tofu: Configure, emulator: Emulator) -> None:
    """A version with control characters stays exact, and no message prints them."""
    version = "7.0.0\x1b[31m\u202e'\"${x}"
    publish(emulator, version, ModuleName="hostile")
    configuration = configure_tofu(
        'resource "alicloudiot_ota_firmware_pin" "gateway" {\n  product_key = "a1GatewayK01"\n'
        '  module_name = "hostile"\n  select = "newest"\n  include_prerelease = true\n}\n'
    )
    applied = configuration.apply()
    assert_ok(applied)
    assert pin_of(configuration)["firmware"]["dest_version"] == version
    emulator.withdraw(str(next(each for each in emulator.packages() if each["DestVersion"] == version)["FirmwareId"]))
    failed = configuration.plan("-refresh-only")
    assert "missing" in failed.text
    assert "\x1b" not in applied.text + failed.text


@pytest.mark.parametrize("case", ["no TLS", "long TMPDIR", "unwritable HOME", "no HOME"])
def test_unusual_environments(configure: Configure, tmp_path: Path, case: str) -> None:
    """The provider works without TLS, with a long path for temporary files, and without a usable home directory."""
    env: dict[str, str | None] = {}
    if case == "no TLS":
        env = {"TF_DISABLE_PLUGIN_TLS": "1"}
    elif case == "long TMPDIR":
        folder = tmp_path / ("long-" * 30)
        folder.mkdir()
        env = {"TMPDIR": str(folder)}
    elif case == "unwritable HOME":
        (tmp_path / "file").touch()
        env = {"HOME": str(tmp_path / "file")}
    else:
        env = {"HOME": "/nonexistent"}
    configuration = configure(MAIN, env=env)
    assert_ok(configuration.apply())
    assert configuration.outputs()["firmware"]["firmware_id"] == V4_0


def test_versions_in_json_and_plans(configure_tofu: Configure, emulator: Emulator) -> None:
    """`show -json` of a plan has the old and the new package."""
    configuration = configure_tofu(MAIN)
    assert_ok(configuration.apply())
    publish(emulator, "4.1.0", FirmwareSign=OTHER)
    assert configuration.plan("-out=saved", "-detailed-exitcode").exit_status == 2
    (change,) = (
        each["change"]
        for each in configuration.show_json("saved")["resource_changes"]
        if each["address"] == "alicloudiot_ota_firmware_pin.gateway"
    )
    assert (change["before"]["firmware"]["dest_version"], change["after"]["firmware"]["dest_version"]) == (
        "4.0.0",
        "4.1.0",
    )
    assert json.dumps(change["after_sensitive"]) in ("{}", '{"firmware": {}}')
    assert flat(configuration._run("show", "saved").text).count('~ dest_version = "4.0.0" -> "4.1.0"') == 1
