# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How `make bench` measures samples and summarizes them."""

from __future__ import annotations

from functools import partial

import pytest
from benchmarks.comparison import Figure, Reach, Row, in_turns


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([3.0], (3.0, 3.0, 3.0)),
        ([1.0, 3.0], (2.0, 1.5, 2.5)),
        ([5.0, 1.0, 4.0, 2.0, 3.0], (3.0, 2.0, 4.0)),
        ([1.0, 1.0, 1.0, 100.0], (1.0, 1.0, 25.75)),
    ],
)
def test_figure(samples: list[float], expected: tuple[float, float, float]) -> None:
    """A figure has the median, the quartiles and every sample."""
    figure = Figure.of("ours", samples)
    assert (figure.median, figure.low, figure.high) == expected
    assert figure.samples == samples


@pytest.mark.parametrize(
    ("reach", "ours", "theirs", "ratio", "is_reached"),
    [
        (Reach(at_most=1.25), 125.0, 100.0, 1.25, True),
        (Reach(at_most=1.25), 150.0, 100.0, 1.5, False),
        (Reach(at_least=2.0), 100.0, 200.0, 2.0, True),
        (Reach(at_least=2.0), 160.0, 200.0, 1.25, False),
    ],
)
def test_reach(reach: Reach, ours: float, theirs: float, ratio: float, *, is_reached: bool) -> None:
    """A target limits how much slower, or requires how much faster, this project is."""
    row = Row.of("a", "b", "s", reach, ours=Figure.of("ours", [ours]), theirs=Figure.of("theirs", [theirs]))
    assert (row.ratio, row.is_reached) == (ratio, is_reached)


def test_reach_in_words() -> None:
    """The table shows which kind of target it is."""
    assert [str(Reach(at_most=1.25)), str(Reach(at_least=2.0))] == ["at most 1.25 x", "at least 2 x"]


def test_sides_are_measured_in_turns() -> None:
    """Each side is first as often as last, after one discarded measurement."""
    taken: list[str] = []

    def take(name: str) -> int:
        taken.append(name)
        return len(taken)

    samples = in_turns({name: partial(take, name) for name in "ab"}, 4)
    assert "".join(taken) == "ab" + "abba" * 2
    assert samples == {"a": [3, 6, 7, 10], "b": [4, 5, 8, 9]}


def test_no_warm_up() -> None:
    """Without a warm-up, every measurement counts."""
    taken: list[str] = []
    in_turns({"a": partial(taken.append, "a")}, 2, warm_up=False)
    assert taken == ["a", "a"]
