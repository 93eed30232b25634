# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that knows Alibaba's HTTP: wire names, signing, credentials, retries, pages."""
