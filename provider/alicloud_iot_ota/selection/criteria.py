# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The criteria of a lookup: filters, how to select among matches, and assertions on the selected package."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.versions import Range, Reader

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_iot_ota.base.patterns import Pattern
    from alicloud_iot_ota.base.times import Duration
    from alicloud_iot_ota.firmware import Package


class FirmwareSelect(enum.Enum):
    """Which package to select if several match.

    Attributes:
        ONLY: Require exactly one match.
        HIGHEST: Select the highest version.
        NEWEST: Select the package created last, by `utcCreate`.
    """

    ONLY = "only"
    HIGHEST = "highest"
    NEWEST = "newest"


class OnUnparsable(enum.Enum):
    """How to treat packages with unreadable versions when versions are compared.

    Attributes:
        WARN: Skip the package and warn.
        IGNORE: Skip the package.
        ERROR: Fail the lookup.
    """

    WARN = "warn"
    IGNORE = "ignore"
    ERROR = "error"


class WeakDigest(enum.Enum):
    """How to treat a package without a SHA-256 digest.

    Attributes:
        ALLOW: Accept the package.
        WARN: Accept the package and warn.
        DENY: Reject the package.
    """

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block: it rejects the packages that have all of its properties.

    Attributes:
        reason: The reason for messages.
        firmware_id: The ID.
        digest: The digest of the file, with its algorithm.
        dest_version: The version, compared exactly.
        expires: When the block ends, in UTC; None for never.
    """

    reason: str
    firmware_id: str | None = None
    digest: str | None = None
    dest_version: str | None = None
    expires: datetime | None = None

    def matches(self, firmware: Package) -> bool:
        """Return whether the block matches a package, expired or not."""
        return self.may_match(firmware) and self.digest in (None, firmware.digest)

    def may_match(self, firmware: Package) -> bool:
        """Return whether the block matches, or may match, a package. Any digest may match one without a digest."""
        return (
            self.firmware_id in (None, firmware.firmware_id)
            and self.dest_version in (None, firmware.dest_version)
            and (self.digest in (None, firmware.digest) or firmware.digest is None)
        )

    def is_active(self, now: datetime) -> bool:
        """Return whether the block has not expired."""
        return self.expires is None or now < self.expires


class Fitness(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """The criteria that a package can start or stop meeting after it was selected.

    If one of them changes, a pin keeps its package and checks it against the new value.
    """

    statuses: tuple[str, ...] | None = None
    min_age: Duration | None = None
    blocked: tuple[Block, ...] = ()


FITNESS = frozenset(Fitness.__struct_encode_fields__)
"""The names of the `Fitness` criteria in the schema."""


class Criteria(Fitness, frozen=True, kw_only=True):
    """The criteria of a lookup, as the arguments of the same names in `schema/criteria.py`. None accepts any value.

    Attributes:
        reader: Reads versions.
        include_prerelease: None excludes pre-releases if a range or `select` chooses among versions, unless another
            criterion identifies one package.
        on_unparsable: None warns of unreadable versions if versions are compared.
        sign_method: The algorithm of the digest, as written in digests.
    """

    product_key: str | None = None
    module_name: str | None = None
    type: str | None = None
    src_version: str | None = None
    from_version: str | None = None
    firmware_name: str | None = None
    name_regex: Pattern | None = None
    dest_version: str | None = None
    version_regex: Pattern | None = None
    version_range: Range | None = None
    reader: Reader = msgspec.field(default_factory=Reader)
    include_prerelease: bool | None = None
    on_unparsable: OnUnparsable | None = None
    firmware_id: str | None = None
    sign_method: str | None = None
    min_size: int | None = None
    max_size: int | None = None
    select: FirmwareSelect = FirmwareSelect.ONLY
    expected_digest: str | None = None
    expected_size: int | None = None
    expected_firmware_id: str | None = None
    weak_digest: WeakDigest = WeakDigest.ALLOW

    @property
    def reads_versions(self) -> bool:
        """Whether the criteria read versions, so that unreadable versions matter."""
        return (
            self.version_range is not None
            or self.select is FirmwareSelect.HIGHEST
            or self.excludes_prereleases
            or self.on_unparsable is not None
        )

    @property
    def excludes_prereleases(self) -> bool:
        """Whether pre-releases are excluded, in addition to the rule of a range."""
        if self.include_prerelease is not None:
            return not self.include_prerelease
        if self.version_range is not None:
            return False
        is_named = any((self.dest_version, self.firmware_id, self.firmware_name))
        return self.select is not FirmwareSelect.ONLY and not is_named

    @property
    def distinguishes_prereleases(self) -> bool:
        """Whether pre-releases are excluded, by this or by a range, so that it matters which versions are ones."""
        in_range = self.version_range is not None and not self.version_range.includes_prereleases
        return self.excludes_prereleases or in_range

    @property
    def is_for_any_device(self) -> bool:
        """Whether only full packages qualify, because no criterion states the source version or the package."""
        says_which = (self.type, self.src_version, self.from_version, self.firmware_id, self.firmware_name)
        return self.select is not FirmwareSelect.ONLY and not any(says_which)
