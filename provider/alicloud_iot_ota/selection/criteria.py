# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a package must be, which of several is meant, and what is asserted of it."""

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
    """Which of several matching packages is meant.

    Attributes:
        ONLY: There must be exactly one.
        HIGHEST: The one of the highest version.
        NEWEST: The one that was created last, by `utcCreate`.
    """

    ONLY = "only"
    HIGHEST = "highest"
    NEWEST = "newest"


class OnUnparsable(enum.Enum):
    """What becomes of a package whose version cannot be read where versions are compared.

    Attributes:
        WARN: It is left out, and the user is told.
        IGNORE: It is left out.
        ERROR: Nothing is chosen.
    """

    WARN = "warn"
    IGNORE = "ignore"
    ERROR = "error"


class WeakDigest(enum.Enum):
    """What is thought of a package without a SHA-256 digest.

    Attributes:
        ALLOW: It is as good as any other.
        WARN: The user is told.
        DENY: It is refused.
    """

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Packages that must not be chosen: those with every property that is given here.

    Attributes:
        reason: Why not, for messages.
        firmware_id: The ID.
        digest: The digest of the file, with its algorithm.
        dest_version: The version, compared exactly.
        expires: From when on they may be chosen again; None for never.
    """

    reason: str
    firmware_id: str | None = None
    digest: str | None = None
    dest_version: str | None = None
    expires: datetime | None = None

    def matches(self, firmware: Package) -> bool:
        """Return whether this is about a package, expired or not."""
        return self.may_match(firmware) and self.digest in (None, firmware.digest)

    def may_match(self, firmware: Package) -> bool:
        """Return whether this is about a package as far as can be told: without a digest it could be."""
        return (
            self.firmware_id in (None, firmware.firmware_id)
            and self.dest_version in (None, firmware.dest_version)
            and (self.digest in (None, firmware.digest) or firmware.digest is None)
        )

    def is_active(self, now: datetime) -> bool:
        """Return whether it has not expired."""
        return self.expires is None or now < self.expires


class Fitness(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """What a package must be beside being the one that is meant: what it can lose, or gain, after it was chosen.

    A pin keeps its package when one of these changes, and judges it by them.
    """

    statuses: tuple[str, ...] | None = None
    min_age: Duration | None = None
    blocked: tuple[Block, ...] = ()


FITNESS = frozenset(Fitness.__struct_encode_fields__)
"""The names of these criteria in the schema."""


class Criteria(Fitness, frozen=True, kw_only=True):
    """What a package must be: the arguments of the same names in `schema/criteria.py`. None: any will do.

    Attributes:
        reader: Reads versions.
        include_prerelease: None leaves pre-releases out where a range or `select` chooses among versions and none is
            named exactly.
        on_unparsable: None warns of versions that cannot be read where they matter.
        sign_method: The algorithm of its digest, as digests spell it.
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
        """Whether a version that cannot be read matters: it could be any, a pre-release too."""
        return (
            self.version_range is not None
            or self.select is FirmwareSelect.HIGHEST
            or self.excludes_prereleases
            or self.on_unparsable is not None
        )

    @property
    def excludes_prereleases(self) -> bool:
        """Whether a pre-release is left out, apart from what a range says of it."""
        if self.include_prerelease is not None:
            return not self.include_prerelease
        if self.version_range is not None:
            return False
        is_named = any((self.dest_version, self.firmware_id, self.firmware_name))
        return self.select is not FirmwareSelect.ONLY and not is_named

    @property
    def distinguishes_prereleases(self) -> bool:
        """Whether a pre-release is left out unless a range names one, so that it matters what is a pre-release."""
        in_range = self.version_range is not None and not self.version_range.includes_prereleases
        return self.excludes_prereleases or in_range

    @property
    def is_for_any_device(self) -> bool:
        """Whether only full packages are meant, as nothing says from which version a differential one is to start."""
        says_which = (self.type, self.src_version, self.from_version, self.firmware_id, self.firmware_name)
        return self.select is not FirmwareSelect.ONLY and not any(says_which)
