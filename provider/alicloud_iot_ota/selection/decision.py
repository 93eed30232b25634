# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The one package that criteria name, or why there is none, and what became of every other one."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import SelectionError
from alicloud_iot_ota.selection import messages
from alicloud_iot_ota.selection.criteria import FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.selection.narrowing import Narrowing, narrow
from alicloud_iot_ota.selection.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.selection.criteria import Criteria


class Outcome(enum.Enum):
    """What became of a package.

    Attributes:
        CHOSEN: It is the one.
        REMOVED: A rule removed it.
        UNDECIDED: It could be the one, and so could another.
    """

    CHOSEN = "chosen"
    REMOVED = "removed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one package.

    Attributes:
        firmware: The package.
        outcome: What became of it.
        criterion: The name of the rule that removed it; None where none did.
        reason: Why, in words.
    """

    firmware: Firmware
    outcome: Outcome
    criterion: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What criteria come to.

    Attributes:
        narrowing: The packages that meet them, and how they came to be the ones.
        outcome: The package that is meant, or why there is none.
        warnings: What the user is to be told beside.
        passed_over: Packages that met the criteria and are not meant, each with the rule and the reason.
    """

    narrowing: Narrowing
    outcome: Firmware | SelectionError
    warnings: tuple[str, ...]
    passed_over: tuple[tuple[Firmware, str, str], ...]

    def chosen(self) -> Firmware:
        """Return the package that is meant.

        Raises:
            SelectionError: There is none.
        """
        if isinstance(self.outcome, SelectionError):
            raise self.outcome
        return self.outcome

    def explanation(self, where: str) -> str:
        """Return the whole of it in words: the error, or which package was chosen and how.

        Args:
            where: The place the catalogue was read from.
        """
        if isinstance(self.outcome, SelectionError):
            return str(self.outcome)
        why = messages.why_chosen(self.narrowing, self.passed_over)
        return messages.chosen(self.narrowing, self.outcome, why, where)

    def verdicts(self) -> list[Verdict]:
        """Return what became of every package of the catalogue, in the stable order."""
        told = {
            **{
                id(firmware): Verdict(firmware, Outcome.REMOVED, rule.name, rule.reason(firmware))
                for firmware, rule in self.narrowing.removed()
            },
            **{
                id(firmware): Verdict(firmware, Outcome.REMOVED, name, reason)
                for firmware, name, reason in self.passed_over
            },
        }
        return [
            told.get(id(firmware)) or self._left(firmware)
            for firmware in self.narrowing.ordered(self.narrowing.catalogue)
        ]

    def _left(self, firmware: Firmware) -> Verdict:
        if firmware is self.outcome:
            return Verdict(firmware, Outcome.CHOSEN, None, messages.why_chosen(self.narrowing, self.passed_over))
        return Verdict(firmware, Outcome.UNDECIDED, None, "it meets every criterion, and so does another")


