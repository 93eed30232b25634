# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The messages about a selection: the criteria, what each one left, the nearest packages, and how to fix it.

Each message has at most `MOST_LINES` lines in a stable order, and ends in the remedy. The first line has no colon
followed by a space: the engine formats an exported text as YAML if it parses as YAML.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import patterns
from alicloud_iot_ota.base.text import format_full_text, format_text, format_text_or, pluralize
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, UnexpectedFirmwareError, UnparsableError
from alicloud_iot_ota.selection.criteria import FirmwareSelect
from alicloud_iot_ota.selection.packages import Packages
from alicloud_iot_ota.selection.phrases import (
    MOST_LINES,
    describe,
    describe_proposal,
    format_list,
    truncate,
    unproposed,
)
from alicloud_iot_ota.selection.rules import TEXTS, Rule, scheme_rule
from alicloud_iot_ota.selection.surprises import surprise
from alicloud_iot_ota.versions import Version, literal, nearest, parse_natural, propose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection.narrowing import Narrowing, Step
    from alicloud_iot_ota.versions import Proposal, Reader

LONE_NUMBER = (
    "its version is a single long number, possibly a date, a build number or a hash, and ranks above dotted versions; "
    "to exclude such versions, set versionRegex, for example to '[.]'"
)
"""Why the highest version may not be the latest."""

_NONE_READS_MORE = "No tested versionScheme or versionPattern reads more of them."
_MOST_STEPS = 7  # one on each line; with more steps, those that removed nothing share a line
_FEWEST_SHOWN = 4  # lines reserved for packages


def no_match(narrowing: Narrowing, where: str) -> NoMatchError:
    """Return the error that no package meets the criteria."""
    steps = narrowing.steps
    if not narrowing.catalog:
        asked = ", ".join(str(step.rule) for step in steps) or "any package"
        return NoMatchError(
            f"No package matches, because {where} contains no packages.\n  Criteria: {asked}",
            "Check productKey, region and iotInstanceId. A ProductKey of another instance lists no packages.",
        )
    failed = next(index for index, step in enumerate(steps) if not step.left)
    rule, before = steps[failed].rule, narrowing.ordered(narrowing.before(failed))
    lines = [f"No package matches. Searched {pluralize(len(narrowing.catalog), 'package')} in {where}."]
    lines += _step_lines(steps[: failed + 1])
    if steps[failed + 1 :]:
        lines.append("  not applied: " + ", ".join(str(step.rule) for step in steps[failed + 1 :]))
    if rule.text is not None and rule.text != "destVersion":
        if rule.text != "firmwareId":  # a list of other IDs does not help
            lines.append(_existing_values(rule, before))
        lines.append(f"  available versions: {_versions(narrowing, before)}")
    else:
        near = _nearest_packages(narrowing, rule.name, before)
        title = "Nearest versions:" if len(near) < len(before) else "Removed by the last criterion:"
        lines += format_list(title, near, lambda each: describe(each, rule.hint(each)), MOST_LINES - 1 - len(lines))
    return NoMatchError("\n".join(lines), _remedy(narrowing, rule, before))


def ambiguous(narrowing: Narrowing, left: Sequence[Package], where: str) -> AmbiguousMatchError:
    """Return the error that several packages meet the criteria, and `select` does not decide between them."""
    what = {
        FirmwareSelect.ONLY: "match, but exactly one is required",
        FirmwareSelect.HIGHEST: "share the highest version, but are not the same file",
        FirmwareSelect.NEWEST: "have the latest creation time, but are not the same file",
    }[narrowing.criteria.select]
    catalog = pluralize(len(narrowing.catalog), "package")
    lines = [f"{pluralize(len(left), 'package')} {what}. Searched {catalog} in {where}.", *_step_lines(narrowing.steps)]
    apart = [name for name, of in TEXTS.items() if name != "firmwareId" and len(set(map(of, left))) > 1]
    remedy, is_by_file = _how_to_disambiguate(narrowing, left, apart), set(apart) <= {"firmwareName"}
    if is_by_file:  # they differ only in their files, so no other criterion can select one
        remedy = "Set firmwareId to the package you want, or block the others (argument blocked)."

    def describe_item(firmware: Package) -> str:
        return describe(firmware, format_text_or(firmware.digest, "no digest") if is_by_file else None)

    lines += format_list("Matches:", left, describe_item, MOST_LINES - 1 - len(lines))
    return AmbiguousMatchError("\n".join(lines), remedy)


def _how_to_disambiguate(narrowing: Narrowing, left: Sequence[Package], apart: Sequence[str]) -> str:
    """Return the remedy for packages that differ in some fields: which criteria would select one of them."""
    criteria = narrowing.criteria
    add = "Add one of these criteria" if len(apart) > 1 else "Add this criterion"
    remedy = f"They differ in {', '.join(apart)}. {add}, or set firmwareId."
    if "srcVersion" in apart and criteria.from_version is None:
        remedy += (
            " To select the differential package for devices on a known version, or else the full package, set "
            "fromVersion."
        )
    if criteria.select is FirmwareSelect.ONLY and not {"productKey", "moduleName"} & set(apart):
        remedy += ' To select one version, set select to "highest" or "newest".' if "destVersion" in apart else ""
    if criteria.select is FirmwareSelect.HIGHEST and "destVersion" in apart:
        versions = [criteria.reader.read(firmware.dest_version) for firmware in left]
        if any(version is not None and version.hashes for version in versions):
            remedy += ' Commit hashes have no order. To select the package created last, set select to "newest".'
    return remedy


