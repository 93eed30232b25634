# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The program that `pulumi preview` and `pulumi up` run in this folder."""

from rollout import deploy

deploy()
