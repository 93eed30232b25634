# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup service that every front end uses, and its package list cache."""

from __future__ import annotations

from alicloud_iot_ota.lookup.service import Lookup, Warn, create_lookup
from alicloud_iot_ota.lookup.shared import Lookups, SharedLookup

__all__ = ["Lookup", "Lookups", "SharedLookup", "Warn", "create_lookup"]
