# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs Python plugins from their folder, in addition to programs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi.automation._server import LanguageServer  # as in program_process
from pulumi.runtime.proto import language_pb2

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore] # there on Python 3.10 alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    import grpc


class PythonHost(LanguageServer):
    """A host that runs programs in this process and plugins in their own, with the packages of this Python."""

    def InstallDependencies(  # noqa: N802 - the name of the call
        self,
        request: language_pb2.InstallDependenciesRequest,  # noqa: ARG002 - part of the call
        context: grpc.ServicerContext,  # noqa: ARG002 - the same
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Install nothing."""
        yield from ()

    def RunPlugin(  # noqa: N802 - the name of the call
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run the package that the folder's pyproject.toml describes, with the SDK's own module for plugins."""
        project = tomllib.loads((Path(request.info.program_directory) / "pyproject.toml").read_text(encoding="utf-8"))
        command = [sys.executable, "-m", "pulumi.run.plugin", project["project"]["name"], *request.args]
        environ = {**os.environ, **dict(variable.split("=", 1) for variable in request.env)}
        with subprocess.Popen(command, cwd=request.pwd, env=environ, stdout=subprocess.PIPE) as process:
            if not context.add_callback(process.terminate):
                process.terminate()  # the call has ended already
            for line in process.stdout or ():
                yield language_pb2.RunPluginResponse(stdout=line)
        yield language_pb2.RunPluginResponse(exitcode=process.returncode)
