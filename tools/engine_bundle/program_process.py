# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs Node.js and Go programs: each in its own process, with the addresses of the engine in variables."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi.automation._server import LanguageServer  # the public function needs a program in its own process
from pulumi.runtime.proto import language_pb2

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

RUN_BY_NODE = "node_modules/@pulumi/pulumi/cmd/run/index.js"
"""The program in Pulumi's Node.js SDK that runs a user's program."""
HAS_TOLD = 32
"""The exit code of both SDKs after an error that the engine has already received."""


class CompilerError(Exception):
    """The program does not compile; the compiler has printed the reason."""


def node(request: language_pb2.RunRequest, engine_address: str, _: str) -> list[str]:
    """Return the command that runs the program with the installed SDK, which also compiles TypeScript."""
    options = {
        "monitor": request.monitor_address,
        "engine": engine_address,
        "organization": request.organization,
        "project": request.project,
        "stack": request.stack,
        "pwd": request.info.program_directory,
        "parallel": str(request.parallel),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    dry_run = ["--dry-run"] if request.dryRun else []
    return ["node", RUN_BY_NODE, *words, *dry_run, request.info.entry_point]


def go(request: language_pb2.RunRequest, _: str, folder: str) -> list[str]:
    """Build the program and return its command.

    `go run` would hide the exit code, and debug information would cost time.
    """
    program = str(Path(folder) / "program")
    built = subprocess.run(
        ["go", "build", "-ldflags=-s -w", "-o", program, "."], cwd=request.info.program_directory, check=False
    )
    if built.returncode:
        raise CompilerError("It does not compile.")
    return [program]


class ProcessHost(LanguageServer):
    """A host of one language, for one engine. It reports no required plugins.

    Args:
        prepare: Returns the command line for a request, given the engine's address and a folder for files.
        engine_address: The address of the engine, such as `127.0.0.1:40000`.
    """

    def __init__(self, prepare: Callable[[language_pb2.RunRequest, str, str], list[str]], engine_address: str) -> None:
        self._prepare = prepare
        self._engine_address = engine_address

    def Run(  # noqa: N802 - the name of the call
        self,
        request: language_pb2.RunRequest,
        context: grpc.ServicerContext,  # noqa: ARG002 - part of the call
    ) -> language_pb2.RunResponse:
        """Run the program to its end."""
        environment = {
            **os.environ,
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
            "PULUMI_DRY_RUN": str(request.dryRun).lower(),
            "PULUMI_ENGINE": self._engine_address,
            "PULUMI_MONITOR": request.monitor_address,
            "PULUMI_NODEJS_TYPESCRIPT": "true",
            "PULUMI_ORGANIZATION": request.organization,
            "PULUMI_PARALLEL": str(request.parallel),
            "PULUMI_PROJECT": request.project,
            "PULUMI_ROOT_DIRECTORY": request.info.root_directory,
            "PULUMI_STACK": request.stack,
        }
        with tempfile.TemporaryDirectory() as folder:
            try:
                command = self._prepare(request, self._engine_address, folder)
                ended = subprocess.run(command, cwd=request.info.program_directory, env=environment, check=False)
            except (OSError, CompilerError) as error:
                return language_pb2.RunResponse(error=f"The program could not be started. {error}")
        if ended.returncode == HAS_TOLD:
            return language_pb2.RunResponse(bail=True)
        if ended.returncode:
            return language_pb2.RunResponse(error=f"The program ended with exit status {ended.returncode}.")
        return language_pb2.RunResponse()
