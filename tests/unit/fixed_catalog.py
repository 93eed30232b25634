# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lookup over packages from a test. It replaces the lists of an account, so that no service is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.lookup import Lookup
from alicloud_iot_ota.lookup.catalog_cache import Catalog
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.firmware import Package


class _Lists:
    def __init__(self, packages: Sequence[Package]) -> None:
        self._list = Catalog(tuple(packages), 0.0, is_from_disk=False, characters=0)

    def get(self, _scope: object) -> Catalog:
        return self._list

    get_live = get


def lookup_of(packages: Sequence[Package], iot_instance_id: str | None = None, timing: Timing | None = None) -> Lookup:
    """Return a lookup in which every scope lists the given packages."""
    key = AccessKey("id", "x" * 20)
    lookup = Lookup(Settings(endpoint="http://127.0.0.1:9", access_key=key, iot_instance_id=iot_instance_id), timing)
    lookup._catalogs = _Lists(packages)  # type: ignore[assignment] # only its list is read
    return lookup
