# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""List over gRPC: the order of the responses, pages, refusals, and IDs that Read accepts.

`test_cancel.py` has the Cancel of a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from tests.grpc.conftest import to_dict
from tests.grpc.serving import ENDS_SOON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi.runtime.proto import provider_pb2

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

GATEWAY = {"productKey": "a1GatewayK01"}
DEPLOYABLE = 10
"""The number of packages of the gateway that can be imported."""


def kinds(responses: list[provider_pb2.ListResponse]) -> list[str | None]:
    """Return the kind of each response."""
    return [each.WhichOneof("response") for each in responses]


def ids(responses: list[provider_pb2.ListResponse]) -> list[str]:
    """Return the listed IDs."""
    return [each.result.id for each in responses if each.HasField("result")]


def token(responses: list[provider_pb2.ListResponse]) -> str:
    """Return the continuation token, which the last response contains."""
    return responses[-1].continuation.continuation_token


def refusal(wire: Wire, query: Mapping[str, object], **page: Any) -> tuple[grpc.StatusCode, str]:  # noqa: ANN401 - the fields of the request
    """Send a request that must fail before its first response, and return the status and the text."""
    call = wire.stub.List(wire.list_request(query, **page), timeout=ENDS_SOON)
    with pytest.raises(grpc.RpcError):
        next(call)
    return call.code(), str(call.details())


def test_complete_list(provider: Wire, emulator: Emulator) -> None:
    """Without limits, every result comes in one stream without a continuation, from one request to the service."""
    listed = provider.list(GATEWAY)
    assert kinds(listed) == ["result"] * DEPLOYABLE
    assert len(set(ids(listed))) == len({each.result.name for each in listed}) == DEPLOYABLE
    assert listed[0].result.name == "gateway-3.2.1"
    assert len(emulator.requests) == 1


def test_no_match(provider: Wire) -> None:
    """A list without a match is empty, and not an error."""
    assert provider.list({**GATEWAY, "destVersion": "9.9.9"}) == []


def test_pages(provider: Wire, emulator: Emulator) -> None:
    """Results come before the continuation, the pages make the complete list, and they share a package list."""
    complete, listed, continuation = provider.list(GATEWAY), [], ""
    while True:
        page = provider.list(GATEWAY, page_size=4, continuation_token=continuation)
        listed += ids(page)
        if page[-1].HasField("result"):
            break
        assert kinds(page) == ["result"] * 4 + ["continuation"]
        continuation = token(page)
    assert listed == ids(complete)
    assert len(emulator.requests) == 1


def test_limit_as_pulumi_sends_it(provider: Wire) -> None:
    """Pulumi's command line sends what is left of its count with each token; other callers repeat the limit."""
    first = provider.list(GATEWAY, limit=5, page_size=2)
    second = provider.list(GATEWAY, limit=3, page_size=2, continuation_token=token(first))
    third = provider.list(GATEWAY, limit=5, page_size=2, continuation_token=token(second))
    assert kinds(third) == ["result"]
    assert (
        ids(first) + ids(second) + ids(third) == ids(provider.list(GATEWAY, limit=5)) == ids(provider.list(GATEWAY))[:5]
    )


def test_listed_ids_can_be_read(provider: Wire) -> None:
    """Read returns the package of each listed ID, with inputs for an import."""
    for firmware_id in ids(provider.list(GATEWAY)):
        found = provider.read(firmware_id)
        assert found.id == firmware_id
        assert to_dict(found.inputs)["firmwareId"] == firmware_id
        assert to_dict(found.inputs)["firmware"]["firmwareId"] == firmware_id


def test_the_catalog_changes_between_pages(next_command: Callable[[], Wire], emulator: Emulator) -> None:
    """A package that was withdrawn since the previous page makes the next page an error."""
    first = next_command().list(GATEWAY, page_size=2)
    emulator.withdraw(ids(first)[0])
    code, text = refusal(next_command(), GATEWAY, page_size=2, continuation_token=token(first))
    assert code is grpc.StatusCode.ABORTED
    assert text == (
        f"The packages of product a1GatewayK01, instance {emulator.instance_id} ({emulator.url}) changed since the "
        "previous page of the list.\nList again from the first page, without a continuation token."
    )


