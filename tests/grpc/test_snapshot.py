# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plugin with a snapshot: it answers in previews without requests, and refuses everything else."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import snapshot
from tests.grpc.conftest import URN, to_dict, to_struct
from tests.grpc.serving import ENDS_SOON

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.grpc.conftest import FakeEngine, Wire

ENDPOINT = "http://127.0.0.1:9"
"""An endpoint without a server."""
CRITERIA = {"productKey": "a1", "moduleName": "default", "type": "full", "destVersion": "1.0.0"}
PACKAGE = Package(firmware_id="id-1", dest_version="1.0.0", product_key="a1", module_name="default", type=0, status=1)
ONLY_PREVIEWS = "A snapshot is only for previews, and "
UPDATE = f"{ONLY_PREVIEWS}this is an update. Nothing is deployed from a snapshot."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a snapshot with one package."""
    path = tmp_path / "s.json"
    catalog = snapshot.make_catalog(ENDPOINT, Scope(None, "a1"), datetime.now(timezone.utc), (PACKAGE,))
    path.write_bytes(
        snapshot.encode(snapshot.CatalogSnapshot(max_age=3600, has_descriptions=True, catalogs=(catalog,)))
    )
    return path


@pytest.fixture
def shake(engine: FakeEngine, plugin: Wire) -> Callable[..., Wire]:
    """Return a function that connects the plugin to an engine that sends the preview flag of Invoke, or does not."""

    def connect(*, sends_preview: bool = True) -> Wire:
        request = provider_pb2.ProviderHandshakeRequest(
            engine_address=engine.address, invoke_with_preview=sends_preview
        )
        plugin.stub.Handshake(request, timeout=ENDS_SOON)
        return plugin

    return connect


@pytest.fixture
def offline(shake: Callable[..., Wire], path: Path) -> Wire:
    """Return a plugin with a snapshot, without credentials, for an endpoint without a server."""
    wire = shake()
    wire.check_config(endpoint=ENDPOINT, snapshot=str(path))
    wire.configure(endpoint=ENDPOINT, snapshot=str(path))
    return wire


def invoke(wire: Wire, *, preview: bool) -> provider_pb2.InvokeResponse:
    """Look up a package with a function."""
    request = wire.request("getFirmware", CRITERIA)
    request.preview = preview
    answer: provider_pb2.InvokeResponse = wire.stub.Invoke(request, timeout=ENDS_SOON)
    return answer


def refusal(call: Callable[[], object]) -> str:
    """Return the text of a refusal."""
    with pytest.raises(grpc.RpcError) as raised:
        call()
    assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    return str(raised.value.details())


def test_function_in_a_preview(offline: Wire, engine: FakeEngine, path: Path) -> None:
    """A function returns its result, and the engine shows one note about the snapshot."""
    for _ in range(2):
        answer = invoke(offline, preview=True)
        assert to_dict(getattr(answer, "return"))["firmwareId"] == "id-1"
    assert len(engine.logged) == 1
    assert f"it comes from the snapshot {path}, read at" in engine.logged[0].message


def test_function_in_an_update(offline: Wire) -> None:
    """Without the flag, a function fails and says how to fix it."""
    text = refusal(lambda: invoke(offline, preview=False))
    assert text == f"{UPDATE}\nUnset snapshot for this command. It is set in the settings."


def test_variable(
    shake: Callable[..., Wire], monkeypatch: pytest.MonkeyPatch, path: Path, settings: dict[str, object]
) -> None:
    """The variable has the same effect as the setting, and the error contains its name."""
    monkeypatch.setenv("ALICLOUD_IOT_OTA_SNAPSHOT", str(path))
    wire = shake()
    wire.configure(**{**settings, "endpoint": ENDPOINT, "iotInstanceId": None})
    assert to_dict(getattr(invoke(wire, preview=True), "return"))["firmwareId"] == "id-1"
    assert "It is set in ALICLOUD_IOT_OTA_SNAPSHOT." in refusal(lambda: invoke(wire, preview=False))


def test_older_engine(shake: Callable[..., Wire], path: Path) -> None:
    """An engine that does not send the flag is refused, with the first version that sends it."""
    wire = shake(sends_preview=False)
    wire.configure(endpoint=ENDPOINT, snapshot=str(path))
    text = refusal(lambda: invoke(wire, preview=False))
    assert f"{ONLY_PREVIEWS}this engine does not say whether a function is called in a preview." in text
    assert "Upgrade Pulumi to 3.206.0 or newer." in text


def test_without_a_snapshot_the_flag_has_no_effect(shake: Callable[..., Wire], settings: dict[str, object]) -> None:
    """With the service, a function works with every engine, in previews and updates."""
    wire = shake(sends_preview=False)
    wire.configure(**settings)
    assert wire.call("getFirmware", productKey="a1GatewayK01", destVersion="4.0.0", type="full")


def test_create_and_update(offline: Wire) -> None:
    """Check resolves a pin. Create and Update accept it in a preview only."""
    inputs = offline.check(CRITERIA).inputs
    assert to_dict(inputs)["firmware"]["firmwareId"] == "id-1"
    old = provider_pb2.CreateRequest(urn=URN, properties=inputs, preview=True)
    assert offline.stub.Create(old, timeout=ENDS_SOON).properties == inputs
    new = provider_pb2.UpdateRequest(urn=URN, id="gateway", olds=inputs, news=inputs, preview=True)
    assert offline.stub.Update(new, timeout=ENDS_SOON).properties == inputs
    old.preview = new.preview = False
    assert refusal(lambda: offline.stub.Create(old, timeout=ENDS_SOON)).startswith(UPDATE)
    assert refusal(lambda: offline.stub.Update(new, timeout=ENDS_SOON)).startswith(UPDATE)


def test_delete(offline: Wire) -> None:
    """Delete changes only the state, so it is allowed."""
    request = provider_pb2.DeleteRequest(urn=URN, id="gateway", properties=to_struct(CRITERIA))
    assert offline.stub.Delete(request, timeout=ENDS_SOON) == Empty()


@pytest.mark.parametrize("is_refresh", [True, False], ids=["refresh", "import"])
def test_read(offline: Wire, is_refresh: bool) -> None:  # noqa: FBT001 - a parameter
    """A refresh and an import are refused, because the engine does not say whether they belong to a preview."""
    state = to_dict(offline.check(CRITERIA).inputs) if is_refresh else None
    text = refusal(lambda: offline.read("gateway" if is_refresh else "a1/default/1.0.0", state))
    assert f"{ONLY_PREVIEWS}Pulumi does not say whether this refresh, import or `.get` belongs to a preview." in text
    assert "Unset snapshot for this command. It is set in the settings." in text


def test_list(offline: Wire) -> None:
    """A list of IDs is refused, because Read would refuse each of its IDs."""
    text = refusal(lambda: offline.list({"productKey": "a1"}))
    assert f"{ONLY_PREVIEWS}Pulumi does not say whether this list of IDs belongs to a preview." in text
    assert "Unset snapshot for this command. It is set in the settings." in text


def test_recorded_setting(shake: Callable[..., Wire], path: Path) -> None:
    """If the setting comes from the state, the error says so: a refresh does not run the program."""
    wire = shake()
    wire.configure(endpoint=ENDPOINT, snapshot=str(path))  # without CheckConfig
    text = refusal(lambda: wire.read("a1/default/1.0.0"))
    assert "It is set in the settings that the last update recorded in the state (run an update without it)." in text


def test_page(offline: Wire) -> None:
    """The function that returns a page of the service is refused in a preview too."""
    request = offline.request("getFirmwarePage", {"currentPage": 1, "pageSize": 1})
    request.preview = True
    text = refusal(lambda: offline.stub.Invoke(request, timeout=ENDS_SOON))
    assert "Use getFirmwares, which accepts a snapshot." in text


def test_secret_product(offline: Wire, engine: FakeEngine, secret: Callable[[object], dict[str, object]]) -> None:
    """A secret product appears in no note and in no error."""
    offline.check({**CRITERIA, "productKey": secret("a1")})
    assert "a1" not in engine.logged[0].message.replace("s.json", "").partition("it comes from")[0]
    request = provider_pb2.CheckRequest(urn=URN, news=to_struct({**CRITERIA, "productKey": secret("a1canary")}))
    text = refusal(lambda: offline.stub.Check(request, timeout=ENDS_SOON))
    assert "does not contain product [secret]" in text
    assert "a1canary" not in text
    assert "product a1" not in text
