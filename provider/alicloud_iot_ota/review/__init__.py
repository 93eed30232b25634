# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Review what a preview, or a change of firmware.lock, does to firmware, for the person who approves it.

The input is text and values, the output Markdown or JSON. Only `with_entries` reads files, only `with_entries` and
`with_dates` read commits, and only `look_up` calls the service and reads the clock, through the lookups it receives.
"""

from __future__ import annotations

from alicloud_iot_ota.review.changes import Changes
from alicloud_iot_ota.review.judging.catalog import look_up
from alicloud_iot_ota.review.judging.facts import Facts, age_in_days
from alicloud_iot_ota.review.reading.documents import text_of
from alicloud_iot_ota.review.reading.lock_entries import compare, with_dates, with_entries
from alicloud_iot_ota.review.reading.preview import read_preview
from alicloud_iot_ota.review.reading.preview_json import ReviewError
from alicloud_iot_ota.review.writing.report import skipped_to_builtins, to_builtins
from alicloud_iot_ota.review.writing.summary import summarize

__all__ = [
    "Changes",
    "Facts",
    "ReviewError",
    "age_in_days",
    "compare",
    "look_up",
    "read_preview",
    "skipped_to_builtins",
    "summarize",
    "text_of",
    "to_builtins",
    "with_dates",
    "with_entries",
]