@dataclass(frozen=True, slots=True)
class _Choice:
    """What `select` says of some matches: the best of them, which must be one, and the others with the reason."""

    best: tuple[Firmware, ...]
    passed_over: tuple[tuple[Firmware, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """All packages that criteria name.

    Attributes:
        firmwares: The packages, in the stable order.
        warnings: What the user is to be told beside.
    """

    firmwares: tuple[Firmware, ...]
    warnings: tuple[str, ...]


def select_all(criteria: Criteria, catalogue: Sequence[Firmware], now: datetime, where: str) -> Matches:
    """Find all packages that the criteria name, possibly none. The arguments are those of decide.

    Raises:
        UnparsableError: The version of one cannot be read, and that is to be an error.
    """
    narrowing = narrow(criteria, catalogue, now)
    if _is_unparsable(narrowing):
        raise messages.unparsable(narrowing, where)
    return Matches(narrowing.matches, tuple(_unparsable_warnings(narrowing, where)))


def decide(criteria: Criteria, catalogue: Sequence[Firmware], now: datetime, where: str) -> Decision:
    """Find the one package that the criteria name.

    Args:
        criteria: What it must be, which of several is meant, and what is asserted of it.
        catalogue: Every package there is.
        now: The moment that ages and expiries are counted at, in UTC.
        where: The place the catalogue was read from, for messages.
    """
    narrowing = narrow(criteria, catalogue, now)
    warnings = tuple(_unparsable_warnings(narrowing, where))

    def refused(error: SelectionError, passed_over: Sequence[tuple[Firmware, str, str]] = ()) -> Decision:
        return Decision(narrowing, error, warnings, tuple(passed_over))

    if _is_unparsable(narrowing):
        return refused(messages.unparsable(narrowing, where))
    if not narrowing.matches:
        return refused(messages.no_match(narrowing, where))
    if criteria.select is FirmwareSelect.NEWEST and any(firmware.created is None for firmware in narrowing.matches):
        return refused(messages.undated(narrowing, where))
    choice = _choose(narrowing)
    chosen, *others = choice.best
    if others:
        return refused(messages.ambiguous(narrowing, choice.best, where), choice.passed_over)
    objections = list(_objections(criteria, chosen))
    if objections:
        name = objections[0][0]
        passed_over = (*choice.passed_over, (chosen, name, "; ".join(reason for _, reason in objections)))
        return refused(messages.unexpected(narrowing, chosen, objections, where), passed_over)
    warnings += tuple(_doubts(criteria, chosen, now, where))
    return Decision(narrowing, chosen, warnings, choice.passed_over)


def _is_unparsable(narrowing: Narrowing) -> bool:
    return bool(narrowing.unparsable) and narrowing.criteria.on_unparsable is OnUnparsable.ERROR


def _unparsable_warnings(narrowing: Narrowing, where: str) -> Iterator[str]:
    if narrowing.unparsable and narrowing.criteria.on_unparsable is OnUnparsable.WARN:
        yield messages.left_out(narrowing, where)


def _choose(narrowing: Narrowing) -> _Choice:
    criteria, matches = narrowing.criteria, narrowing.matches
    if criteria.select is FirmwareSelect.ONLY:
        return _Choice(matches)
    if criteria.select is FirmwareSelect.HIGHEST:
        keys = [criteria.reader.order_key(firmware.dest_version)[:2] for firmware in matches]
        top = max(keys)
        best = tuple(firmware for firmware, key in zip(matches, keys, strict=True) if key == top)
        comparison = f"lower than {shown(best[0].dest_version)}"
    else:
        latest = max(firmware.created for firmware in matches if firmware.created is not None)
        best = tuple(firmware for firmware in matches if firmware.created == latest)
        comparison = f"created before {shown(best[0].utc_create or '')}"
    name = "select"
    kept = {id(firmware) for firmware in best}
    lost = [(firmware, name, f"it is {comparison}") for firmware in matches if id(firmware) not in kept]
    if len(best) > 1 and len({_file_of(criteria, firmware) for firmware in best}) == 1 and best[0].digest is not None:
        # One file twice is a tie and no ambiguity; the order of the matches ends in the ID, so the first stays.
        lost += [
            (each, name, f"it is the same file as {shown(best[0].firmware_id)}, whose ID comes first")
            for each in best[1:]
        ]
        best = best[:1]
    return _Choice(best, tuple(lost))


def _file_of(criteria: Criteria, firmware: Firmware) -> tuple[object, ...]:
    """Return what must be equal for two packages to be one file published twice."""
    version = criteria.reader.read(firmware.dest_version)
    return (
        firmware.product_key,
        firmware.module,
        firmware.dest_version if version is None else version.key,
        firmware.type,
        firmware.src_version,
        firmware.digest,
    )


def _objections(criteria: Criteria, firmware: Firmware) -> Iterator[tuple[str, str]]:
    """Yield every assertion that does not hold, by name, with what was expected and found."""
    wanted = criteria.expected_firmware_id
    if wanted is not None and firmware.firmware_id != wanted:
        yield (
            "expectedFirmwareId",
            f"its firmwareId is {shown(firmware.firmware_id)}, where {shown(wanted)} is expected",
        )
    if criteria.expected_digest is not None and firmware.digest != criteria.expected_digest:
        found = f"its digest is {shown(firmware.digest)}" if firmware.digest else "the service gives no digest for it"
        yield "expectedDigest", f"{found}, where {criteria.expected_digest} is expected"
    if criteria.expected_size is not None and firmware.firmware_size != criteria.expected_size:
        size = firmware.firmware_size
        found = "the service gives no size for it" if size is None else f"it has {size} bytes"
        yield "expectedSize", f"{found}, where {criteria.expected_size} bytes are expected"
    if criteria.weak_digest is WeakDigest.DENY and not _is_strong(firmware):
        yield "weakDigest", f"{_weakness(firmware)}, where a SHA-256 digest is demanded"


def _doubts(criteria: Criteria, chosen: Firmware, now: datetime, where: str) -> Iterator[str]:
    """Yield what a user is to be told of the chosen package."""
    if criteria.weak_digest is WeakDigest.WARN and not _is_strong(chosen):
        yield messages.warning(chosen, where, f"{_weakness(chosen)}, which proves little about the file")
    for block in criteria.blocked:
        if not block.holds(now) and block.names(chosen):
            yield messages.warning(chosen, where, f"it was blocked ({shown(block.reason)}), and the block has expired")


def _is_strong(firmware: Firmware) -> bool:
    return firmware.digest is not None and firmware.digest.startswith("sha256:")


def _weakness(firmware: Firmware) -> str:
    return f"its digest is {shown(firmware.digest)}" if firmware.digest else "the service gives no digest for it"
