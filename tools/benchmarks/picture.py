# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Draws a run: the cost of this project as a share of the cost of each alternative."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from benchmarks.labels import label
from benchmarks.report import JSON, PICTURE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from matplotlib.typing import RcKeyType

    from benchmarks.comparison import Reach, Row
    from benchmarks.report import Report

_OURS, _MISSED, _REACH, _TEXT = "#1f6feb", "#bf8700", "#24292f", "#24292f"
_ROW_HEIGHT = 0.42  # inches
_WIDTH = 11.0  # inches
_LEAST, _MOST = 0.04, 2.2  # the share of the alternative
_STYLE: dict[RcKeyType, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "performance",  # the same picture for the same figures
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 9,
    "text.color": _TEXT,
}


def draw(report: Report, folder: Path) -> None:
    """Draw a run. The metadata of the picture contains the digest of its figures."""
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=(_WIDTH, _ROW_HEIGHT * len(report.rows) + 1), layout="constrained")
        axes = canvas.add_subplot()
        places = range(len(report.rows))
        shares = [_share(row) for row in report.rows]
        colours = [_OURS if row.is_reached else _MISSED for row in report.rows]
        axes.barh(places, shares, height=0.6, color=colours, zorder=2)
        for place, share in zip(places, shares, strict=True):
            axes.text(_LEAST * 1.04, place, f"{share:.0%}", color="white", weight="bold", va="center", zorder=3)
        axes.scatter([_bound(row.reach) for row in report.rows], places, marker="|", s=220, color=_REACH, zorder=3)
        axes.axvline(1, color=_REACH, linewidth=0.8, linestyle=":", zorder=1)
        axes.set_xscale("log")
        axes.set_xlim(_LEAST, _MOST)
        axes.set_xticks([0.05, 0.1, 0.2, 0.5, 1, 2], ["5 %", "10 %", "20 %", "50 %", "100 %", "200 %"])
        axes.minorticks_off()
        axes.set_yticks(places, [_title(row) for row in report.rows])
        axes.invert_yaxis()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        canvas.suptitle(
            "Cost of this project as a share of each alternative; the black mark is the target", weight="bold"
        )
        canvas.savefig(folder / PICTURE, metadata={"Date": None, "Description": digest(folder)})


def digest(folder: Path) -> str:
    """Return the digest of the figures."""
    return hashlib.sha256((folder / JSON).read_bytes()).hexdigest()


def _title(row: Row) -> str:
    return f"{label(row.section)}, {label(row.what)}\ncompared with {label(row.theirs.name)}"


def _share(row: Row) -> float:
    return row.ours.median / row.theirs.median


def _bound(reach: Reach) -> float:
    return 1 / (reach.at_least or 1) if reach.at_most is None else reach.at_most
