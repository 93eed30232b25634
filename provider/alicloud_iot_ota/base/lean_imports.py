# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Imports without the modules that libraries import but the programs of this package never use.

The plugin starts once or twice for every Pulumi command, and imports are most of its start. Half of them are for
features that it does not have: gRPC imports asyncio, protobuf its implementation in Python, and Pulumi's messages the
complete SDK. During an import with `import_module`, `sys.modules` therefore has replacements of these modules:

- A stand-in imports the real module when an attribute is first used, at any later time and in any thread.
- A bare module has no code of its own. Modules in a bare package can be imported. The library works without the rest.

After the import, no replacement has the name of its module in `sys.modules`. A later import of the module works as
usual; only the library that imported it here keeps the stand-in. `importlib.util.LazyLoader` would load a module as
soon as a second library imports it.

The ordinary import is used in three cases: the process belongs to another program, whose threads might import the same
modules at this moment; the module is already imported; or a library no longer works with the replacements.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from alicloud_iot_ota.base import interrupts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STAND_INS = (
    "asyncio",  # of gRPC's asynchronous interface
    "bz2",  # of shutil, for archives
    "charset_normalizer",  # of requests, for texts in an unknown encoding
    "google.protobuf.internal.python_message",  # of protobuf, if it is not compiled
    "grpc.aio",  # gRPC's asynchronous interface
    "lzma",  # of shutil, for archives
    "zipfile",  # of requests, for certificates in an archive
)
"""The modules that import the real one when it is first used."""

_VERSIONED = "charset_normalizer"  # requests also imports its version

_TYPING = "typing_extensions"

BARE_MODULES = (
    "pulumi",  # the Automation API, telemetry, and the pickling of dynamic providers
    "pulumi.runtime",
    "pulumi.runtime.proto",
    "semver",  # a command line
    "urllib3.http2",  # HTTP/2, which requires another library
    *([_TYPING] if sys.version_info >= (3, 11) else []),  # of msgspec and gRPC, for older Python versions
)
"""The modules that libraries are imported without."""

_Method = TypeVar("_Method")
_is_enabled = False
_removal = threading.Lock()


class _StandIn(ModuleType):
    """A module that gets its attributes from the real one."""

    __version__: str

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of any module
        if name == "__path__" and sys.modules.get(self.__name__) is self:
            raise AttributeError(name)  # the import of a submodule would load it twice
        _remove(self)
        return getattr(importlib.import_module(self.__name__), name)


def enable() -> None:
    """Enable replacements. Call this only in a program, before it starts a thread: it affects the whole process."""
    global _is_enabled  # noqa: PLW0603 - a property of the process
    _is_enabled = True


def import_module(name: str) -> Any:  # noqa: ANN401 - attributes of any module
    """Import a module and return it. Raises the errors of the ordinary import."""
    if not _is_enabled:
        return importlib.import_module(name)
    with interrupts.delayed():
        with contextlib.suppress(Exception), _replacements():  # the ordinary import works, or reports the cause
            return importlib.import_module(name)
        return importlib.import_module(name)


@contextlib.contextmanager
def _replacements() -> Iterator[None]:
    """Put the replacements into `sys.modules`, and remove them at the end."""
    bare_modules, stand_ins = list(_bare_modules()), list(_stand_ins())
    sys.modules.update({module.__name__: module for module in (*bare_modules, *stand_ins)})
    try:
        yield
    finally:
        for stand_in in stand_ins:
            _remove(stand_in)
        # The modules in a bare package are removed too. Otherwise, a later import of the package would miss the
        # attributes that an import sets on it. If a message module runs twice, it has the same classes, because
        # protobuf keeps one of each.
        prefixes = tuple(f"{module.__name__}." for module in bare_modules)
        for name in [name for name in sys.modules if f"{name}.".startswith(prefixes)]:
            del sys.modules[name]


def _bare_modules() -> Iterator[ModuleType]:
    """Yield the bare modules of libraries that exist and are not imported."""
    libraries = {name.partition(".")[0] for name in BARE_MODULES} - sys.modules.keys()
    specs = {library: PathFinder.find_spec(library) for library in libraries}
    for name in BARE_MODULES:
        library, *inner = name.split(".")
        spec = specs.get(library)
        if spec is not None:
            folders = spec.submodule_search_locations or ()
            module = _bare_module(name, ["/".join([folder, *inner]) for folder in folders])
            if name == _TYPING:
                module.__dict__["override"] = _override
            yield module


def _override(method: _Method) -> _Method:
    """Return a method that gRPC's server declares to override another one."""
    return method


def _bare_module(name: str, folders: Iterable[str]) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = list(folders)
    return module


def _stand_ins() -> Iterator[ModuleType]:
    """Yield stand-ins of the modules that are not imported."""
    for name in set(STAND_INS) - sys.modules.keys():
        stand_in = _StandIn(name)
        if name == _VERSIONED:
            spec = PathFinder.find_spec(name)
            if spec is None:
                continue  # requests must find another library
            stand_in.__version__ = _version(_bare_module(name, spec.submodule_search_locations or ()))
        yield stand_in


def _version(package: ModuleType) -> str:
    """Return the version of a bare package, from its module `version`."""
    module = f"{package.__name__}.version"
    sys.modules[package.__name__] = package
    try:
        version: str = importlib.import_module(module).__version__
    finally:
        del sys.modules[package.__name__]
        sys.modules.pop(module, None)
    return version


def _remove(stand_in: ModuleType) -> None:
    """Remove a stand-in from `sys.modules`, unless the real module has replaced it."""
    with _removal:
        if sys.modules.get(stand_in.__name__) is stand_in:
            del sys.modules[stand_in.__name__]
