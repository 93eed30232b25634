# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions in `DestVersion`, which is free text: read under a declared scheme, ordered totally, matched by ranges.

Text that is no version under the scheme is never compared as if it were one: it has a place in the total order of texts
(so that lists are stable), and is in no range and never the highest.
"""

from __future__ import annotations

from alicloud_iot_ota.versions.neighbours import nearest
from alicloud_iot_ota.versions.ranges import Range
from alicloud_iot_ota.versions.reader import OrderKey, Reader
from alicloud_iot_ota.versions.version import Order, Version, VersionScheme

__all__ = ["Order", "OrderKey", "Range", "Reader", "Version", "VersionScheme", "nearest"]
