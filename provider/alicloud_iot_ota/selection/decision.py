# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The package that criteria select, or the error, with the outcome for every other package."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_exact_size, format_text, format_text_or
from alicloud_iot_ota.errors import SelectionError, UnparsableError
from alicloud_iot_ota.selection import messages
from alicloud_iot_ota.selection.blocks import ineffective_blocks
from alicloud_iot_ota.selection.criteria import Criteria, FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.selection.narrowing import Narrowing, narrow
from alicloud_iot_ota.selection.phrases import describe_digest
from alicloud_iot_ota.versions import Reader, VersionScheme
from alicloud_iot_ota.versions.suffixes import MIN_HASH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package


class Outcome(enum.Enum):
    """The outcome for a package."""

    CHOSEN = "chosen"
    REMOVED = "removed"
    UNDECIDED = "undecided"  # one of several possible selections


class Candidate(msgspec.Struct, frozen=True):
    """A package, with its outcome and the reason as text."""

    firmware: Package
    outcome: Outcome
    criterion: str | None  # the name of the rule that removed it
    reason: str


class Choice(msgspec.Struct, frozen=True):
    """The result of `select` for the packages that meet the criteria.

    Attributes:
        best: The selected packages, in the stable order. More than one is an error.
        duplicates: Packages with the same file as the best one, published again with a higher ID.
        comparison: Why the others were not selected: `its version is lower than 4.0.0`.
    """

    best: tuple[Package, ...] = ()
    duplicates: tuple[Package, ...] = ()
    comparison: str = ""


class Decision(msgspec.Struct, frozen=True):
    """The result of a lookup.

    Attributes:
        narrowing: The packages that meet the criteria, and the steps that led to them.
        outcome: The selected package, or the error.
        warnings: The warnings for the user.
        choice: The result of `select`.
        failed_assertions: The failed assertions on the selected package, as pairs of name and reason.
    """

    narrowing: Narrowing
    outcome: Package | SelectionError
    warnings: tuple[str, ...]
    choice: Choice = Choice()
    failed_assertions: tuple[tuple[str, str], ...] = ()

    def chosen(self) -> Package:
        """Return the selected package.

        Raises:
            SelectionError: No package was selected.
        """
        if isinstance(self.outcome, SelectionError):
            raise self.outcome
        return self.outcome

    def explanation(self, where: str) -> str:
        """Return the error, or which package was selected and how, as text."""
        if isinstance(self.outcome, SelectionError):
            return str(self.outcome)
        return messages.chosen(self.narrowing, self.outcome, where)

    def candidates(self) -> list[Candidate]:
        """Return the outcome for every package of the catalog, in the stable order."""
        removed = {
            id(firmware): Candidate(firmware, Outcome.REMOVED, rule.name, rule.reason(firmware))
            for firmware, rule in self.narrowing.removed()
        }
        every = self.narrowing.ordered(self.narrowing.catalog)
        return [removed.get(id(firmware)) or self._candidate(firmware) for firmware in every]

    def _candidate(self, firmware: Package) -> Candidate:
        """Return the outcome for a package that meets every criterion."""
        if firmware is self.outcome:
            return Candidate(firmware, Outcome.CHOSEN, None, f"it is {messages.why_chosen(self.narrowing)}")
        if any(firmware is twin for twin in self.choice.duplicates):
            reason = f"it is the same file as {format_text(self.choice.best[0].firmware_id)}, which has the lower ID"
            return Candidate(firmware, Outcome.REMOVED, "select", reason)
        if self.choice.comparison and not any(firmware is best for best in self.choice.best):
            return Candidate(firmware, Outcome.REMOVED, "select", self.choice.comparison)
        if self.failed_assertions:
            name = self.failed_assertions[0][0]
            reasons = "; ".join(reason for _, reason in self.failed_assertions)
            return Candidate(firmware, Outcome.REMOVED, name, reasons)
        return Candidate(firmware, Outcome.UNDECIDED, None, "it meets every criterion, but so do other packages")


class Matches(msgspec.Struct, frozen=True):
    """All packages that meet criteria, in the stable order, and the warnings for the user."""

    firmwares: tuple[Package, ...]
    warnings: tuple[str, ...]


def select_all(criteria: Criteria, catalog: Sequence[Package], now: datetime, where: str) -> Matches:
    """Return all packages that meet the criteria, possibly none. The arguments are those of `decide`.

    Raises:
        UnparsableError: The version of a package cannot be read, and `onUnparsable` is `error`.
    """
    narrowing = narrow(criteria, catalog, now)
    warnings = (*require_readable(narrowing, where), *ineffective_blocks(criteria, catalog, now, where))
    return Matches(narrowing.matches, warnings)


def require_readable(narrowing: Narrowing, where: str) -> tuple[str, ...]:
    """Return the warnings about versions that cannot be read.

    Raises:
        UnparsableError: The version of a package cannot be read, and `onUnparsable` is `error`.
    """
    if not narrowing.unparsable:
        return ()
    if narrowing.criteria.on_unparsable is OnUnparsable.ERROR:
        raise messages.unparsable(narrowing, where)
    return (messages.unreadable_skipped(narrowing, where),)


