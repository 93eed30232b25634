# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# Run with the emulator, see ../README.md: `tofu test` or `terraform test`.

run "plans_the_highest_verified_version" {
  command = plan

  assert {
    condition     = output.rollout["default"] == "4.0.0"
    error_message = "The gateways get ${output.rollout["default"]}."
  }

  assert {
    condition     = output.next_version == "4.0.1"
    error_message = "The next version is ${output.next_version}."
  }
}

run "holds_back_what_is_not_approved" {
  assert {
    condition     = output.approved_id != output.after_approval_id
    error_message = "1.5.2 is rolled out to the meters without an approval."
  }

  assert {
    condition     = output.camera_baseline_digest == data.alicloudiot_ota_locked_firmware.camera.digest
    error_message = "The lock file and the catalog have different digests."
  }
}

run "refuses_an_unsupported_baseline" {
  command = plan

  variables {
    baseline = "3.10.0"
  }

  expect_failures = [data.alicloudiot_ota_firmware.baseline]
}
