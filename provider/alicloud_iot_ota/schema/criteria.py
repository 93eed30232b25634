# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The criteria as arguments: their types, descriptions and parsers.

A criterion is an attribute of `FilterArguments`, or of `ChoiceArguments` if it decides between several matches. Each is
parsed into the field of the same name in `selection.Criteria`.
"""

from __future__ import annotations

import contextlib
import functools
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.base.times import parse_duration, parse_timestamp
from alicloud_iot_ota.errors import ArgumentError, ParseError
from alicloud_iot_ota.firmware import DEPLOYABLE, parse_digest
from alicloud_iot_ota.schema.collector import Arguments, Collector
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, SignMethod
from alicloud_iot_ota.schema.fields import declare, identifier, switch, text
from alicloud_iot_ota.selection import Block, Criteria, FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.versions import Range, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

IotInstanceId = Annotated[
    str,
    identifier(
        "The ID of the instance. Required if the Overview page of the IoT Platform console shows an ID.",
        "iot-0123abcd",
        default_text="the provider's `iotInstanceId`",
    ),
]
ProductKey = Annotated[
    str,
    identifier("The ProductKey of the product.", "a1GatewayK01", default_text="the packages of all products"),
]
RequiredProductKey = Annotated[str, identifier("The ProductKey of the product.", "a1GatewayK01")]
DestVersion = Annotated[str, identifier("The version of the package. Must match exactly.", "4.0.0")]
FirmwareId = Annotated[str, identifier("The unique ID of the package.", "nx3hJkVrNmQ2wYc8E7aS0100")]
FirmwareName = Annotated[
    str,
    text("The name of the package, which is unique in an account. Must match exactly.", "gateway-4.0.0"),
]
NameRegex = Annotated[
    str,
    text(
        "A regular expression (RE2) to find anywhere in the name of the package. Case-sensitive unless it starts with "
        "`(?i)`. RE2 supports no lookaround and no backreferences. Its run time is linear in the length of the name.",
        "^gateway-",
    ),
]
ModuleName = Annotated[
    str,
    identifier(
        "The module of the package. Must match exactly. A package created without a module is in module `default`.",
        "modem",
    ),
]
Type = Annotated[FirmwareType, declare("Whether the package is full or differential.", "full")]
SrcVersion = Annotated[
    str,
    identifier(
        "The source version of a differential package. Must match exactly. Full packages have no source version.",
        "3.2.1",
    ),
]
FromVersion = Annotated[
    str,
    identifier(
        "The version installed on the devices. Selects packages that fit it: full packages, and differential packages "
        "from exactly this source version. If both kinds have the same version, the differential package is selected. "
        "The selected version is not necessarily higher.",
        "3.10.0",
    ),
]
VersionRegex = Annotated[
    str,
    text(
        "A regular expression (RE2) to find anywhere in the version of the package. The rules of `nameRegex` apply.",
        "^cam_",
    ),
]
VersionRange = Annotated[
    str,
    text(
        "An npm-style range that the version must be in. A pre-release is in the range only if the range contains a "
        "pre-release of the same numbers, or with `includePrerelease`. To match a single version, set `destVersion`.",
        "^4.0",
        "~4.1.2",
        ">=4 <5",
        "1.2 - 2.3",
        "4.x || 5.x",
    ),
]
VersionSchemeField = Annotated[
    VersionScheme,
    declare(
        "How to read versions.",
        "dotted",
        default_text="`semver`, or `dotted` if `versionPattern` has groups for numeric parts",
    ),
]
VersionPattern = Annotated[
    str,
    text(
        "A regular expression (RE2) that finds the version in a longer text. Use one group named `version`, which is "
        "read by `versionScheme`. Or use a named group for each numeric part, most significant first, and optionally a "
        "group named `prerelease`. A text that does not match cannot be read as a version.",
        "isp-(?P<version>.+)",
        "cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    ),
]
OnUnparsableField = Annotated[
    OnUnparsable,
    declare(
        "How to handle packages with an unreadable version. Applies if the lookup uses `versionRange` or `highest`, "
        "if it excludes pre-releases, or if a value is set here. The default skips them, and a warning counts and "
        "lists them.",
        "error",
        default=OnUnparsable.WARN.value,
    ),
]
IncludePrerelease = Annotated[
    bool,
    switch(
        "Whether to treat pre-releases like any other version. If false, all pre-releases are excluded.",
        default_text="`versionRange`, `highest` and `newest` exclude pre-releases, unless `destVersion`, "
        "`firmwareName` or `firmwareId` is set; other criteria include them",
    ),
]
SignMethodField = Annotated[SignMethod, declare("The algorithm of the digest of the file.", "SHA256")]
MinSize = Annotated[
    int, declare("Minimum size of the file, in bytes. A package of unknown size does not match.", 1024, ge=0)
]
MaxSize = Annotated[
    int, declare("Maximum size of the file, in bytes. A package of unknown size does not match.", 16777216, ge=0)
]
MinAge = Annotated[
    str,
    text(
        "Minimum age of the package, in weeks (w), days (d), hours (h), minutes (m) and seconds (s). The age is the "
        "time since creation, by the clock of this machine. A package without a time of creation does not match.",
        "14d",
        "36h",
        "1w2d12h",
    ),
]
Statuses = Annotated[
    list[FirmwareStatus],
    declare("The statuses that the package may have.", ["verified"], default=list(DEPLOYABLE), min_length=1),
]
AnyStatuses = Annotated[
    list[FirmwareStatus],
    declare("The statuses that the packages may have.", ["unverified"], default_text="every status", min_length=1),
]
Select = Annotated[
    FirmwareSelect,
    declare(
        "Which package to select if several match. `highest` and `newest` require `productKey` and `moduleName`, or "
        "`allowUnscoped`. They compare full packages, unless `fromVersion`, `srcVersion` or `type` selects "
        "differential ones.",
        "highest",
        default=FirmwareSelect.ONLY.value,
    ),
]
AllowUnscoped = Annotated[
    bool,
    switch(
        "Whether `highest` and `newest` may compare packages of several products or modules. The result may belong to "
        "a different product than you expect.",
        default=False,
    ),
]
WeakDigestField = Annotated[
    WeakDigest,
    declare(
        "How to handle a selected package that has an MD5 digest or no digest, instead of SHA-256. MD5 is the default "
        "of the service.",
        "deny",
        default=WeakDigest.ALLOW.value,
    ),
]


class BlockedFirmware(Arguments, frozen=True, kw_only=True):
    """Packages that must not be selected. A package is blocked if it matches every property that is set."""

    reason: Annotated[str, text("Why to block the packages. The error shows it.", "bricks revision B")]
    firmware_id: Annotated[str, identifier("The ID of the package.", "nx3hJkVrNmQ2wYc8E7aS0100")] | None = None
    digest: (
        Annotated[
            str,
            identifier(
                "The digest of the file: `sha256:` and 64 hexadecimal digits, or `md5:` and 32.",
                "sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042",
            ),
        ]
        | None
    ) = None
    dest_version: Annotated[str, identifier("The version of the packages. Must match exactly.", "4.0.0")] | None = None
    expires: (
        Annotated[
            str,
            identifier(
                "When the block ends: a date, which means 00:00 UTC, or a time in UTC. A warning is "
                "shown if the selected package has an expired block.",
                "2026-12-31",
                "2026-12-31T08:00:00Z",
                default_text="never",
            ),
        ]
        | None
    ) = None


MAX_BLOCKED = 1_000
"""The maximum number of elements in `blocked`. Each element is compared with each package of the catalog."""

_NAMES = ("destVersion", "firmwareId", "firmwareName")

Blocked = Annotated[
    list[BlockedFirmware],
    declare(
        "Packages that must not be selected, each with a reason.",
        [{"destVersion": "4.0.0", "reason": "bricks revision B"}],
        max_length=MAX_BLOCKED,
    ),
]


class CriteriaArguments(Arguments, frozen=True, dict=True):
    """The criteria that packages must meet. Each argument is parsed into the criterion of the same name."""

    def collect(self, collector: Collector) -> None:
        """Find the mistakes that types cannot express, and cache the parsed criteria."""
        vars(self)["criteria"] = Criteria(**self._values(collector))

    @functools.cached_property
    def criteria(self) -> Criteria:
        """The parsed criteria. They are parsed once, by `collect` or at the first access.

        Raises:
            ArgumentError: An argument cannot be parsed. Never raised for arguments that passed `validation`.
        """
        collector = Collector()
        values = self._values(collector)
        if collector.failures:
            raise ArgumentError(collector.failures)
        return Criteria(**values)

    def _values(self, collector: Collector) -> dict[str, Any]:
        """Parse the criteria that are set, and return them by name."""
        every: dict[str, Any] = {name: getattr(self, name, None) for name in Criteria.__struct_fields__}
        values = {name: value for name, value in every.items() if value is not None}
        for name, read in _PARSERS.items():
            if name in values:
                values[name] = collector.read(_WIRE_NAMES[name], values[name], read)
        blocked = enumerate(values.get("blocked", ()))
        blocks = (_block(collector, f"blocked[{index}]", each) for index, each in blocked if each is not None)
        return {**values, "blocked": tuple(blocks)}


_WIRE_NAMES = dict(zip(Criteria.__struct_fields__, Criteria.__struct_encode_fields__, strict=True))
_PARSERS: dict[str, Callable[[Any], object]] = {
    "type": attrgetter("value"),
    "sign_method": attrgetter("value"),
    "statuses": lambda statuses: tuple(status.value for status in statuses),
    "name_regex": Pattern,
    "version_regex": Pattern,
    "min_age": parse_duration,
}
"""The functions that parse criteria, by name. Criteria without a function are used unchanged."""


class PackageArguments(CriteriaArguments, frozen=True, kw_only=True):
    """The criteria that filter the packages of one instance."""

    product_key: ProductKey | None = None
    dest_version: DestVersion | None = None
    firmware_id: FirmwareId | None = None
    firmware_name: FirmwareName | None = None
    name_regex: NameRegex | None = None
    module_name: ModuleName | None = None
    type: Type | None = None
    src_version: SrcVersion | None = None
    from_version: FromVersion | None = None
    version_regex: VersionRegex | None = None
    version_range: VersionRange | None = None
    version_scheme: VersionSchemeField | None = None
    version_pattern: VersionPattern | None = None
    on_unparsable: OnUnparsableField | None = None
    include_prerelease: IncludePrerelease | None = None
    sign_method: SignMethodField | None = None
    min_size: MinSize | None = None
    max_size: MaxSize | None = None
    min_age: MinAge | None = None
    blocked: Blocked | None = None

    def _schemes(self, collector: Collector, reader: Reader | None, *, has_pattern: bool) -> tuple[VersionScheme, ...]:
        """Return the schemes that may apply to a range: all of them while the scheme is unknown or wrong."""
        if collector.is_unknown("versionScheme"):
            return tuple(VersionScheme)
        if reader is not None and not collector.is_unknown("versionPattern"):
            return (reader.scheme,)
        contradict = reader is None and has_pattern
        return (self.version_scheme,) if self.version_scheme is not None and not contradict else tuple(VersionScheme)

    def _includes_prereleases(self, collector: Collector) -> tuple[bool, ...]:
        """Return whether a range may include pre-releases: both answers while this is unknown."""
        if collector.is_unknown("includePrerelease"):
            return (False, True)
        if self.include_prerelease is not None:
            return (self.include_prerelease,)
        if any((self.dest_version, self.firmware_id, self.firmware_name)):
            return (True,)
        return (False, True) if any(map(collector.is_unknown, _NAMES)) else (False,)

    def _values(self, collector: Collector) -> dict[str, Any]:
        pattern = collector.read("versionPattern", self.version_pattern, Pattern)
        make_reader = functools.partial(Reader, self.version_scheme)
        reader = (
            make_reader() if self.version_pattern is None else collector.read("versionPattern", pattern, make_reader)
        )
        parsers = [
            functools.partial(Range.parse, scheme=scheme, include_prerelease=includes)
            for scheme in self._schemes(collector, reader, has_pattern=pattern is not None)
            for includes in self._includes_prereleases(collector)
        ]
        version_range = collector.read("versionRange", self.version_range, lambda text: _parse_any(text, parsers))
        if self.min_size is not None and self.max_size is not None and self.min_size > self.max_size:
            collector.add("minSize", "minSize must not be greater than maxSize.")
        return {**super()._values(collector), "version_range": version_range, "reader": reader or make_reader()}


class FilterArguments(PackageArguments, frozen=True, kw_only=True):
    """The instance to search, and the criteria that filter its packages."""

    iot_instance_id: IotInstanceId | None = None


def _parse_any(text: str, parsers: Sequence[Callable[[str], Range]]) -> Range:
    """Return the result of the first parser that accepts a text.

    Raises:
        ParseError: Every parser refuses it. This is the error of the first one.
    """
    first, *others = parsers
    try:
        return first(text)
    except ParseError:
        for read in others:
            with contextlib.suppress(ParseError):
                return read(text)
        raise


class ChoiceArguments(FilterArguments, frozen=True, kw_only=True):
    """The criteria for one package, and the rule that selects it from several matches."""

    statuses: Statuses | None = None
    select: Select | None = None
    allow_unscoped: AllowUnscoped | None = None
    weak_digest: WeakDigestField | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        select = self.select or FirmwareSelect.ONLY
        if select is not FirmwareSelect.ONLY and not self.allow_unscoped:
            scope = {"productKey": self.product_key, "moduleName": self.module_name}
            missing = [name for name, value in scope.items() if value is None and not collector.is_unknown(name)]
            if missing and not collector.is_unknown("allowUnscoped"):
                mode, names = collector.describe_value("select", select.value), " and ".join(missing)
                collector.add(
                    "select",
                    f"select {mode} requires {names}. It compares the packages of one product and module. To compare "
                    "across products and modules, set allowUnscoped to true.",
                )
        return {"statuses": DEPLOYABLE, **super()._values(collector)}


def _block(collector: Collector, path: str, blocked: BlockedFirmware) -> Block:
    if not any((blocked.firmware_id, blocked.digest, blocked.dest_version)) and not collector.is_unknown_in(path):
        collector.add(path, f"{path} requires at least one of firmwareId, digest and destVersion.")
    return Block(
        reason=blocked.reason,
        firmware_id=collector.read(f"{path}.firmwareId", blocked.firmware_id, _parse_exact),
        digest=collector.read(f"{path}.digest", blocked.digest, parse_digest),
        dest_version=collector.read(f"{path}.destVersion", blocked.dest_version, _parse_exact),
        expires=collector.read(f"{path}.expires", blocked.expires, parse_timestamp),
    )


def _parse_exact(value: str) -> str:
    """Refuse a padded value: no package has such a version or ID, so the block would never apply.

    Raises:
        ParseError: The value starts or ends with a space.
    """
    if value != value.strip():
        raise ParseError("a text without leading and trailing spaces", "No package can match it.")
    return value
