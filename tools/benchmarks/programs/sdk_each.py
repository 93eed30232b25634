# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The alternative to this project: one call of the official SDK for each package, repeated if it is throttled.

The arguments are `ProductKey/DestVersion`. The service filters by both, so each package needs one call.
"""

from __future__ import annotations

import os
import sys
import time

from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException

PAUSE = 0.05  # seconds; a longer delay would not use the full quota


def find(caller: Client, product_key: str, version: str) -> str:
    """Return the ID of a package."""
    request = ListOTAFirmwareRequest(
        iot_instance_id=os.environ["ALIBABA_CLOUD_IOT_INSTANCE_ID"],
        product_key=product_key,
        dest_version=version,
        current_page=1,
        page_size=100,
    )
    while True:
        try:
            (package,) = caller.list_otafirmware(request).body.firmware_info.simple_firmware_info
        except TeaException as error:  # noqa: PERF203 - each attempt may fail
            if error.code != "Throttling.User":
                raise
            time.sleep(PAUSE)
        else:
            return str(package.firmware_id)


if __name__ == "__main__":
    client = Client(
        Config(
            access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            endpoint=os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"].removeprefix("http://"),
            protocol="http",
        )
    )
    for wanted in sys.argv[1:]:
        print(find(client, *wanted.split("/")))
