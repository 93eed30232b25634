# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The folders of a user: the home directory and the folder for caches.

platformdirs is not used, because its import takes as long as that of msgspec, and it reads the environment of the
process instead of the given one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CACHES = {"win32": ("LOCALAPPDATA", "~/AppData/Local"), "darwin": ("XDG_CACHE_HOME", "~/Library/Caches")}
_XDG = ("XDG_CACHE_HOME", "~/.cache")
_SEPARATORS = f"/{os.sep}"  # Windows accepts both


def expand_home(text: str, environ: Mapping[str, str]) -> Path | None:
    """Expand `~` at the start of a path, because no shell has done so. Return None without a home directory."""
    if text[:1] != "~" or text[1:2].strip(_SEPARATORS):
        return Path(text)
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home, text[1:].lstrip(_SEPARATORS)) if home else None


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for the caches of all programs of this user. Return None without a home directory."""
    variable, default = _CACHES.get(sys.platform, _XDG)
    folder = Path(environ.get(variable, ""))
    # The XDG specification says to ignore a relative path.
    return folder if folder.is_absolute() else expand_home(default, environ)
