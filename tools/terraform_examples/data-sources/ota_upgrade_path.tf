terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The smallest download for devices on 3.2.1.
data "alicloudiot_ota_upgrade_path" "gateway" {
  product_key  = "a1GatewayK01"
  module_name  = "default"
  from_version = "3.2.1"
  to_version   = "4.0.0"
}

output "path" {
  value = [for hop in data.alicloudiot_ota_upgrade_path.gateway.hops : hop.firmware_id]
}

output "bytes" {
  value = data.alicloudiot_ota_upgrade_path.gateway.total_size
}