def decide(criteria: Criteria, catalog: Sequence[Package], now: datetime, where: str) -> Decision:
    """Select one package by criteria.

    Args:
        criteria: The criteria, with `select` and the assertions.
        catalog: All packages.
        now: The time at which ages and expiry dates are evaluated, in UTC.
        where: The source of the catalog, for messages.
    """
    narrowing = narrow(criteria, catalog, now)
    idle = tuple(ineffective_blocks(criteria, catalog, now, where))
    try:
        warnings = (*require_readable(narrowing, where), *idle)
    except UnparsableError as unread:
        return Decision(narrowing, unread, idle)
    if not narrowing.left:
        return Decision(narrowing, messages.no_match(narrowing, where), warnings)
    choice = _choose(narrowing)
    if choice is None:
        return Decision(narrowing, messages.undated(narrowing, where), warnings)
    chosen, *others = choice.best
    if others:
        return Decision(narrowing, messages.ambiguous(narrowing, choice.best, where), warnings, choice)
    unmet = tuple(failed_assertions(criteria, chosen))
    if unmet:
        error = messages.unexpected(narrowing, chosen, unmet, where)
        return Decision(narrowing, error, warnings, choice, unmet)
    doubts = (
        *_doubts(criteria, chosen),
        *_lone_numbers(narrowing, chosen),
        *messages.doubtful_order(narrowing, chosen),
    )
    warnings += tuple(messages.warning(chosen, where, doubt) for doubt in doubts)
    return Decision(narrowing, chosen, warnings, choice)


def _choose(narrowing: Narrowing) -> Choice | None:
    """Apply `select` to the packages that are left. Return None if the newest one is unknown."""
    select, left = narrowing.criteria.select, narrowing.left
    if select is FirmwareSelect.ONLY or len(left) == 1:
        return Choice(narrowing.matches)
    if select is FirmwareSelect.HIGHEST:
        best = narrowing.highest
        comparison = f"its version is lower than {format_text(best[0].dest_version)}"
    else:
        best = narrowing.newest
        if not best:
            return None
        comparison = f"it was created before {format_text(best[0].utc_create or '')}"
    if len(best) > 1 and best[0].digest is not None and len({_file_of(narrowing, each) for each in best}) == 1:
        first, *duplicates = sorted(best, key=lambda firmware: firmware.firmware_id)  # the same file is not ambiguous
        return Choice((first,), tuple(duplicates), comparison)
    return Choice(best, comparison=comparison)


def _file_of(narrowing: Narrowing, firmware: Package) -> tuple[object, ...]:
    """Return the key that is equal for two packages if they are one file, published twice."""
    version = narrowing.criteria.reader.read(firmware.dest_version)
    return (
        firmware.product_key,
        firmware.module,
        firmware.dest_version if version is None else version.commitless,
        firmware.type,
        firmware.src_version,
        firmware.digest,
        firmware.firmware_size,
    )


def failed_assertions(criteria: Criteria, firmware: Package) -> Iterator[tuple[str, str]]:
    """Yield each failed assertion as its name and a reason with the expected and the actual value."""
    wanted = criteria.expected_firmware_id
    if wanted is not None and firmware.firmware_id != wanted:
        yield "expectedFirmwareId", f"expected {format_text(wanted)}, got {format_text(firmware.firmware_id)}"
    digest = format_text_or(firmware.digest, "no digest")
    if criteria.expected_digest is not None and firmware.digest != criteria.expected_digest:
        yield "expectedDigest", f"expected {format_text(criteria.expected_digest)}, got {digest}"
    if criteria.expected_size is not None and firmware.firmware_size != criteria.expected_size:
        size = "no size" if firmware.firmware_size is None else format_exact_size(firmware.firmware_size)
        yield "expectedSize", f"expected {format_exact_size(criteria.expected_size)}, got {size}"
    if criteria.weak_digest is WeakDigest.DENY and not _is_strong(firmware):
        yield "weakDigest", f"expected a SHA-256 digest, got {digest}"


def _doubts(criteria: Criteria, chosen: Package) -> Iterator[str]:
    """Yield the doubts about the selected package, as texts for warnings."""
    version = criteria.reader.read(chosen.dest_version) if criteria.distinguishes_prereleases else None
    if version is not None and not version.is_prerelease and not version.is_release:
        yield messages.doubtful_release(chosen.dest_version, version)
    if criteria.weak_digest is WeakDigest.WARN and not _is_strong(chosen):
        yield f"{describe_digest(chosen)}; only a SHA-256 digest proves which file it is"
    for block in criteria.blocked:  # only expired blocks can match the selected package
        if block.matches(chosen):
            yield f"it was blocked ({format_text(block.reason)}), but the block has expired"


def _lone_numbers(narrowing: Narrowing, chosen: Package) -> Iterator[str]:
    """Yield a doubt if the highest version is one long number, and other matches have dotted versions."""
    criteria = narrowing.criteria
    if criteria.select is not FirmwareSelect.HIGHEST or criteria.reader != Reader(VersionScheme.DOTTED):
        return
    version = criteria.reader.read(chosen.dest_version)
    if version is None or len(version.numbers) != 1 or version.numbers[0] < 10 ** (MIN_HASH - 1):
        return
    others = (criteria.reader.read(firmware.dest_version) for firmware in narrowing.left)
    if any(other is not None and len(other.numbers) > 1 for other in others):
        yield messages.LONE_NUMBER


def _is_strong(firmware: Package) -> bool:
    return firmware.digest is not None and firmware.digest.startswith("sha256:")
