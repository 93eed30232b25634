# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What knows nothing of firmware: texts, times, patterns, secrets, files."""
