terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# firmware.lock is next to this file. `alicloud-iot-ota add` and `alicloud-iot-ota bump` write it.
data "alicloudiot_ota_locked_firmware" "camera" {
  lock_file = "${path.module}/firmware.lock"
  name      = "camera-baseline"
}

output "camera" {
  value = {
    id      = data.alicloudiot_ota_locked_firmware.camera.firmware_id
    version = data.alicloudiot_ota_locked_firmware.camera.dest_version
    verdict = data.alicloudiot_ota_locked_firmware.camera.verdict
  }
}
