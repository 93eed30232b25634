# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The service that every front end calls, and what it reads catalogs with."""

from __future__ import annotations

from alicloud_iot_ota.lookup.service import Lookup, Warn, create_lookup
from alicloud_iot_ota.lookup.shared import SharedLookup

__all__ = ["Lookup", "SharedLookup", "Warn", "create_lookup"]
