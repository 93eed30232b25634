# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Products, which can be added while the emulator runs. Independent of HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

from alicloud_iot_emulator.catalog import CatalogError, load_catalog


class ProductStore(Mapping[str, "str | None"]):
    """The product names of an account by ProductKey, initially those of the catalog. Thread-safe."""

    def __init__(self, loaded: Mapping[str, str | None]) -> None:
        self._loaded = dict(loaded)
        self._lock = threading.Lock()
        self._now: Mapping[str, str | None] = self._loaded  # replaced as a whole, so that readers need no lock

    def __getitem__(self, product_key: str) -> str | None:
        return self._now[product_key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    def restore(self) -> None:
        """Restore the products of the catalog."""
        with self._lock:
            self._now = self._loaded

    def add(self, fields: Mapping[str, object]) -> dict[str, str | None]:
        """Add a product and return it, with `productKey` and `productName` as in a catalog.

        Raises:
            CatalogError: A field is invalid, or the productKey already exists.
        """
        try:
            ((product_key, name),) = load_catalog({"products": [fields], "packages": []}).products.items()
        except CatalogError as error:
            raise CatalogError(str(error).replace("products[0].", "")) from None
        with self._lock:
            if product_key in self._now:
                raise CatalogError(f"productKey: {product_key!r} already exists")
            self._now = {**self._now, product_key: name}
        return {"productKey": product_key, "productName": name}
