# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The catalog of a test: the included one, a file, a dict, or only the packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import CatalogError, load_catalog

CatalogSource: TypeAlias = "Emulator | Mapping[str, object] | Sequence[Mapping[str, object]] | Path | str | None"
"""What a test may declare.

- None: the included catalog of the emulator
- a list of packages, by the API's field names, oldest first; only `DestVersion` is required in each
- a dict in the format of a catalog file, or the path of such a file
- an `Emulator` that is not running, with options of its own
"""

INSTANCE_ID = "iot-emulator01"
"""The ID of the instance for a list of packages. The included catalog has the same."""


def make_emulator(catalog: CatalogSource) -> Emulator:
    """Return an emulator with a catalog. It is not running, and has no request quota, unless it was given.

    Raises:
        CatalogError: The catalog is invalid. The message lists every error with its location, such as
            `packages[3].Status`.
    """
    if isinstance(catalog, Emulator):
        return catalog
    if isinstance(catalog, str):
        catalog = Path(catalog)
    if isinstance(catalog, (list, tuple)):
        return _publish_all(catalog)
    if catalog is None or isinstance(catalog, (Mapping, Path)):
        return Emulator(catalog, queries_per_second=0)
    raise CatalogError(f"must be a list of packages, a dict, a path, an Emulator or None, got {type(catalog).__name__}")


def _publish_all(packages: Sequence[Any]) -> Emulator:
    """Return an emulator with packages that were published in order, with the service's defaults for missing fields."""
    mistakes = []
    try:
        load_catalog({"packages": packages})
    except CatalogError as error:
        mistakes.append(str(error))
    mistakes += [
        f"packages[{index}].DestVersion: required field is missing"
        for index, package in enumerate(packages)
        if isinstance(package, Mapping) and not package.get("DestVersion")
    ]
    if mistakes:
        raise CatalogError("; ".join(mistakes))
    names: dict[object, object] = {}
    for package in packages:
        key = package.get("ProductKey")
        if key is not None:
            names[key] = package.get("ProductName") or names.get(key) or key
    products = [{"productKey": key, "productName": name} for key, name in names.items()]
    catalog = {"iotInstanceId": INSTANCE_ID, "products": products}
    publisher = Emulator({**catalog, "packages": []})
    for package in packages:
        publisher.publish(**package)
    return Emulator({**catalog, "packages": publisher.packages()}, queries_per_second=0)
