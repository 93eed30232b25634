# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts of users and of the service in the middle of a message: on one line, not too long, and no secret among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.hiding import BLANK, is_hidden
from alicloud_iot_ota.visible import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 100  # characters of a text that is shown: a digest, a name, a version fit


def printable(text: str, keep: str = "") -> str:
    """Return a text with every hidden character escaped, and so on one line.

    Args:
        text: The text.
        keep: Characters that stay, such as the ends of its lines.
    """
    return escaped(text, keep)


def uncut(text: str) -> str:
    """Return a text as messages show it in full: printable, such as a path to be copied.

    Within `hiding.hide` it is a blank, unless it may be shown.
    """
    return BLANK if is_hidden(text) else printable(text)


def shown(text: str, longest: int = _LONGEST) -> str:
    """Return a text as `uncut` does, and cut where it has more than so many characters."""
    line = uncut(text)
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def shown_or(text: str | None, otherwise: str) -> str:
    """Return a text as messages show it, or other words where it is missing."""
    return shown(text) if text else otherwise


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return a message with every secret in it blanked, in whatever form messages show one."""
    forms = {form for secret in secrets if secret for form in (secret, shown(secret), secret.lower())}
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)  # one may be a part of another
    return re.sub("|".join(map(re.escape, longest_first)), "[secret]", text)
