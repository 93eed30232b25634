# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The product of all fault tests: three pages of packages, and keys whose secrets are recognizable."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

PRODUCT_KEY = "a1FleetK001"
CRITERIA = {"productKey": PRODUCT_KEY, "moduleName": "default", "select": "highest"}
COUNT = 250
PAGES = (1, 2, 3)
LAST_PAGE = 3

CANARY = "canary"
"""The prefix of every secret in these tests. No output may contain it."""

_NEWEST = datetime(2025, 6, 1, tzinfo=timezone.utc)
_PAST, _FUTURE = "2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"

PERMANENT_KEY = {"accessKeyId": "LTAI-permanent", "accessKeySecret": f"{CANARY}-secret-1"}
TEMPORARY_KEY = {
    "accessKeyId": "STS.temporary",
    "accessKeySecret": f"{CANARY}-secret-2",
    "securityToken": f"{CANARY}-token-2",
    "expiration": _FUTURE,
}
EXPIRED_KEY = {
    "accessKeyId": "STS.expired",
    "accessKeySecret": f"{CANARY}-secret-3",
    "securityToken": f"{CANARY}-token-3",
    "expiration": _PAST,
}


def row(number: int) -> dict[str, str | int]:
    """Return one package. A higher number means an older package with a higher version.

    The highest version is therefore the last package on the last page, which any truncated list loses.
    """
    created = (_NEWEST - timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "FirmwareId": f"firmware-{number:03}",
        "FirmwareName": f"release-{number}",
        "FirmwareDesc": f"Release {number}",
        "FirmwareSign": f"{number:032x}",
        "FirmwareSize": 1000 + number,
        "SignMethod": "MD5",
        "DestVersion": f"1.0.{number}",
        "ModuleName": "default",
        "ProductKey": PRODUCT_KEY,
        "ProductName": "Fleet",
        "Status": 1,
        "Type": 0,
        "UtcCreate": created,
        "UtcModified": created,
    }


def catalog(*, is_timed: bool = True) -> dict[str, object]:
    """Return the emulator's catalog with the product, by default with creation times."""
    packages = [row(number) for number in range(COUNT)]
    if not is_timed:
        for package in packages:
            del package["UtcCreate"]
    return {"credentials": [PERMANENT_KEY, TEMPORARY_KEY, EXPIRED_KEY], "packages": packages}
