# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Classify changes: kinds, risks, counts, and facts from the catalog."""
