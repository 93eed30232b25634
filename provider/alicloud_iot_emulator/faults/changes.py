# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults that change the list behind a page: what a reader of several pages meets while others release firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import Row, utc_text
from alicloud_iot_emulator.operations import filters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator.packages import PackageStore


def _newest(packages: PackageStore, parameters: Mapping[str, str], now: float) -> Row:
    # It matches the call's own filter, or the pages of this reader would not shift; and nobody would pick it, being
    # unverified.
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
"""What each kind does to the packages, for a call with these parameters at this time in seconds since 1970 UTC."""
