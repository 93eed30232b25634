terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The access key comes from the environment.
provider "alicloudiot" {
  region          = "cn-shanghai"
  iot_instance_id = "iot-emulator01"
}

# A second account.
variable "partner_access_key_id" {
  type      = string
  sensitive = true
}

variable "partner_access_key_secret" {
  type      = string
  sensitive = true
}

provider "alicloudiot" {
  alias             = "partner"
  region            = "cn-shanghai"
  iot_instance_id   = "iot-emulator01"
  access_key_id     = var.partner_access_key_id
  access_key_secret = var.partner_access_key_secret
}

# Look up exactly this package. If it is missing or not verified, the plan stops and says why.
data "alicloudiot_ota_firmware" "baseline" {
  product_key  = "a1GatewayK01"
  module_name  = "default"
  dest_version = "4.0.0"
  type         = "full"
}

# Pin the highest verified 1.x package of the partner. A plan shows when the pin moves to another package.
resource "alicloudiot_ota_firmware_pin" "modem" {
  provider      = alicloudiot.partner
  product_key   = "a1GatewayK01"
  module_name   = "modem"
  type          = "full"
  version_range = "^1.0"
  select        = "highest"
}

output "baseline_id" {
  value = data.alicloudiot_ota_firmware.baseline.firmware_id
}

output "modem_id" {
  value = alicloudiot_ota_firmware_pin.modem.firmware.firmware_id
}
