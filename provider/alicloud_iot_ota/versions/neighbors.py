# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The versions nearest to a missing version, for messages."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.versions.version import Key, release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.versions.reader import Reader


def nearest(wanted: str | Key, candidates: Iterable[str], reader: Reader, count: int = 4) -> list[str]:
    """Return the `count` candidates closest to a wanted version, lowest first.

    For a version, a partial version such as `4.1`, or a sort key, these are its neighbors in the order of versions: as
    many lower as higher ones, if possible. For other text, these are the most similar texts or, if none is similar, the
    highest versions.
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
    """Return the sort key of a version or a partial version; None if the text is neither."""
    version = reader.read(text)
    if version is not None:
        return version.key
    parts = re.fullmatch(r"[vV]?([0-9]{1,18})(?:\.([0-9]{1,18}))?", text)
    return None if parts is None else release((int(parts[1]), int(parts[2] or 0))).key
