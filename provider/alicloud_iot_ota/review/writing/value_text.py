# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Format values as text. Different values always have different texts, even if they are truncated."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.review.values import Name, Withheld, are_same, canonical
from alicloud_iot_ota.review.writing.markdown import EMPTY, Safe, digest, safe, safe_json, truncate

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SIDE = 400
"""Characters of an old or a new value, including the note that it was truncated."""

CHANGED_WITHHELD = "changed or may have changed (partly hidden)"
"""The text for an argument with a change that cannot be shown."""

_BLANKS = re.compile("(?<= ) | (?= )")  # adjacent spaces, which a page shows as one
_BLANK = r"\\u0020"
_CONTEXT = 20  # characters shown before the first difference


def format_value(value: object) -> Safe:
    """Format a value of the criteria as a unique text.

    A string has JSON quotes only if it would look like another value without them: `"true"`, `"1"`, `"(secret)"`.
    """
    return safe(value) if isinstance(value, str) and not _is_ambiguous(value) else format_exact(value)


def format_exact(value: object) -> Safe:
    """Format a value as unique JSON on one line."""
    return safe_json(canonical(value))


def format_name(name: Name) -> Safe:
    """Format the name of a value: `destVersion`, `keepers["campaign"]`."""
    return Safe(safe(name[0]) + "".join(f"[{format_exact(each)}]" for each in name[1:]))


def format_change(
    old: object, new: object, max_length: int, formatter: Callable[[Any], Safe] = format_value
) -> tuple[Safe, Safe]:
    """Format an old and a new value. If the values differ, their texts differ visibly, even by a single space.

    Args:
        old: The old value.
        new: The new value.
        max_length: The maximum length of each text, without the note that it was truncated.
        formatter: Formats a value that is short and not ambiguous.
    """
    plain = formatter(old), formatter(new)
    if are_same(old, new):
        return truncate(plain[0], max_length), truncate(plain[1], max_length)
    is_short = max(map(len, plain)) <= max_length
    if is_short and _as_rendered(plain[0]) != _as_rendered(plain[1]) and EMPTY not in plain:
        return plain
    texts = Safe(_BLANKS.sub(_BLANK, format_exact(old))), Safe(_BLANKS.sub(_BLANK, format_exact(new)))
    if max(map(len, texts)) <= max_length:
        return texts
    place = next(
        (index for index, (one, other) in enumerate(zip(*texts, strict=False)) if one != other),
        min(map(len, texts)),
    )
    start = max(0, place - _CONTEXT)
    before, after = (_window(text, start, max_length) for text in texts)
    return before, after


def _window(text: Safe, start: int, max_length: int) -> Safe:
    """Return a part of a text, with its position and the digest of the full text."""
    end = start + max_length
    if start == 0 and len(text) <= end:
        return text
    head, tail = "…" if start else "", "…" if len(text) > end else ""
    note = f"(from character {start + 1:,} of {len(text):,}, SHA-256 {digest(text)})"
    return Safe(f"{head}{text[start:end]}{tail} {note}")


def _as_rendered(text: str) -> str:
    """Return a text as a page shows it, with runs of spaces collapsed."""
    return " ".join(text.split())


def _is_ambiguous(text: str) -> bool:
    """Return whether a text without quotes would look like a different value."""
    if text.startswith('"') or (text.startswith(("[", "{")) and '"' in text) or text == EMPTY:
        return True
    if any(f"({withheld.words})" in text for withheld in Withheld):
        return True
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True
