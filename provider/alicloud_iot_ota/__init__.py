# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""OTA firmware of Alibaba Cloud IoT Platform as typed, verified inputs of Pulumi, OpenTofu and Terraform.

This module imports nothing: the plugin starts once or twice for every Pulumi command, and each front end imports only
what it needs. Programs use `alicloud_iot_ota.dynamic`.
"""

from __future__ import annotations

__version__ = "0.1.0"
