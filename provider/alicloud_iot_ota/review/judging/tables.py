# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds, risks and counts of changes: one row each, which has its words and what else belongs to it."""

from __future__ import annotations

import enum

from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.review.values import Withheld


class Category(enum.Enum):
    """What changes are counted as, for one and for several, in the order in which a review tells the counts."""

    BUMP = "bump", "bumps"
    DOWNGRADE = "downgrade", "downgrades"
    BROKEN = "broken pin", "broken pins"
    REPLACED = "file replaced under its version", "files replaced under their version"
    MOVED = "moved", "moved"
    NEW = "new", "new"
    REMOVED = "removed", "removed"
    UNRESOLVED = "not resolved", "not resolved"
    FAILED = "failed pin", "failed pins"
    EDITED = "edited", "edited"
    UNCHANGED = "unchanged", "unchanged"
    OTHER = "other change", "other changes"

    def __init__(self, one: str, many: str) -> None:
        self.one, self.many = one, many


class Risk(TableEnum):
    """Something to look at, the most urgent first, and its words for a reviewer."""

    FAILED = "failed", "the preview failed here"
    BROKEN = "broken", "broken pin"  # by the catalogue: not there as it is pinned, or not to be deployed
    DIGEST_CHANGED = "digestChanged", "digest changed under one version"
    BLOCK_REMOVED = "blockRemoved", "block removed"  # or changed, or it may have been
    DOWNGRADE = "downgrade", "downgrade"
    ORDER_UNKNOWN = "orderUnknown", "order unknown"  # of both versions, so this may be a downgrade
    ELSEWHERE = "elsewhere", "other product or module"
    UNVERIFIED = "unverified", "not verified"  # and needs to be
    MAJOR = "major", "major"
    TYPE_CHANGED = "typeChanged", "other type"  # full and differential
    SOURCE_GAP = "sourceGap", "differential from another version than the old one"
    NO_DIGEST = "noDigest", "no digest"  # so nothing tells which file it is
    MD5 = "md5", "MD5 digest"  # for which another file can be made
    WEAK_DIGEST = "weakDigest", "digest is not SHA-256"  # nor MD5

    def __init__(self, _: str, words: str) -> None:
        self.words = words


class Kind(TableEnum):
    """The kind of a change, the ones that need the most care first.

    Attributes:
        words: It as a reviewer reads it.
        category: What it is counted as.
        risk: What it is a risk of by itself; None where it is none.
    """

    BROKEN = "broken", "broken pin", Category.BROKEN, Risk.FAILED  # the preview was stopped here by a verdict
    FAILED = "failed", "failed", Category.FAILED, Risk.FAILED  # for another reason, so nothing is known of it
    REPLACED = "replaced", "same version, other file", Category.REPLACED  # or nothing shows that it is the same
    DOWNGRADE = "downgrade", "downgrade", Category.DOWNGRADE, Risk.DOWNGRADE
    MAJOR = "major", "major", Category.BUMP, Risk.MAJOR  # the first part of the version rises
    OTHER = "other", "other package", Category.OTHER  # whose version cannot be compared with the old one
    MINOR = "minor", "minor", Category.BUMP  # the second part rises
    PATCH = "patch", "patch", Category.BUMP  # a later part rises, or what stands behind equal parts
    PRERELEASE = "prerelease", "pre-release", Category.BUMP  # to a later one of the same numbers, or to their release
    MOVED = "moved", "same file, new ID", Category.MOVED
    UNKNOWN = Withheld.UNKNOWN.value, Withheld.UNKNOWN.words, Category.OTHER
    UNRESOLVED = Withheld.UNRESOLVED.value, Withheld.UNRESOLVED.words, Category.UNRESOLVED
    SECRET = Withheld.SECRET.value, Withheld.SECRET.words, Category.OTHER
    NEW = "new", "new", Category.NEW
    REMOVED = "removed", "removed", Category.REMOVED
    SAME = "same", "same firmware", Category.UNCHANGED  # something beside it changes, or a warning speaks of it

    def __init__(self, _: str, words: str, category: Category, risk: Risk | None = None) -> None:
        self.words, self.category, self.risk = words, category, risk

    @property
    def is_stopped(self) -> bool:
        """Whether a preview ends at such a change."""
        return self.risk is Risk.FAILED
