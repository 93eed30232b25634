# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a user reads of a choice: the criteria, what each one left, the nearest misses, and what to do.

Every text has at most `MOST_LINES` lines in a stable order, and ends in the remedy. The first line has no colon, since
the engine shows an exported text that could be YAML as if it were.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import format_full_text, format_text, format_text_or, pluralize
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, UnexpectedFirmwareError, UnparsableError
from alicloud_iot_ota.selection.criteria import FirmwareSelect
from alicloud_iot_ota.selection.phrases import MOST_LINES, describe, describe_proposal, format_list, truncate
from alicloud_iot_ota.selection.rules import TEXTS, Rule, scheme_rule
from alicloud_iot_ota.selection.surprises import surprise
from alicloud_iot_ota.versions import Version, literal, nearest, parse_natural, propose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection.narrowing import Narrowing, Step

LONE_NUMBER = (
    "it is one long number, perhaps a date, a build or a hash, and counts as higher than versions of several numbers; "
    "to exclude such versions, set versionRegex, for example to '[.]'"
)
"""Why the highest version may not be the latest."""

_MOST_STEPS = 7  # shown one a line; beyond that, those that removed nothing share one
_FEWEST_SHOWN = 4  # lines kept for packages, whatever stands above them


def no_match(narrowing: Narrowing, where: str) -> NoMatchError:
    """No package meets the criteria."""
    steps = narrowing.steps
    if not narrowing.catalog:
        asked = ", ".join(str(step.rule) for step in steps) or "any package"
        return NoMatchError(
            f"No package matches, because {where} holds none at all. What was asked for is {asked}.",
            "Check productKey, region and iotInstanceId: a ProductKey of another instance lists nothing.",
        )
    failed = next(index for index, step in enumerate(steps) if not step.left)
    rule, before = steps[failed].rule, narrowing.ordered(narrowing.before(failed))
    lines = [f"No package matches, of {pluralize(len(narrowing.catalog), 'package')} in {where}."]
    lines += _step_lines(steps[: failed + 1])
    if steps[failed + 1 :]:
        lines.append("  not reached: " + ", ".join(str(step.rule) for step in steps[failed + 1 :]))
    if rule.text is not None and rule.text != "destVersion":
        if rule.text != "firmwareId":  # which other IDs there are tells a reader nothing
            lines.append(_existing_values(rule, before))
        lines.append(f"  versions there: {_versions(narrowing, before)}")
    else:
        near = _nearest_packages(narrowing, rule.name, before)
        title = "Nearest versions:" if len(near) < len(before) else "Before that criterion:"
        lines += format_list(title, near, lambda each: describe(each, rule.hint(each)), MOST_LINES - 1 - len(lines))
    return NoMatchError("\n".join(lines), _remedy(narrowing, rule, before))


def ambiguous(narrowing: Narrowing, left: Sequence[Package], where: str) -> AmbiguousMatchError:
    """Several packages meet the criteria, and `select` does not tell them apart."""
    what = {
        FirmwareSelect.ONLY: "match, where exactly one is asked for",
        FirmwareSelect.HIGHEST: "share the highest version, and are not one file",
        FirmwareSelect.NEWEST: "were created last, at the same moment, and are not one file",
    }[narrowing.criteria.select]
    catalog = pluralize(len(narrowing.catalog), "package")
    lines = [f"{pluralize(len(left), 'package')} {what}, of {catalog} in {where}.", *_step_lines(narrowing.steps)]
    apart = [name for name, of in TEXTS.items() if name != "firmwareId" and len(set(map(of, left))) > 1]
    remedy, is_by_file = _how_to_disambiguate(narrowing, left, apart), set(apart) <= {"firmwareName"}
    if is_by_file:  # only their files can tell which one is meant
        remedy = "Name the firmwareId of the one that is meant, or block the others (blocked)."

    def describe_item(firmware: Package) -> str:
        return describe(firmware, format_text_or(firmware.digest, "no digest") if is_by_file else None)

    lines += format_list("Left:", left, describe_item, MOST_LINES - 1 - len(lines))
    return AmbiguousMatchError("\n".join(lines), remedy)


