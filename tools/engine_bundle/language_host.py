# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The language hosts for Python, Node.js and Go of an engine built from its Go module, which includes no host.

The engine starts a host in the folder of the program, once per command, reads a port from its first line and interrupts
it at the end. The arguments are the language and those of the engine, which end with its address. The hosts of an
ordinary Pulumi installation also find out which plugins a program needs, and install them.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import signal
import sys
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from plugin_process import PythonHost
from program_process import ProcessHost, go, node
from pulumi.runtime.proto import language_pb2_grpc

if TYPE_CHECKING:
    from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer


def run_python_program() -> None:
    """Run the program in the working directory as `python .` would."""
    runpy.run_path(str(Path.cwd()), run_name="__main__")


def host(language: str, engine_address: str) -> LanguageRuntimeServicer:
    """Return the host of a language: Python programs run in this process, others in their own process."""
    if language == "python":
        return PythonHost(run_python_program)
    return ProcessHost({"go": go, "nodejs": node}[language], engine_address)


def serve(servicer: LanguageRuntimeServicer) -> None:
    """Serve the engine until it interrupts this process."""
    # A shell starts background processes with interrupts ignored. The engine would then kill this host after 5 seconds.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server = grpc.server(futures.ThreadPoolExecutor())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    engine = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        while server.wait_for_termination(timeout=1):
            # The engine was killed and sends no interrupt. On Windows, the ID of the parent never changes.
            if sys.platform != "win32" and os.getppid() != engine:
                os.killpg(0, signal.SIGKILL)  # the process group of this process and the program
    sys.stdout.flush()
    # A program with a refused resource may wait forever for an answer that never comes.
    os._exit(0)


if __name__ == "__main__":
    serve(host(sys.argv[1], sys.argv[-1]))
