# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""docs/performance.md says what was measured, and no more."""

from __future__ import annotations

from pathlib import Path

from benchmarks import page, picture, report

DOCS = Path(__file__).resolve().parents[2] / "docs"
RUN = report.read(DOCS)


def test_page_is_made_from_the_figures() -> None:
    """Nobody edits a figure by hand: the page is the one that `make bench` makes from the last run."""
    assert (DOCS / report.PAGE).read_text(encoding="utf-8") == page.render(RUN)


def test_picture_is_made_from_the_figures() -> None:
    """The picture is of the same run."""
    assert f"<dc:description>{picture.digest(DOCS)}</dc:description>" in (DOCS / report.PICTURE).read_text()


def test_everything_is_compared() -> None:
    """The table has a line for each thing that people would ask for, with what it is compared with."""
    compared = {
        row.section: {other.theirs.name for other in RUN.rows if other.section == row.section} for row in RUN.rows
    }
    assert {section: len(others) for section, others in compared.items()} == {
        "Plugin": 3,
        "200 exact look-ups, four products of 250 packages": 2,
        "Command line": 1,
        "Listing": 1,
        "Selection": 3,
        "pulumi preview of the example": 2,
        "pulumi preview of one reference and one pin": 1,
    }


def test_what_is_not_reached_is_explained() -> None:
    """A ratio that is not what it was to be says why."""
    assert [row for row in RUN.rows if not row.is_reached and not row.reason] == []
