# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Criteria as rules, each of which a package passes or not, with the words for either case.

To add a criterion, add a rule here: the look-ups, the counts in errors and explanations, and the suggestion where
nothing is left all come from it.
"""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_exact_size, format_text, format_text_or, pluralize
from alicloud_iot_ota.base.times import Duration, format_timestamp
from alicloud_iot_ota.firmware import DEPLOYABLE, Package, algorithm
from alicloud_iot_ota.selection.phrases import describe_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from alicloud_iot_ota.base.patterns import Pattern
    from alicloud_iot_ota.selection.criteria import Block, Criteria, Fitness
    from alicloud_iot_ota.versions import Range, Reader


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion.

    Attributes:
        name: Its name in the schema.
        value: What is asked for, in words.
        passes: Whether a package meets it.
        reason: What a package that does not meet it has instead, in words.
        remedy: What to do where nothing meets it.
        text: Which of `TEXTS` it looks at, where it looks at one.
        wanted: The value that this must have, where it must have one.
        hint: What to say of a package that does not meet it, beside the line that describes it; often nothing.
    """

    name: str
    value: str
    passes: Callable[[Package], bool]
    reason: Callable[[Package], str]
    remedy: str
    text: str | None = None
    wanted: str | None = None
    hint: Callable[[Package], str | None] = lambda _: None

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


def rules(criteria: Criteria, now: datetime) -> list[Rule]:
    """Return the rules of some criteria at a moment in UTC, the widest first: what each leaves tells the most."""
    return [*_identity(criteria), *_fitness(criteria, now)]


def failed_fitness_rules(criteria: Fitness, firmware: Package, now: datetime) -> Iterator[Rule]:
    """Yield the rules that would keep a package from being chosen now because of what it has become since.

    These are the rules of `Fitness`; what identifies a package does not change.
    """
    return (rule for rule in _fitness(criteria, now) if not rule.passes(firmware))


def failed_identity_rules(criteria: Criteria, firmware: Package) -> Iterator[Rule]:
    """Yield the rules that keep a package from being meant, whatever becomes of it: those of what identifies it."""
    return (rule for rule in _identity(criteria) if not rule.passes(firmware))


VERSION_RULES = frozenset({"versionScheme", "versionRange", "includePrerelease"})
"""The rules that say something only of versions that can be read."""

TEXTS: dict[str, Callable[[Package], str | None]] = {
    "productKey": lambda firmware: firmware.product_key,
    "moduleName": lambda firmware: firmware.module,
    "type": lambda firmware: firmware.type_word,
    "srcVersion": lambda firmware: firmware.src_version,
    "firmwareName": lambda firmware: firmware.firmware_name,
    "destVersion": lambda firmware: firmware.dest_version,
    "firmwareId": lambda firmware: firmware.firmware_id,
}
"""The texts of a package that criteria look at, by the names of the criteria that compare them exactly."""


def _identity(criteria: Criteria) -> Iterator[Rule]:
    yield from _scope(criteria)
    yield from _version(criteria)
    yield from _file(criteria)


def _scope(criteria: Criteria) -> Iterator[Rule]:
    yield from _equals("productKey", criteria.product_key)
    yield from _equals("moduleName", criteria.module_name)
    yield from _equals("type", criteria.type)
    yield from _equals("srcVersion", criteria.src_version)
    if criteria.from_version is not None:
        yield _installable(criteria.from_version)
    yield from _equals("firmwareName", criteria.firmware_name)
    yield from _equals(
        "firmwareId",
        criteria.firmware_id,
        "Check the firmwareId in the console: the package was deleted, or is of another product or instance.",
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
    if criteria.is_for_any_device:  # after what the user asked for, so that its remedy is told where it matters
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
        reason=reason,
        remedy=remedy or f"Correct {name}, or leave it out.",
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
        reason=lambda firmware: (
            f"it has no {where}"
            if of(firmware) is None
            else f'its {where} "{format_text(of(firmware) or "")}" does not match'
        ),
        remedy=f"Correct {name}: it may match anywhere in {where}, and case matters unless it starts with (?i).",
        text=where,
    )


def _installable(version: str) -> Rule:
    return Rule(
        name="fromVersion",
        value=f'"{format_text(version)}"',
        passes=lambda firmware: (
            firmware.type_word == "full" or (firmware.type_word == "differential" and firmware.src_version == version)
        ),
        reason=_install_target,
        remedy=f"Publish a full package, or a differential one from {format_text(version)}.",
        hint=_install_target,
    )


def _for_any_device() -> Rule:
    return Rule(
        name="type",
        value="full (by default)",
        passes=lambda firmware: firmware.type_word == "full",
        reason=_install_target,
        remedy="Say which version the devices have (fromVersion), or publish a full package.",
        hint=_install_target,
    )


