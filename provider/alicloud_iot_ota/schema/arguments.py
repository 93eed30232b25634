# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of every function and resource.

The attribute names are Python's, the wire names are their camelCase. What a text must be to be read, and what arguments
must be together, is found by `collect`, before anything is looked up.
"""

from __future__ import annotations

import contextlib
import functools
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.base.times import parse_moment, parse_span
from alicloud_iot_ota.errors import ArgumentError, MalformedError
from alicloud_iot_ota.firmware import DEPLOYABLE, parse_digest
from alicloud_iot_ota.schema import fields
from alicloud_iot_ota.schema.collector import Collector
from alicloud_iot_ota.schema.enums import PinResolve
from alicloud_iot_ota.selection import Block, Criteria, FirmwareSelect
from alicloud_iot_ota.versions import Range, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Arguments(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a function, a resource or the provider takes."""

    def collect(self, collector: Collector) -> None:
        """Find the mistakes that types do not tell of."""


class BlockedFirmware(Arguments, frozen=True, kw_only=True):
    """Packages that must not be chosen: those with every property given here, of which there must be one at least."""

    reason: Annotated[str, fields.text("Why they must not be chosen, for the error that says so: `bricks revision B`.")]
    firmware_id: Annotated[str, fields.identifier("The ID of the package.")] | None = None
    digest: (
        Annotated[str, fields.identifier("The digest of the file, with its algorithm: `sha256:9f3c...`.")] | None
    ) = None
    dest_version: (
        Annotated[str, fields.identifier("The version of the packages, compared exactly: `4.0.0`.")] | None
    ) = None
    expires: (
        Annotated[
            str,
            fields.identifier(
                "When the block ends: a day such as `2026-12-31`, which is its first moment in UTC, or a time in UTC "
                "such as `2026-12-31T08:00:00Z`. Never by default. A warning tells where the block of a chosen package "
                "has ended."
            ),
        ]
        | None
    ) = None


class _Scope(Arguments, frozen=True, kw_only=True):
    iot_instance_id: fields.IotInstanceId | None = None
    product_key: fields.ProductKey | None = None
    dest_version: fields.DestVersion | None = None


MAX_BLOCKED = 1_000
"""Elements that `blocked` may have: each is compared with each package of a catalog."""

_NAMES = ("destVersion", "firmwareId", "firmwareName")

