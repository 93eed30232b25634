# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Bounded reading of regular files: a pipe does not block, and an endless device is not read."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import open_files

if TYPE_CHECKING:
    from pathlib import Path


class NotRegularError(OSError):
    """The path is a directory or a special file. `strerror` says which."""


def read_start(path: Path, size: int) -> bytes:
    """Return the first bytes of a file, at most `size`. A link to a file is followed.

    Raises:
        NotRegularError: The path is a directory or a special file.
        OSError: The file does not exist or cannot be read.
        ValueError: The path is not a valid file name.
    """
    descriptor = open_files.retry(lambda: _open(path))
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotRegularError(0, "a directory" if stat.S_ISDIR(mode) else "not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | open_files.BYTES)
    except PermissionError:
        if path.is_dir():  # Windows does not open it
            raise NotRegularError(0, "a directory") from None
        raise
    except OSError as error:
        if sys.platform == "win32" and error.errno == errno.EINVAL:
            raise ValueError(error.strerror) from None
        raise
