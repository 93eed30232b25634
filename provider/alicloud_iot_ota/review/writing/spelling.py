# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values as texts. No two values have the same text, and old and new ones never look alike, however long they are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.review.values import Name, Withheld, are_same, canonical
from alicloud_iot_ota.review.writing.markdown import EMPTY, Safe, cut, digest, safe, safe_json

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SIDE = 400
"""Characters of an old or a new value with what says that it was cut."""

CHANGED_WITHHELD = "changed, or may have: part of it is withheld"
"""What is said of an argument whose change cannot be shown."""

_BLANKS = re.compile("(?<= ) | (?= )")  # next to another one, where a page shows one
_BLANK = r"\\u0020"
_CONTEXT = 20  # characters before the first difference that are shown


def spelt(value: object) -> Safe:
    """Return a value of the criteria as a text that no other value has.

    A text has the quotes of JSON only where it would read as something else: `"true"`, `"1"`, `"(secret)"`.
    """
    return safe(value) if isinstance(value, str) and not _reads_otherwise(value) else exact(value)


def exact(value: object) -> Safe:
    """Return a value as the text that no other value has, on one line."""
    return safe_json(canonical(value))


def title(name: Name) -> Safe:
    """Return the name of a value: `destVersion`, `keepers["campaign"]`."""
    return Safe(safe(name[0]) + "".join(f"[{exact(each)}]" for each in name[1:]))


def sides(old: object, new: object, longest: int, spell: Callable[[Any], Safe] = spelt) -> tuple[Safe, Safe]:
    """Return two values as texts. If they differ, the texts do, also where blanks look like one.

    Args:
        old: The old value.
        new: The new value.
        longest: Characters that each may have, apart from what says that it was cut.
        spell: How a value is shown that is short and looks like no other.
    """
    plain = spell(old), spell(new)
    if are_same(old, new):
        return cut(plain[0], longest), cut(plain[1], longest)
    is_short = max(map(len, plain)) <= longest
    if is_short and _on_a_page(plain[0]) != _on_a_page(plain[1]) and EMPTY not in plain:
        return plain
    texts = Safe(_BLANKS.sub(_BLANK, exact(old))), Safe(_BLANKS.sub(_BLANK, exact(new)))
    if max(map(len, texts)) <= longest:
        return texts
    place = next(
        (index for index, (one, other) in enumerate(zip(*texts, strict=False)) if one != other),
        min(map(len, texts)),
    )
    start = max(0, place - _CONTEXT)
    before, after = (_window(text, start, longest) for text in texts)
    return before, after


def _window(text: Safe, start: int, longest: int) -> Safe:
    """Return a part of a text, with where it starts and the digest of all of it."""
    end = start + longest
    if start == 0 and len(text) <= end:
        return text
    head, tail = "…" if start else "", "…" if len(text) > end else ""
    note = f"(from character {start + 1:,} of {len(text):,}, SHA-256 {digest(text)})"
    return Safe(f"{head}{text[start:end]}{tail} {note}")


def _on_a_page(text: str) -> str:
    """Return a text as a page shows it, where several blanks are one."""
    return " ".join(text.split())


def _reads_otherwise(text: str) -> bool:
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
