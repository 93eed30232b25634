# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Patches of the SDK's server for dynamic providers, applied at run time in that process only.

The server (`python -m pulumi.dynamic`) prints a traceback for every error of a provider, ignores a Cancel, and keeps
running if its engine is killed. It has no hooks for these cases. Unknown versions of the server are not patched.
"""

from __future__ import annotations

import inspect
import os
import stat
import sys
import threading
import traceback
import types
from typing import TYPE_CHECKING

from alicloud_iot_ota.engine.health import HealthCheck
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable

_cancel_callbacks: list[Callable[[], None]] = []


def suppress_tracebacks() -> None:
    """Print the errors of this package without tracebacks.

    The server shows `traceback.format_exc()` to the user, and a refresh cannot fail in any other way. This replaces the
    server's name `traceback` with an object that returns the message of the error.
    """
    main = sys.modules["__main__"]
    if getattr(main, "traceback", None) is not traceback:
        return  # already patched, or an unknown version

    def format_exc() -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, OtaError) else traceback.format_exc()

    vars(main)["traceback"] = types.SimpleNamespace(format_exc=format_exc)


def current_urn() -> str:
    """Return the URN of the resource in the engine's current call on this thread, or an empty text.

    The server passes only the properties to a provider. The engine's request is in a frame of the call stack.
    """
    frame = inspect.currentframe() if _is_server() else None
    while frame is not None:
        urn = getattr(frame.f_locals.get("request"), "urn", None)
        if isinstance(urn, str):
            return urn
        frame = frame.f_back
    return ""


def exit_with_engine(address: str | None) -> None:
    """Exit this process when the engine exits.

    On POSIX systems, the engine keeps the other end of standard input open while it runs. It may not be the parent
    process: usually a shell script starts the server. On Windows, another process may have that end too.

    Args:
        address: The loopback address of the engine. None if a person started this process.
    """
    if not _is_server():
        return
    if sys.platform == "win32":
        if address is not None:
            threading.Thread(target=_exit_after, args=[HealthCheck(address).wait_for_end], daemon=True).start()
    elif stat.S_ISFIFO(os.fstat(0).st_mode):  # without a pipe, the end of the engine is not visible
        threading.Thread(target=_exit_after, args=[_read_input], daemon=True).start()


def _read_input() -> None:
    while os.read(0, 1024):
        pass


def _exit_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(0)


def on_cancel(cancel: Callable[[], None]) -> None:
    """Register a function to call when the engine sends a Cancel.

    gRPC already has a reference to the server's method, so this replaces the code of the method.
    """
    if _is_server():
        _cancel_callbacks.append(cancel)
        method = getattr(vars(sys.modules["__main__"])["DynamicResourceProviderServicer"], "Cancel", None)
        if method is not None and method.__code__.co_varnames[:3] == ("self", "request", "context"):
            method.__code__ = _cancel_method.__code__


def cancel_all() -> None:
    """Call every function registered for a Cancel."""
    for cancel in _cancel_callbacks:
        cancel()


def _is_server() -> bool:
    return hasattr(sys.modules["__main__"], "DynamicResourceProviderServicer")


def _cancel_method(self: object, request: object, context: object) -> object:  # noqa: ARG001 - as in the server
    # This code runs with the globals of the SDK's module, so it must import everything that it uses.
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415

    from alicloud_iot_ota.dynamic.server import cancel_all  # noqa: PLC0415

    cancel_all()
    return Empty()
