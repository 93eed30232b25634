# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Criteria as rules: each rule accepts or rejects a package, and has the texts for messages.

To add a criterion, add a rule here. The rules serve lookups, the counts in errors and explanations, and the remedy if
no package is left.
"""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alicloud_iot_ota.base.text import format_exact_size, format_text, format_text_or, pluralize
from alicloud_iot_ota.base.times import Duration, format_timestamp
from alicloud_iot_ota.firmware import DEPLOYABLE, Package, algorithm
from alicloud_iot_ota.selection.phrases import describe_size

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import datetime

    from alicloud_iot_ota.base.patterns import Pattern
    from alicloud_iot_ota.selection.criteria import Block, Criteria, Fitness
    from alicloud_iot_ota.versions import Range, Reader
    from alicloud_iot_ota.versions.version import Key


class Span(NamedTuple):
    """The versions between two sort keys, both included. The highest key is None if there is none."""

    reader: Reader
    lowest: Key
    highest: Key | None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion.

    Attributes:
        name: The criterion's name in the schema.
        value: The wanted value, as text.
        passes: Whether a package meets the criterion.
        key: What `passes` depends on. Rules with the same key and the same `latest` accept the same packages.
        latest: The latest creation time that `passes` accepts, if it depends on that.
        span: The versions that `passes` may accept, if it accepts no others.
        reason: Why a package does not meet the criterion, as text.
        remedy: What to do if no package meets the criterion.
        text: The key in `TEXTS` of the field that the criterion compares, if any.
        wanted: The exact value that this field must have, if any.
        hint: A text to add to the description of a package that does not meet the criterion; often None.
    """

    name: str
    value: str
    passes: Callable[[Package], bool]
    key: Hashable
    latest: datetime | None = None
    span: Span | None = None
    reason: Callable[[Package], str]
    remedy: str
    text: str | None = None
    wanted: str | None = None
    hint: Callable[[Package], str | None] = lambda _: None

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


def rules(criteria: Criteria, now: datetime) -> list[Rule]:
    """Return the rules for criteria at a time in UTC. The widest come first, so that their counts are informative."""
    return [*_identity(criteria), *_fitness(criteria, now)]


def failed_fitness_rules(criteria: Fitness, firmware: Package, now: datetime) -> Iterator[Rule]:
    """Yield the `Fitness` rules that reject a package now. A package can come to fail these after it was selected."""
    return (rule for rule in _fitness(criteria, now) if not rule.passes(firmware))


def failed_identity_rules(criteria: Criteria, firmware: Package) -> Iterator[Rule]:
    """Yield the rules on a package's identity that reject the package. Its identity does not change over time."""
    return (rule for rule in _identity(criteria) if not rule.passes(firmware))


VERSION_RULES = frozenset({"versionScheme", "versionRange", "includePrerelease"})
"""The rules that apply only to readable versions."""

TEXTS: dict[str, Callable[[Package], str | None]] = {
    "productKey": lambda firmware: firmware.product_key,
    "moduleName": lambda firmware: firmware.module,
    "type": lambda firmware: firmware.type_word,
    "srcVersion": lambda firmware: firmware.src_version,
    "firmwareName": lambda firmware: firmware.firmware_name,
    "destVersion": lambda firmware: firmware.dest_version,
    "firmwareId": lambda firmware: firmware.firmware_id,
}
"""The fields of a package that criteria compare exactly, by the names of these criteria."""


def _identity(criteria: Criteria) -> Iterator[Rule]:
    yield from _scope(criteria)
    yield from _version(criteria)
    yield from _file(criteria)


def scope_rules(criteria: Criteria) -> Iterator[Rule]:
    """Yield the rules on the product and the module."""
    yield from _equals("productKey", criteria.product_key)
    yield from _equals("moduleName", criteria.module_name)


def _scope(criteria: Criteria) -> Iterator[Rule]:
    yield from scope_rules(criteria)
    yield from _equals("type", criteria.type)
    yield from _equals("srcVersion", criteria.src_version)
    if criteria.from_version is not None:
        yield _installable(criteria.from_version)
    yield from _equals("firmwareName", criteria.firmware_name)
    yield from _equals(
        "firmwareId",
        criteria.firmware_id,
        "Check firmwareId in the console. The package was deleted, or belongs to another product or instance.",
    )
    yield from _matches_pattern("nameRegex", "firmwareName", criteria.name_regex)


