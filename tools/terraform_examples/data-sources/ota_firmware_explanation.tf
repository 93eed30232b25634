terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# Why does ^4.0 select this package?
data "alicloudiot_ota_firmware_explanation" "gateway" {
  product_key   = "a1GatewayK01"
  module_name   = "default"
  version_range = "^4.0"
  select        = "highest"
}

output "message" {
  value = data.alicloudiot_ota_firmware_explanation.gateway.message
}

output "removed" {
  value = {
    for each in data.alicloudiot_ota_firmware_explanation.gateway.candidates :
    each.firmware_name => each.reason if each.outcome == "removed"
  }
}
