# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Data sources and pins in the constructs of the configuration language, and in the tests of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import V3_10, V4_0, publish
from tests.terraform.conftest import assert_failed, assert_ok

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

V3_2 = "tWozn8m0xRZZoIVMmdCztEcywCQZ0100"
STAGE = """
variable "dest_version" {
  type = string
}
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = var.dest_version
  type         = "full"
}
output "firmware_id" {
  value = data.alicloudiot_ota_firmware.gateway.firmware_id
}
"""
REPEATED = """
locals {
  versions = { old = "3.2.1", current = "3.10.0" }
}
data "alicloudiot_ota_firmware" "each" {
  for_each     = local.versions
  product_key  = "a1GatewayK01"
  dest_version = each.value
  type         = "full"
}
data "alicloudiot_ota_firmware_search" "counted" {
  count        = 2
  product_key  = "a1GatewayK01"
  dest_version = ["4.0.0", "9.9.9"][count.index]
  type         = "full"
}
resource "alicloudiot_ota_firmware_pin" "each" {
  for_each     = local.versions
  product_key  = "a1GatewayK01"
  dest_version = each.value
  type         = "full"
  on_newer     = "ignore"
}
module "stage" {
  source       = "./stage"
  for_each     = toset(["3.10.0", "4.0.0"])
  dest_version = each.key
}
output "found" {
  value = {
    each    = { for name, each in data.alicloudiot_ota_firmware.each : name => each.firmware_id }
    counted = data.alicloudiot_ota_firmware_search.counted[*].found
    pins    = { for name, each in alicloudiot_ota_firmware_pin.each : name => each.firmware.firmware_id }
    stages  = { for name, each in module.stage : name => each.firmware_id }
  }
}
"""
DEFERRED = """
resource "terraform_data" "version" {
  input = "4.0.0"
}
data "alicloudiot_ota_firmware" "unknown" {
  product_key  = "a1GatewayK01"
  dest_version = terraform_data.version.output
  type         = "full"
}
data "alicloudiot_ota_firmware" "after" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
  depends_on   = [terraform_data.version]
}
resource "alicloudiot_ota_firmware_pin" "unknown" {
  product_key  = "a1GatewayK01"
  dest_version = terraform_data.version.output
  type         = "full"
}
resource "terraform_data" "campaign" {
  input = alicloudiot_ota_firmware_pin.unknown.firmware.firmware_id
}
output "found" {
  value = [
    data.alicloudiot_ota_firmware.unknown.firmware_id,
    data.alicloudiot_ota_firmware.after.firmware_id,
    alicloudiot_ota_firmware_pin.unknown.firmware.firmware_id,
    terraform_data.campaign.output,
  ]
}
"""
CHECKED = """
variable "is_frozen" {
  default = true
}
variable "limit" {
  default = 1
}
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
  lifecycle {
    precondition {
      condition     = !var.is_frozen
      error_message = "The freeze is on."
    }
    postcondition {
      condition     = self.firmware_size < var.limit
      error_message = "${self.firmware_name} is too large."
    }
  }
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
  lifecycle {
    postcondition {
      condition     = self.firmware.firmware_size < var.limit
      error_message = "${self.firmware.dest_version} is too large to pin."
    }
  }
}
"""
CHECK = """
check "next" {
  data "alicloudiot_ota_firmware" "next" {
    product_key  = "a1GatewayK01"
    dest_version = "9.9.9"
  }
  assert {
    condition     = data.alicloudiot_ota_firmware.next.firmware_size > 0
    error_message = "The next version is empty."
  }
}
output "color" {
  value = "red"
}
"""
TESTS = """
run "real" {
  command = plan
  variables {
    dest_version = "3.10.0"
  }
  assert {
    condition     = output.firmware_id == "%s"
    error_message = "got ${output.firmware_id}"
  }
}
run "missing" {
  command = plan
  variables {
    dest_version = "9.9.9"
  }
}
"""
PINNED = """
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = var.dest_version
  type         = "full"
}
output "pinned" {
  value = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_id
}
"""
MOCKED = """
mock_provider "alicloudiot" {
  mock_resource "alicloudiot_ota_firmware_pin" {
    defaults = {
      firmware = {
        dest_version  = "9.9.9"
        digest        = "sha256:00"
        firmware_id   = "mocked pin"
        firmware_size = 1
        src_version   = null
        type          = "full"
      }
    }
  }
  mock_data "alicloudiot_ota_firmware" {
    defaults = {
      firmware_id = "mocked"
    }
  }
}
run "mocked" {
  variables {
    dest_version = "9.9.9"
  }
  assert {
    condition     = output.pinned == "mocked pin"
    error_message = "got ${output.pinned}"
  }
  assert {
    condition     = output.firmware_id == "mocked"
    error_message = "got ${output.firmware_id}"
  }
}
"""
OVERRIDDEN = """
run "overridden" {
  override_data {
    target = data.alicloudiot_ota_firmware.gateway
    values = {
      firmware_id = "overridden"
    }
  }
  variables {
    dest_version = "9.9.9"
  }
  assert {
    condition     = output.firmware_id == "overridden"
    error_message = "got ${output.firmware_id}"
  }
}
"""


