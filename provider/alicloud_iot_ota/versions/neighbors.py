# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The versions nearest to one that is not there, for messages."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.versions.version import Key, release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.versions.reader import Reader


def nearest(wanted: str | Key, candidates: Iterable[str], reader: Reader, count: int = 4) -> list[str]:
    """Return the `count` candidates closest to what is wanted, lowest first.

    For a version, the beginning of one such as `4.1`, or a place in the order of versions, these are its neighbours, as
    many from below as from above where there are so many; for other text, those spelt most alike, or the highest where
    none is alike.
    """
    known = sorted(set(candidates), key=reader.order_key)
    if isinstance(wanted, str):
        place = _place(wanted, reader)
        if place is None:
            alike = difflib.get_close_matches(wanted, known, n=count, cutoff=0.4)
            return sorted(alike, key=reader.order_key) or known[-count:]
        key = (1, place, "", wanted)
    else:
        key = (1, wanted, "", "")
    below = [text for text in known if reader.order_key(text) < key]
    above = [text for text in known if reader.order_key(text) > key]
    from_below = min(len(below), max(count - count // 2, count - len(above)))
    return below[len(below) - from_below :] + above[: count - from_below]


def _place(text: str, reader: Reader) -> Key | None:
    """Return the place of the version that a text is, or begins."""
    version = reader.read(text)
    if version is not None:
        return version.key
    parts = re.fullmatch(r"[vV]?([0-9]{1,18})(?:\.([0-9]{1,18}))?", text)
    return None if parts is None else release((int(parts[1]), int(parts[2] or 0))).key
