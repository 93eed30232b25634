# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pulumi's protocol: the connection to the engine, the messages, and property values."""
