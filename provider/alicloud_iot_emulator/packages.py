# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The packages as they are now: published, changed and withdrawn while the emulator runs. No HTTP here."""

from __future__ import annotations

import hashlib
import threading
from base64 import b64encode
from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import Catalog, CatalogError, Row, check_package, utc_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


NEWEST_FIRST = "newest-first"
"""The order in which pages hold the packages unless another is chosen; the service documents none."""


def _newest_first(rows: Sequence[Row]) -> list[Row]:
    # The sort is stable: of packages with the same time, the one published last stays first.
    return sorted(rows, key=lambda row: str(row.get("UtcCreate") or ""), reverse=True)


def _unordered(rows: Sequence[Row]) -> list[Row]:
    # By a hash, so that the order means nothing, and is still the same in every call and every run.
    return sorted(rows, key=lambda row: hashlib.sha256(str(row.get("FirmwareId")).encode()).digest())


ORDERS: Mapping[str, Callable[[Sequence[Row]], list[Row]]] = {
    NEWEST_FIRST: _newest_first,
    "oldest-first": lambda rows: _newest_first(rows)[::-1],
    "unordered": _unordered,
}
"""The orders in which pages can hold the packages."""

_CACHED_FILTERS = 64
"""Answers to filters that are kept until a package changes."""


class PackageNotFoundError(LookupError):
    """No package has the FirmwareId that was named."""


class PackageStore:
    """The packages of one account; safe to use from many threads. Rows go in and out as copies, but for `matching`.

    Raises:
        ValueError: the order is none of `ORDERS`.
    """

    def __init__(self, catalog: Catalog, order: str) -> None:
        if order not in ORDERS:
            raise ValueError(f"order must be one of {', '.join(ORDERS)}, not {order!r}")
        self._in_order = ORDERS[order]
        self._catalogue = catalog
        self._lock = threading.RLock()
        self._rows: list[Row] = []
        self._matching: dict[frozenset[tuple[str, str]], Sequence[Row]] = {}
        self._published = 0
        self.restore()

    def restore(self) -> None:
        """Go back to the catalogue as it was loaded."""
        with self._lock:
            self._rows = [dict(row) for row in self._catalogue.packages]
            self._matching.clear()
            self._published = 0

    def rows(self) -> list[Row]:
        """Return all packages, in the order in which pages hold them."""
        with self._lock:
            return [dict(row) for row in self._in_order(self._rows)]

    def matching(self, filters: Mapping[str, str]) -> Sequence[Row]:
        """Return the packages whose fields are just these, in the order in which pages hold them.

        No copies, and not to be changed: the next page of the same list is taken from the same rows, as long as no
        package changes.
        """
        key = frozenset(filters.items())
        with self._lock:
            if key not in self._matching:
                if len(self._matching) == _CACHED_FILTERS:
                    self._matching.clear()
                self._matching[key] = self._in_order([row for row in self._rows if filters.items() <= row.items()])
            return self._matching[key]

    def publish(self, fields: Mapping[str, object], now: float) -> Row:
        """Add a package, created now in seconds since 1970 UTC, and return its full row.

        `DestVersion` is required; what else is not given, by the API's names, is filled in as the service would.

        Raises:
            CatalogueError: a field is wrong, the product is unknown or the FirmwareId is taken.
        """
        given = check_package(fields, any_version=self._catalogue.any_version)
        if not given.get("DestVersion"):
            raise CatalogError("DestVersion: is missing")
        product_key = given.get("ProductKey")
        if product_key is not None and product_key not in self._catalogue.products:
            known = ", ".join(self._catalogue.products) or "none"
            raise CatalogError(f"ProductKey: {product_key!r} is not among the products; known are {known}")
        with self._lock:
            self._published += 1
            row = {**self._completion(given, now), **given}
            if any(other.get("FirmwareId") == row["FirmwareId"] for other in self._rows):
                raise CatalogError(f"FirmwareId: {row['FirmwareId']!r} is taken")
            self._rows.insert(0, row)
            self._matching.clear()
            return dict(row)

    def change(self, firmware_id: str, fields: Mapping[str, object], now: float) -> Row:
        """Change fields of a package; `UtcModified` becomes `now` unless it is given.

        Raises:
            CatalogueError: a field is wrong, or is the FirmwareId, which is a package's identity.
            PackageNotFoundError: there is no such package.
        """
        given = check_package(fields, any_version=self._catalogue.any_version)
        if "FirmwareId" in given:
            raise CatalogError("FirmwareId: cannot change; withdraw the package and publish another one")
        with self._lock:
            place = self._rows.index(self._find(firmware_id))
            # Another row in its place: pages that are on their way out hold the one before.
            self._rows[place] = {**self._rows[place], "UtcModified": utc_text(now), **given}
            self._matching.clear()
            return dict(self._rows[place])

    def withdraw(self, firmware_id: str) -> Row:
        """Remove a package and return what it was.

        Raises:
            PackageNotFoundError: there is no such package.
        """
        with self._lock:
            row = self._find(firmware_id)
            self._remove(row)
            return row

    def withdraw_first(self, filters: Mapping[str, str]) -> None:
        """Remove the first package, in the order of the pages, that fits; if none does, nothing happens."""
        with self._lock:
            for row in self.matching(filters)[:1]:
                self._remove(row)

    def exchange_first(self, filters: Mapping[str, str], fields: Mapping[str, object], now: float) -> None:
        """Remove the first package that fits and publish another one, with no moment between the two."""
        with self._lock:
            self.withdraw_first(filters)
            self.publish(fields, now)

    def _remove(self, row: Row) -> None:
        self._rows.remove(row)
        self._matching.clear()

    def _find(self, firmware_id: str) -> Row:
        for row in self._rows:
            if row.get("FirmwareId") == firmware_id:
                return row
        raise PackageNotFoundError(f"there is no package with the FirmwareId {firmware_id!r}")

    def _completion(self, given: Row, now: float) -> Row:
        firmware_id = _firmware_id(self._published)
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
            "ProductName": self._catalogue.products[str(product)] if product else None,
            "FirmwareName": f"{name}-from-{source}" if source else name,
            "ModuleName": "default",
        }


def _firmware_id(number: int) -> str:
    """Make an id that looks like the service's; the same publishes give the same ids in every run."""
    digest = hashlib.sha256(f"emulated package {number}".encode()).digest()
    letters_and_digits = "".join(filter(str.isalnum, b64encode(digest).decode("ascii")))
    return f"{letters_and_digits[:28]}0100"
