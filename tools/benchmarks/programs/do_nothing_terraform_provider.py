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
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alicloud_iot_ota.terraform import messages

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


key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
now = datetime.now(timezone.utc)
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(now)
    .not_valid_after(now + timedelta(days=1))
    .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    .sign(key, hashes.SHA256())
)
private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
server = grpc.server(ThreadPoolExecutor(), handlers=[DoNothing()])
folder = tempfile.mkdtemp()
address = f"{folder}/provider"
pem = certificate.public_bytes(serialization.Encoding.PEM)
server.add_secure_port(f"unix:{address}", grpc.ssl_server_credentials([(private, pem)]))
server.start()
der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode().rstrip("=")
print(f"1|6|unix|{address}|grpc|{der}", flush=True)
ended.wait()
server.stop(grace=1).wait()
os._exit(0)
