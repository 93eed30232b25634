# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What there is to say about changes: kinds, risks, counts, and what the catalog adds."""