_Blocked = Annotated[
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
        for name, read in _READ.items():
            if name in values:
                values[name] = collector.read(_WIRE_NAMES[name], values[name], read)
        blocked = enumerate(values.get("blocked", ()))
        blocks = (_block(collector, f"blocked[{index}]", each) for index, each in blocked if each is not None)
        return {**values, "blocked": tuple(blocks)}


_WIRE_NAMES = dict(zip(Criteria.__struct_fields__, Criteria.__struct_encode_fields__, strict=True))
_READ: dict[str, Callable[[Any], object]] = {
    "type": attrgetter("value"),
    "sign_method": attrgetter("value"),
    "statuses": lambda statuses: tuple(status.value for status in statuses),
    "name_regex": Pattern,
    "version_regex": Pattern,
    "min_age": parse_span,
}
"""How criteria are read that are not taken as they are given, by their names."""


class _Filters(_Scope, CriteriaArguments, frozen=True, kw_only=True):
    firmware_id: fields.FirmwareId | None = None
    firmware_name: fields.FirmwareName | None = None
    name_regex: fields.NameRegex | None = None
    module_name: fields.ModuleName | None = None
    type: fields.Type | None = None
    src_version: fields.SrcVersion | None = None
    from_version: fields.FromVersion | None = None
    version_regex: fields.VersionRegex | None = None
    version_range: fields.VersionRange | None = None
    version_scheme: fields.VersionSchemeField | None = None
    version_pattern: fields.VersionPattern | None = None
    on_unparsable: fields.OnUnparsableField | None = None
    include_prerelease: fields.IncludePrerelease | None = None
    sign_method: fields.SignMethodField | None = None
    min_size: fields.MinSize | None = None
    max_size: fields.MaxSize | None = None
    min_age: fields.MinAge | None = None
    blocked: _Blocked | None = None

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
        ways = [
            functools.partial(Range.parse, scheme=scheme, include_prerelease=includes)
            for scheme in self._schemes(collector, reader, has_pattern=pattern is not None)
            for includes in self._includes_prereleases(collector)
        ]
        version_range = collector.read("versionRange", self.version_range, lambda text: _first_read(text, ways))
        if self.min_size is not None and self.max_size is not None and self.min_size > self.max_size:
            collector.add("minSize", "minSize is above maxSize: no file is of such a size.")
        return {**super()._values(collector), "version_range": version_range, "reader": reader or make_reader()}


def _first_read(text: str, ways: Sequence[Callable[[str], Range]]) -> Range:
    """Return what a text is by the first way that reads it. Raises MalformedError if it is wrong in every way."""
    first, *others = ways
    try:
        return first(text)
    except MalformedError:
        for read in others:
            with contextlib.suppress(MalformedError):
                return read(text)
        raise


class ChoiceArguments(_Filters, frozen=True, kw_only=True):
    """Arguments that say what one package must be, and which of several is meant."""

    statuses: fields.Statuses | None = None
    select: fields.Select | None = None
    allow_unscoped: fields.AllowUnscoped | None = None
    weak_digest: fields.WeakDigestField | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        select = self.select or FirmwareSelect.ONLY
        if select is not FirmwareSelect.ONLY and not self.allow_unscoped:
            scope = {"productKey": self.product_key, "moduleName": self.module_name}
            missing = [name for name, value in scope.items() if value is None and not collector.is_unknown(name)]
            if missing and not collector.is_unknown("allowUnscoped"):
                way, names = collector.in_words("select", select.value), " and ".join(missing)
                collector.add(
                    "select",
                    f"select {way} compares the packages of one product and module: give {names} too, or set "
                    "allowUnscoped to true to compare across them.",
                )
        return {"statuses": DEPLOYABLE, **super()._values(collector)}


class GetFirmwareArgs(ChoiceArguments, frozen=True, kw_only=True):
    """The criteria of a look-up for exactly one package, and what is asserted of it."""

    expected_digest: fields.ExpectedDigest | None = None
    expected_size: fields.ExpectedSize | None = None
    expected_firmware_id: fields.ExpectedFirmwareId | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = super()._values(collector)
        return {**values, "expected_digest": collector.read("expectedDigest", self.expected_digest, parse_digest)}


class FindFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a look-up for one package that may not be there."""


class ExplainFirmwareArgs(GetFirmwareArgs, frozen=True):
    """The criteria of a look-up that is to be explained."""


class LockCriteriaArgs(ChoiceArguments, frozen=True):
    """The criteria of an entry of firmware.lock. What could be asserted of the package stands beside them, locked."""


class GetFirmwaresArgs(_Filters, frozen=True, kw_only=True):
    """The criteria of a look-up for all matching packages."""

    statuses: fields.AnyStatuses | None = None


class GetUpgradePathArgs(CriteriaArguments, frozen=True, kw_only=True):
    """From which version to which, and which packages may be used."""

    product_key: Annotated[str, fields.identifier("The ProductKey of the product: `a1GatewayK01`.")]
    module_name: Annotated[str, fields.identifier("The module: `default` where none was named at creation.")]
    from_version: Annotated[str, fields.identifier("The version that the devices have, compared exactly: `3.2.1`.")]
    to_version: Annotated[str, fields.identifier("The version that they are to have, compared exactly: `4.0.0`.")]
    iot_instance_id: fields.IotInstanceId | None = None
    statuses: fields.Statuses | None = None
    min_age: fields.MinAge | None = None
    blocked: _Blocked | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        values = {"statuses": DEPLOYABLE, **super()._values(collector)}
        values.pop("from_version", None)  # where the way begins, and no package has to
        return values


class GetFirmwarePageArgs(_Scope, frozen=True, kw_only=True):
    """The request parameters of ListOTAFirmware."""

    current_page: fields.CurrentPage
    page_size: fields.PageSize


def _block(collector: Collector, path: str, blocked: BlockedFirmware) -> Block:
    if not any((blocked.firmware_id, blocked.digest, blocked.dest_version)) and not collector.is_unknown_in(path):
        collector.add(path, f"{path} names no package: give it a firmwareId, a digest or a destVersion.")
    return Block(
        reason=blocked.reason,
        firmware_id=blocked.firmware_id,
        digest=collector.read(f"{path}.digest", blocked.digest, parse_digest),
        dest_version=blocked.dest_version,
        expires=collector.read(f"{path}.expires", blocked.expires, parse_moment),
    )


class GetLockedFirmwareArgs(Arguments, frozen=True, kw_only=True):
    """Which entry of which lock file, and whether to ask the service."""

    name: Annotated[str, fields.identifier("The name of the entry: `gateway`.")]
    lock_file: fields.LockFile | None = None
    offline: fields.Offline | None = None


class _Following(GetFirmwareArgs, frozen=True, kw_only=True):
    """The criteria of a pin, and how it follows them."""

    resolve: fields.Resolve | None = None
    allow_downgrade: fields.AllowDowngrade | None = None
    on_newer: fields.OnNewerField | None = None


FOLLOWING = frozenset(_Following.__struct_encode_fields__) - {*GetFirmwareArgs.__struct_encode_fields__}
"""The names of the arguments that say how a pin follows its criteria. They change nothing of what those name."""


class FirmwarePinArgs(_Following, frozen=True, kw_only=True):
    """The criteria of a pin, or the entry of firmware.lock in their place, and how the pin follows them."""

    keepers: fields.Keepers | None = None
    lock_entry: fields.LockEntry | None = None
    lock_file: fields.LockFile | None = None

    def _values(self, collector: Collector) -> dict[str, Any]:
        def is_given(name: str, value: object) -> bool:
            return value is not None or collector.is_unknown(name)

        resolves_always = self.resolve is not PinResolve.ONCE and not collector.is_unknown("resolve")
        if is_given("keepers", self.keepers) and resolves_always:
            collector.add("keepers", "keepers choose anew what is chosen once: set resolve to once, or leave them out.")
        if is_given("lockEntry", self.lock_entry):
            beside = [
                name
                for name, value in zip(self.__struct_encode_fields__, msgspec.structs.astuple(self), strict=True)
                if name not in _BESIDE_ENTRY and is_given(name, value)
            ]
            if beside:
                collector.add(
                    "lockEntry",
                    f"lockEntry takes the package from the lock file, where its criteria stand: leave out "
                    f"{', '.join(beside)}.",
                )
        elif is_given("lockFile", self.lock_file):
            collector.add("lockFile", "lockFile holds entries: name one with lockEntry, or leave lockFile out.")
        return super()._values(collector)


_BESIDE_ENTRY = frozenset({"lockEntry", "lockFile", "allowDowngrade", "onNewer"})
"""The arguments of a pin that may be given with an entry of firmware.lock."""
