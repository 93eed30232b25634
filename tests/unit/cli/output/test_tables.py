# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Tables without a terminal, compared with those of a terminal that is wide enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.cli.output import tables

TITLES = ("Version", "バージョン", "")
CELLS = st.one_of(st.none(), st.integers(), st.text(max_size=12))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4)


@given(rows=ROWS, header=st.sampled_from([TITLES, ()]))
def test_without_a_terminal(rows: list[tuple[str | int | None, ...]], header: tuple[str, ...]) -> None:
    """Columns have the same positions as in a terminal, for wide characters, empty texts and control characters."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COLUMNS", "1000")
        wide = tables.table(header, rows)
        patched.setenv("COLUMNS", "1")  # too narrow for the titles, so it counts as no terminal
        assert tables.table(header, rows) == wide
