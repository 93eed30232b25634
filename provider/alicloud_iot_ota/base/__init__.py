# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers that are independent of firmware: texts, times, patterns, secrets and files."""