def unparsable(narrowing: Narrowing, where: str) -> UnparsableError:
    """Return the error that a version cannot be read, and `onUnparsable` is `error`."""
    count = pluralize(len(narrowing.unparsable), "package")
    title = f"{scheme_rule(narrowing.criteria)} cannot read the {_their_version(narrowing)} of {count} in {where}."
    lines = format_list(title, narrowing.unparsable, describe, MOST_LINES - 1)
    return UnparsableError(
        "\n".join(lines),
        f"{_how_to_read(narrowing, narrowing.candidates())} To skip such packages, set another criterion such as "
        'versionRegex, or set onUnparsable to "warn".',
    )


def undated(narrowing: Narrowing, where: str) -> UnparsableError:
    """Return the error that the newest package is unknown, because a creation time cannot be read."""
    lost = [firmware for firmware in narrowing.matches if firmware.created is None]
    has = "has" if len(lost) == 1 else "have"
    count = pluralize(len(narrowing.matches), "package")
    title = f"The newest of {count} in {where} is unknown, because {len(lost)} {has} no readable creation time."

    def describe_item(firmware: Package) -> str:
        return describe(firmware, f"utcCreate {format_text_or(firmware.utc_create, 'missing')}")

    lines = format_list(title, lost, describe_item, MOST_LINES - 1)
    return UnparsableError(
        "\n".join(lines), 'Set destVersion, set select to "highest", or block these packages (argument blocked).'
    )


def unexpected(
    narrowing: Narrowing, firmware: Package, failed_assertions: Sequence[tuple[str, str]], where: str
) -> UnexpectedFirmwareError:
    """Return the error that the selected package fails an assertion."""
    asked = ", ".join(str(step.rule) for step in narrowing.steps) or "any package"
    lines = [
        f"Unexpected package in {where}.",
        f"  Criteria: {asked}",
        f"  {describe(firmware)}",
        *(f"  {name}: {reason}" for name, reason in failed_assertions),
    ]
    remedy = 'Publish the package with SHA256 as its signMethod, or set weakDigest to "warn".'
    if names := ", ".join(name for name, _ in failed_assertions if name != "weakDigest"):
        remedy = f"Find out why this package differs from the expected one. To accept it, update {names}."
    return UnexpectedFirmwareError("\n".join(lines), remedy)


def unreadable_skipped(narrowing: Narrowing, where: str) -> str:
    """Return the warning that packages were skipped, because their versions cannot be read."""
    count = pluralize(len(narrowing.unparsable), "package")
    return (
        f"Skipped {count} in {where}. {scheme_rule(narrowing.criteria)} cannot read the {_their_version(narrowing)}: "
        f"{_versions(narrowing, narrowing.unparsable)}. {_how_to_read(narrowing, narrowing.candidates())} "
        'To skip without a warning, set another criterion such as versionRegex, or set onUnparsable to "ignore".'
    )


def _remedy(narrowing: Narrowing, rule: Rule, before: Sequence[Package]) -> str:
    """Return the remedy for a rule that left no package."""
    criteria = narrowing.criteria
    if rule.name == "versionScheme":
        return _how_to_read(narrowing, before)
    if rule.name == "includePrerelease" or any(rule.name == "versionRange" and rule.hint(each) for each in before):
        proposal = propose({firmware.dest_version for firmware in before}, criteria.reader)
        if proposal is not None:  # the scheme reads versions as pre-releases that look like builds or fixes
            return f"{rule.remedy} If these are releases, set {describe_proposal(proposal, criteria.reader)}."
    return rule.remedy


def _how_to_read(narrowing: Narrowing, firmwares: Iterable[Package]) -> str:
    """Return a proposal for settings that read more of the versions, or how to select a package without them."""
    criteria = narrowing.criteria
    proposal = _propose(Packages.of(firmwares), criteria.reader)
    if proposal is not None:
        others = unproposed("read") if proposal.unread else ""
        return f"Set {describe_proposal(proposal, criteria.reader)}. {others}".rstrip()
    by_time = "" if criteria.version_range is not None else ', or set select to "newest" and includePrerelease to true'
    others = unproposed("read")
    tried = f"No versionScheme reads more of them. {others}" if others else _NONE_READS_MORE
    return f"{tried} To select one of these packages, set destVersion{by_time}."


def _propose(packages: Packages, reader: Reader, needed: tuple[str, ...] = ()) -> Proposal | None:
    """Return a proposal for settings that read the versions of packages better, as `propose` does."""
    return packages.remember(
        ("proposal", reader, needed),
        lambda: propose({firmware.dest_version for firmware in packages}, reader, needed),
        lambda proposal: 0 if proposal is None else len(proposal.unread),
    )