def test_repetition_and_modules(configure: Configure, emulator: Emulator) -> None:
    """`for_each`, `count` and modules repeat lookups and pins. One plan needs one request for all of them."""
    configuration = configure(REPEATED, stage=STAGE)
    assert_ok(configuration.plan("-out=saved"))
    assert len(emulator.requests) == 1
    assert_ok(configuration.apply("saved"), "2 added, 0 changed, 0 destroyed")
    assert len(emulator.requests) == 2  # the pins are confirmed
    assert configuration.outputs()["found"] == {
        "each": {"old": V3_2, "current": V3_10},
        "counted": [True, False],
        "pins": {"old": V3_2, "current": V3_10},
        "stages": {"3.10.0": V3_10, "4.0.0": V4_0},
    }
    settled = configuration.plan("-detailed-exitcode")
    assert settled.ok, settled.text
    assert "No changes." in settled.text


def test_unknown_arguments(configure: Configure, emulator: Emulator) -> None:
    """Lookups and pins with an argument that is known after apply, or with `depends_on`, are resolved at apply."""
    configuration = configure(DEFERRED)
    plan = configuration.plan()
    assert_ok(
        plan,
        "data.alicloudiot_ota_firmware.unknown will be read during apply # (config refers to values not yet known)",
        "data.alicloudiot_ota_firmware.after will be read during apply # (depends on a resource or a module with "
        "changes pending)",
        "+ firmware = (known after apply)",
        "Plan: 3 to add, 0 to change, 0 to destroy.",
    )
    assert emulator.requests == []
    assert_ok(configuration.apply())
    assert configuration.outputs()["found"] == [V4_0] * 4
    settled = configuration.plan("-detailed-exitcode")
    assert settled.ok, settled.text

    configuration.write(DEFERRED.replace('input = "4.0.0"', 'input = "3.10.0"'))
    changed = configuration.apply()
    assert_failed(changed, "Downgrade blocked. The state has 4.0.0, and the criteria now select 3.10.0")
    configuration.write(DEFERRED.replace('input = "4.0.0"', 'input = "9.9.9"'))
    changed = configuration.apply()
    assert_failed(changed, "No package matches", 'dest_version "9.9.9"')
    assert configuration.outputs()["found"][2:] == [V4_0] * 2


def test_conditions(configure_tofu: Configure) -> None:
    """A failed precondition stops before the lookup. A postcondition sees the package, and stops with its message."""
    configuration = configure_tofu(CHECKED)
    assert_failed(
        configuration.plan(),
        "Resource precondition failed",
        "The freeze is on.",
        "Resource postcondition failed",
        "4.0.0 is too large to pin.",
    )
    assert_failed(configuration.plan("-var=is_frozen=false"), "gateway-4.0.0 is too large.")
    assert_ok(configuration.apply("-var=is_frozen=false", "-var=limit=30000000"))


def test_a_failed_check_is_a_warning(configure: Configure, emulator: Emulator) -> None:
    """In a `check` block, a failed lookup is a warning, and the run succeeds."""
    configuration = configure(CHECK)
    checked = configuration.apply()
    assert_ok(
        checked,
        "Warning: No matching firmware",
        "No package matches.",
        'dest_version "9.9.9"',
        "Apply complete!",
    )
    assert "Error:" not in checked.text
    assert configuration.outputs() == {"color": "red"}
    publish(emulator, "9.9.9")
    assert "Warning" not in configuration.apply().text


def test_tests_of_a_configuration(configure: Configure, emulator: Emulator) -> None:
    """Tests look packages up, or replace the provider or a lookup and send no request."""
    configuration = configure(STAGE)
    configuration.write(TESTS % V3_10, "real.tftest.hcl")
    tested = configuration.test()
    assert_failed(tested, 'run "real"... pass', 'run "missing"... fail', "No package matches.", 'dest_version "9.9.9"')
    assert "1 passed, 1 failed." in tested.text
    asked = len(emulator.requests)
    (configuration.folder / "real.tftest.hcl").unlink()
    configuration.write(OVERRIDDEN, "overridden.tftest.hcl")
    assert_ok(configuration.test(), "Success! 1 passed, 0 failed.")
    configuration.write(STAGE + PINNED)
    configuration.write(MOCKED, "overridden.tftest.hcl")
    assert_ok(configuration.test(), "Success! 1 passed, 0 failed.")
    assert len(emulator.requests) == asked