def test_tokens(provider: Wire) -> None:
    """A token of another query, a damaged token and a text that is not a token are refused."""
    valid = token(provider.list(GATEWAY, page_size=2))
    damaged = valid.replace("2.", "3.", 1)
    cases = [(valid, {"productKey": "a1CameraK01"}), (damaged, GATEWAY), ("next", GATEWAY), ("9" * 1_000_000, GATEWAY)]
    for text, query in cases:
        code, told = refusal(provider, query, page_size=2, continuation_token=text)
        assert code is grpc.StatusCode.INVALID_ARGUMENT
        assert told.startswith("continuationToken ")
        assert len(told) < 300


def test_mistakes(provider: Wire, emulator: Emulator) -> None:
    """All mistakes are in one message, and no request is sent."""
    code, text = refusal(provider, {"minAge": "x", "versionRange": ">>1", "iotInstanceId": "iot-2"})
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    first, *_, last = text.splitlines()
    assert first.startswith('Unknown argument "iotInstanceId".')
    assert {"productKey is required.", "versionRange must be", "minAge must be"} <= {
        " ".join(line.split()[:3]) for line in text.splitlines()
    }
    assert last == "Correct the arguments named above. Nothing was looked up."
    assert emulator.requests == []


def test_another_resource(provider: Wire) -> None:
    """A list of another resource is refused."""
    code, text = refusal(provider, GATEWAY, token="alicloud-iot:ota:Firmware")
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert text.startswith(
        'Unknown resource "alicloud-iot:ota:Firmware". This provider has alicloud-iot:ota:FirmwarePin.'
    )


def test_unknown_query(provider: Wire, unknown: str, emulator: Emulator) -> None:
    """With an unknown criterion, the only response is `computed`. Mistakes in other criteria are still reported."""
    assert kinds(provider.list({"productKey": unknown})) == ["computed"]
    assert kinds(provider.list({**GATEWAY, "blocked": [{"reason": "r", "digest": unknown}]})) == ["computed"]
    assert refusal(provider, {"productKey": unknown, "minSize": -1})[1].startswith("minSize must be a whole number")
    assert emulator.requests == []


def test_secret_query(
    provider: Wire, secret: Callable[[object], dict[str, object]], emulator: Emulator, engine: FakeEngine
) -> None:
    """A secret criterion is refused without a request. Its value is not in the message or in the engine's log."""
    code, text = refusal(provider, {"productKey": secret("canary"), "minAge": secret("canary-age")})
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert "productKey must not be a secret" in text
    assert "canary" not in text
    assert emulator.requests == []
    assert engine.logged == []


def test_failure_of_the_service(provider: Wire, emulator: Emulator) -> None:
    """If the package list cannot be read completely, there is no result, and the error is the one of a lookup."""
    emulator.fault("error", code="Forbidden.RAM", times=100)
    code, text = refusal(provider, GATEWAY)
    assert code is grpc.StatusCode.PERMISSION_DENIED
    assert "Forbidden.RAM" in text


def test_warnings(provider: Wire, engine: FakeEngine) -> None:
    """Versions that cannot be read are reported once for all pages."""
    query = {"productKey": "a1CameraK01", "versionRange": ">=1", "versionScheme": "dotted"}
    first = provider.list(query, page_size=1)
    provider.list(query, page_size=1, continuation_token=token(first))
    assert len(engine.logged) == 1
    assert "cam_2024-11-05" in engine.logged[0].message


def test_engine_without_a_handshake(plugin: Wire, settings: dict[str, object]) -> None:
    """An older engine that does not call Handshake gets the same list."""
    plugin.configure(**settings)
    assert len(plugin.list(GATEWAY)) == DEPLOYABLE