def _how_to_disambiguate(narrowing: Narrowing, left: Sequence[Package], apart: Sequence[str]) -> str:
    """Say which criteria would leave one of the packages that differ in these."""
    criteria = narrowing.criteria
    add = "add one of these" if len(apart) > 1 else "add it"
    remedy = f"They differ in {', '.join(apart)}: {add} to the criteria, or name the firmwareId."
    if "srcVersion" in apart and criteria.from_version is None:
        remedy += " With fromVersion, the differential package for the devices is meant, or else the full one."
    if criteria.select is FirmwareSelect.ONLY and not {"productKey", "moduleName"} & set(apart):
        remedy += ' With select "highest" or "newest", one version is meant.' if "destVersion" in apart else ""
    if criteria.select is FirmwareSelect.HIGHEST and "destVersion" in apart:
        versions = [criteria.reader.read(firmware.dest_version) for firmware in left]
        if any(version is not None and version.hashes for version in versions):
            remedy += ' Commit hashes have no order. To select the package created last, set select to "newest".'
    return remedy


def unparsable(narrowing: Narrowing, where: str) -> UnparsableError:
    """A version that matters cannot be read, and `onUnparsable` is `error`."""
    title = f"{_describe_unreadable(narrowing)} in {where} cannot be read."
    lines = format_list(title, narrowing.unparsable, describe, MOST_LINES - 1)
    return UnparsableError(
        "\n".join(lines),
        f"{_how_to_read(narrowing, narrowing.candidates())} To leave such versions out, set another criterion such as "
        'versionRegex, or set onUnparsable to "warn".',
    )


def undated(narrowing: Narrowing, where: str) -> UnparsableError:
    """The newest is asked for, and a package does not say when it was created."""
    lost = [firmware for firmware in narrowing.matches if firmware.created is None]
    lost_ones = "this one was" if len(lost) == 1 else "these were"
    count = pluralize(len(narrowing.matches), "package")
    title = f"The newest of {count} in {where} is unknown, as it cannot be told when {lost_ones} created."

    def describe_item(firmware: Package) -> str:
        return describe(firmware, f"utcCreate {format_text_or(firmware.utc_create, 'missing')}")

    lines = format_list(title, lost, describe_item, MOST_LINES - 1)
    return UnparsableError(
        "\n".join(lines), 'Name the package by destVersion, set select to "highest", or block those (blocked).'
    )


def unexpected(
    narrowing: Narrowing, firmware: Package, failed_assertions: Sequence[tuple[str, str]], where: str
) -> UnexpectedFirmwareError:
    """The package is there, and is not what was asserted of it."""
    asked = ", ".join(str(step.rule) for step in narrowing.steps) or "any package"
    lines = [
        f"The package that {where} holds for {asked} is not the expected one.",
        f"  {describe(firmware)}",
        *(f"  {name}: {reason}" for name, reason in failed_assertions),
    ]
    remedy = 'Publish the package with SHA256 as its signMethod, or set weakDigest to "warn".'
    if names := ", ".join(name for name, _ in failed_assertions if name != "weakDigest"):
        remedy = f"Find out why the package is not the one that you expect; only if it is meant, correct {names}."
    return UnexpectedFirmwareError("\n".join(lines), remedy)


def unreadable_skipped(narrowing: Narrowing, where: str) -> str:
    """Say which packages were left out because their versions cannot be read."""
    return (
        f"{_describe_unreadable(narrowing)} in {where} cannot be read, and were left out: "
        f"{_versions(narrowing, narrowing.unparsable)}. {_how_to_read(narrowing, narrowing.candidates())} "
        "To leave them out without a warning, set another criterion such as versionRegex, or set onUnparsable to "
        '"ignore".'
    )


def _remedy(narrowing: Narrowing, rule: Rule, before: Sequence[Package]) -> str:
    """Say what to do where a rule left nothing."""
    criteria = narrowing.criteria
    if rule.name == "versionScheme":
        return _how_to_read(narrowing, before)
    if rule.name == "includePrerelease" or any(rule.name == "versionRange" and rule.hint(each) for each in before):
        proposal = propose({firmware.dest_version for firmware in before}, criteria.reader)
        if proposal is not None:  # the scheme makes pre-releases of what a person reads as a build or a fix
            return f"{rule.remedy} If these are releases, set {describe_proposal(proposal, criteria.reader)}."
    return rule.remedy


def _how_to_read(narrowing: Narrowing, firmwares: Iterable[Package]) -> str:
    """Propose the declaration that reads the versions of packages, where the declared one does not."""
    criteria = narrowing.criteria
    proposal = propose({firmware.dest_version for firmware in firmwares}, criteria.reader)
    if proposal is not None:
        return f"Set {describe_proposal(proposal, criteria.reader)}."
    by_time = "" if criteria.version_range is not None else ', or set select to "newest" and includePrerelease to true'
    tried = "No versionScheme or versionPattern that was tried reads more of them."
    return f"{tried} To select one, set destVersion{by_time}."


