# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How `make bench` judges the requests of processes that share the limit."""

from __future__ import annotations

from benchmarks.fairness import Turns


def test_equal_shares() -> None:
    """Equal numbers of requests have no inequality. A wait may be at the start, between requests or at the end."""
    turns = Turns(10.0, [[0.0, 1.0, 4.5], [0.5, 2.0, 5.0]])
    assert (turns.inequality, turns.longest_wait, turns.busiest_second) == (1.0, 5.5, 2)


def test_process_without_requests() -> None:
    """A process without requests waits for the whole time, and counts as one without a share."""
    turns = Turns(3.0, [[0.0, 0.2, 0.9, 1.0], []])
    assert (turns.inequality, turns.longest_wait, turns.busiest_second) == (2.0, 3.0, 3)
