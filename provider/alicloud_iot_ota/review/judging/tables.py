# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds, risks and counts of changes: one row each, which has its words and what else belongs to it."""

from __future__ import annotations

import enum

from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.review.values import Withheld


class Tally(enum.Enum):
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
    """Something to look at, the most urgent first.

    Attributes:
        FAILED: The preview failed at this pin.
        BROKEN: The catalogue does not hold the package as it is pinned, or it may not be deployed.
        DIGEST_CHANGED: Another file stands under the version that stays.
        BLOCK_REMOVED: A block is removed or changed, or may have been.
        DOWNGRADE: The version falls.
        ORDER_UNKNOWN: Which version is higher is unknown, so this may be a downgrade.
        ELSEWHERE: Another product or module is meant.
        UNVERIFIED: The package is not verified, and needs to be.
        MAJOR: The first part of the version rises.
        TYPE_CHANGED: A full package takes the place of a differential one, or the other way round.
        SOURCE_GAP: A differential package starts from another version than the one that was pinned.
        NO_DIGEST: Nothing tells which file it is.
        MD5: The digest is MD5, for which another file can be made.
        WEAK_DIGEST: The digest is neither SHA-256 nor MD5.
        words: It as a reviewer reads it.
    """

    FAILED = "failed", "the preview failed here"
    BROKEN = "broken", "broken pin"
    DIGEST_CHANGED = "digestChanged", "digest changed under one version"
    BLOCK_REMOVED = "blockRemoved", "block removed"
    DOWNGRADE = "downgrade", "downgrade"
    ORDER_UNKNOWN = "orderUnknown", "order unknown"
    ELSEWHERE = "elsewhere", "other product or module"
    UNVERIFIED = "unverified", "not verified"
    MAJOR = "major", "major"
    TYPE_CHANGED = "typeChanged", "other type"
    SOURCE_GAP = "sourceGap", "differential from another version than the old one"
    NO_DIGEST = "noDigest", "no digest"
    MD5 = "md5", "MD5 digest"
    WEAK_DIGEST = "weakDigest", "digest is not SHA-256"

    def __init__(self, _: str, words: str) -> None:
        self.words = words


class Kind(TableEnum):
    """The kind of a change, the ones that need the most care first.

    Attributes:
        BROKEN: The preview was stopped at this pin: its package is not there as it was, or may not be deployed.
        FAILED: The preview failed at this pin, so nothing is known of it.
        REPLACED: The version stays, and the file is another one, or nothing shows that it is the same.
        DOWNGRADE: To a lower version.
        MAJOR: The first part of the version rises.
        OTHER: To another package whose version cannot be compared with the old one.
        MINOR: The second part rises.
        PATCH: A later part rises, or what stands behind equal parts.
        PRERELEASE: From a pre-release to a later one of the same numbers, or to their release.
        MOVED: The same file under another ID.
        UNKNOWN: Only the update will tell.
        UNRESOLVED: An entry of firmware.lock that was never resolved.
        SECRET: The program keeps it secret.
        NEW: There was none.
        REMOVED: There is to be none.
        SAME: The firmware stays; something beside it changes, or a warning speaks of it.
        words: It as a reviewer reads it.
        tally: What it is counted as.
        risk: What it is a risk of by itself; None where it is none.
    """

    BROKEN = "broken", "broken pin", Tally.BROKEN, Risk.FAILED
    FAILED = "failed", "failed", Tally.FAILED, Risk.FAILED
    REPLACED = "replaced", "same version, other file", Tally.REPLACED
    DOWNGRADE = "downgrade", "downgrade", Tally.DOWNGRADE, Risk.DOWNGRADE
    MAJOR = "major", "major", Tally.BUMP, Risk.MAJOR
    OTHER = "other", "other package", Tally.OTHER
    MINOR = "minor", "minor", Tally.BUMP
    PATCH = "patch", "patch", Tally.BUMP
    PRERELEASE = "prerelease", "pre-release", Tally.BUMP
    MOVED = "moved", "same file, new ID", Tally.MOVED
    UNKNOWN = Withheld.UNKNOWN.value, Withheld.UNKNOWN.words, Tally.OTHER
    UNRESOLVED = Withheld.UNRESOLVED.value, Withheld.UNRESOLVED.words, Tally.UNRESOLVED
    SECRET = Withheld.SECRET.value, Withheld.SECRET.words, Tally.OTHER
    NEW = "new", "new", Tally.NEW
    REMOVED = "removed", "removed", Tally.REMOVED
    SAME = "same", "same firmware", Tally.UNCHANGED

    def __init__(self, _: str, words: str, tally: Tally, risk: Risk | None = None) -> None:
        self.words, self.tally, self.risk = words, tally, risk

    @property
    def is_stopped(self) -> bool:
        """Whether a preview ends at such a change."""
        return self.risk is Risk.FAILED
