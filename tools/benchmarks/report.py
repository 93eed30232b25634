# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One run as a whole: what was measured, when and where. All that is shown is made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base import decoding
from benchmarks.comparison import Row  # noqa: TC001 - read by msgspec
from benchmarks.imports import Share  # noqa: TC001 - the same
from benchmarks.machine import Machine  # noqa: TC001 - the same
from benchmarks.preview_phases import Phase  # noqa: TC001 - the same

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.comparison import Figure

JSON, PAGE, PICTURE = "performance.json", "performance.md", "pictures/performance.svg"
"""The files of a run, below the folder of the pages."""


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """The results of a run.

    Attributes:
        date: The day, in UTC, such as `2026-11-24`.
        rounds: The number of measurements of each side. Slow measurements have fewer.
        machine: The machine.
        rows: The comparisons.
        plugin_start: The parts of the plugin's start.
        get: The parts of a lookup with the command line.
        preview: The phases of a preview.
        pins: The parts of Check for one pin of many.
    """

    date: str
    rounds: int
    machine: Machine
    rows: list[Row]
    plugin_start: list[Share]
    get: list[Share]
    preview: list[Phase]
    pins: list[Share] = []


def write(report: Report, folder: Path) -> None:
    """Write a run as indented JSON, so that a person can compare two runs."""
    text = msgspec.json.format(msgspec.json.encode(report, order="deterministic"), indent=1)
    (folder / JSON).write_bytes(text + b"\n")


def read(folder: Path) -> Report:
    """Return the stored run."""
    return decoding.decode((folder / JSON).read_bytes(), Report)


def describe(figure: Figure, unit: str) -> str:
    """Return a figure as text, with the range of the middle half of its samples if they differ."""
    digits = 0 if unit in {"ms", "MiB", "requests"} else 2
    median, low, high = (f"{value:.{digits}f}" for value in (figure.median, figure.low, figure.high))
    noun = unit.removesuffix("s") if unit == "requests" and median == "1" else unit
    return f"{median} {noun}" + ("" if low == high else f" ({low} to {high})")
