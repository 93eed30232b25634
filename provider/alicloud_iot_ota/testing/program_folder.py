# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The folder of a program: a run enters it, and imports the modules in it again, like a new process.

Installed libraries stay imported. They may be in the same folder, because a virtual environment usually is. Many
libraries cannot be imported twice in a process: they have extension modules, or they register their classes.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_PACKAGES = frozenset({"site-packages", "dist-packages"})
_ENVIRONMENT = "pyvenv.cfg"
_INSTALLED = frozenset(
    Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
)


_LIBRARIES = ("alicloud_iot_ota", "alicloud_iot_emulator", "pulumi")
"""The beginnings of names of modules that are never imported again: Pulumi registers the classes of each SDK once."""


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Enter the folder of a program, as Pulumi does, without modules that were imported from it before.

    At the end, forget the modules that the program imported from its folder, and restore those of the test.
    """
    before, path, of_test = Path.cwd(), sys.path.copy(), _take_out(folder)
    try:
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
        _take_out(folder)
        sys.modules.update(of_test)
        for name, module in of_test.items():
            package, _, attribute = name.rpartition(".")
            if package in sys.modules:
                setattr(sys.modules[package], attribute, module)


def _take_out(folder: Path) -> dict[str, ModuleType]:
    """Remove the modules in a folder, except libraries, and return them."""
    start = f"{folder}{os.sep}"
    found = {
        name: module
        for name, module in list(sys.modules.items())
        if not name.startswith(_LIBRARIES) and name != "__main__" and any(_own_files(module, start))
    }
    for name, module in found.items():
        del sys.modules[name]
        # `from package import module` would find it as an attribute of its package
        package, _, attribute = name.rpartition(".")
        parent = sys.modules.get(package)
        if parent is not None and getattr(parent, attribute, None) is module:
            delattr(parent, attribute)
    return found


def _own_files(module: ModuleType, start: str) -> Iterator[str]:
    """Yield the file of a module, or the folders of a package without an `__init__.py`, if they are the program's."""
    file = getattr(module, "__file__", None)
    for place in [file] if file is not None else getattr(module, "__path__", ()):
        if place.startswith(start) and not _is_installed(Path(place), Path(start)):
            yield place


def _is_installed(place: Path, folder: Path) -> bool:
    """Return whether a file or folder belongs to a library."""
    above = [each for each in place.parents if each.is_relative_to(folder)]
    is_known = any(each.name in _PACKAGES or each in _INSTALLED for each in above)
    return is_known or any((each / _ENVIRONMENT).is_file() for each in above)
