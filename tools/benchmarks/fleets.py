# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Catalogs of any size for measurements. The same arguments always return the same catalog."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

INSTANCE = "iot-bench01"
_FIRST = datetime(2020, 1, 1, tzinfo=timezone.utc)
_BETWEEN = timedelta(minutes=17)
_NUMBERS = 40  # of each part of a version


def version(number: int) -> str:
    """Return the version of a product's package. A higher number has a higher version."""
    rest, patch = divmod(number, _NUMBERS)
    major, minor = divmod(rest, _NUMBERS)
    return f"{major + 1}.{minor}.{patch}"


def product_key(number: int) -> str:
    """Return the ProductKey of a product."""
    return f"a1BenchK{number:03}"


def fleet(packages: int, products: int = 1) -> dict[str, Any]:
    """Return a catalog with a number of packages for each product. Later packages have later times."""
    return {
        "iotInstanceId": INSTANCE,
        "packages": [_row(product, number) for number in range(packages) for product in range(products)],
    }


def _row(product: int, number: int) -> dict[str, object]:
    created = (_FIRST + number * _BETWEEN).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    digest = hashlib.sha256(f"{product} {number}".encode()).hexdigest()
    return {
        "FirmwareId": f"{digest[:24]}{product:04}{number:04x}",
        "FirmwareName": f"{product_key(product)}-{version(number)}",
        "FirmwareDesc": f"Release {version(number)}: shorter start; the clock is set before the first message",
        "ProductKey": product_key(product),
        "ProductName": f"Bench {product}",
        "ModuleName": "default",
        "DestVersion": version(number),
        "SrcVersion": None,
        "Type": 0,
        "Status": 1,
        "SignMethod": "SHA256",
        "FirmwareSign": digest,
        "FirmwareSize": 1_048_576 + number,
        "UtcCreate": created,
        "UtcModified": created,
    }
