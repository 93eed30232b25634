# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/performance.md from a run."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.labels import label, reason
from benchmarks.report import PAGE, describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.comparison import Row
    from benchmarks.imports import Share
    from benchmarks.report import Report

_TEMPLATE = "performance.md.jinja"


def render(report: Report) -> str:
    """Return the text of the page."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 - the output is Markdown with our own figures
    )
    templates.filters.update(figure=describe, label=label, reason=reason, sections=_sections, total=_total)
    return templates.get_template(_TEMPLATE).render(report=report)


def write(report: Report, folder: Path) -> None:
    """Write the page of a run into a folder."""
    (folder / PAGE).write_text(render(report), encoding="utf-8")


def _sections(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    return [(section, list(group)) for section, group in itertools.groupby(rows, key=lambda row: row.section)]


def _total(shares: Sequence[Share]) -> float:
    return sum(share.milliseconds for share in shares)
