# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plugin that is called as by an engine: with all calls in parallel."""

from __future__ import annotations

import contextlib
import subprocess
from typing import TYPE_CHECKING

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from alicloud_iot_ota.cli.commands.install_plugin import write_launcher
from alicloud_iot_ota.cli.launcher import PLUGIN
from alicloud_iot_ota.engine import properties
from alicloud_iot_ota.schema import tokens
from benchmarks.measuring import PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def installed(folder: Path) -> Path:
    """Install the plugin into a new folder and return its executable."""
    folder.mkdir()
    write_launcher(folder, PYTHON)
    return folder / PLUGIN


@contextlib.contextmanager
def running_plugin(plugin: Path, env: Mapping[str, str]) -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """Start a plugin and configure it only from its environment."""
    with subprocess.Popen([plugin], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            port = process.stdout.readline().decode().strip() if process.stdout else ""
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                provider = provider_pb2_grpc.ResourceProviderStub(channel)
                provider.Handshake(provider_pb2.ProviderHandshakeRequest())
                provider.Configure(provider_pb2.ConfigureRequest(args=Struct(), acceptSecrets=True))
                yield provider
        finally:
            process.kill()


def get_firmware(
    provider: provider_pb2_grpc.ResourceProviderStub, wanted: Sequence[Mapping[str, str]]
) -> list[Mapping[str, object]]:
    """Call getFirmware for all arguments in parallel and return the results in order."""
    requests = [
        provider_pb2.InvokeRequest(tok=tokens.token("getFirmware"), args=properties.encode(dict(each)))
        for each in wanted
    ]
    answers = [provider.Invoke.future(request) for request in requests]
    return [getattr(answer.result(), "return") for answer in answers]
