# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Alibaba Cloud's own SDK compared with this client: the same packages, field by field."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.models import Config
from msgspec.structs import asdict, replace

from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.firmware import Package

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.settings import Settings


def official_pages(emulator: Emulator, page_size: int) -> list[dict[str, object]]:
    """List all packages with the official SDK, with the same Python field names."""
    client = Client(
        Config(
            access_key_id=emulator.credentials.access_key_id,
            access_key_secret=emulator.credentials.access_key_secret,
            endpoint=emulator.url.removeprefix("http://"),
            protocol="http",
        )
    )
    names = list(Package.__struct_fields__)
    rows: list[dict[str, object]] = []
    for page in itertools.count(1):
        request = ListOTAFirmwareRequest(current_page=page, page_size=page_size, iot_instance_id=emulator.instance_id)
        body = client.list_otafirmware(request).body
        rows += [{name: getattr(row, name) for name in names} for row in body.firmware_info.simple_firmware_info]
        if page >= body.page_count:
            break
    return rows


def test_same_packages(
    start: Callable[..., Emulator],
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
    timing: Timing,
) -> None:
    """All fifteen fields are equal, including null values and undocumented codes."""
    emulator = start(clock=time.time)  # the SDK signs with this machine's own time
    emulator.publish(ProductKey="a1MeterK001", DestVersion="2.0.0", Status=9, Type=7, FirmwareDesc=None)
    emulator.publish(DestVersion="2.0.0", ModuleName=None, FirmwareSign=None, SignMethod=None, FirmwareSize=None)
    client = connect(settings(emulator), replace(timing, time=time.time))
    ours = [asdict(each) for each in read_catalog(client, Scope(emulator.instance_id, None))]
    theirs = official_pages(emulator, page_size=7)
    assert len(ours) == 26
    assert len(ours[0]) == 15
    assert ours == theirs
