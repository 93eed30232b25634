# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Select packages by criteria, and explain the result.

This package is pure: its input is criteria, a complete catalog and the time, and its output is packages or a
SelectionError. All front ends use it, so lookups, pins, explanations and previews always agree.
"""

from __future__ import annotations

from alicloud_iot_ota.selection.blocks import ineffective_blocks
from alicloud_iot_ota.selection.criteria import (
    FITNESS,
    Block,
    Criteria,
    FirmwareSelect,
    Fitness,
    OnUnparsable,
    WeakDigest,
)
from alicloud_iot_ota.selection.decision import (
    Decision,
    Matches,
    decide,
    failed_assertions,
    require_readable,
    select_all,
)
from alicloud_iot_ota.selection.narrowing import narrow
from alicloud_iot_ota.selection.newer import Newer, Skipped, identifying_criterion, newer, possibly_newer
from alicloud_iot_ota.selection.phrases import describe_proposal, unproposed
from alicloud_iot_ota.selection.rules import failed_fitness_rules, failed_identity_rules

__all__ = [
    "FITNESS",
    "Block",
    "Criteria",
    "Decision",
    "FirmwareSelect",
    "Fitness",
    "Matches",
    "Newer",
    "OnUnparsable",
    "Skipped",
    "WeakDigest",
    "decide",
    "describe_proposal",
    "failed_assertions",
    "failed_fitness_rules",
    "failed_identity_rules",
    "identifying_criterion",
    "ineffective_blocks",
    "narrow",
    "newer",
    "possibly_newer",
    "require_readable",
    "select_all",
    "unproposed",
]
