# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The review: what a preview, or a change of firmware.lock, does to firmware, for the person who has to approve it.

Pure but for `pinned_entries`, which reads lock files, and `catalog`, which is handed a lookup: texts and values in,
Markdown or JSON out; no clock.

- `preview`, `documents`, `preview_json`, `urns`, `affected`: the JSON of a preview becomes changes
- `causes`: why a preview failed
- `lock_changes`: two lock files become changes
- `pin_entries`, `pinned_entries`: what firmware.lock adds to a pin of a preview
- `changes`: what both become
- `kinds`, `risks`, `counts`: what is to be said of them
- `facts`, `catalog`: what a catalogue adds
- `summary`, `block`, `details`, `markdown`, `wording`: the Markdown
- `report`: the JSON
"""

from __future__ import annotations

from alicloud_iot_ota.review.changes import Affected, Change, Changes, Origin, Withheld
from alicloud_iot_ota.review.judging.facts import Facts, age_in_days, facts_of
from alicloud_iot_ota.review.judging.kinds import Kind, kind_of
from alicloud_iot_ota.review.judging.risks import Risk, risks_of
from alicloud_iot_ota.review.reading.documents import text_of
from alicloud_iot_ota.review.reading.lock_entries import compare, is_entry_of, named_entry, with_entry
from alicloud_iot_ota.review.reading.preview import read_preview
from alicloud_iot_ota.review.reading.preview_json import ReviewError
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
    "named_entry",
    "read_preview",
    "risks_of",
    "summarize",
    "text_of",
    "to_builtins",
    "with_entry",
]
