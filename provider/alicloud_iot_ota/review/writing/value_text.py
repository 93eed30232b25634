# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values as texts. No two values have the same text, and old and new ones never look alike, however long they are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.review.values import Name, Withheld, are_same, canonical
from alicloud_iot_ota.review.writing.markdown import EMPTY, Safe, digest, safe, safe_json, truncate

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SIDE = 400
"""Characters of an old or a new value with what says that it was cut."""

CHANGED_WITHHELD = "changed, or may have: part of it is withheld"
"""What is said of an argument whose change cannot be shown."""

_BLANKS = re.compile("(?<= ) | (?= )")  # next to another one, where a page shows one
_BLANK = r"\\u0020"
_CONTEXT = 20  # characters before the first difference that are shown


def format_value(value: object) -> Safe:
    """Return a value of the criteria as a text that no other value has.

    A text has the quotes of JSON only where it would read as something else: `"true"`, `"1"`, `"(secret)"`.
    """
    return safe(value) if isinstance(value, str) and not _is_ambiguous(value) else format_exact(value)


def format_exact(value: object) -> Safe:
    """Return a value as the text that no other value has, on one line."""
    return safe_json(canonical(value))


def format_name(name: Name) -> Safe:
    """Return the name of a value: `destVersion`, `keepers["campaign"]`."""
    return Safe(safe(name[0]) + "".join(f"[{format_exact(each)}]" for each in name[1:]))


def format_change(
    old: object, new: object, max_length: int, formatter: Callable[[Any], Safe] = format_value
) -> tuple[Safe, Safe]:
    """Return two values as texts. If they differ, the texts do, also where blanks look like one.

    Args:
        old: The old value.
        new: The new value.
        max_length: Characters that each may have, apart from what says that it was cut.
        formatter: How a value is shown that is short and looks like no other.
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
    """Return a part of a text, with where it starts and the digest of all of it."""
    end = start + max_length
    if start == 0 and len(text) <= end:
        return text
    head, tail = "…" if start else "", "…" if len(text) > end else ""
    note = f"(from character {start + 1:,} of {len(text):,}, SHA-256 {digest(text)})"
    return Safe(f"{head}{text[start:end]}{tail} {note}")


def _as_rendered(text: str) -> str:
    """Return a text as a page shows it, where several blanks are one."""
    return " ".join(text.split())


def _is_ambiguous(text: str) -> bool:
    """Return whether a text without quotes looks like a value that is not this text."""
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