def _version(criteria: Criteria) -> Iterator[Rule]:
    yield from _equals("destVersion", criteria.dest_version, "Correct destVersion, or publish that version first.")
    yield from _matches_pattern("versionRegex", "destVersion", criteria.version_regex)
    if criteria.reads_versions:
        yield scheme_rule(criteria)
    if criteria.version_range is not None:
        yield _in_range(criteria.version_range, criteria.reader)
    if criteria.excludes_prereleases:
        yield _no_prerelease(criteria.reader)
    if criteria.is_for_any_device:  # after the user's own criteria, so that its remedy is shown only if it applies
        yield _for_any_device()


def _file(criteria: Criteria) -> Iterator[Rule]:
    if criteria.sign_method is not None:
        yield _sign_method(criteria.sign_method)
    if criteria.min_size is not None:
        least = criteria.min_size
        yield _size_bound("minSize", least, lambda size: size >= least)
    if criteria.max_size is not None:
        most = criteria.max_size
        yield _size_bound("maxSize", most, lambda size: size <= most)


def _fitness(criteria: Fitness, now: datetime) -> Iterator[Rule]:
    if criteria.statuses is not None:
        yield _status(criteria.statuses)
    if criteria.min_age is not None:
        yield _minimum_age(criteria.min_age, now)
    blocks = [block for block in criteria.blocked if block.is_active(now)]
    if blocks:
        yield _not_blocked(blocks)


def _equals(name: str, wanted: str | None, remedy: str | None = None) -> Iterator[Rule]:
    if wanted is None:
        return
    of = TEXTS[name]

    def reason(firmware: Package) -> str:
        text = of(firmware)
        return f"it has no {name}" if text is None else f'its {name} is "{format_text(text)}"'

    yield Rule(
        name=name,
        value=f'"{format_text(wanted)}"',
        passes=lambda firmware: of(firmware) == wanted,
        key=(name, wanted),
        reason=reason,
        remedy=remedy or f"Correct {name}, or remove it.",
        text=name,
        wanted=wanted,
    )


def _matches_pattern(name: str, where: str, pattern: Pattern | None) -> Iterator[Rule]:
    if pattern is None:
        return
    of = TEXTS[where]
    yield Rule(
        name=name,
        value=f'"{format_text(pattern.text)}"',
        passes=lambda firmware: (text := of(firmware)) is not None and pattern.is_found_in(text),
        key=(name, pattern.text),
        reason=lambda firmware: (
            f"it has no {where}"
            if of(firmware) is None
            else f'its {where} "{format_text(of(firmware) or "")}" does not match'
        ),
        remedy=f"Correct {name}. It matches anywhere in {where}, and is case-sensitive unless it starts with (?i).",
        text=where,
    )


def _installable(version: str) -> Rule:
    return Rule(
        name="fromVersion",
        value=f'"{format_text(version)}"',
        passes=lambda firmware: (
            firmware.type_word == "full" or (firmware.type_word == "differential" and firmware.src_version == version)
        ),
        key=("fromVersion", version),
        reason=_install_target,
        remedy=f"Publish a full package, or a differential package from {format_text(version)}.",
        hint=_install_target,
    )


def _for_any_device() -> Rule:
    return Rule(
        name="type",
        value="full (by default)",
        passes=lambda firmware: firmware.type_word == "full",
        key="full by default",
        reason=_install_target,
        remedy="Set fromVersion to the version on your devices, or publish a full package.",
        hint=_install_target,
    )


def _install_target(firmware: Package) -> str:
    if firmware.type_word == "differential":
        return f"it installs only on {format_text_or(firmware.src_version, 'an unknown version')}"
    return f"its type is {firmware.type_word}"


def scheme_rule(criteria: Criteria) -> Rule:
    """Return the rule that a version is readable, even if the criteria do not apply this rule."""
    reader = criteria.reader
    pattern = "" if reader.pattern is None else f' with versionPattern "{format_text(reader.pattern.text)}"'
    value = f"{format_text(reader.scheme.value)}{pattern}"
    return Rule(
        name="versionScheme",
        value=value,
        passes=lambda firmware: reader.read(firmware.dest_version) is not None,
        key=("versionScheme", reader),
        reason=lambda firmware: f'versionScheme {value} cannot read "{format_text(firmware.dest_version)}"',
        remedy="Set a versionScheme or versionPattern that reads it.",  # messages propose one
    )


def _in_range(wanted: Range, reader: Reader) -> Rule:
    def passes(firmware: Package) -> bool:
        version = reader.read(firmware.dest_version)
        return version is not None and version in wanted

    def hint(firmware: Package) -> str | None:
        # npm's rule for pre-releases excludes more versions than users expect.
        version = reader.read(firmware.dest_version)
        if version is None or version not in wanted.with_prereleases:
            return None
        return "it is a pre-release, which the range includes only with includePrerelease"

    return Rule(
        name="versionRange",
        value=f'"{format_text(wanted.text)}"',
        passes=passes,
        key=("versionRange", wanted.text, wanted.scheme, wanted.includes_prereleases, reader),
        span=Span(reader, wanted.lower, wanted.upper),
        reason=lambda firmware: hint(firmware) or f'it is not in "{format_text(wanted.text)}"',
        remedy="Correct versionRange, publish a version in this range, or set includePrerelease for pre-releases.",
        hint=hint,
    )


