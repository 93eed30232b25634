# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table that `make bench` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.labels import label
from benchmarks.report import describe

if TYPE_CHECKING:
    from benchmarks.report import Report

_WIDTH = 150  # columns without a terminal


def show(report: Report) -> None:
    """Print a run."""
    machine = report.machine
    table = Table(
        title=f"Medians of {report.rounds} rounds, with the range of the middle half in brackets",
        caption=(
            f"{machine.processor or machine.system}, {machine.cores} cores, {machine.memory} GiB, {machine.system}, "
            f"Python {machine.python}, grpcio {machine.packages['grpcio']}, {report.date}"
        ),
    )
    for title in ("Measurement", "Compared with", "This project", "Alternative", "Ratio", "Target", ""):
        table.add_column(title, overflow="fold")
    for number, row in enumerate(report.rows):
        is_new = number == 0 or report.rows[number - 1].section != row.section
        if is_new:
            table.add_section()
        table.add_row(
            f"{label(row.section)}, {label(row.what)}",
            label(row.theirs.name),
            describe(row.ours, row.unit),
            describe(row.theirs, row.unit),
            f"{row.ratio:.2f} x",
            str(row.reach),
            "reached" if row.is_reached else "NOT reached",
        )
    console = Console()
    console = console if console.is_terminal else Console(width=_WIDTH)
    console.print(table)
