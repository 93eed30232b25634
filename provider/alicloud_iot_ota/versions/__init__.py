# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions in `DestVersion`: read them by a declared scheme, order them, and match them against ranges.

The service accepts 1 to 64 letters, digits, `.`, `-` and `_` as DestVersion. Text of any other form is read too.

Text that is not a version in the scheme is never compared as a version. It has a place in the total order of texts, so
that lists are stable, but no range contains it and it is never the highest.
"""

from __future__ import annotations

from alicloud_iot_ota.versions.natural import parse_natural
from alicloud_iot_ota.versions.neighbors import nearest
from alicloud_iot_ota.versions.proposals import Proposal, literal, propose
from alicloud_iot_ota.versions.ranges import Range
from alicloud_iot_ota.versions.reader import Reader
from alicloud_iot_ota.versions.version import Order, Version, VersionScheme

__all__ = [
    "Order",
    "Proposal",
    "Range",
    "Reader",
    "Version",
    "VersionScheme",
    "literal",
    "nearest",
    "parse_natural",
    "propose",
]
