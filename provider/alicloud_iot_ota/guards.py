# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What must not happen unnoticed when a newly chosen package takes the place of a pinned one. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import verdicts
from alicloud_iot_ota.errors import DowngradeError
from alicloud_iot_ota.rendering import shown
from alicloud_iot_ota.selection import Criteria
from alicloud_iot_ota.verdicts import Judgement, Verdict
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.pins import PinnedFirmware
    from alicloud_iot_ota.versions import Reader


def require_no_downgrade(reader: Reader, pinned: PinnedFirmware, chosen: Firmware, subject: str, remedy: str) -> None:
    """Make sure that a package is of no lower version than the pinned one.

    Args:
        reader: Reads their versions.
        pinned: What was pinned.
        chosen: The package that is to take its place.
        subject: Who holds the pin: `The state`.
        remedy: How to go down on purpose, as a sentence.

    Raises:
        DowngradeError: It is.
    """
    if reader.order(chosen.dest_version, pinned.dest_version) is Order.LOWER:
        raise DowngradeError(
            f"{subject} holds {shown(pinned.dest_version)}, and the criteria now lead to the lower version "
            f"{shown(chosen.dest_version)}, firmwareId {shown(chosen.firmware_id)}.",
            f"Find out what became of {shown(pinned.dest_version)}. {remedy}",
        )


def is_other_kind(pinned: PinnedFirmware, chosen: Firmware) -> bool:
    """Return whether one is a full package and the other one is not, or starts from another version."""
    return (pinned.type, pinned.src_version) != (chosen.type_word, chosen.src_version)


def replacement(pinned: PinnedFirmware, chosen: Firmware, now: datetime) -> Judgement | None:
    """Return how a package of the pinned version, or of the pinned ID, is not the pinned one; None where it is.

    A package of another version and ID is another choice, and no replacement. One of the same version is, also where a
    differential package takes the place of a full one.
    """
    judgement = verdicts.judge(pinned, [chosen], Criteria(), now)
    if judgement.verdict is Verdict.OK or (
        judgement.verdict is Verdict.MISSING and chosen.dest_version != pinned.dest_version
    ):
        return None
    if judgement.verdict is not Verdict.MISSING:
        return judgement
    kind = chosen.type_word + (f" from {shown(chosen.src_version)}" if chosen.src_version else "")
    reason = f"and another package, which is {kind}, would take its place under that version"
    return Judgement(pinned, Verdict.REPLACED, reason, chosen, verdicts.differences(pinned, chosen))
