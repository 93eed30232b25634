# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The products as they are now: those of the catalog, and those added while the emulator runs. No HTTP here."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

from alicloud_iot_emulator.catalog import CatalogError, load_catalog


class ProductStore(Mapping[str, "str | None"]):
    """The product names of one account by ProductKey, at first those loaded; safe to use from many threads."""

    def __init__(self, loaded: Mapping[str, str | None]) -> None:
        self._loaded = dict(loaded)
        self._lock = threading.Lock()
        self._now: Mapping[str, str | None] = self._loaded  # replaced as a whole: a reader has the old or the new one

    def __getitem__(self, product_key: str) -> str | None:
        return self._now[product_key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    def restore(self) -> None:
        """Go back to the products as they were loaded."""
        with self._lock:
            self._now = self._loaded

    def add(self, fields: Mapping[str, object]) -> dict[str, str | None]:
        """Add a product and return it, with `productKey` and `productName` as in a catalog.

        Raises:
            CatalogueError: a field is wrong, or the productKey is taken.
        """
        try:
            ((product_key, name),) = load_catalog({"products": [fields], "packages": []}).products.items()
        except CatalogError as error:
            raise CatalogError(str(error).replace("products[0].", "")) from None
        with self._lock:
            if product_key in self._now:
                raise CatalogError(f"productKey: {product_key!r} is taken")
            self._now = {**self._now, product_key: name}
        return {"productKey": product_key, "productName": name}
