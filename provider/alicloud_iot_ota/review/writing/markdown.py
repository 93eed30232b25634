# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Markdown in which a text from outside can do nothing.

Such a text stands in a code span or a fenced block, always: there, no forge looks for mentions, issues, commits, links
or HTML. An escape would not do, for GitHub looks for the first four in the text that the escapes have left.

GitLab runs a line that starts with `/` as a quick action, unless it is in a block whose fences it recognizes: those of
exactly three backticks. So no line starts with `/`, and no fence is longer than that.
"""

from __future__ import annotations

import hashlib
import json
import re

from alicloud_iot_ota.base.text import printable

MAX_LINE = 500
"""Characters of a line in a fenced block, apart from what says that it was cut."""

EMPTY = "(empty)"
"""What a code span shows instead of an empty text."""

_FENCE = "`" * 3
_RUN = re.compile(r"`{2,}")  # no text may close a fence, or need a longer one
_AMBIGUOUS = re.compile(r"\\(?=[\\xuUnrt]|``|[^ -~])")  # a backslash that would read as the start of an escape
_DIGITS = 32  # of the digest of a text that was cut


class Safe(str):
    """A text that is escaped already, and so is not escaped again."""

    __slots__ = ()


def safe(text: str) -> Safe:
    """Return a text on one line, with hidden characters and runs of backticks escaped.

    A backslash is doubled only where it would read as part of an escape: no two texts are escaped to the same one.
    """
    return text if isinstance(text, Safe) else safe_json(_AMBIGUOUS.sub(r"\\\\", text))


def safe_json(document: str) -> Safe:
    """Return JSON as `safe` does. JSON doubles each backslash of a text itself."""
    return Safe(_RUN.sub(lambda run: r"\x60" * len(run[0]), printable(document)))


def first_lines(lines: list[str], number: int, what: str = "more lines") -> list[str]:
    """Return the first lines, and how many more there are with the digest of them."""
    rest = lines[number:]
    more = [f"and {len(rest)} {what}, SHA-256 {digest(json.dumps(rest))}"] if rest else []
    return [*lines[:number], *more]


def truncate(text: str, max_length: int) -> Safe:
    """Return a safe text, and the digest of all of it if it is too long: so two that differ never look alike."""
    line = safe(text)
    if len(line) <= max_length:
        return line
    return Safe(f"{line[:max_length]}… ({len(text):,} characters, SHA-256 {digest(text)})")


def digest(text: str) -> str:
    """Return the first digits of the SHA-256 digest of a text, too many of them to find two texts with the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def code(text: str, max_length: int = 100) -> str:
    """Return a text as a code span of one line, cut where it has more than so many characters."""
    line = truncate(text, max_length) or EMPTY
    fence = "``" if "`" in line else "`"
    # A span that is not all blanks loses one at either end, where both are there (CommonMark 6.1).
    pad = " " if line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def fenced_block(lines: list[str], language: str) -> list[str]:
    """Return lines as a fenced block, each cut where it is too long, and none a quick action."""
    shown = (truncate(line, MAX_LINE) for line in lines)
    return [f"{_FENCE}{language}", *(f"| {line}" if line.lstrip().startswith("/") else line for line in shown), _FENCE]


def collapsible(title: str, lines: list[str]) -> list[str]:
    """Return lines that are shown on a click only. The blank lines around them make them Markdown again."""
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>"]