def doubtful_order(narrowing: Narrowing, chosen: Package) -> Iterator[str]:
    """Yield what to say of a package that a person would have chosen instead under semver, if there is one."""
    found = surprise(narrowing, chosen)
    if found is not None:
        (other, reason), reader = found, narrowing.criteria.reader
        versions = {firmware.dest_version for firmware in narrowing.candidates()}
        proposal = propose(versions, reader, needed=(chosen.dest_version, other.dest_version))
        remedy = "a versionPattern" if proposal is None else describe_proposal(proposal, reader)
        yield (
            f"{format_text(other.dest_version)} looks like a later version, and {reason}; if it is the later one, "
            f"set {remedy}"
        )


def warning(firmware: Package, where: str, doubt: str) -> str:
    """Say what is doubtful about the chosen package."""
    return f"Firmware {format_text(firmware.firmware_id)} ({format_text(firmware.dest_version)}) in {where}: {doubt}."


def doubtful_release(text: str, version: Version) -> str:
    """Say why a version that counts as a release may not be one: its text, and what that was read as."""
    if version.commits:
        ahead = "1 commit" if version.commits == 1 else f"{format_text(str(version.commits))} commits"
        natural = parse_natural(text)
        start = f"(?:{literal(natural.prefix)})?" if natural is not None and natural.prefix else ""
        return (
            f"it is {ahead} after its tag and counts as a release; to exclude such builds, set versionRegex, for "
            f"example to '^{start and format_full_text(start)}[vV]?[0-9.]+$'"
        )
    words = " and ".join(f'"{format_text(word)}"' for word in version.unknown)
    return (
        f"{words} in its version is not a known word of a release or pre-release, and counts as a release; to decide, "
        "set a versionPattern that matches it outside the group version (a release) or in a group prerelease"
    )


def why_chosen(narrowing: Narrowing) -> str:
    """Say why the chosen package is the one."""
    if len(narrowing.left) == 1:
        return "it alone meets every criterion"
    return f"it is the {narrowing.criteria.select.value} of the {len(narrowing.left)} that meet every criterion"


def chosen(narrowing: Narrowing, firmware: Package, where: str) -> str:
    """Say which package was chosen, and how."""
    catalog = pluralize(len(narrowing.catalog), "package")
    line = f"{describe(firmware)} was chosen, as {why_chosen(narrowing)}, of {catalog} in {where}."
    return "\n".join([line, *_step_lines(narrowing.steps)])


def _step_lines(steps: Sequence[Step]) -> list[str]:
    """Return the rules with what each one left, one a line, or several where they would fill the message."""
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
        lines.append("  these remove none: " + ", ".join(str(step.rule) for step in idle))
    return lines


def _nearest_packages(narrowing: Narrowing, name: str, before: Sequence[Package]) -> list[Package]:
    """Return the packages that came closest by version, where one is asked for, or else all, the highest first."""
    criteria, versions = narrowing.criteria, [firmware.dest_version for firmware in before]
    if name == "destVersion" and criteria.dest_version is not None:
        close = nearest(criteria.dest_version, versions, criteria.reader)
    elif name == "versionRange" and criteria.version_range is not None:
        close = nearest(criteria.version_range.lower, versions, criteria.reader)
    else:
        return list(reversed(before))
    return [firmware for version in close for firmware in before if firmware.dest_version == version]


def _describe_unreadable(narrowing: Narrowing) -> str:
    """Say whose versions cannot be read, and how it was tried."""
    return f"By {scheme_rule(narrowing.criteria)}, the versions of {pluralize(len(narrowing.unparsable), 'package')}"


def _existing_values(rule: Rule, firmwares: Iterable[Package]) -> str:
    """Return the values that there are of the text that a rule looks at, those most like the wanted one first."""
    name = str(rule.text)
    values = sorted({value for firmware in firmwares if (value := TEXTS[name](firmware)) is not None})
    if not values:
        return f"  none of them has a {name}"
    close = difflib.get_close_matches(rule.wanted or "", values, n=3)
    return f"  {name} there: {truncate([*close, *(value for value in values if value not in close)])}"


def _versions(narrowing: Narrowing, firmwares: Iterable[Package]) -> str:
    key = narrowing.criteria.reader.order_key
    return truncate(sorted({firmware.dest_version for firmware in firmwares}, key=key, reverse=True))
