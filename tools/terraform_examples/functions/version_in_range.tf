terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

variable "baseline" {
  type    = string
  default = "4.0.0"
}

output "is_supported" {
  value = provider::alicloudiot::version_in_range(var.baseline, "^4.0")
}
