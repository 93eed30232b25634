# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lines of tables and fields in every form of TOML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.lock_file.lines import Lines

TEXT = """\
# [firmware.no]
version = 1 # = 2

[firmware.a] # [firmware.no]
productKey = 'a1'
note = \"\"\"
[firmware.b]
x = 1\"\"\"
statuses = [
  "verified", # [firmware.b]
]
  [ firmware . "b" ]
"moduleName" = "[firmware.c]"
[firmware]
c.blocked = [{ destVersion = "1" }, {
d = 2 }]
d = { productKey = "a1" }
[[firmware.e.blocked]]
reason = "x"
[[firmware.e.blocked]]
reason = "y"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("version", 2),
        ("firmware", 4),
        ("firmware.a", 4),
        ("firmware.a.productKey", 5),
        ("firmware.a.note", 6),
        ("firmware.a.statuses", 9),
        ("firmware.b", 12),
        ("firmware.b.moduleName", 13),
        ("firmware.c", 15),
        ("firmware.c.blocked", 15),
        ("firmware.d", 17),
        ("firmware.e", 18),
        ("firmware.e.blocked", 18),
        ("firmware.e.blocked.reason", 19),
    ],
)
def test_line(path: str, line: int) -> None:
    """A table has the line of its first header, and a field the line of its key."""
    assert Lines(TEXT).line(tuple(path.split("."))) == line


def test_nearest() -> None:
    """What the text does not contain has the line of the nearest table around it, or the first line."""
    lines = Lines(TEXT)
    assert lines.line(("firmware", "d", "productKey")) == 17
    assert lines.line(("firmware", "a", "type")) == 4
    assert lines.line(("other", "a")) == 1
    assert Lines("").line(("firmware",)) == 1


@given(st.text() | st.text("[]{}=\"'\n #.a"))
def test_any_text(text: str) -> None:
    """For a text that is not TOML, a line is within the text."""
    for path in (("a",), ("a", "a"), ("",)):
        assert 1 <= Lines(text).line(path) <= text.count("\n") + 1
