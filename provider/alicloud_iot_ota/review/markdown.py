# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Markdown in which a text from outside can do nothing.

Such a text stands in a code span or a fenced block, always: there, no forge looks for mentions, issues, commits, links
or HTML. An escape would not do, for GitHub looks for the first four in the text that the escapes have left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.rendering import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_LINE = 500  # characters of a line in a fenced block


def code(text: str, longest: int = 100) -> str:
    """Return a text as a code span of one line, cut where it has more than so many characters."""
    line = shown(text, longest) or "(empty)"
    fence = "`" * (_longest_run(line) + 1)
    # A span that is not all blanks loses one at either end, where both are there (CommonMark 6.1).
    pad = " " if line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def fenced(lines: Sequence[str], language: str) -> list[str]:
    """Return lines as a fenced block, each cut where it is too long."""
    safe = [shown(line, _LONGEST_LINE) for line in lines]
    fence = "`" * max([3, *(_longest_run(line) + 1 for line in safe)])
    return [f"{fence}{language}", *safe, fence]


def folded(title: str, lines: Sequence[str]) -> list[str]:
    """Return lines that are shown on a click only. The blank lines around them make them Markdown again."""
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>"]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
