# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""URNs of other resource types: each is rejected with its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from tests.grpc.conftest import Wire


@pytest.mark.parametrize("method", ["Check", "Read"])
@pytest.mark.parametrize("urn", ["", "junk", "a::b", "a::b::c", "::::::", "urn:pulumi:s::p::other:index:Type::name"])
def test_refused(provider: Wire, method: str, urn: str) -> None:
    """A URN that is not valid for a pin is never an internal error."""
    request = {"Check": provider_pb2.CheckRequest, "Read": provider_pb2.ReadRequest}[method](urn=urn)
    with pytest.raises(grpc.RpcError) as raised:
        getattr(provider.stub, method)(request)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "Unknown resource" in str(raised.value.details())
