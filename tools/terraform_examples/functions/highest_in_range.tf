terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

data "alicloudiot_ota_firmwares" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  type        = "full"
  statuses    = ["verified"]
}

output "highest" {
  value = provider::alicloudiot::highest_in_range(
    [for each in data.alicloudiot_ota_firmwares.gateway.firmwares : each.dest_version],
    "3.x",
  )
}
