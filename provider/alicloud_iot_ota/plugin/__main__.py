# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin as a module: `python -m alicloud_iot_ota.plugin` runs `pulumi-resource-alicloud-iot`."""

from alicloud_iot_ota.plugin import main

main()
