# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the plugin: `python -m alicloud_iot_ota.plugin`, like the executable `pulumi-resource-alicloud-iot`."""

from alicloud_iot_ota.plugin import main

main()
