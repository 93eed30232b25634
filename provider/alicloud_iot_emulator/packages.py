# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages, which can be published, changed and withdrawn while the emulator runs. Independent of HTTP."""

from __future__ import annotations

import hashlib
import threading
from base64 import b64encode
from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import Catalog, CatalogError, Row, check_package, utc_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


NEWEST_FIRST = "newest-first"
"""The default order of packages in pages. The service documents no order."""


def _newest_first(rows: Sequence[Row]) -> list[Row]:
    # The sort is stable: of packages with the same time, the one published last stays first.
    return sorted(rows, key=lambda row: str(row.get("UtcCreate") or ""), reverse=True)


def _unordered(rows: Sequence[Row]) -> list[Row]:
    # Sort by hash: the order is arbitrary, but the same in every call and every run.
    return sorted(rows, key=lambda row: hashlib.sha256(str(row.get("FirmwareId")).encode()).digest())


ORDERS: Mapping[str, Callable[[Sequence[Row]], list[Row]]] = {
    NEWEST_FIRST: _newest_first,
    "oldest-first": lambda rows: _newest_first(rows)[::-1],
    "unordered": _unordered,
}
"""The orders of packages in pages."""

_CACHED_FILTERS = 64
"""Filter results that are cached until a package changes."""


class PackageNotFoundError(LookupError):
    """No package has the given FirmwareId."""


class PackageStore:
    """The packages of an account. Thread-safe. All methods except `matching` accept and return copies of rows.

    Raises:
        ValueError: The order is not in `ORDERS`.
    """

    def __init__(self, catalog: Catalog, order: str) -> None:
        if order not in ORDERS:
            raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
        self._in_order = ORDERS[order]
        self._catalog = catalog
        self._lock = threading.RLock()
        self._rows: list[Row] = []
        self._ids: set[str | int | None] = set()
        self._matching: dict[frozenset[tuple[str, str]], Sequence[Row]] = {}
        self._published = 0
        self.restore()

    def restore(self) -> None:
        """Restore the packages of the catalog."""
        with self._lock:
            self._rows = [dict(row) for row in self._catalog.packages]
            self._ids = {row.get("FirmwareId") for row in self._rows}
            self._matching.clear()
            self._published = 0

    def rows(self) -> list[Row]:
        """Return all packages, in the order of the pages."""
        with self._lock:
            return [dict(row) for row in self._in_order(self._rows)]

    def matching(self, filters: Mapping[str, str]) -> Sequence[Row]:
        """Return the packages with exactly these field values, in the order of the pages.

        The result is not a copy and must not be modified. Until a package changes, all pages of a list use the same
        rows.
        """
        key = frozenset(filters.items())
        with self._lock:
            if key not in self._matching:
                if len(self._matching) == _CACHED_FILTERS:
                    self._matching.clear()
                self._matching[key] = self._in_order([row for row in self._rows if filters.items() <= row.items()])
            return self._matching[key]

    def publish(self, fields: Mapping[str, object], now: float) -> Row:
        """Publish a package with the creation time `now`, in seconds since 1970 UTC, and return its complete row.

        `DestVersion` is required. Other fields, by the API's field names, have the defaults of the service.

        Raises:
            CatalogError: A field is invalid, the product is unknown, or the FirmwareId already exists.
        """
        given = check_package(fields, any_version=self._catalog.any_version)
        if not given.get("DestVersion"):
            raise CatalogError("DestVersion: required field is missing")
        product_key = given.get("ProductKey")
        if product_key is not None and product_key not in self._catalog.products:
            known = ", ".join(self._catalog.products) or "none"
            raise CatalogError(f"ProductKey: unknown product {product_key!r}; known products are {known}")
        with self._lock:
            row = {**self._completion(given, self._next_id(), now), **given}
            if row["FirmwareId"] in self._ids:
                raise CatalogError(f"FirmwareId: {row['FirmwareId']!r} already exists")
            self._ids.add(row["FirmwareId"])
            self._rows.insert(0, row)
            self._matching.clear()
            return dict(row)

    def change(self, firmware_id: str, fields: Mapping[str, object], now: float) -> Row:
        """Change fields of a package. `UtcModified` is set to `now` unless it is given.

        Raises:
            CatalogError: A field is invalid, or is the FirmwareId, which cannot be changed.
            PackageNotFoundError: No package has that FirmwareId.
        """
        given = check_package(fields, any_version=self._catalog.any_version)
        if "FirmwareId" in given:
            raise CatalogError("FirmwareId: cannot be changed; withdraw the package and publish another one")
        with self._lock:
            place = self._rows.index(self._find(firmware_id))
            # Replace the row instead of modifying it, because a response in progress may refer to it.
            self._rows[place] = {**self._rows[place], "UtcModified": utc_text(now), **given}
            self._matching.clear()
            return dict(self._rows[place])

    def withdraw(self, firmware_id: str) -> Row:
        """Withdraw a package and return its last row.

        Raises:
            PackageNotFoundError: No package has that FirmwareId.
        """
        with self._lock:
            row = self._find(firmware_id)
            self._remove(row)
            return row

    def withdraw_first(self, filters: Mapping[str, str]) -> None:
        """Withdraw the first package that matches, in the order of the pages, if there is one."""
        with self._lock:
            for row in self.matching(filters)[:1]:
                self._remove(row)

    def exchange_first(self, filters: Mapping[str, str], fields: Mapping[str, object], now: float) -> None:
        """Withdraw the first package that matches and publish another one, atomically."""
        with self._lock:
            self.withdraw_first(filters)
            self.publish(fields, now)

    def _remove(self, row: Row) -> None:
        self._rows.remove(row)
        self._ids.discard(row.get("FirmwareId"))
        self._matching.clear()

    def _find(self, firmware_id: str) -> Row:
        for row in self._rows:
            if row.get("FirmwareId") == firmware_id:
                return row
        raise PackageNotFoundError(f"no package has the FirmwareId {firmware_id!r}")

    def _next_id(self) -> str:
        """Return an ID that no package has, even if the catalog was written from another emulator."""
        while True:
            self._published += 1
            firmware_id = _firmware_id(self._published)
            if firmware_id not in self._ids:
                return firmware_id

    def _completion(self, given: Row, firmware_id: str, now: float) -> Row:
        source, module = given.get("SrcVersion"), given.get("ModuleName") or "default"
        name = f"{module}-{given['DestVersion']}"
        method = given.get("SignMethod", "SHA256")
        digest = hashlib.new("md5" if method == "MD5" else "sha256", firmware_id.encode(), usedforsecurity=False)
        product = given.get("ProductKey")
        return {
            "SrcVersion": None,
            "FirmwareSign": digest.hexdigest(),
            "ProductKey": None,
            "Type": 1 if source else 0,
            "UtcModified": utc_text(now),
            "SignMethod": "SHA256",
            "UtcCreate": utc_text(now),
            "FirmwareSize": 4_194_304 + digest.digest()[0],
            "Status": 1,
            "FirmwareId": firmware_id,
            "FirmwareDesc": f"Release {given['DestVersion']}",
            "ProductName": self._catalog.products[str(product)] if product else None,
            "FirmwareName": f"{name}-from-{source}" if source else name,
            "ModuleName": "default",
        }


def _firmware_id(number: int) -> str:
    """Return an ID in the service's format. The IDs are the same in every run."""
    digest = hashlib.sha256(f"emulated package {number}".encode()).digest()
    letters_and_digits = "".join(filter(str.isalnum, b64encode(digest).decode("ascii")))
    return f"{letters_and_digits[:28]}0100"
