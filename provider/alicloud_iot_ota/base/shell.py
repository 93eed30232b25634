# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Command lines in messages, for the shells of this system."""

from __future__ import annotations

import re
import shlex
import sys


def quote(word: str) -> str:
    """Quote a path, a version or a range for a command line.

    On Windows, PowerShell and the command interpreter both read double quotes.
    """
    if sys.platform == "win32":
        quoted = word if re.fullmatch(r"[\w@+=:,./\\~-]+", word) else f'"{word}"'
    else:
        quoted = shlex.quote(word)
    return quoted
