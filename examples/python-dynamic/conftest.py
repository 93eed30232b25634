# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The fixtures for the tests of the program."""

pytest_plugins = ["alicloud_iot_ota.testing.pytest_plugin"]
