# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The performance page: docs/performance.md shows exactly the measured results."""

from __future__ import annotations

from pathlib import Path

from benchmarks import labels, page, picture, report

DOCS = Path(__file__).resolve().parents[2] / "docs"
RUN = report.read(DOCS)


def test_page_is_made_from_the_figures() -> None:
    """The page is exactly the output of `make bench` for the last run."""
    assert (DOCS / report.PAGE).read_text(encoding="utf-8") == page.render(RUN)


def test_picture_is_made_from_the_figures() -> None:
    """The picture shows the same run."""
    assert f"<dc:description>{picture.digest(DOCS)}</dc:description>" in (DOCS / report.PICTURE).read_text()


def test_everything_is_compared() -> None:
    """Each section compares this project with all its alternatives."""
    compared = {
        row.section: {other.theirs.name for other in RUN.rows if other.section == row.section} for row in RUN.rows
    }
    assert {section: len(others) for section, others in compared.items()} == {
        "Plugin": 4,
        "200 exact look-ups, four products of 250 packages": 2,
        "Command line": 1,
        "Listing": 1,
        "Selection": 3,
        "pulumi preview of the example": 3,
        "pulumi preview of one reference and one pin": 2,
        "pulumi preview of many pins, two products of 1,000 packages": 1,
        "20 processes that share the limit for 15 s": 2,
        "OpenTofu provider": 2,
    }


def test_what_is_not_reached_is_explained() -> None:
    """The page explains every target that was missed."""
    assert [row for row in RUN.rows if not row.is_reached and not labels.reason(row)] == []


def test_labels_are_used() -> None:
    """Every label belongs to a stored name."""
    rows = {name for row in RUN.rows for name in (row.section, row.what, row.theirs.name)}
    shares = {share.owner for share in (*RUN.plugin_start, *RUN.get)}
    phases = {name for phase in RUN.preview for name in (phase.owner, phase.what)}
    assert set(labels.LABELS) - rows - shares - phases == set()
