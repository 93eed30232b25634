# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A mask that shows the packages a machine with Windows, on any machine.

For modules of the packages only, POSIX modules cannot be imported, and `sys`, `os`, `signal`, `socket` and `time` lack
what Windows lacks. Locks, open files and standard output behave as on Windows. Python's library, other packages and
tests see the real machine. `msvcrt` is a stand-in on `flock`, and SIGQUIT one for SIGBREAK, because only Windows has
them.

Use it as a plugin of pytest (`-p tests.windows.mask`), or as a program that imports every module.
"""

from __future__ import annotations

import builtins
import codecs
import errno
import fcntl
import functools
import importlib
import io
import os
import pathlib
import pkgutil
import signal
import socket
import stat
import sys
import tempfile
import traceback
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.windows.posix_names import POSIX_MODULES, POSIX_NAMES

assert sys.platform != "win32", "Windows needs no mask"

PACKAGES = ("alicloud_iot_ota", "alicloud_iot_emulator")

_real_import = builtins.__import__


class _Masked(ModuleType):
    """A module without some names, and with others. Everything else is read from the real module, at every use."""

    def __init__(self, real: ModuleType, hidden: str, **added: object) -> None:
        super().__init__(real.__name__)
        vars(self).update(_real=real, _hidden=frozenset(hidden.split()), **added)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of any module
        if name in vars(self)["_hidden"]:
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}' on Windows")
        return getattr(vars(self)["_real"], name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(vars(self)["_real"], name, value)


def _open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:  # noqa: ANN401 - as `os` has it
    _refuse_descriptor(dir_fd)
    if os.path.isdir(path):  # noqa: PTH112 - as `os` has it
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return os.open(path, flags, mode)


def _access(path: Any, mode: int) -> bool:  # noqa: ANN401 - as `os` has it
    """Windows looks at the attribute "read-only" alone, also for administrators."""
    return os.access(path, mode) and not (mode & os.W_OK and not os.stat(path).st_mode & stat.S_IWUSR)  # noqa: PTH116 - as `os` has it


def _without_descriptors(name: str) -> Any:  # noqa: ANN401 - a function of `os`
    def call(path: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as `os` has it
        for argument in ("dir_fd", "src_dir_fd", "dst_dir_fd"):
            _refuse_descriptor(named.pop(argument, None))
        if name in {"replace", "rename", "unlink", "remove"}:
            for place in (path, *rest):
                _refuse_open_file(place)
        if name in {"utime", "scandir", "listdir", "chmod"} and isinstance(path, int):
            raise TypeError(f"{name}: path should be string, bytes or os.PathLike, not int")
        result = getattr(os, name)(path, *rest, **named)
        return _Status(result) if isinstance(result, os.stat_result) else result

    return call


class _Status:
    """The result of `os.stat` with the fields of Windows. Files have no owner and no useful mode there."""

    def __init__(self, real: os.stat_result) -> None:
        self._real = real
        self.st_reparse_tag = 0
        self.st_uid = self.st_gid = 0
        self.st_mode = stat.S_IFMT(real.st_mode) | 0o666

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field
        return getattr(self._real, name)


def _expand_home(path: str) -> str:
    """Expand `~`. Without a profile, it is the folder to which temporary folders belong, as on Windows."""
    return os.environ.get("USERPROFILE", tempfile.gettempdir()) if path == "~" else path


def _refuse_descriptor(descriptor: int | None) -> None:
    if descriptor is not None:
        raise NotImplementedError("dir_fd unavailable on this platform")


def _refuse_open_file(path: Any) -> None:  # noqa: ANN401 - as `os` has it
    """Windows neither removes nor replaces an open file. Seen here: files of this process, and locked ones."""
    try:
        wanted = os.lstat(path)
    except OSError:
        return
    if any(map(functools.partial(_is_open, wanted), os.listdir("/dev/fd"))) or _is_locked(path):  # noqa: PTH208
        raise PermissionError(errno.EACCES, "The process cannot access the file because it is in use", path)


def _is_open(wanted: os.stat_result, descriptor: str) -> bool:
    try:
        return os.path.samestat(os.fstat(int(descriptor)), wanted)
    except OSError:
        return False


def _is_locked(path: Any) -> bool:  # noqa: ANN401 - as `os` has it
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _locking(descriptor: int, mode: int, _length: int) -> None:
    """Lock like `msvcrt.locking`, on `flock`. Both belong to the open file, and end with it."""
    flags = fcntl.LOCK_UN if mode == _MSVCRT.LK_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB
    try:
        fcntl.flock(descriptor, flags)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None


_MSVCRT = SimpleNamespace(LK_UNLCK=0, LK_LOCK=1, LK_NBLCK=2, locking=_locking)
_DESCRIPTOR_FUNCTIONS = [
    "stat",
    "lstat",
    "mkdir",
    "unlink",
    "remove",
    "replace",
    "rename",
    "utime",
    "scandir",
    "listdir",
    "chmod",
]
_SEEN: dict[str, object] = {
    "sys": _Masked(sys, "", platform="win32"),
    "os": _Masked(
        os,
        POSIX_NAMES["os"],
        name="nt",
        O_BINARY=0,
        supports_dir_fd=frozenset(),
        supports_fd=frozenset(),
        open=_open,
        access=_access,
        path=_Masked(os.path, "", expanduser=_expand_home),
        **{name: _without_descriptors(name) for name in _DESCRIPTOR_FUNCTIONS},
    ),
    "signal": _Masked(signal, POSIX_NAMES["signal"], SIGBREAK=signal.SIGQUIT),
    "socket": _Masked(socket, POSIX_NAMES["socket"]),
    "stat": _Masked(stat, "", IO_REPARSE_TAG_MOUNT_POINT=0xA0000003),
    "select": _Masked(importlib.import_module("select"), POSIX_NAMES["select"]),
    "time": _Masked(importlib.import_module("time"), POSIX_NAMES["time"]),
    "msvcrt": _MSVCRT,
}


def _import(
    name: str,
    globals: Any = None,  # noqa: A002, ANN401 - as `__import__` has it
    locals: Any = None,  # noqa: A002, ANN401 - as `__import__` has it
    fromlist: Any = (),  # noqa: ANN401 - as `__import__` has it
    level: int = 0,
) -> Any:  # noqa: ANN401 - a module
    importer = (globals or {}).get("__name__", "")
    if importer.partition(".")[0] in PACKAGES and level == 0:
        if name.partition(".")[0] in POSIX_MODULES:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        if name in _SEEN:
            return _SEEN[name]
    return _real_import(name, globals, locals, fromlist, level)


def install() -> None:
    """Mask the machine. No module of the packages may be imported before."""
    early = [name for name in sys.modules if name.partition(".")[0] in PACKAGES]
    if early:
        raise RuntimeError(f"imported before the mask: {early}")
    builtins.__import__ = _import
    functions = {name: _without_descriptors(name) for name in ("unlink", "replace", "rename")}
    vars(pathlib)["os"] = _Masked(os, "", **functions)
    # The command interpreter's encoding on a machine in Western Europe.
    codecs.register(lambda name: codecs.lookup("cp850") if name == "oem" else None)


def module_names() -> list[str]:
    """Return the names of all modules of the packages, except those that are programs."""
    return [
        found.name
        for package in map(importlib.import_module, PACKAGES)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith(".__main__")
    ]


def import_all() -> int:
    """Import every module, print those that fail and the number of all, and return the exit code."""
    failed = 0
    names = module_names()
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001, PERF203 - reported
            failed += 1
            sys.stdout.write(f"{name}: {traceback.format_exc().splitlines()[-1]}\n")
    sys.stdout.write(f"{len(names)} modules, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="cp1252", newline="\r\n", line_buffering=True)
    install()
    sys.exit(import_all())
else:
    install()
