# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What this project takes, measured beside what people would use instead. Run by `make bench`."""
