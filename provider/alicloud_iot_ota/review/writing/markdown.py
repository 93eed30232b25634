# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Render untrusted text in Markdown so that it has no effect.

Untrusted text is always in a code span or a fenced block. There, GitHub and GitLab ignore mentions, issues, commits,
links and HTML. Escaping is not enough, because GitHub resolves escapes before it looks for the first four.

GitLab executes a line that starts with `/` as a quick action, unless the line is in a block with fences of exactly
three backticks. Therefore no line starts with `/`, and no fence is longer than three.
"""

from __future__ import annotations

import hashlib
import json
import re

from alicloud_iot_ota.base.text import printable

MAX_LINE = 500
"""Characters of a line in a fenced block, without the note that it was truncated."""

EMPTY = "(empty)"
"""The content of a code span for an empty text."""

_FENCE = "`" * 3
_RUN = re.compile(r"`{2,}")  # a text must not close a fence or require a longer one
_AMBIGUOUS = re.compile(r"\\(?=[\\xuUnrt]|``|[^ -~])")  # a backslash that looks like the start of an escape
_DIGITS = 32  # of the digest of a truncated text


class Safe(str):
    """A text that is already escaped."""

    __slots__ = ()


def safe(text: str) -> Safe:
    """Escape a text for one line of Markdown: hidden characters and runs of backticks.

    A backslash is doubled only if it looks like the start of an escape. Different texts always have different results.
    """
    return text if isinstance(text, Safe) else safe_json(_AMBIGUOUS.sub(r"\\\\", text))


def safe_json(document: str) -> Safe:
    """Escape JSON like `safe`. JSON already doubles the backslashes of a text."""
    return Safe(_RUN.sub(lambda run: r"\x60" * len(run[0]), printable(document)))


def first_lines(lines: list[str], number: int, what: str = "more lines") -> list[str]:
    """Return the first lines, followed by the number and the digest of the other lines."""
    rest = lines[number:]
    more = [f"and {len(rest)} {what}, SHA-256 {digest(json.dumps(rest))}"] if rest else []
    return [*lines[:number], *more]


def truncate(text: str, max_length: int) -> Safe:
    """Return a safe text, truncated to a maximum length.

    A truncated text ends in the digest of the full text, so that different texts never look the same.
    """
    line = safe(text)
    if len(line) <= max_length:
        return line
    return Safe(f"{line[:max_length]}… ({len(text):,} characters, SHA-256 {digest(text)})")


def digest(text: str) -> str:
    """Return the start of the SHA-256 digest of a text. It is long enough to prevent collisions."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def code(text: str, max_length: int = 100) -> str:
    """Return a text as a code span on one line, truncated to a maximum length."""
    line = truncate(text, max_length) or EMPTY
    fence = "``" if "`" in line else "`"
    # If a span starts and ends with a space, Markdown removes one at each end (CommonMark 6.1).
    pad = " " if line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def fenced_block(lines: list[str], language: str) -> list[str]:
    """Return lines as a fenced block. Long lines are truncated, and no line is a quick action."""
    shown = (truncate(line, MAX_LINE) for line in lines)
    return [f"{_FENCE}{language}", *(f"| {line}" if line.lstrip().startswith("/") else line for line in shown), _FENCE]


def collapsible(title: str, lines: list[str]) -> list[str]:
    """Return lines in a collapsed block. The blank lines around them let Markdown parse them."""
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>"]
