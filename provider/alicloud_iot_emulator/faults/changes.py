# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults that change the package list between two pages, as if other users published or withdrew packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import Row, utc_text
from alicloud_iot_emulator.operations import filters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator.packages import PackageStore


def _newest(packages: PackageStore, parameters: Mapping[str, str], now: float) -> Row:
    # The package matches the filters of the call, so that pages shift. It is unverified, so that no lookup selects it.
    fields: Row = {
        "DestVersion": parameters.get("DestVersion") or "0.0.0-shift",
        "Status": 0,
        "UtcCreate": max([utc_text(now), *(str(row.get("UtcCreate") or "") for row in packages.rows())]),
    }
    if "ProductKey" in parameters:
        fields["ProductKey"] = parameters["ProductKey"]
    return fields


CHANGES: Mapping[str, Callable[[PackageStore, Mapping[str, str], float], object]] = {
    "shifting-pages": lambda packages, parameters, now: packages.publish(_newest(packages, parameters, now), now),
    "withdrawing": lambda packages, parameters, _: packages.withdraw_first(filters(parameters)),
    "exchanging": lambda packages, parameters, now: packages.exchange_first(
        filters(parameters), _newest(packages, parameters, now), now
    ),
}
"""For each kind, the function that changes the packages, for a call with parameters at a time in seconds since 1970
UTC.
"""
