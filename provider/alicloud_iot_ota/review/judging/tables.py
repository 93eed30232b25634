# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds, risks and count categories of changes, with their labels."""

from __future__ import annotations

import enum

from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.review.values import Withheld


class Category(enum.Enum):
    """The categories in which changes are counted, with singular and plural labels, in the order of the headline."""

    BUMP = "bump", "bumps"
    DOWNGRADE = "downgrade", "downgrades"
    BROKEN = "broken pin", "broken pins"
    REPLACED = "replaced file", "replaced files"
    MOVED = "moved", "moved"
    NEW = "new", "new"
    REMOVED = "removed", "removed"
    FAILED = "failed pin", "failed pins"
    EDITED = "edited", "edited"
    UNCHANGED = "unchanged", "unchanged"
    OTHER = "other change", "other changes"

    def __init__(self, one: str, many: str) -> None:
        self.one, self.many = one, many


class Risk(TableEnum):
    """A risk that a reviewer should check, the most urgent first, with its label."""

    FAILED = "failed", "the preview failed here"
    BROKEN = "broken", "broken pin"  # not in the catalog as pinned, or not deployable
    DIGEST_CHANGED = "digestChanged", "digest changed for the same version"
    BLOCK_REMOVED = "blockRemoved", "block removed"  # removed, changed, or possibly so
    DOWNGRADE = "downgrade", "downgrade"
    ORDER_UNKNOWN = "orderUnknown", "version order unknown"  # the change may be a downgrade
    UNPROMOTED = "unpromoted", "not promoted"  # the package did not come from the previous stage
    ELSEWHERE = "elsewhere", "different product or module"
    UNVERIFIED = "unverified", "not verified"  # the package requires verification
    MAJOR = "major", "major"
    TYPE_CHANGED = "typeChanged", "different type"  # full instead of differential, or the reverse
    SOURCE_GAP = "sourceGap", "differential package that does not start from the old version"
    NO_DIGEST = "noDigest", "no digest"  # the file cannot be identified
    MD5 = "md5", "MD5 digest"  # MD5 collisions can be created
    WEAK_DIGEST = "weakDigest", "digest is not SHA-256"  # and not MD5

    def __init__(self, _: str, words: str) -> None:
        self.words = words


class Kind(TableEnum):
    """The kind of a change, the most critical first.

    Attributes:
        words: The label for a reviewer.
        category: The category in which it is counted.
        risk: The risk that every change of this kind has; None if it has none.
    """

    BROKEN = "broken", "broken pin", Category.BROKEN, Risk.FAILED  # a verdict stopped the preview
    FAILED = "failed", "failed", Category.FAILED, Risk.FAILED  # another error stopped the preview
    REPLACED = (
        "replaced",
        "same version, different file",
        Category.REPLACED,
    )  # or no digest shows that the file is the same
    DOWNGRADE = "downgrade", "downgrade", Category.DOWNGRADE, Risk.DOWNGRADE
    MAJOR = "major", "major", Category.BUMP, Risk.MAJOR  # the first number of the version is higher
    OTHER = "other", "different package", Category.OTHER  # the versions cannot be compared
    MINOR = "minor", "minor", Category.BUMP  # the second number is higher
    PATCH = "patch", "patch", Category.BUMP  # a later number or the suffix is higher
    PRERELEASE = "prerelease", "pre-release", Category.BUMP  # from a pre-release to a later one or to its release
    MOVED = "moved", "same file, new ID", Category.MOVED
    UNKNOWN = Withheld.UNKNOWN.value, Withheld.UNKNOWN.words, Category.OTHER
    SECRET = Withheld.SECRET.value, Withheld.SECRET.words, Category.OTHER
    NEW = "new", "new", Category.NEW
    REMOVED = "removed", "removed", Category.REMOVED
    SAME = "same", "same package", Category.UNCHANGED  # other fields changed, or the pin has a warning

    def __init__(self, _: str, words: str, category: Category, risk: Risk | None = None) -> None:
        self.words, self.category, self.risk = words, category, risk

    @property
    def is_stopped(self) -> bool:
        """Whether the preview stopped at this change."""
        return self.risk is Risk.FAILED
