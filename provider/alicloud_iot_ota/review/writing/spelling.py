# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values as texts. No two values have the same text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Withheld
from alicloud_iot_ota.review.writing.markdown import EMPTY, safe, safe_json

if TYPE_CHECKING:
    from alicloud_iot_ota.review.writing.markdown import Safe

WITHHELD = {
    Withheld.SECRET: "secret",
    Withheld.UNKNOWN: "known after the update",
    Withheld.UNRESOLVED: "not resolved",
}
"""What stands in the place of a value that cannot be shown."""


def spelt(value: object) -> Safe:
    """Return a value of the criteria as a text that no other value has.

    A text has the quotes of JSON only where it would read as something else: `"true"`, `"1"`, `"(secret)"`.
    """
    return safe(value) if isinstance(value, str) and not _reads_otherwise(value) else exact(value)


def exact(value: object) -> Safe:
    """Return a value as a text that no other value has: as JSON, with a word for each part that cannot be shown."""
    return safe_json(_json(value))


def _json(value: object) -> str:
    if isinstance(value, Withheld):
        return f"({WITHHELD[value]})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_json(name)}: {_json(value[name])}' for name in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _reads_otherwise(text: str) -> bool:
    """Return whether a text without quotes looks like a value that is not this text."""
    if text.startswith('"') or (text.startswith(("[", "{")) and '"' in text) or text == EMPTY:
        return True
    if any(f"({word})" in text for word in WITHHELD.values()):
        return True
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True
