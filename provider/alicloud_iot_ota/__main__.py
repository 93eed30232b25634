# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin, as Pulumi's Python host runs the package of a folder with PulumiPlugin.yaml."""

from alicloud_iot_ota.plugin import main

main()
