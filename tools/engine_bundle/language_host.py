# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A Python language host for an engine built from its Go module, which comes without one.

The engine starts it in the folder of the program, once per command, reads a port from its first line and interrupts
it at the end. An ordinary Pulumi installation has a richer host of its own.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
from concurrent import futures
from pathlib import Path

import grpc
from pulumi.automation._server import LanguageServer  # the public way to it needs a program of its own process
from pulumi.runtime.proto import language_pb2_grpc


def run_program() -> None:
    """Run the program in the working directory as `python .` would."""
    runpy.run_path(str(Path.cwd()), run_name="__main__")


def serve() -> None:
    """Answer the engine until it interrupts this process."""
    server = grpc.server(futures.ThreadPoolExecutor())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageServer(run_program), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    engine = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        while server.wait_for_termination(timeout=1) and os.getppid() == engine:
            pass  # an engine that was killed interrupts nobody
    sys.stdout.flush()
    # A program whose resource was refused may wait for an answer for ever, and nobody waits for the program any more.
    os._exit(0)


if __name__ == "__main__":
    serve()