def doubtful_order(narrowing: Narrowing, chosen: Package) -> Iterator[str]:
    """Yield a doubt if semver ranks or omits a package that a person would have selected."""
    found = surprise(narrowing, chosen)
    if found is not None:
        (other, reason), reader = found, narrowing.criteria.reader
        proposal = _propose(narrowing.candidates(), reader, (chosen.dest_version, other.dest_version))
        pattern = "a versionPattern" if patterns.is_available() else f"a versionPattern (requires `{patterns.LIBRARY}`)"
        remedy = pattern if proposal is None else describe_proposal(proposal, reader)
        yield (
            f"{format_text(other.dest_version)} looks like a later version, but {reason}; if it is later, set {remedy}"
        )


def warning(firmware: Package, where: str, doubt: str) -> str:
    """Return a warning about the selected package."""
    return f"Package {format_text(firmware.firmware_id)} ({format_text(firmware.dest_version)}) in {where}: {doubt}."


def doubtful_release(text: str, version: Version) -> str:
    """Return the doubt that a version counts as a release but may not be one.

    The arguments are the text of the version, and the version read from it.
    """
    if version.commits:
        ahead = "1 commit" if version.commits == 1 else f"{format_text(str(version.commits))} commits"
        natural = parse_natural(text)
        start = f"(?:{literal(natural.prefix)})?" if natural is not None and natural.prefix else ""
        return (
            f"it is {ahead} after its tag, but counts as a release; to exclude such builds, set versionRegex, for "
            f"example to '^{start and format_full_text(start)}[vV]?[0-9.]+$'"
        )
    words = " and ".join(f'"{format_text(word)}"' for word in version.unknown)
    return (
        f"its version counts as a release, but {words} may mark a pre-release; to decide, set a versionPattern that "
        "matches this text outside the group version (a release) or in a group prerelease (a pre-release)"
    )


def why_chosen(narrowing: Narrowing) -> str:
    """Return why the selected package was selected, as a noun phrase."""
    if len(narrowing.left) == 1:
        return "the only match"
    return f"the {narrowing.criteria.select.value} of {len(narrowing.left)} matches"


def chosen(narrowing: Narrowing, firmware: Package, where: str) -> str:
    """Return a message that says which package was selected, and how."""
    catalog = pluralize(len(narrowing.catalog), "package")
    line = f"Selected {describe(firmware)}, {why_chosen(narrowing)} among {catalog} in {where}."
    return "\n".join([line, *_step_lines(narrowing.steps)])


def _step_lines(steps: Sequence[Step]) -> list[str]:
    """Return the lines that say how many packages each rule left; one line for all if they would fill the message."""
    counts = [len(step.left) for step in steps]
    shown_steps = list(zip(steps, counts, strict=True))
    idle: list[Step] = []
    if len(steps) > _MOST_STEPS:
        idle = [step for step, left, before in zip(steps[1:], counts[1:], counts[:-1], strict=True) if left == before]
        shown_steps = [(step, left) for step, left in shown_steps if step not in idle]
    width = max((len(str(step.rule)) for step, _ in shown_steps), default=0)
    lines = [f"  {str(step.rule).ljust(width)}  leaves {left}" for step, left in shown_steps]
    if len(lines) + bool(idle) > MOST_LINES - _FEWEST_SHOWN - 3:
        lines = [f"  {', then '.join(f'{step.rule} leaves {left}' for step, left in shown_steps)}"]
    if idle:
        lines.append("  no effect: " + ", ".join(str(step.rule) for step in idle))
    return lines


def _nearest_packages(narrowing: Narrowing, name: str, before: Sequence[Package]) -> list[Package]:
    """Return the packages nearest to the wanted version or range; without one, all packages, the highest first."""
    criteria, versions = narrowing.criteria, [firmware.dest_version for firmware in before]
    if name == "destVersion" and criteria.dest_version is not None:
        close = nearest(criteria.dest_version, versions, criteria.reader)
    elif name == "versionRange" and criteria.version_range is not None:
        close = nearest(criteria.version_range.lower, versions, criteria.reader)
    else:
        return list(reversed(before))
    return [firmware for version in close for firmware in before if firmware.dest_version == version]


def _their_version(narrowing: Narrowing) -> str:
    """Return the word for the versions that cannot be read, in singular or plural."""
    return "version" if len(narrowing.unparsable) == 1 else "versions"


def _existing_values(rule: Rule, firmwares: Iterable[Package]) -> str:
    """Return the line with the existing values of the field that a rule compares, the most similar ones first."""
    name = str(rule.text)
    values = sorted({value for firmware in firmwares if (value := TEXTS[name](firmware)) is not None})
    if not values:
        return f"  none of these packages has a {name}"
    close = difflib.get_close_matches(rule.wanted or "", values, n=3)
    return f"  available {name}: {truncate([*close, *(value for value in values if value not in close)])}"


def _versions(narrowing: Narrowing, firmwares: Iterable[Package]) -> str:
    key = narrowing.criteria.reader.order_key
    return truncate(sorted({firmware.dest_version for firmware in firmwares}, key=key, reverse=True))
