# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# The rollout of firmware to a fleet of gateways: the current version, the next version, and the approvals.

terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The region, the instance and the credentials come from the environment.
provider "alicloudiot" {}

# Look up exactly this package. If it is missing or not verified, the plan stops and says why.
data "alicloudiot_ota_firmware" "baseline" {
  product_key  = var.product_key
  module_name  = "default"
  dest_version = var.baseline
  type         = "full"

  lifecycle {
    precondition {
      condition     = provider::alicloudiot::version_in_range(var.baseline, var.supported)
      error_message = "The baseline ${var.baseline} is not in ${var.supported}."
    }
  }
}

# The entry in firmware.lock records this package. The lookup checks that it is still in the catalog and unchanged. Only
# a new lock file selects another package, so a reviewer sees the change before the plan.
data "alicloudiot_ota_locked_firmware" "camera" {
  lock_file = "${path.module}/firmware.lock"
  name      = "camera-baseline"
}

# A resource of the engine that stores a value in the state. In this example, each one represents a resource of another
# provider. This one represents the approval of a change.
resource "terraform_data" "approval" {
  input = "1.5.2 on the meters"
}

# The approval has no ID before the engine creates it. Until then, a plan does not look up the package.
data "alicloudiot_ota_firmware" "approved" {
  product_key = "a1MeterK001"
  module_name = "default"
  select      = "highest"

  blocked = [
    { dest_version = "1.5.2", reason = "waits for approval ${terraform_data.approval.id}" },
  ]
}

# A lookup can also wait for a resource that is not one of its arguments.
data "alicloudiot_ota_firmware" "after_approval" {
  product_key = "a1MeterK001"
  module_name = "default"
  select      = "highest"
  depends_on  = [terraform_data.approval]
}

# List all matching packages, in any verification status, lowest version first.
data "alicloudiot_ota_firmwares" "candidates" {
  product_key   = var.product_key
  module_name   = "default"
  type          = "full"
  version_range = var.supported
}

# One resource for each candidate, such as a job that tests it on real devices.
resource "terraform_data" "test_job" {
  for_each = {
    for each in data.alicloudiot_ota_firmwares.candidates.firmwares : each.dest_version => each.firmware_id
  }

  input = each.value
}

# Pin the highest verified package of each module. After a higher one is published, the next plan shows an update of the
# pin, and of every resource that uses its version or its ID.
resource "alicloudiot_ota_firmware_pin" "gateway" {
  for_each = {
    default = var.supported
    modem   = "~1.0.9"
  }

  product_key   = var.product_key
  module_name   = each.key
  type          = "full"
  version_range = each.value
  select        = "highest"
}

resource "terraform_data" "rollout" {
  for_each = alicloudiot_ota_firmware_pin.gateway

  input = each.value.firmware.firmware_id
}

# This lookup succeeds without a package too, so only the check below reports it.
data "alicloudiot_ota_firmware_search" "newest_camera" {
  product_key   = "a1CameraK01"
  module_name   = "default"
  version_regex = "^V"
  select        = "newest"
}

# A check warns, but does not stop the plan.
check "camera_digest" {
  assert {
    condition     = try(startswith(data.alicloudiot_ota_firmware_search.newest_camera.firmware.digest, "sha256:"), false)
    error_message = "The newest camera package has no SHA-256 digest. Publish it again with SHA256."
  }
}
