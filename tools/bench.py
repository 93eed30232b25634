# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Measure the cost of this project and of its alternatives. Run by `make bench`.

Prints one table, and writes the figures, a picture and docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import (
    fairness,
    imports,
    listing,
    lookups,
    page,
    picture,
    pins,
    preview,
    preview_phases,
    selection,
    start,
    table,
    terraform,
)
from benchmarks.machine import this_machine
from benchmarks.measuring import MeasuringError
from benchmarks.report import Report, read, write
from benchmarks.setting import Setting
from engine import EngineError
from process import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MEASUREMENTS = (start, lookups, fairness, listing, selection, preview, pins, terraform)
_ROUNDS = 15


def main(argv: Sequence[str] | None = None) -> int:
    """Run all measurements and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=_ROUNDS, help="number of measurements of each side (default: %(default)s)"
    )
    parser.add_argument(
        "--again", action="store_true", help="do not measure; only rewrite the page from the figures in the folder"
    )
    parser.add_argument("--folder", type=Path, default=DOCS, help="folder of the page and its figures (default: docs)")
    options = parser.parse_args(argv)
    try:
        if not options.again:
            with tempfile.TemporaryDirectory() as scratch:
                found = measure(Setting(options.rounds, Path(scratch)))
            (options.folder / "pictures").mkdir(parents=True, exist_ok=True)
            write(found, options.folder)
        report = read(options.folder)
    except (MeasuringError, CommandError, EngineError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    picture.draw(report, options.folder)
    page.write(report, options.folder)
    table.show(report)
    return 0


def measure(setting: Setting) -> Report:
    """Run every measurement in sequence, because parallel measurements would disturb each other."""
    rows = []
    for measurement in _MEASUREMENTS:
        _report(measurement.__name__.rpartition(".")[2])
        rows += measurement.measure(setting)
    _report("where the time goes")
    return Report(
        date=datetime.now(timezone.utc).date().isoformat(),
        rounds=setting.rounds,
        machine=this_machine(),
        rows=rows,
        plugin_start=imports.plugin_start(),
        get=imports.get(setting),
        preview=preview_phases.phases(setting),
        pins=pins.parts(setting),
    )


def _report(what: str) -> None:
    sys.stderr.write(f"Measuring: {what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
