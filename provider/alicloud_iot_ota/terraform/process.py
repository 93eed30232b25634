# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the provider: the handshake with the engine that started it, and its exit.

Contract (`docs/internals.md` in hashicorp/go-plugin): the engine sets a variable that identifies it, and reads one line
from stdout with the versions, the address and the certificate. It then connects, and calls Shutdown at the end. A first
line of another form is printed as an error, so it is also the way to report why the provider cannot start.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc

from alicloud_iot_ota.base import docstrings, lean_imports
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.terraform.address import EXECUTABLE, EXTRA, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alicloud_iot_ota.terraform.servicer import TerraformServicer

MAX_MESSAGE = 64 * 1024 * 1024
"""The maximum size of a message in bytes. This is also the engines' limit."""

MAX_WORKERS = 1000
"""The maximum number of threads for requests, started as needed. With so many, a Stop never waits for a thread."""

COOKIE = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
"""The variable that engines set for a provider, and its value."""

_CORE_PROTOCOL, _PROTOCOL = 1, 6
_CLIENT_CERTIFICATE = "PLUGIN_CLIENT_CERT"  # set unless TF_DISABLE_PLUGIN_TLS turns TLS off
_VERSIONS = "PLUGIN_PROTOCOL_VERSIONS"
_SOCKET_DIRECTORY = "PLUGIN_UNIX_SOCKET_DIR"
_PREFIX = "alicloudiot-"  # of the directory of a socket; the process ID follows
_SHORT_DIRECTORY = "/tmp"  # noqa: S108 - for a private directory in it
_MAX_SOCKET_PATH = 100  # bytes; Linux allows 107, macOS 103
_CONNECTED_BY = 60.0  # seconds in which an engine has connected, or has given up
_PARENT_CHECK_INTERVAL = 1.0  # seconds between checks that the engine still runs


class StartError(Exception):
    """The provider cannot start. The message is one line, which the engine prints."""


class _Security(NamedTuple):
    """How the server identifies itself.

    Attributes:
        credentials: For gRPC's server; None without TLS.
        certificate: The certificate for the engine, in Base64; empty without TLS.
    """

    credentials: grpc.ServerCredentials | None
    certificate: str


class _Calls(grpc.GenericRpcHandler):
    """The calls of the protocol. Their implementation is imported after the handshake, before the first call.

    Args:
        shutdown: Ends this process.
    """

    def __init__(self, shutdown: Callable[[], None]) -> None:
        self._shutdown = shutdown
        self._lock = threading.Lock()
        self._servicer: TerraformServicer | None = None

    def load(self) -> TerraformServicer:
        """Return the implementation. Import it at the first call."""
        with self._lock:
            if self._servicer is None:
                module = lean_imports.import_module("alicloud_iot_ota.terraform.servicer")
                self._servicer = module.TerraformServicer(self._shutdown, MAX_MESSAGE)
            return self._servicer

    def stop(self) -> None:
        """Cancel every wait, so that pending calls return the reason."""
        with self._lock:
            if self._servicer is not None:
                self._servicer.stop()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any] | None:
        """Return the handler of a call."""
        return self.load().handler(handler_call_details.method)


