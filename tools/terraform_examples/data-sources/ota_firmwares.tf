terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# All full packages of one module, in every status, lowest version first.
data "alicloudiot_ota_firmwares" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  type        = "full"
}

output "versions" {
  value = {
    for each in data.alicloudiot_ota_firmwares.gateway.firmwares : each.dest_version => each.status
  }
}
