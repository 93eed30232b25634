# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Access to the Alibaba Cloud API: wire format, signing, credentials, retries and pagination."""