def _no_prerelease(reader: Reader) -> Rule:
    def passes(firmware: Package) -> bool:
        version = reader.read(firmware.dest_version)
        return version is not None and not version.is_prerelease

    return Rule(
        name="includePrerelease",
        value="false",
        passes=passes,
        key=("includePrerelease", reader),
        reason=lambda _: "it is a pre-release",
        remedy="Set includePrerelease to true, or set destVersion to the pre-release.",
    )


def _sign_method(method: str) -> Rule:
    def reason(firmware: Package) -> str:
        return f"its signMethod is {format_text_or(firmware.sign_method, 'missing')}"

    return Rule(
        name="signMethod",
        value=f'"{format_text(method)}"',
        passes=lambda firmware: algorithm(firmware.sign_method or "") == algorithm(method),
        key=("signMethod", method),
        reason=reason,
        remedy=f"Publish the package with signMethod {format_text(method)}, or remove signMethod.",
        hint=reason,
    )


def _size_bound(name: str, bound: int, fits: Callable[[int], bool]) -> Rule:
    return Rule(
        name=name,
        value=format_exact_size(bound),
        passes=lambda firmware: firmware.firmware_size is not None and fits(firmware.firmware_size),
        key=(name, bound),
        reason=describe_size,
        remedy=f"Correct {name}, or remove it.",
        hint=describe_size,
    )


def _status(words: tuple[str, ...]) -> Rule:
    return Rule(
        name="statuses",
        value=" or ".join(map(format_text, words)),
        passes=lambda firmware: firmware.status_word in words,
        key=("statuses", words),
        reason=lambda firmware: f"its status is {firmware.status_word}",
        remedy="Wait for its verification or finish it in the console, or add its status to statuses."
        if words == DEPLOYABLE
        else "Correct statuses, or remove it.",
    )


def _minimum_age(least: Duration, now: datetime) -> Rule:
    latest = now - least.length

    def passes(firmware: Package) -> bool:
        return (created := firmware.created) is not None and created <= latest

    def reason(firmware: Package) -> str:
        if firmware.created is None:
            return f"its creation time cannot be read: {format_text_or(firmware.utc_create, 'no utcCreate')}"
        return f"it was created at {format_text(firmware.utc_create or '')}"

    return Rule(
        name="minAge",
        value=format_text(least.text),
        passes=passes,
        key="minAge",
        latest=latest,
        reason=reason,
        remedy="Wait until the package is old enough, or lower minAge.",
        hint=reason,
    )


def _not_blocked(blocks: list[Block]) -> Rule:
    # An index by a property that a blocked package must have: each package is compared with few blocks.
    by_property: defaultdict[tuple[str, str | None], list[tuple[int, Block]]] = defaultdict(list)
    for place in enumerate(blocks):
        block = place[1]
        if block.firmware_id is not None:
            by_property["firmwareId", block.firmware_id].append(place)
        elif block.dest_version is not None:
            by_property["destVersion", block.dest_version].append(place)
        else:
            by_property["digest", block.digest].append(place)
            by_property["digest", None].append(place)  # a package without a digest may be blocked too

    def found(firmware: Package) -> Block | None:
        properties = (
            ("firmwareId", firmware.firmware_id),
            ("destVersion", firmware.dest_version),
            ("digest", firmware.digest),
        )
        known = [place for name in properties for place in by_property.get(name, ()) if place[1].may_match(firmware)]
        return min(known, key=itemgetter(0))[1] if known else None

    def reason(firmware: Package) -> str:
        block = found(firmware)
        if block is None:
            return "it is not blocked"
        until = "" if block.expires is None else f", until {format_text(format_timestamp(block.expires))}"
        doubt = "" if block.matches(firmware) else "it may be blocked, because the service returns no digest for it: "
        return f"{doubt or 'it is blocked: '}{format_text(block.reason)}{until}"

    return Rule(
        name="blocked",
        value=pluralize(len(blocks), "entry", "entries"),
        passes=lambda firmware: found(firmware) is None,
        key=("blocked", *blocks),
        reason=reason,
        remedy="Choose another package, or remove the entry from blocked when its reason no longer applies.",
        hint=reason,
    )
