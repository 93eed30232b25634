# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Files in a directory that only this user can change.

Every check uses an open descriptor, and every file is opened relative to the descriptor of its checked directory.
Therefore, no other user can exchange anything between a check and its use. Links below the directory are never
followed. The directory itself may be a link if this user or root created the link, such as a `~/.cache` on another
disk.

Windows has no comparable owners and modes, and no directory descriptors. There, the directory must be in the profile of
this user: Windows lets no other user into it, except administrators, and new files inherit that. Links and junctions
below the directory are refused too.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import open_files
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.base.users import is_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self

if sys.platform == "win32":
    _FILE = open_files.BYTES
    REMEDY = "Set cacheDir to a directory in the profile of this user."
    """How to fix an UntrustedError."""
else:
    _FILE = open_files.BYTES | os.O_NOFOLLOW
    REMEDY = "Set cacheDir to a directory that only this user can change, or correct the owner and mode."
_LINK, _SOCKET = {errno.ELOOP, errno.EMLINK}, {errno.ENXIO, errno.EOPNOTSUPP}  # the second codes: BSD, macOS
_NOT_A_FILE = {*_LINK, *_SOCKET, errno.EISDIR}
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class UntrustedError(OSError):
    """Another user can change a file or directory, or it has the wrong type."""


class PrivateDirectory:
    """An open directory that only this user can change. It is closed at the end of its `with` block.

    Args:
        path: The directory. Its last part may be a link that belongs to this user or root.
        create: Whether to create the directory and its parents if they do not exist.

    Raises:
        UntrustedError: Another user can change the directory, or it is a link of another user.
        OSError: The directory does not exist or cannot be opened.
    """

    def __init__(self, path: Path, *, create: bool = False, _parent: PrivateDirectory | None = None) -> None:
        self.path = path
        self._descriptor: int | None = None
        above = None if _parent is None else _parent._descriptor  # noqa: SLF001 - the same class
        place = str(path) if above is None else path.name
        if create:
            missing = itertools.takewhile(lambda each: not os.path.lexists(each), (path, *path.parents))
            for each in [path] if above is not None else [*missing][::-1]:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(each.name if above is not None else str(each), 0o700, dir_fd=above)
        status = os.stat(place, dir_fd=above, follow_symlinks=False)
        is_link = _is_link(status)
        if is_link and (_parent is not None or not is_own(status, or_root=True)):
            raise _link_error(path)
        if sys.platform == "win32":
            _require_profile(path)
        else:
            no_link = 0 if is_link else os.O_NOFOLLOW
            self._descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | no_link, dir_fd=above)
            try:
                _check(os.fstat(self._descriptor), path)
            except OSError:
                os.close(self._descriptor)
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def directory(self, name: str, *, create: bool = False) -> PrivateDirectory:
        """Open a subdirectory. Raises the same errors as the constructor."""
        return PrivateDirectory(self.path / name, create=create, _parent=self)

    def names(self) -> Iterator[str]:
        """Yield the names of all entries, in any order."""
        with os.scandir(self.path if self._descriptor is None else self._descriptor) as entries:
            yield from (entry.name for entry in entries)

    def open(self, name: str, flags: int = os.O_RDONLY) -> int:
        """Open a file and return its descriptor. A new file is accessible to this user only.

        Raises:
            UntrustedError: It is not a regular file, has a hard link, or another user can change it.
            OSError: It does not exist or cannot be opened.
        """
        if sys.platform == "win32" and (self.path / name).is_symlink():
            raise _link_error(self.path / name)
        try:
            descriptor = open_files.retry(
                lambda: os.open(self._place(name), flags | _FILE, 0o600, dir_fd=self._descriptor)
            )
        except OSError as error:
            if error.errno in _NOT_A_FILE:
                raise UntrustedError(f"{printable(str(self.path / name))} is not a regular file.") from None
            raise
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UntrustedError(f"{printable(str(self.path / name))} is not a regular file.")
            if status.st_nlink > 1:
                raise UntrustedError(f"{printable(str(self.path / name))} has a second name (a hard link).")
            _check(status, self.path / name)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def replace(self, name: str, new_name: str) -> None:
        """Rename a file in one step. An existing file or link with the new name is lost."""
        above = self._descriptor
        open_files.retry(
            lambda: os.replace(self._place(name), self._place(new_name), src_dir_fd=above, dst_dir_fd=above)
        )

    def remove(self, name: str) -> None:
        """Remove a file, or a link itself."""
        os.unlink(self._place(name), dir_fd=self._descriptor)

    def _place(self, name: str) -> str:
        return str(self.path / name) if self._descriptor is None else name


def _check(status: os.stat_result, path: Path) -> None:
    if not is_own(status):
        raise UntrustedError(f"{printable(str(path))} belongs to another user (UID {status.st_uid}).")
    if sys.platform != "win32" and status.st_mode & _OTHERS_WRITE:
        raise UntrustedError(
            f"{printable(str(path))} can be changed by other users (mode {stat.S_IMODE(status.st_mode):o})."
        )


def _is_link(status: os.stat_result) -> bool:
    is_junction = sys.platform == "win32" and status.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    return is_junction or stat.S_ISLNK(status.st_mode)


def _link_error(path: Path) -> UntrustedError:
    return UntrustedError(f"{printable(str(path))} is a symbolic link, and links are not followed.")


def _require_profile(path: Path) -> None:
    """Refuse a directory outside the profile of this user. Windows lets every user write into most other folders."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(os.path.expanduser("~"))):  # noqa: PTH111 - raises nothing
        raise UntrustedError(
            f"{printable(str(path))} is not in the profile of this user, so other users may be able to change it."
        )
