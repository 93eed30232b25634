# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The guard of a port on loopback, which every user of the machine can reach. Only Windows needs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from alicloud_iot_ota.terraform.listening import OneClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIME_LIMIT = 30  # seconds


class _Handlers(grpc.GenericRpcHandler):
    def __init__(self) -> None:
        self._client = OneClient()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Any, Any] | None:
        if handler_call_details.method == "/unknown":
            return self._client.guarded(None)
        if handler_call_details.method == "/stream":
            return self._client.guarded(grpc.stream_stream_rpc_method_handler(lambda requests, _context: requests))
        return self._client.guarded(grpc.unary_unary_rpc_method_handler(lambda request, _context: request))


@pytest.fixture
def address() -> Iterator[str]:
    """Run a guarded server, and return its address."""
    server = grpc.server(ThreadPoolExecutor(2), handlers=[_Handlers()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


def connect(address: str) -> grpc.Channel:
    """Return a connection of its own: channels of a process share one by default."""
    return grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)])


def call(channel: grpc.Channel, method: str = "/a") -> bytes:
    """Return the response to a call."""
    multi_callable: Any = channel.unary_unary(method)
    response: bytes = multi_callable(b"hello", timeout=TIME_LIMIT)
    return response


def stream(channel: grpc.Channel) -> bytes:
    """Return all messages of a stream."""
    multi_callable: Any = channel.unary_stream("/stream")
    return b"".join(multi_callable(b"hello", timeout=TIME_LIMIT))


@pytest.mark.parametrize("send", [call, stream])
def test_only_the_first_client_is_answered(address: str, send: Callable[[grpc.Channel], bytes]) -> None:
    """The engine is the first client. Another one gets an error, and the engine can continue."""
    with closing(connect(address)) as engine, closing(connect(address)) as other:
        assert send(engine) == b"hello"
        with pytest.raises(grpc.RpcError) as caught:
            send(other)
        assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED
        assert caught.value.details() == "This provider answers only the engine that started it."
        assert call(engine) == b"hello"


def test_unknown_calls_stay_unknown(address: str) -> None:
    """A call that the provider does not have is not guarded."""
    with closing(connect(address)) as engine, pytest.raises(grpc.RpcError) as caught:
        call(engine, "/unknown")
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
