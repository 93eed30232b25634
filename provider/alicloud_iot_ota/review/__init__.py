# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The review: what a preview, or a change of firmware.lock, does to firmware, for the person who has to approve it.

Texts and values in, Markdown or JSON out; only `with_entries` reads files, and `look_up` is handed a lookup. No
clock. Each layer imports those below it alone:

- `writing`: the Markdown (`summary`) and the JSON (`report`)
- `judging`: kinds, risks and counts of changes, each a row in `tables`; and what a catalogue adds (`facts`, `catalog`)
- `reading`: a preview, or two lock files, become changes
- `changes`: what both become, made of `values`
"""

from __future__ import annotations

from alicloud_iot_ota.review.changes import Affected, Change, Changes, Origin
from alicloud_iot_ota.review.judging.catalog import look_up
from alicloud_iot_ota.review.judging.facts import Facts, age_in_days, facts_of
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Kind, Risk
from alicloud_iot_ota.review.reading.documents import text_of
from alicloud_iot_ota.review.reading.lock_entries import compare, is_entry_of, named_entry, with_entries, with_entry
from alicloud_iot_ota.review.reading.preview import read_preview
from alicloud_iot_ota.review.reading.preview_json import ReviewError
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing.report import to_builtins
from alicloud_iot_ota.review.writing.summary import MARKER, MAX_SUMMARY, summarize

__all__ = [
    "MARKER",
    "MAX_SUMMARY",
    "Affected",
    "Change",
    "Changes",
    "Facts",
    "Kind",
    "Origin",
    "ReviewError",
    "Risk",
    "Withheld",
    "age_in_days",
    "compare",
    "facts_of",
    "is_entry_of",
    "kind_of",
    "look_up",
    "named_entry",
    "read_preview",
    "risks_of",
    "summarize",
    "text_of",
    "to_builtins",
    "with_entries",
    "with_entry",
]
