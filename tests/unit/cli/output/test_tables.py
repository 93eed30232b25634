# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Tables without a terminal are those of a terminal that is wide enough."""

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
    """Columns stand where the terminal's would, whatever is in them: wide characters, nothing, control characters."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COLUMNS", "1000")
        wide = tables.table(header, rows)
        patched.setenv("COLUMNS", "1")  # has no room for the titles, so it counts as no terminal
        assert tables.table(header, rows) == wide
