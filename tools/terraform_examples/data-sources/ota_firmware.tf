terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The full package of one version.
data "alicloudiot_ota_firmware" "baseline" {
  product_key  = "a1GatewayK01"
  module_name  = "default"
  dest_version = "4.0.0"
  type         = "full"
}

# The highest verified package in a range, without a version that damages devices.
data "alicloudiot_ota_firmware" "modem" {
  product_key   = "a1GatewayK01"
  module_name   = "modem"
  version_range = "~1.0.9"
  select        = "highest"

  blocked = [
    { dest_version = "1.0.12", reason = "drains the battery" },
  ]

  lifecycle {
    postcondition {
      condition     = self.firmware_size < 16 * 1024 * 1024
      error_message = "The modem has 16 MiB of flash memory."
    }
  }
}

output "baseline_digest" {
  value = data.alicloudiot_ota_firmware.baseline.digest
}

output "modem_version" {
  value = data.alicloudiot_ota_firmware.modem.dest_version
}
