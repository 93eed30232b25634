# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Semantic versions in `DestVersion`, which is free text, and a total order over any text.

A version here is semver 2.0.0 with an optional leading `v` or `V`. Text that is not one is never compared as if it
were: it has a place in the total order (so that lists are stable) but can never be the highest.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from semver import Version

if TYPE_CHECKING:
    from collections.abc import Iterable

OrderKey = tuple[int, Version, str]
_NO_VERSION = Version(0)


def parse(text: str) -> Version | None:
    """Return the semantic version that `text` is, or None where it is none."""
    try:
        return Version.parse(text[1:] if text[:1] in {"v", "V"} else text)
    except ValueError:
        return None


def _started(text: str) -> Version | None:
    """Return the version that `text` is or begins, with zeros for the parts that are missing."""
    parts = re.fullmatch(r"[vV]?(\d{1,18})(?:\.(\d{1,18}))?", text)
    return parse(text) if parts is None else Version(int(parts[1]), int(parts[2] or 0))


def order_key(text: str) -> OrderKey:
    """Return a key that sorts any texts totally: what is no version first, then by semver precedence, then by text."""
    version = parse(text)
    return (0, _NO_VERSION, text) if version is None else (1, version, text)


def nearest(wanted: str, candidates: Iterable[str], count: int = 4) -> list[str]:
    """Return the `count` candidates closest to `wanted`, lowest first.

    For a version, or the beginning of one such as `4.1`, these are its neighbours in order, as many from below as from
    above where there are so many; for other text, those spelt most alike, or the highest where none is alike.
    """
    known = sorted(set(candidates), key=order_key)
    started = _started(wanted)
    if started is None:
        alike = difflib.get_close_matches(wanted, known, n=count, cutoff=0.4)
        return sorted(alike, key=order_key) or known[-count:]
    key = (1, started, wanted)
    below = [text for text in known if order_key(text) < key]
    above = [text for text in known if order_key(text) > key]
    from_below = min(len(below), max(count - count // 2, count - len(above)))
    return below[len(below) - from_below :] + above[: count - from_below]
