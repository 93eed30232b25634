# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the provider: the handshake with the engine that started it, and its exit.

Contract (`docs/internals.md` in hashicorp/go-plugin): the engine sets a variable that identifies it, and reads one line
from stdout with the versions, the address and the certificate. It then connects, opens the stream of the provider's
output, and calls Shutdown at the end. A first line of another form is printed as an error, so it is also the way to
report why the provider cannot start.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import queue
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import docstrings, lean_imports
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.terraform import listening
from alicloud_iot_ota.terraform.address import EXECUTABLE, LIBRARY

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
_STREAM = "/plugin.GRPCStdio/StreamStdio"  # each engine opens it when it connects, and keeps it open
_PARENT_CHECK_INTERVAL = 1.0  # seconds between checks that the engine still runs
if sys.platform == "win32":
    _IGNORED = (signal.SIGINT, signal.SIGBREAK)
else:
    _IGNORED = (signal.SIGINT,)


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

    Attributes:
        has_engine: Whether an engine has called.
    """

    def __init__(self, shutdown: Callable[[], None]) -> None:
        self.has_engine = False
        self._shutdown = shutdown
        self._stopped = threading.Event()
        self._guard = listening.guard()
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
        self._stopped.set()
        with self._lock:
            if self._servicer is not None:
                self._servicer.stop()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any] | None:
        """Return the handler of a call."""
        self.has_engine = True
        if handler_call_details.method == _STREAM:
            # As a stream of requests, because gRPC drops a single request if its call ends before the handler runs.
            return self._guard(grpc.stream_stream_rpc_method_handler(self._stream_output))
        return self._guard(self.load().handler(handler_call_details.method))

    def _stream_output(self, _requests: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
        """Keep the stream of the output open. Its end shows that the engine has ended, on every system.

        The provider writes nothing into it. Its log is on stderr, which the engine reads in any case.
        """
        if context.add_callback(self._shutdown):
            self._stopped.wait()
        else:
            self._shutdown()  # it has ended already
        return iter(())


def serve(environ: Mapping[str, str], monotonic: Callable[[], float] = time.monotonic) -> None:
    """Serve until the engine ends this process, or exits, or the process receives a signal, or no engine calls.

    Args:
        environ: The environment variables.
        monotonic: Returns the time in seconds.

    Raises:
        OtaError: Python removes the docstrings.
        StartError: The provider cannot start.
    """
    parent = os.getppid()  # first, so that an exit of the engine from now on is detected
    _require_engine(environ)
    _require_version(sys.argv[0])
    docstrings.require()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="[%(levelname)s] %(name)s: %(message)s")
    ends: queue.SimpleQueue[object] = queue.SimpleQueue()  # not an Event: a signal during its wait could deadlock
    signal.signal(signal.SIGTERM, lambda *_: ends.put(None))
    for number in _IGNORED:  # a terminal sends them to the engine too, which then calls StopProvider
        signal.signal(number, signal.SIG_IGN)
    security = _security(environ)
    calls = _Calls(lambda: ends.put(None))
    server = grpc.server(
        ThreadPoolExecutor(MAX_WORKERS),
        handlers=[calls],
        options=[("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)],
    )
    with listening.listen(server, security.credentials, environ) as (network, address):
        server.start()
        connected_by = monotonic() + listening.CONNECTED_BY
        line = (_CORE_PROTOCOL, _PROTOCOL, network, address, "grpc", security.certificate)
        sys.stdout.write("|".join(map(str, line)) + "\n")
        sys.stdout.flush()
        threading.Thread(target=calls.load, daemon=True).start()
        # On Windows, the ID of the parent never changes.
        while os.getppid() == parent and (monotonic() < connected_by or calls.has_engine):
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


def _require_version(program: str) -> None:
    """Refuse a copy of the executable of another version. On Windows, a mirror has such copies instead of launchers."""
    name = Path(program).name.removesuffix(SUFFIX)
    if SUFFIX and name.startswith(f"{EXECUTABLE}_v") and name != f"{EXECUTABLE}_v{__version__}":
        raise StartError(
            f"{name} was installed from the environment of {sys.executable}, which now has version {__version__}. Run "
            "`alicloud-iot-ota install-terraform-provider` in an environment that has the version of the provider."
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
            f"`{LIBRARY}` in the environment of {sys.executable}."
        ) from None
    made = certificate.make()
    # An engine of Go reads the certificate without the padding.
    text = base64.b64encode(made.der).decode().rstrip("=")
    return _Security(grpc.ssl_server_credentials([(made.key, made.pem)]), text)


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
