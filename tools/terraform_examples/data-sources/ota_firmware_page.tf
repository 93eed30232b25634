terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

data "alicloudiot_ota_firmware_page" "first" {
  product_key  = "a1GatewayK01"
  current_page = 1
  page_size    = 10
}

output "total" {
  value = data.alicloudiot_ota_firmware_page.first.total
}
