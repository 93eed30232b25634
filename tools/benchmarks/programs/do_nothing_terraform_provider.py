# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A provider of OpenTofu and Terraform without lookups: it answers each call with a recorded message.

The argument is the file with its answers: JSON with Base64 by the path of the call, and for a call that has several, by
the name of the data source in its request.

Its cost is the cost of Python, gRPC, the messages and the certificate that the engine requires. It has no declarations,
no validation and no values.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import grpc

from alicloud_iot_ota.terraform import certificate, messages

if TYPE_CHECKING:
    from alicloud_iot_ota.terraform.messages import Message

ANSWERS = {
    path: {name: base64.b64decode(text) for name, text in answers.items()}
    for path, answers in json.loads(Path(sys.argv[1]).read_text()).items()
}
ended = threading.Event()


class DoNothing(grpc.GenericRpcHandler):
    """Every call of the protocol."""

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[Message, Message]:
        """Return the recorded answer to a call, or an empty one."""
        path = handler_call_details.method
        answers = ANSWERS.get(path, {"": b""})

        name = path.rpartition("/")[2]

        def answer(request: Message, _context: grpc.ServicerContext) -> Message:
            if name == "Shutdown":
                ended.set()
            return messages.parser(f"{name}Response")(
                answers[getattr(request, "type_name", "") if len(answers) > 1 else ""]
            )

        return grpc.unary_unary_rpc_method_handler(
            answer, request_deserializer=messages.parser(name), response_serializer=messages.serialize
        )


made = certificate.make()
server = grpc.server(ThreadPoolExecutor(), handlers=[DoNothing()])
folder = tempfile.mkdtemp()
address = f"{folder}/provider"
server.add_secure_port(f"unix:{address}", grpc.ssl_server_credentials([(made.key, made.pem)]))
server.start()
der = base64.b64encode(made.der).decode().rstrip("=")
print(f"1|6|unix|{address}|grpc|{der}", flush=True)
ended.wait()
server.stop(grace=1).wait()
os._exit(0)
