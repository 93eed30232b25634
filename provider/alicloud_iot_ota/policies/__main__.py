# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The policy pack as a module: `python -m alicloud_iot_ota.policies` runs `pulumi-analyzer-alicloud-iot`."""

from alicloud_iot_ota.policies import main

main()
