# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Measurements of this project and of its alternatives. Run by `make bench`."""
