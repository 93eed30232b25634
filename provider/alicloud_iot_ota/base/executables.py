# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The file names of executables on this system, and where they are."""

from __future__ import annotations

import os
import sys

SUFFIX = ".exe" if sys.platform == "win32" else ""
"""The end of the file name of an executable."""


def find(name: str) -> str | None:
    """Return the path of an executable on PATH, or None.

    On Windows, `shutil.which` prefers the current directory. That may be the checkout of another author, whose programs
    must not run.
    """
    import shutil  # noqa: PLC0415 - each start of a provider imports this module, and only some call this function
    from pathlib import Path  # noqa: PLC0415 - the same

    found = shutil.which(name)
    if sys.platform == "win32" and found is not None and not Path(found).is_absolute():
        folders = filter(Path.is_absolute, map(Path, os.environ.get("PATH", "").split(os.pathsep)))
        candidates = (shutil.which(str(folder / f"{name}{SUFFIX}")) for folder in folders)
        return next(filter(None, candidates), None)
    return found
