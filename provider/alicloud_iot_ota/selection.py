# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which packages meet the criteria, which one is chosen, and, where none can be, why.

Pure: criteria and a complete catalogue in, packages or a SelectionError out. One engine serves every front end, so that
the singular and the plural look-up, the pin and the preview can never disagree.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_iot_ota import versions
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alicloud_iot_ota.firmware import Firmware

_MOST_LINES = 15  # of one message; what does not fit is counted
_MOST_VALUES = 8  # in one line of it, likewise


class Select(enum.Enum):
    """Which of several matching packages is meant.

    Attributes:
        ONLY: There must be exactly one.
        HIGHEST: The one of the highest semantic version. What is no semantic version, and every pre-release, is left
            out: a pre-release is named by its `destVersion`.
    """

    ONLY = "only"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a package must be. None means that any will do; every text is compared exactly.

    Attributes:
        product_key: The ProductKey of its product.
        module_name: Its module.
        type: `full` or `differential`.
        src_version: The version a differential package starts from.
        firmware_name: Its name.
        dest_version: Its version.
        firmware_id: Its ID.
        statuses: The words of the statuses it may have.
        select: Which of several matches is meant, where one is asked for.
    """

    product_key: str | None = None
    module_name: str | None = None
    type: str | None = None
    src_version: str | None = None
    firmware_name: str | None = None
    dest_version: str | None = None
    firmware_id: str | None = None
    statuses: tuple[str, ...] | None = None
    select: Select = Select.ONLY


@dataclass(frozen=True, slots=True)
class _Criterion:
    """One thing that a package must be: its name in the schema, where it is asked for, and where it is found."""

    name: str
    wanted: Callable[[Criteria], str | None]
    of: Callable[[Firmware], str | None]


_CRITERIA = (  # the widest first, so that what each one leaves tells the most
    _Criterion("productKey", lambda criteria: criteria.product_key, lambda firmware: firmware.product_key),
    _Criterion("moduleName", lambda criteria: criteria.module_name, lambda firmware: firmware.module),
    _Criterion("type", lambda criteria: criteria.type, lambda firmware: firmware.type_word),
    _Criterion("srcVersion", lambda criteria: criteria.src_version, lambda firmware: firmware.src_version),
    _Criterion("firmwareName", lambda criteria: criteria.firmware_name, lambda firmware: firmware.firmware_name),
    _Criterion("destVersion", lambda criteria: criteria.dest_version, lambda firmware: firmware.dest_version),
    _Criterion("firmwareId", lambda criteria: criteria.firmware_id, lambda firmware: firmware.firmware_id),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion, and the packages that were left after it."""

    criterion: str
    value: str
    left: tuple[Firmware, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The one package that was chosen.

    Attributes:
        firmware: The package.
        unversioned: Those that met the criteria too and could not be compared, because their versions are no semantic
            versions. A caller should say so.
    """

    firmware: Firmware
    unversioned: tuple[Firmware, ...] = ()


def matching(criteria: Criteria, catalogue: Sequence[Firmware]) -> tuple[Firmware, ...]:
    """Return every package that meets the criteria, in the one stable order of this package.

    That order is product, module, version (semantic versions after other text, lowest first), full before differential,
    source version, ID.
    """
    return _left(_narrow(criteria, catalogue), catalogue)


def choose(criteria: Criteria, catalogue: Sequence[Firmware], where: str) -> Choice:
    """Return the one package that the criteria name.

    Args:
        criteria: What it must be, and which of several is meant.
        catalogue: Every package there is.
        where: The place the catalogue was read from, for messages.

    Raises:
        NoMatchError: None meets the criteria.
        AmbiguousMatchError: More than one does, and `select` does not tell them apart.
    """
    steps = _narrow(criteria, catalogue)
    matches = _left(steps, catalogue)
    if not matches:
        raise _no_match(criteria, steps, catalogue, where)
    if criteria.select is Select.ONLY:
        if len(matches) > 1:
            raise _ambiguous(matches, where, f"{len(matches)} packages match, where exactly one was asked for")
        return Choice(matches[0])
    return _highest(matches, where)


def _highest(matches: tuple[Firmware, ...], where: str) -> Choice:
    versioned = [(firmware, versions.parse(firmware.dest_version)) for firmware in matches]
    releases = [
        (firmware, version) for firmware, version in versioned if version is not None and not version.prerelease
    ]
    if not releases:
        raise NoMatchError(
            f"{_packages(len(matches))} in {where} match, but none carries a semantic version that is no pre-release, "
            f"so none is the highest: {_versions(matches)}.",
            'Name one of them by destVersion, or use select: "only".',
        )
    if len({(firmware.product_key, firmware.module) for firmware, _ in releases}) > 1:
        raise _ambiguous(
            [firmware for firmware, _ in releases],
            where,
            f"{len(releases)} packages of more than one product or module match, while versions compare within one",
        )
    top = max(version for _, version in releases)
    highest = [firmware for firmware, version in releases if version == top]
    if len(highest) > 1:
        raise _ambiguous(highest, where, f"{len(highest)} packages share the highest version")
    return Choice(highest[0], tuple(firmware for firmware, version in versioned if version is None))


def _narrow(criteria: Criteria, catalogue: Sequence[Firmware]) -> list[Step]:
    """Apply the criteria one after the other, the widest first, and remember what each one left."""
    left = tuple(catalogue)
    steps = []
    for criterion in _CRITERIA:
        wanted = criterion.wanted(criteria)
        if wanted is not None:
            left = tuple(firmware for firmware in left if criterion.of(firmware) == wanted)
            steps.append(Step(criterion.name, f'"{wanted}"', left))
    if criteria.statuses is not None:
        left = tuple(firmware for firmware in left if firmware.status_word in criteria.statuses)
        steps.append(Step("statuses", " or ".join(criteria.statuses), left))
    return steps


def _left(steps: Sequence[Step], catalogue: Sequence[Firmware]) -> tuple[Firmware, ...]:
    return tuple(sorted(steps[-1].left if steps else catalogue, key=_order))


def _order(firmware: Firmware) -> tuple[str, str, versions.OrderKey, str, str, str]:
    return (
        firmware.product_key or "",
        firmware.module,
        versions.order_key(firmware.dest_version),
        # "unknown" sorts last, and "full" is to come before "differential"
        {"full": "0", "differential": "1"}.get(firmware.type_word, "2"),
        firmware.src_version or "",
        firmware.firmware_id,
    )


def _no_match(criteria: Criteria, steps: Sequence[Step], catalogue: Sequence[Firmware], where: str) -> NoMatchError:
    total = len(catalogue)
    if not total:
        asked = ", ".join(f"{step.criterion} {step.value}" for step in steps) or "any package"
        return NoMatchError(
            f"No package matches, because {where} holds none at all. Asked for: {asked}.",
            "Check productKey, region and iotInstanceId: a ProductKey of another instance lists nothing.",
        )
    failed = next(index for index, step in enumerate(steps) if not step.left)
    before = _left(steps[:failed], catalogue)
    width = max(len(f"{step.criterion} {step.value}") for step in steps)
    lines = [f"No package matches. Of the {_packages(total)} in {where}:"]
    lines += [
        f"  {step.criterion} {step.value}".ljust(width + 2) + f"  leaves {len(step.left)}"
        for step in steps[: failed + 1]
    ]
    if steps[failed + 1 :]:
        lines.append("  not reached: " + ", ".join(f"{step.criterion} {step.value}" for step in steps[failed + 1 :]))
    name = steps[failed].criterion
    if name == "destVersion":
        close = versions.nearest(criteria.dest_version or "", (firmware.dest_version for firmware in before))
        near = [firmware for version in close for firmware in before if firmware.dest_version == version]
        lines += _listed("Nearest versions:", near, _MOST_LINES - len(lines))
        remedy = "Correct destVersion, or publish that version first."
    elif name == "statuses":
        lines += _listed("Before that criterion:", before, _MOST_LINES - len(lines))
        remedy = "Wait for (or finish) its verification in the console, or name its status in statuses."
    elif name == "firmwareId":  # which other IDs there are tells a reader nothing
        lines.append(f"  versions there: {_versions(before)}")
        remedy = "Check the firmwareId in the console: the package was deleted, or is of another product or instance."
    else:
        (of,) = (criterion.of for criterion in _CRITERIA if criterion.name == name)
        values = sorted({value for firmware in before if (value := of(firmware)) is not None})
        lines.append(f"  {name} there: {_few(values)}" if values else f"  none of them has a {name}")
        lines.append(f"  versions there: {_versions(before)}")
        remedy = f"Correct {name}, or leave it out."
    return NoMatchError("\n".join(lines), remedy)


def _ambiguous(matches: Sequence[Firmware], where: str, what: str) -> AmbiguousMatchError:
    apart = [
        criterion.name
        for criterion in _CRITERIA
        if criterion.name != "firmwareId" and len({criterion.of(firmware) for firmware in matches}) > 1
    ]
    return AmbiguousMatchError(
        "\n".join(_listed(f"{what}, in {where}:", matches, _MOST_LINES)),
        f"They differ in {', '.join(apart)}: add one of these to the criteria, or name the firmwareId."
        if apart
        else "They differ in nothing but the firmwareId: name that.",
    )


def _listed(title: str, firmwares: Sequence[Firmware], lines: int) -> list[str]:
    """Return a title and packages under it, in so many lines, one of which is left for the remedy."""
    room = lines - 2
    shown = firmwares if len(firmwares) <= room else firmwares[: room - 1]
    rest = [f"  and {len(firmwares) - len(shown)} more"] if len(shown) < len(firmwares) else []
    return [title, *(f"  {_describe(firmware)}" for firmware in shown), *rest]


def _describe(firmware: Firmware) -> str:
    kind = firmware.type_word + (f" from {firmware.src_version}" if firmware.src_version else "")
    place = f"{firmware.product_key or 'no product'}/{firmware.module}"
    return (
        f'{firmware.dest_version} ({kind}, {firmware.status_word}) "{firmware.firmware_name or "unnamed"}" in {place}, '
        f"firmwareId {firmware.firmware_id}"
    )


def _versions(firmwares: Iterable[Firmware]) -> str:
    return _few(sorted({firmware.dest_version for firmware in firmwares}, key=versions.order_key, reverse=True))


def _few(values: Sequence[str]) -> str:
    shown = ", ".join(values[:_MOST_VALUES])
    return shown if len(values) <= _MOST_VALUES else f"{shown} and {len(values) - _MOST_VALUES} more"


def _packages(count: int) -> str:
    return "1 package" if count == 1 else f"{count} packages"
