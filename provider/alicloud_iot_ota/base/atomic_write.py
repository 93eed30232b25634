# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Atomic replacement of a file: the new file is written completely next to the old one, and then renamed over it."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import open_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def replace(target: Path, fresh: Path, content: bytes) -> None:
    """Replace a file atomically and keep its permissions. The parameters and errors are those of `staged`."""
    with staged(target, fresh, content):
        open_files.replace(fresh, target)


@contextlib.contextmanager
def staged(target: Path, fresh: Path, content: bytes) -> Iterator[None]:
    """Write the new content of a file under a temporary name, for a block that renames it.

    The new file has the permissions of the target, or default permissions. If the block does not rename it, it is
    removed.

    Args:
        target: The file to replace. It must not be a link, because the link itself would be replaced.
        fresh: The temporary name, in the same directory. No other process may use this name: a file that a killed
            process left there is removed.
        content: The content of the new file.

    Raises:
        OSError: The file could not be written; `target` is unchanged.
    """
    _remove(fresh)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # minus the umask
    try:
        with os.fdopen(descriptor, "wb") as file:
            if target.exists():
                open_files.set_mode(descriptor, stat.S_IMODE(target.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield
    finally:
        _remove(fresh)


def _remove(fresh: Path) -> None:
    open_files.retry(lambda: fresh.unlink(missing_ok=True))
