# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of assumptions in Markdown: the report of a run, and the table of the documentation."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from contract.assumptions import ASSUMPTIONS, GAPS, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contract.assumptions import Outcome


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the number of assumptions for each verdict."""
    counts = Counter(each.verdict for each in outcomes)
    return (
        f"{len(outcomes)} assumptions: {counts[Verdict.HOLDS]} hold, {counts[Verdict.VIOLATED]} do not hold, "
        f"{counts[Verdict.UNCHECKED]} could not be checked."
    )


def render(outcomes: Sequence[Outcome], *, place: str, sent: int, now: float) -> str:
    """Return the report of a run. It has no name, ID, version, key or address of the account.

    Args:
        outcomes: The results.
        place: What was called, such as the region.
        sent: The number of requests.
        now: The time in seconds since the epoch.
    """
    moment = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))
    return "\n".join(
        [
            "# ListOTAFirmware: assumptions and what the service does",
            "",
            f"{moment}, alicloud-iot-ota {__version__}, {place}, {sent} requests.",
            "",
            summary(outcomes),
            "",
            *_table(
                ("assumption", "result", "if it does not hold", "place in the code"),
                (
                    (each.assumption.sentence, _result(each), each.assumption.effect.value, f"`{each.assumption.code}`")
                    for each in outcomes
                ),
            ),
            "",
            "## Not checked",
            "",
            render_gaps(),
            "",
        ]
    )


def render_assumptions() -> str:
    """Return the table of assumptions for the documentation."""
    header = ("name", "assumption", "source", "if it does not hold", "place in the code")
    rows = (
        (f"`{each.name}`", each.sentence, each.source.value, each.effect.value, f"`{each.code}`")
        for each in ASSUMPTIONS
    )
    return "\n".join(_table(header, rows))


def render_gaps() -> str:
    """Return the table of assumptions without a check."""
    rows = ((each.sentence, each.reason, f"`{each.code}`") for each in GAPS)
    return "\n".join(_table(("assumption without a check", "reason", "place in the code"), rows))


def _result(outcome: Outcome) -> str:
    verdict = outcome.verdict.value
    if outcome.verdict is Verdict.VIOLATED:
        verdict = f"**{verdict}**"
    return f"{verdict}: {outcome.reason}" if outcome.reason else verdict


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [header, tuple("---" for _ in header), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