def serve(environ: Mapping[str, str]) -> None:
    """Serve until the engine ends this process, or exits, or the process receives a signal.

    Raises:
        OtaError: Python removes the docstrings.
        StartError: The provider cannot start.
    """
    parent = os.getppid()  # first, so that an exit of the engine from now on is detected
    _require_engine(environ)
    docstrings.require()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="[%(levelname)s] %(name)s: %(message)s")
    ends: queue.SimpleQueue[object] = queue.SimpleQueue()  # not an Event: a signal during its wait could deadlock
    signal.signal(signal.SIGTERM, lambda *_: ends.put(None))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the engine too, which then calls StopProvider
    security = _security(environ)
    calls = _Calls(lambda: ends.put(None))
    server = grpc.server(
        ThreadPoolExecutor(MAX_WORKERS),
        handlers=[calls],
        options=[("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)],
    )
    parent_directory = _parent_directory(environ)
    with _socket_directory(parent_directory) as directory:
        address = f"{directory}/provider"
        if security.credentials is None:
            server.add_insecure_port(f"unix:{address}")
        else:
            server.add_secure_port(f"unix:{address}", security.credentials)
        server.start()
        line = (_CORE_PROTOCOL, _PROTOCOL, "unix", address, "grpc", security.certificate)
        sys.stdout.write("|".join(map(str, line)) + "\n")
        sys.stdout.flush()
        threading.Thread(target=calls.load, daemon=True).start()
        threading.Thread(target=_remove_left, args=[parent_directory], daemon=True).start()
        while os.getppid() == parent:
            with contextlib.suppress(queue.Empty):
                ends.get(timeout=_PARENT_CHECK_INTERVAL)
                break
        calls.stop()
        server.stop(grace=_PARENT_CHECK_INTERVAL).wait(_PARENT_CHECK_INTERVAL)  # Shutdown needs its response


def _require_engine(environ: Mapping[str, str]) -> None:
    name, value = COOKIE
    if environ.get(name) != value:
        raise StartError(
            f"{EXECUTABLE} is a provider. OpenTofu and Terraform start it. Run `tofu init` in the folder of a "
            "configuration that requires it."
        )
    versions = environ.get(_VERSIONS, "")
    if str(_PROTOCOL) not in versions.split(","):
        raise StartError(
            f"This provider requires version {_PROTOCOL} of the plugin protocol, got {versions or 'none'}. Use "
            "OpenTofu, or Terraform 1.8 or newer."
        )


def _security(environ: Mapping[str, str]) -> _Security:
    """Return a new certificate, if the engine wants to use TLS."""
    if not environ.get(_CLIENT_CERTIFICATE):
        return _Security(None, "")
    try:
        from alicloud_iot_ota.terraform import certificate  # noqa: PLC0415 - its library is optional
    except ImportError as error:
        raise StartError(
            f"This provider requires {LIBRARY}, which Python cannot import ({error}). Install "
            f"`alicloud-iot-ota[{EXTRA}]` in the environment of {sys.executable}."
        ) from None
    made = certificate.make()
    # An engine of Go reads the certificate without the padding.
    text = base64.b64encode(made.der).decode().rstrip("=")
    return _Security(grpc.ssl_server_credentials([(made.key, made.pem)]), text)


def _parent_directory(environ: Mapping[str, str]) -> str:
    """Return the directory for the directories of sockets. The path of a socket must be short."""
    parent = environ.get(_SOCKET_DIRECTORY) or tempfile.gettempdir()
    longest = f"{parent}/{_PREFIX}{os.getpid()}-12345678/provider"
    return parent if len(os.fsencode(longest)) <= _MAX_SOCKET_PATH else _SHORT_DIRECTORY


@contextlib.contextmanager
def _socket_directory(parent: str) -> Iterator[Path]:
    """Provide a new directory that only this user can enter, and delete it at the end."""
    directory = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _remove_left(parent: str) -> None:
    """Delete the directories of providers that were killed. A process that is killed cannot do it itself.

    A process in another container may be running, although its ID does not exist here. Its engine has connected long
    ago, and does not need the directory any more.
    """
    for found in Path(parent).glob(f"{_PREFIX}*-*"):
        pid = found.name.removeprefix(_PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):
            status = found.lstat()
            is_old = time.time() - status.st_mtime > _CONNECTED_BY
            if is_old and pid.isdecimal() and status.st_uid == os.geteuid() and not _is_running(int(pid)):
                shutil.rmtree(found, ignore_errors=True)  # follows no link


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # a process of another user
        pass
    return True


def main() -> None:
    """Run the provider. Exit without waiting for pending requests to the service."""
    code = 0
    try:
        serve(os.environ)
    except (StartError, OtaError, OSError) as error:
        line = " ".join(str(error).splitlines())
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        code = 1
    sys.stderr.flush()
    os._exit(code)
