# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the SDK's own server for dynamic providers lacks, put into it from within, and into no other process.

The server (`python -m pulumi.dynamic`) prints tracebacks of whatever a provider raises, answers a Cancel without
telling anybody, and stays for ever when its engine is killed. It offers no hooks for any of these. A server of another
shape than the one these know is left as it is.
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

from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable

_cancel_callbacks: list[Callable[[], None]] = []


def suppress_tracebacks() -> None:
    """Keep tracebacks of this package's errors out of what the user reads.

    The server hands `traceback.format_exc()` to the user, and a refresh has no other way to fail. In that process
    alone, its name `traceback` gives the error's own text instead.
    """
    main = sys.modules["__main__"]
    if getattr(main, "traceback", None) is not traceback:
        return  # done before

    def format_exc() -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, OtaError) else traceback.format_exc()

    vars(main)["traceback"] = types.SimpleNamespace(format_exc=format_exc)


def current_urn() -> str:
    """Return the URN of the resource that the engine calls about on this thread; empty if there is none.

    The server passes a provider the properties alone. The engine's request is in one of the calls below this one.
    """
    frame = inspect.currentframe() if _is_server() else None
    while frame is not None:
        urn = getattr(frame.f_locals.get("request"), "urn", None)
        if isinstance(urn, str):
            return urn
        frame = frame.f_back
    return ""


def exit_with_engine() -> None:
    """Leave this process when the engine is gone.

    The engine holds the other end of standard input for as long as it lives. Its process is not always the parent of
    this one: an ordinary installation starts the server by a shell script.
    """
    if not _is_server() or not stat.S_ISFIFO(os.fstat(0).st_mode):
        return  # nobody's end can be seen there

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def on_cancel(cancel: Callable[[], None]) -> None:
    """Call something when the engine sends a Cancel.

    By then gRPC holds the server's method, so the method stays, and its code is exchanged.
    """
    if _is_server():
        _cancel_callbacks.append(cancel)
        method = getattr(vars(sys.modules["__main__"])["DynamicResourceProviderServicer"], "Cancel", None)
        if method is not None and method.__code__.co_varnames[:3] == ("self", "request", "context"):
            method.__code__ = _cancel_method.__code__


def cancel_all() -> None:
    """Call everything that waits for a Cancel."""
    for cancel in _cancel_callbacks:
        cancel()


def _is_server() -> bool:
    return hasattr(sys.modules["__main__"], "DynamicResourceProviderServicer")


def _cancel_method(self: object, request: object, context: object) -> object:  # noqa: ARG001 - the server's own signature
    # Runs with the names of the SDK's module: nothing of this one is in sight here.
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415

    from alicloud_iot_ota.dynamic.server import cancel_all  # noqa: PLC0415

    cancel_all()
    return Empty()
