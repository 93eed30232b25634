# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Alibaba Cloud's own SDK as an independent client of the emulator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException
from alibabacloud_tea_openapi.models import Config

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import PACKAGE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_emulator.catalog import AccessKey

SDK_FIELDS = {name: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in PACKAGE_FIELDS}
"""The SDK's field names by the API's names, which are the keys of a package."""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with the real clock, because the SDK signs with the machine's time."""
    with Emulator(queries_per_second=0, any_version=True) as emulator:
        yield emulator


def _client(emulator: Emulator, key: AccessKey, signature_algorithm: str | None) -> Any:  # noqa: ANN401 - the SDK has no types
    return Client(
        Config(
            access_key_id=key.access_key_id,
            access_key_secret=key.access_key_secret,
            security_token=key.security_token,
            endpoint=emulator.url.removeprefix("http://"),
            protocol="http",
            signature_algorithm=signature_algorithm,
        )
    )


@pytest.mark.parametrize("signature_algorithm", [None, "v2"], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
@pytest.mark.parametrize("key_name", ["credentials", "sts"])
def test_sdk_reads_every_page_and_agrees_row_by_row(
    emulator: Emulator, key_name: str, signature_algorithm: str | None
) -> None:
    """With both signatures, with and without an STS token, the SDK reads the same packages with equal fields."""
    client = _client(emulator, getattr(emulator, key_name), signature_algorithm)
    pages = [
        client.list_otafirmware(
            ListOTAFirmwareRequest(current_page=page, page_size=7, iot_instance_id=emulator.instance_id)
        ).body
        for page in (1, 2, 3, 4)
    ]
    seen = [
        {name: getattr(row, attribute) for name, attribute in SDK_FIELDS.items()}
        for page in pages
        for row in page.firmware_info.simple_firmware_info
    ]
    assert seen == emulator.packages()
    assert {(page.success, page.total, page.page_count, page.page_size) for page in pages} == {(True, 24, 4, 7)}
    assert [page.current_page for page in pages] == [1, 2, 3, 4]
    expected = "HMAC-SHA1" if signature_algorithm else "ACS3-HMAC-SHA256"
    assert [record.signature_version.value for record in emulator.requests] == [expected] * 4
    assert [record.request_id for record in emulator.requests] == [page.request_id for page in pages]


@pytest.mark.parametrize("signature_algorithm", [None, "v2"], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
def test_sdk_filters_with_characters_that_need_encoding(emulator: Emulator, signature_algorithm: str | None) -> None:
    """Spaces, plus signs, slashes, tildes and asterisks are valid in a signed filter, and arrive unchanged."""
    version = "4 0+0/~*"
    emulator.publish(ProductKey="a1GatewayK01", DestVersion=version)
    reply = _client(emulator, emulator.credentials, signature_algorithm).list_otafirmware(
        ListOTAFirmwareRequest(
            current_page=1,
            page_size=100,
            iot_instance_id=emulator.instance_id,
            product_key="a1GatewayK01",
            dest_version=version,
        )
    )
    assert [row.dest_version for row in reply.body.firmware_info.simple_firmware_info] == [version]


def test_sdk_raises_on_a_gateway_error(emulator: Emulator) -> None:
    """The SDK raises an exception for a gateway error, with its code, status and request ID."""
    emulator.fault("throttle")
    with pytest.raises(ClientException) as caught:
        _client(emulator, emulator.credentials, None).list_otafirmware(ListOTAFirmwareRequest(current_page=1))
    assert caught.value.code == "Throttling.User"
    assert caught.value.status_code == 400
    assert emulator.requests[0].request_id in caught.value.message


def test_sdk_tells_a_server_error(emulator: Emulator) -> None:
    """For a 5xx status, the SDK raises a ServerException."""
    emulator.fault("error", code="ServiceUnavailable", status=503)
    with pytest.raises(ServerException) as caught:
        _client(emulator, emulator.credentials, None).list_otafirmware(ListOTAFirmwareRequest(current_page=1))
    assert caught.value.code == "ServiceUnavailable"


def test_sdk_sees_a_business_error_in_the_body(emulator: Emulator) -> None:
    """For an error with HTTP status 200, the SDK raises no exception: the body has `success` false and the code."""
    request = ListOTAFirmwareRequest(current_page=1, page_size=101, iot_instance_id=emulator.instance_id)
    body = _client(emulator, emulator.credentials, None).list_otafirmware(request).body
    assert (body.success, body.code) == (False, "iot.common.InvalidPageParams")
    assert "101" in body.error_message
