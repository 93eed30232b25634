# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin with an older version of Pulumi's SDK, which does not have `List`: only `List` is refused.

`make lowest` runs this test with such a version. With a newer one, the test removes `List` from it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from alicloud_iot_ota import __version__
from alicloud_iot_ota.plugin import servicer

LIMIT = 30  # seconds after which the test fails
WITHOUT_LIST = "GetPluginInfo"
"""A method that every version has."""


def add_without_list(plugin: servicer.Servicer, server: grpc.Server) -> None:
    """Serve a method as the generated code of an older SDK does."""
    method: Any = grpc.unary_unary_rpc_method_handler(
        plugin.GetPluginInfo,
        Empty.FromString,
        lambda response: response.SerializeToString(),
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(servicer._SERVICE, {WITHOUT_LIST: method}),))


def test_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says which version to install, and the other methods work."""
    if hasattr(provider_pb2, "ListRequest"):
        monkeypatch.delattr(provider_pb2, "ListRequest")
        monkeypatch.setattr(provider_pb2_grpc, "add_ResourceProviderServicer_to_server", add_without_list)
    plugin, server = servicer.Servicer(), grpc.server(ThreadPoolExecutor(2))
    servicer.add_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            method: Any = channel.unary_stream(f"/{servicer._SERVICE}/List")
            call = method(b"", timeout=LIMIT)
            with pytest.raises(grpc.RpcError):
                next(call)
            assert call.code() is grpc.StatusCode.UNIMPLEMENTED
            assert call.details() == (
                "This plugin cannot list packages: List needs version 3.233.0 or newer of the Python package pulumi.\n"
                "Upgrade pulumi in the Python environment of the plugin."
            )
            info: Any = channel.unary_unary(f"/{servicer._SERVICE}/{WITHOUT_LIST}")
            assert __version__.encode() in info(b"", timeout=LIMIT)
    finally:
        server.stop(grace=None).wait(LIMIT)
        plugin.close()
