# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Kinds, risks, sizes and moments in the words that a reviewer reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.review.judging.kinds import Kind
from alicloud_iot_ota.review.judging.risks import Risk

if TYPE_CHECKING:
    from alicloud_iot_ota.selection import Skipped

KINDS = {
    Kind.BROKEN: "broken pin",
    Kind.FAILED: "failed",
    Kind.REPLACED: "same version, other file",
    Kind.DOWNGRADE: "downgrade",
    Kind.MAJOR: "major",
    Kind.OTHER: "other package",
    Kind.MINOR: "minor",
    Kind.PATCH: "patch",
    Kind.PRERELEASE: "pre-release",
    Kind.MOVED: "same file, new ID",
    Kind.UNKNOWN: "known after the update",
    Kind.UNRESOLVED: "not resolved",
    Kind.SECRET: "secret",
    Kind.NEW: "new",
    Kind.REMOVED: "removed",
    Kind.SAME: "same firmware",
}
"""The kind of a change, beside its name."""

EDITED = "edited"
"""The kind of a change of the criteria, or of what firmware.lock keeps beside the identity of a package."""

RISKS = {
    Risk.FAILED: "the preview failed here",
    Risk.BROKEN: "broken pin",
    Risk.DIGEST_CHANGED: "digest changed under one version",
    Risk.BLOCK_REMOVED: "block removed",
    Risk.DOWNGRADE: "downgrade",
    Risk.ORDER_UNKNOWN: "order unknown",
    Risk.ELSEWHERE: "other product or module",
    Risk.UNVERIFIED: "not verified",
    Risk.MAJOR: "major",
    Risk.TYPE_CHANGED: "other type",
    Risk.SOURCE_GAP: "differential from another version than the old one",
    Risk.NO_DIGEST: "no digest",
    Risk.MD5: "MD5 digest",
    Risk.WEAK_DIGEST: "digest is not SHA-256",
}
"""What a reviewer has to look at."""

VERDICTS = {
    Verdict.REPLACED: "replaced",
    Verdict.CHANGED: "changed",
    Verdict.MISSING: "missing",
    Verdict.STATUS_REGRESSED: "status regressed",
    Verdict.BLOCKED: "blocked",
}
"""What broke a pin."""

CHANGED_WITHHELD = "changed, or may have: part of it is withheld"
"""What is said of an argument whose change cannot be shown."""

_WHY_SKIPPED = {
    "blocked": "blocked",
    "includePrerelease": "pre-release",
    "minAge": "too young",
    "versionRange": "outside versionRange",
}
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_STEP = 1024


def why_skipped(skipped: Skipped) -> str:
    """Return in a word or two why a newer package does not count."""
    if skipped.is_possibly_newer:
        return "possibly newer, unknown order"
    if skipped.criterion == "statuses":
        return skipped.firmware.status_word
    return _WHY_SKIPPED.get(skipped.criterion, f"by {skipped.criterion}")


def count(number: int, singular: str, plural: str) -> str:
    """Return a number of things."""
    return f"{number} {singular if number == 1 else plural}"


def size(number: int) -> str:
    """Return a number of bytes to a tenth of its unit. Whole numbers all the way: no size is too large for them."""
    place, scale = 0, 1
    while number >= scale * _STEP and place < len(_UNITS) - 1:
        place, scale = place + 1, scale * _STEP
    if not place:
        return count(number, "byte", "bytes")
    tenths = (number * 10 + scale // 2) // scale
    return f"{tenths // 10}.{tenths % 10} {_UNITS[place]}"


def growth(old: int, new: int) -> str:
    """Return a change of size in bytes, and in percent where there is a size to compare with."""
    delta = new - old
    sign = "-" if delta < 0 else "+"
    told = f"{sign}{abs(delta):,} bytes"
    if old <= 0:
        return told
    tenths = (abs(delta) * 1000 + old // 2) // old
    return f"{told}, {sign}{tenths // 10}.{tenths % 10} %"
