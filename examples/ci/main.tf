# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# Deploy the packages in firmware.lock. The plan stops if a package changed or was deleted.

terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The region, the instance and the credentials come from the environment.
provider "alicloudiot" {}

# Pin both entries. After a bump, the plan shows both packages, and every resource that depends on them.
resource "alicloudiot_ota_firmware_pin" "gateway" {
  lock_file  = "${path.module}/firmware.lock"
  lock_entry = "gateway"
}

resource "alicloudiot_ota_firmware_pin" "meter" {
  lock_file  = "${path.module}/firmware.lock"
  lock_entry = "meter"
}

# These resources represent those that start a rollout.
resource "terraform_data" "gateway_rollout" {
  input = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_id
}

resource "terraform_data" "meter_rollout" {
  input = alicloudiot_ota_firmware_pin.meter.firmware.firmware_id
}
