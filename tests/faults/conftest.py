# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin behind real gRPC, and waits that cost no time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from tests.faults.fleet import PRODUCT_KEY
from tests.grpc.serving import ENDS_SOON, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CRITERIA = {"productKey": PRODUCT_KEY, "moduleName": "default", "select": "highest"}


class Plugin:
    """A plugin as the engine talks to it."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def close(self) -> None:
        """Hang up."""
        self._channel.close()

    def configure(self, settings: Mapping[str, object]) -> None:
        """Configure the provider."""
        given = {name: value for name, value in settings.items() if value is not None}
        self._stub.Configure(provider_pb2.ConfigureRequest(args=_to_struct(given)), timeout=ENDS_SOON)

    def highest(self) -> str:
        """Return the ID of the package with the highest version, by getFirmware."""
        return str(self._invoke("getFirmware", CRITERIA)["firmwareId"])

    def identities(self) -> list[str]:
        """Return the sorted IDs of all packages, by getFirmwares."""
        found = self._invoke("getFirmwares", {"productKey": PRODUCT_KEY})["firmwares"]
        return sorted(str(package["firmwareId"]) for package in found)

    def refusal(self) -> tuple[grpc.StatusCode, str]:
        """Return the status and the text with which getFirmware fails."""
        with pytest.raises(grpc.RpcError) as raised:
            self.highest()
        return raised.value.code(), str(raised.value.details())

    def _invoke(self, function: str, args: Mapping[str, object]) -> Any:  # noqa: ANN401 - a Struct, whose values are of any type
        request = provider_pb2.InvokeRequest(tok=f"alicloud-iot:ota:{function}", args=_to_struct(args))
        answer = self._stub.Invoke(request, timeout=ENDS_SOON)
        assert not answer.failures, answer.failures
        return getattr(answer, "return")


def _to_struct(values: Mapping[str, object]) -> Struct:
    return json_format.ParseDict(dict(values), Struct())


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    """Serve a plugin in this process; nobody has configured it yet."""
    with serving() as serve:
        plugin = Plugin(serve(4))
        yield plugin
        plugin.close()


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no backoff, no pause between readings and no turn of the quota cost time."""
    monkeypatch.setattr("random.random", lambda: 0.0)
    monkeypatch.setattr("alicloud_iot_ota.api.catalogue._PAUSE", 0.0)
    monkeypatch.setattr("alicloud_iot_ota.api.pace.WINDOW", 0.0)


@pytest.fixture
def hold_in_profile() -> Iterator[Callable[[Mapping[str, str]], None]]:
    """Write the aliyun CLI's configuration, with one profile that holds a temporary key."""
    path = Path.home() / ".aliyun" / "config.json"
    path.parent.mkdir(exist_ok=True)

    def hold(key: Mapping[str, str]) -> None:
        profile = {
            "name": "fleet",
            "mode": "StsToken",
            "access_key_id": key["accessKeyId"],
            "access_key_secret": key["accessKeySecret"],
            "sts_token": key["securityToken"],
        }
        path.write_text(json.dumps({"current": "fleet", "profiles": [profile]}), encoding="utf-8")

    yield hold
    path.unlink(missing_ok=True)
