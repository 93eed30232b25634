# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Convert a review to mappings and lists for `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import Change, Changes, Stage, by_wire_names
from alicloud_iot_ota.review.judging.kinds import counts_of, kind_of
from alicloud_iot_ota.review.judging.risks import risks_of, sort_key
from alicloud_iot_ota.review.judging.tables import Category
from alicloud_iot_ota.review.values import Withheld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.review.judging.facts import Facts
    from alicloud_iot_ota.selection import Skipped


def to_builtins(changes: Changes, facts: Mapping[str, Facts], where: str) -> dict[str, object]:
    """Convert the review of changes. The arguments are those of `summarize`."""
    counts = counts_of(changes, facts)
    ordered = sorted(changes.items, key=lambda change: sort_key(change, facts.get(change.key)))
    return {
        "origin": changes.origin.value,
        "where": where,
        "failed": changes.is_failed,
        "problem": changes.problem,
        "causes": list(changes.causes),
        "bumps": counts[Category.BUMP],
        "downgrades": counts[Category.DOWNGRADE],
        "brokenPins": counts.get(Category.BROKEN),
        "changes": [change_to_builtins(change, facts.get(change.key)) for change in ordered],
        "notes": list(changes.notes),
    }


def change_to_builtins(change: Change, facts: Facts | None) -> dict[str, object]:
    """Convert one change."""
    return {
        "key": change.key,
        "name": change.name,
        "kind": kind_of(change).value,
        "risks": [risk.value for risk in risks_of(change, facts)],
        "old": _plain(change.old),
        "new": _plain(change.new),
        "oldCriteria": _plain(dict(sorted(change.old_criteria.items()))),
        "newCriteria": _plain(dict(sorted(change.new_criteria.items()))),
        "promoteFrom": None if change.stage is None else _stage(change.stage),
        "laterStages": [{"name": name, "destVersion": version} for name, version in change.later_stages],
        "withheldEdits": list(change.withheld_edits),
        "facts": None if facts is None else _facts(facts),
        "affected": [msgspec.to_builtins(each) for each in change.affected],
        "warnings": list(change.warnings),
        "errors": list(change.errors),
    }


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "name": stage.source,
        "relation": stage.relation.value,
        "destVersion": stage.version,
        "since": stage.since,
    }


def _plain(value: object) -> object:
    if isinstance(value, PinnedFirmware):
        return by_wire_names(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return {"withheld": value.value} if isinstance(value, Withheld) else value


def _facts(facts: Facts) -> dict[str, object]:
    firmware, newer = facts.firmware, facts.newer
    return {
        "verdict": facts.judgment.verdict.value,
        "status": None if firmware is None else firmware.status_word,
        "utcCreate": None if firmware is None else firmware.utc_create,
        "ageDays": facts.age_days,
        "newer": None if newer is None or newer.best is None else newer.best.dest_version,
        "skipped": [skipped_to_builtins(each) for each in (newer.skipped if newer is not None else ())],
    }


def skipped_to_builtins(skipped: Skipped) -> dict[str, object]:
    """Convert a newer package that was skipped."""
    return {
        "destVersion": skipped.firmware.dest_version,
        "firmwareId": skipped.firmware.firmware_id,
        "criterion": skipped.criterion,
        "reason": skipped.reason,
    }
