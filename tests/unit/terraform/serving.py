# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An engine for tests: it speaks the plugin protocol with a real process of the provider."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from alicloud_iot_ota.schema.functions import FIRMWARE_PIN
from alicloud_iot_ota.terraform import messages, schema, values
from alicloud_iot_ota.terraform.address import EXECUTABLE
from alicloud_iot_ota.terraform.process import COOKIE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from alicloud_iot_ota.terraform.messages import Message

PROVIDER = Path(sys.executable).with_name(EXECUTABLE)
TIME_LIMIT = 60  # seconds, far more than any call here needs


class Engine:
    """A process of the provider, and the connection to it. It is killed at the end of a `with` block."""

    def __init__(self, environ: Mapping[str, str], *, tls: bool = True, provider: Path = PROVIDER) -> None:
        """Start the provider as the engines do, and connect to the address that it prints."""
        name, value = COOKIE
        variables = {name: value, "PLUGIN_PROTOCOL_VERSIONS": "5,6", **({"PLUGIN_CLIENT_CERT": "any"} if tls else {})}
        self.process = subprocess.Popen(
            [provider], env={**environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline().decode().strip()
        *_, self.address, _protocol, certificate = self.line.split("|")
        if tls:
            der = base64.b64decode(certificate + "=" * (-len(certificate) % 4))
            text = base64.encodebytes(der).decode()
            pem = f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n".encode()
            options = [("grpc.ssl_target_name_override", "localhost")]
            self.channel = grpc.secure_channel(f"unix:{self.address}", grpc.ssl_channel_credentials(pem), options)
        else:
            self.channel = grpc.insecure_channel(f"unix:{self.address}")

    def call(self, name: str, /, **fields: Any) -> Message:  # noqa: ANN401 - the fields of a message
        """Call a method of the protocol and return its response."""
        service = "plugin.GRPCController" if name == "Shutdown" else "tfplugin6.Provider"
        method = self.channel.unary_unary(
            f"/{service}/{name}",
            request_serializer=messages.serialize,
            response_deserializer=messages.parser(f"{name}Response"),
        )
        return method(messages.message(name, **fields), timeout=TIME_LIMIT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self.process.kill()
        self.process.communicate()


def configuration(type_name: str, arguments: Mapping[str, object]) -> Message:
    """Return the configuration of a data source or of a pin, as an engine sends it: with all attributes."""
    return values.write({}, block(type_name).attributes, arguments)


def block(type_name: str) -> schema.SchemaBlock:
    """Return the attributes of a data source or of the pin."""
    return schema.block_of(FIRMWARE_PIN if type_name == schema.PIN else schema.DATA_SOURCES[type_name])


def content(encoded: Message) -> Any:  # noqa: ANN401 - any value
    """Return the value in a message."""
    return values.read_value(encoded)


def texts(response: Message) -> list[str]:
    """Return the complete text of each diagnostic."""
    return ["\n".join(filter(None, [each.summary, each.detail])) for each in response.diagnostics]
