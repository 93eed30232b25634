# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The criteria as arguments: what each may be, what it means, and how it is read.

A criterion is an attribute of `FilterArguments`, and of `ChoiceArguments` where it says which of several packages is
meant. It is read as the field of the same name of `selection.Criteria`.
"""

from __future__ import annotations

import contextlib
import functools
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.base.times import parse_duration, parse_timestamp
from alicloud_iot_ota.errors import ArgumentError, ParseError
from alicloud_iot_ota.firmware import DEPLOYABLE, parse_digest
from alicloud_iot_ota.schema.collector import Arguments, Collector
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, SignMethod
from alicloud_iot_ota.schema.fields import identifier, text
from alicloud_iot_ota.selection import Block, Criteria, FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.versions import Range, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

IotInstanceId = Annotated[
    str,
    identifier(
        "The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which "
        "the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default."
    ),
]
ProductKey = Annotated[
    str,
    identifier(
        "The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through."
    ),
]
DestVersion = Annotated[str, identifier("The version of the package, compared exactly: `4.0.0`.")]
FirmwareId = Annotated[str, identifier("The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.")]
FirmwareName = Annotated[
    str, text("The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.")
]
NameRegex = Annotated[
    str,
    text(
        "A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters "
        "unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no "
        "look-around and no back-references."
    ),
]
ModuleName = Annotated[
    str,
    identifier(
        "The module of the package, compared exactly: `modem`. It is `default` where none was named at creation."
    ),
]
Type = Annotated[FirmwareType, Meta(description="Full or differential: `full`.")]
SrcVersion = Annotated[
    str,
    identifier("The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none."),
]
FromVersion = Annotated[
    str,
    identifier(
        "The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones "
        "from exactly this version; where both lead to the same version, the differential one is meant. It does not "
        "say that the package must be a higher version."
    ),
]
VersionRegex = Annotated[
    str,
    text("A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`."),
]
VersionRange = Annotated[
    str,
    text(
        "A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. "
        "A pre-release is in it only where the range names a pre-release of the same numbers, or with "
        "`includePrerelease`. A single version is `destVersion`."
    ),
]
VersionSchemeField = Annotated[
    VersionScheme,
    Meta(
        description="How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of "
        "numeric parts."
    ),
]
VersionPattern = Annotated[
    str,
    text(
        "A regular expression (RE2) that says which part of the whole text is the version, where that is not all of "
        "it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for "
        "each numeric part, the most significant first, and perhaps `prerelease`: "
        "`cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version."
    ),
]
OnUnparsableField = Annotated[
    OnUnparsable,
    Meta(
        description="What becomes of packages whose version cannot be read, where versions matter: `error`. They do "
        "for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by "
        "default: they are left out, and a warning counts and names them."
    ),
]
IncludePrerelease = Annotated[
    bool,
    Meta(
        description="Whether pre-releases count like any other version: `true`. By default they are left out of "
        "`versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and "
        "are no different otherwise. `false` always leaves them out."
    ),
]
SignMethodField = Annotated[
    SignMethod, Meta(description="The algorithm of the digest of the package's file: `SHA256`.")
]
MinSize = Annotated[
    int,
    Meta(ge=0, description="The least size of the file, in bytes: `1024`. A package without a size does not meet it."),
]
MaxSize = Annotated[
    int,
    Meta(
        ge=0,
        description="The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.",
    ),
]
MinAge = Annotated[
    str,
    text(
        "How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, "
        "`1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's."
    ),
]
Statuses = Annotated[
    list[FirmwareStatus],
    Meta(
        min_length=1,
        description="The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` "
        "and `notRequired`.",
    ),
]
AnyStatuses = Annotated[
    list[FirmwareStatus],
    Meta(min_length=1, description="The statuses that the packages may have: `[unverified]`. Every status by default."),
]
Select = Annotated[
    FirmwareSelect,
    Meta(
        description="Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` "
        "need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, "
        "`srcVersion` or `type` says which differential ones fit."
    ),
]
AllowUnscoped = Annotated[
    bool,
    Meta(
        description="Whether `highest` and `newest` may compare packages of several products or modules: `true`. "
        "`false` by default, since the result could be anybody's package."
    ),
]
WeakDigestField = Annotated[
    WeakDigest,
    Meta(
        description="What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. "
        "`allow` by default, since MD5 is the service's own default."
    ),
]


class BlockedFirmware(Arguments, frozen=True, kw_only=True):
    """Packages that must not be chosen: those with every property given here, of which there must be one at least."""

    reason: Annotated[str, text("Why they must not be chosen, for the error that says so: `bricks revision B`.")]
    firmware_id: Annotated[str, identifier("The ID of the package.")] | None = None
    digest: Annotated[str, identifier("The digest of the file, with its algorithm: `sha256:9f3c...`.")] | None = None
    dest_version: Annotated[str, identifier("The version of the packages, compared exactly: `4.0.0`.")] | None = None
    expires: (
        Annotated[
            str,
            identifier(
                "When the block ends: a day such as `2026-12-31`, which is its first moment in UTC, or a time in UTC "
                "such as `2026-12-31T08:00:00Z`. Never by default. A warning tells where the block of a chosen package "
                "has ended."
            ),
        ]
        | None
    ) = None


class ScopeArguments(Arguments, frozen=True, kw_only=True):
    """Arguments that say where packages are looked for, and of which version."""

    iot_instance_id: IotInstanceId | None = None
    product_key: ProductKey | None = None
    dest_version: DestVersion | None = None


MAX_BLOCKED = 1_000
"""Elements that `blocked` may have: each is compared with each package of a catalog."""

_NAMES = ("destVersion", "firmwareId", "firmwareName")

Blocked = Annotated[
    list[BlockedFirmware],
    Meta(
        max_length=MAX_BLOCKED,
        description="Packages that must not be chosen, each with the reason: "
        '`[{"destVersion": "4.0.0", "reason": "bricks revision B"}]`.',
    ),
]


class CriteriaArguments(Arguments, frozen=True, dict=True):
    """Arguments that say what packages must be: each is read as the criterion of the same name."""

    def collect(self, collector: Collector) -> None:
        """Find the mistakes that types do not tell of, and keep the criteria that they are found by reading."""
        vars(self)["criteria"] = Criteria(**self._values(collector))

    @functools.cached_property
    def criteria(self) -> Criteria:
        """What the packages must be: read once, by `collect` or where it is first asked for.

        Raises:
            ArgumentError: An argument cannot be read; never after `validation` passed them.
        """
        collector = Collector()
        values = self._values(collector)
        if collector.failures:
            raise ArgumentError(collector.failures)
        return Criteria(**values)

    def _values(self, collector: Collector) -> dict[str, Any]:
        """Read the criteria that are given, by their names."""
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
"""How criteria are read that are not taken as they are given, by their names."""


class FilterArguments(ScopeArguments, CriteriaArguments, frozen=True, kw_only=True):
    """The criteria that remove packages."""

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
        """Return the schemes under which a range may be meant: all of them while that is not known, or is a mistake."""
        if collector.is_unknown("versionScheme"):
            return tuple(VersionScheme)
        if reader is not None and not collector.is_unknown("versionPattern"):
            return (reader.scheme,)
        contradict = reader is None and has_pattern
        return (self.version_scheme,) if self.version_scheme is not None and not contradict else tuple(VersionScheme)

    def _includes_prereleases(self, collector: Collector) -> tuple[bool, ...]:
        """Return whether a range takes pre-releases in: either, while that is not known."""
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
            collector.add("minSize", "minSize is above maxSize: no file is of such a size.")
        return {**super()._values(collector), "version_range": version_range, "reader": reader or make_reader()}


def _parse_any(text: str, parsers: Sequence[Callable[[str], Range]]) -> Range:
    """Return what a text is by the first way that reads it. Raises MalformedError if it is wrong in every way."""
    first, *others = parsers
    try:
        return first(text)
    except ParseError:
        for read in others:
            with contextlib.suppress(ParseError):
                return read(text)
        raise


class ChoiceArguments(FilterArguments, frozen=True, kw_only=True):
    """Arguments that say what one package must be, and which of several is meant."""

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
                    f"select {mode} compares the packages of one product and module: give {names} too, or set "
                    "allowUnscoped to true to compare across them.",
                )
        return {"statuses": DEPLOYABLE, **super()._values(collector)}


def _block(collector: Collector, path: str, blocked: BlockedFirmware) -> Block:
    if not any((blocked.firmware_id, blocked.digest, blocked.dest_version)) and not collector.is_unknown_in(path):
        collector.add(path, f"{path} names no package: give it a firmwareId, a digest or a destVersion.")
    return Block(
        reason=blocked.reason,
        firmware_id=blocked.firmware_id,
        digest=collector.read(f"{path}.digest", blocked.digest, parse_digest),
        dest_version=blocked.dest_version,
        expires=collector.read(f"{path}.expires", blocked.expires, parse_timestamp),
    )
