# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The users of the operating system: who owns a file, their names, and their home directories."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from alicloud_iot_ota.base.text import printable


def is_own(status: os.stat_result, *, or_root: bool = False) -> bool:
    """Return whether a file belongs to this user, or optionally to root. On Windows, files have no comparable owner."""
    return sys.platform == "win32" or status.st_uid in ({os.geteuid(), 0} if or_root else {os.geteuid()})


def user_name(uid: int) -> str:
    """Return the ID of a user, with the user name if the system has one."""
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - rarely needed

        with contextlib.suppress(KeyError):
            return f"{printable(pwd.getpwuid(uid).pw_name)} (uid {uid})"
    return f"uid {uid}"


def account_home() -> Path | None:
    """Return the home directory in the account of this user, if the system has one."""
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - rarely needed

        with contextlib.suppress(KeyError):
            return Path(pwd.getpwuid(os.getuid()).pw_dir)
    return None
