# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Command lines: the parser, the options generated from declarations, and the service with its settings."""