def _install_target(firmware: Package) -> str:
    if firmware.type_word == "differential":
        return f"it installs on {format_text_or(firmware.src_version, 'an unknown version')} only"
    return f"its type is {firmware.type_word}"


def scheme_rule(criteria: Criteria) -> Rule:
    """Return the rule that a version can be read, also where the criteria do without it."""
    reader = criteria.reader
    by = "" if reader.pattern is None else f' by versionPattern "{format_text(reader.pattern.text)}"'
    return Rule(
        name="versionScheme",
        value=f"{format_text(reader.scheme.value)}{by}",
        passes=lambda firmware: reader.read(firmware.dest_version) is not None,
        reason=lambda firmware: (
            f'"{format_text(firmware.dest_version)}" is no version of the scheme {format_text(reader.scheme.value)}{by}'
        ),
        remedy="Set a versionScheme or versionPattern that reads it.",  # messages propose one that does
    )


def _in_range(wanted: Range, reader: Reader) -> Rule:
    def passes(firmware: Package) -> bool:
        version = reader.read(firmware.dest_version)
        return version is not None and version in wanted

    def hint(firmware: Package) -> str | None:
        # A pre-release is left out more often by npm's rule than by its number, and that is worth saying.
        version = reader.read(firmware.dest_version)
        if version is None or version not in wanted.with_prereleases:
            return None
        return "it is a pre-release, which the range holds only with includePrerelease"

    return Rule(
        name="versionRange",
        value=f'"{format_text(wanted.text)}"',
        passes=passes,
        reason=lambda firmware: hint(firmware) or f'it is not in "{format_text(wanted.text)}"',
        remedy="Correct versionRange, publish a version in it first, or set includePrerelease for pre-releases.",
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
        reason=lambda _: "it is a pre-release",
        remedy="Set includePrerelease to true, or name the pre-release by destVersion.",
    )


def _sign_method(method: str) -> Rule:
    def reason(firmware: Package) -> str:
        return f"its signMethod is {format_text_or(firmware.sign_method, 'missing')}"

    return Rule(
        name="signMethod",
        value=f'"{format_text(method)}"',
        passes=lambda firmware: algorithm(firmware.sign_method or "") == algorithm(method),
        reason=reason,
        remedy=f"Publish the package with {format_text(method)} as its digest, or leave signMethod out.",
        hint=reason,
    )


def _size_bound(name: str, bound: int, fits: Callable[[int], bool]) -> Rule:
    return Rule(
        name=name,
        value=format_exact_size(bound),
        passes=lambda firmware: firmware.firmware_size is not None and fits(firmware.firmware_size),
        reason=describe_size,
        remedy=f"Correct {name}, or leave it out.",
        hint=describe_size,
    )


def _status(words: tuple[str, ...]) -> Rule:
    return Rule(
        name="statuses",
        value=" or ".join(map(format_text, words)),
        passes=lambda firmware: firmware.status_word in words,
        reason=lambda firmware: f"its status is {firmware.status_word}",
        remedy="Wait for (or finish) its verification in the console, or name its status in statuses."
        if words == DEPLOYABLE
        else "Correct statuses, or leave it out.",
    )


def _minimum_age(least: Duration, now: datetime) -> Rule:
    latest = now - least.length

    def passes(firmware: Package) -> bool:
        return (created := firmware.created) is not None and created <= latest

    def reason(firmware: Package) -> str:
        if firmware.created is None:
            return f"when it was created cannot be read: {format_text_or(firmware.utc_create, 'no utcCreate')}"
        return f"it was created at {format_text(firmware.utc_create or '')}"

    return Rule(
        name="minAge",
        value=format_text(least.text),
        passes=passes,
        reason=reason,
        remedy="Wait until it is old enough, or lower minAge.",
        hint=reason,
    )


def _not_blocked(blocks: list[Block]) -> Rule:
    # By a property that a package must have, so that each package is compared with few blocks.
    by_property: defaultdict[tuple[str, str | None], list[tuple[int, Block]]] = defaultdict(list)
    for place in enumerate(blocks):
        block = place[1]
        if block.firmware_id is not None:
            by_property["firmwareId", block.firmware_id].append(place)
        elif block.dest_version is not None:
            by_property["destVersion", block.dest_version].append(place)
        else:
            by_property["digest", block.digest].append(place)
            by_property["digest", None].append(place)  # of a package without one

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
        doubt = "" if block.matches(firmware) else "the service gives no digest for it, and so it may be blocked: "
        return f"{doubt or 'it is blocked: '}{format_text(block.reason)}{until}"

    return Rule(
        name="blocked",
        value=pluralize(len(blocks), "entry", "entries"),
        passes=lambda firmware: found(firmware) is None,
        reason=reason,
        remedy="Choose another package, or take the entry out of blocked once its reason is gone.",
        hint=reason,
    )
