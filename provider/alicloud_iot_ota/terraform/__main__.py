# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider as a module: `python -m alicloud_iot_ota.terraform` runs `terraform-provider-alicloudiot`."""

from alicloud_iot_ota.terraform import main

main()
