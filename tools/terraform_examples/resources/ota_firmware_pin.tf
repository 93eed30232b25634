terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The highest verified 4.x package. After a higher one is published, the next plan shows an update.
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key   = "a1GatewayK01"
  module_name   = "default"
  type          = "full"
  version_range = "^4.0"
  select        = "highest"
}

# This pin keeps its package until the text of the campaign changes.
resource "alicloudiot_ota_firmware_pin" "meter" {
  product_key = "a1MeterK001"
  module_name = "default"
  type        = "full"
  select      = "highest"
  resolve     = "once"

  keepers = {
    campaign = "2026-11"
  }
}

# The package of an entry in firmware.lock, without a warning about newer packages. A bump of the entry shows as an update
# in the plan.
resource "alicloudiot_ota_firmware_pin" "camera" {
  lock_file  = "${path.module}/firmware.lock"
  lock_entry = "camera-baseline"
  on_newer   = "ignore"
}

output "firmware_ids" {
  value = {
    gateway = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_id
    meter   = alicloudiot_ota_firmware_pin.meter.firmware.firmware_id
    camera  = alicloudiot_ota_firmware_pin.camera.firmware.firmware_id
  }
}
