terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# The package may not exist.
data "alicloudiot_ota_firmware_search" "next" {
  product_key   = "a1GatewayK01"
  module_name   = "default"
  version_range = "^5.0"
  select        = "highest"
}

# Version 4.0.1, if it still waits for its verification.
data "alicloudiot_ota_firmware_search" "candidate" {
  product_key  = "a1GatewayK01"
  module_name  = "default"
  dest_version = "4.0.1"
  statuses     = ["unverified", "verifying"]
}

output "next_version" {
  value = one(data.alicloudiot_ota_firmware_search.next.firmware[*].dest_version)
}

output "candidate_waits" {
  value = data.alicloudiot_ota_firmware_search.candidate.found
}
