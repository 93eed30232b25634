# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

output "baseline_id" {
  value = data.alicloudiot_ota_firmware.baseline.firmware_id
}

output "camera_baseline_id" {
  value = data.alicloudiot_ota_locked_firmware.camera.firmware_id
}

# A function reads the lock file only. It needs no credentials.
output "camera_baseline_digest" {
  value = provider::alicloudiot::locked("${path.module}/firmware.lock", "camera-baseline").digest
}

output "approved_id" {
  value = data.alicloudiot_ota_firmware.approved.firmware_id
}

output "after_approval_id" {
  value = data.alicloudiot_ota_firmware.after_approval.firmware_id
}

output "candidates" {
  value = data.alicloudiot_ota_firmwares.candidates.firmwares[*].dest_version
}

# The highest of all candidates, which may not be verified yet.
output "next_version" {
  value = provider::alicloudiot::highest_in_range(
    data.alicloudiot_ota_firmwares.candidates.firmwares[*].dest_version,
    var.supported,
  )
}

output "rollout" {
  value = { for module, pin in alicloudiot_ota_firmware_pin.gateway : module => pin.firmware.dest_version }
}
