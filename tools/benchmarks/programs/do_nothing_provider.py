# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A provider without lookups: it answers each call of examples/python with constants.

A call of a function takes as many seconds as the argument of this program. All others are answered immediately.

Its cost is the cost of Pulumi, Python and gRPC. It imports Pulumi's messages without the rest of Pulumi's SDK. It
therefore has less to do than any other provider in Python, except that it imports gRPC and protobuf in the usual way.
"""

from __future__ import annotations

import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.empty_pb2 import Empty

from alicloud_iot_ota import __version__

spec = find_spec("pulumi")
folder = Path(str(spec and spec.origin)).parent
for name in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):  # packages without code
    package = sys.modules[name] = ModuleType(name)
    package.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]

from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc  # noqa: E402 - below what it imports from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.protobuf.message import Message

PIN: Mapping[str, Any] = {
    "destVersion": "4.0.0",
    "digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
    "firmwareId": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    "firmwareSize": 20971520,
    "type": "full",
}
FIRMWARE: Mapping[str, Any] = {
    **PIN,
    "firmwareDesc": "New partition layout, secure boot",
    "firmwareName": "gateway-4.0.0",
    "firmwareSign": "fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
    "moduleName": "default",
    "productKey": "a1GatewayK01",
    "productName": "Edge Gateway",
    "signMethod": "SHA256",
    "status": "verified",
    "statusCode": 1,
    "typeCode": 0,
    "utcCreate": "2025-10-14T08:00:00.000Z",
    "utcModified": "2025-10-14T08:00:00.000Z",
}


class DoNothingProvider(provider_pb2_grpc.ResourceProviderServicer):
    """A provider with two functions and one resource, each with a constant result."""

    def Handshake(self, _request: Message, _context: object) -> Message:  # noqa: N802 - the protocol's name
        """Accept secrets as they are."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, _request: Message, _context: object) -> Message:  # noqa: N802 - the same
        """Return the installed version."""
        return plugin_pb2.PluginInfo(version=__version__)

    def CheckConfig(self, request: provider_pb2.CheckRequest, _context: object) -> Message:  # noqa: N802 - the same
        """Accept any configuration."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def Configure(self, _request: Message, _context: object) -> Message:  # noqa: N802 - the same
        """Ignore the configuration."""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: provider_pb2.InvokeRequest, _context: object) -> Message:  # noqa: N802 - the same
        """Return a package, or a list of one."""
        time.sleep(float(sys.argv[1]))
        response = provider_pb2.InvokeResponse()
        is_list = request.tok == "alicloud-iot:ota:getFirmwares"
        # The field's name in the protocol is a Python keyword.
        getattr(response, "return").update({"firmwares": [FIRMWARE]} if is_list else FIRMWARE)
        return response

    def Check(self, request: provider_pb2.CheckRequest, _context: object) -> Message:  # noqa: N802 - the same
        """Resolve each pin to the same package."""
        request.news.update({"firmware": PIN})
        return provider_pb2.CheckResponse(inputs=request.news)

    def Create(self, request: provider_pb2.CreateRequest, _context: object) -> Message:  # noqa: N802 - the same
        """Create nothing."""
        return provider_pb2.CreateResponse(properties=request.properties)

    def Cancel(self, _request: Message, _context: object) -> Empty:  # noqa: N802 - the same
        """Cancel nothing."""
        return Empty()


server = grpc.server(ThreadPoolExecutor())
provider_pb2_grpc.add_ResourceProviderServicer_to_server(DoNothingProvider(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine ends a plugin this way: immediately, without a traceback
server.wait_for_termination()
