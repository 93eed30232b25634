terraform {
  required_providers {
    alicloudiot = {
      source = "terraform.local/alicloud-iot-ota/alicloudiot"
    }
  }
}

# firmware.lock is next to this file.
locals {
  camera = provider::alicloudiot::locked("${path.module}/firmware.lock", "camera-baseline")
}

output "camera" {
  value = "${local.camera.dest_version} (${local.camera.digest})"
}
