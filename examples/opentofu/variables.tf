# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

variable "product_key" {
  description = "The ProductKey of the gateways."
  type        = string
  default     = "a1GatewayK01"
}

variable "baseline" {
  description = "The version that all gateways have."
  type        = string
  default     = "4.0.0"
}

variable "supported" {
  description = "The versions that this configuration may roll out."
  type        = string
  default     = "^4.0"
}
