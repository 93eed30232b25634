# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The package lists of a snapshot, for lookups without the service. The file is read once in each process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NoReturn

from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.base.text import format_full_text, format_text, join_limited
from alicloud_iot_ota.base.times import format_age, read_utc
from alicloud_iot_ota.errors import SnapshotError
from alicloud_iot_ota.lookup import snapshot
from alicloud_iot_ota.lookup.catalog_cache import Catalog, make_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alicloud_iot_ota.lookup.snapshot import CatalogSnapshot, SnapshotCatalog

MAX_CLOCK_DIFFERENCE = 300.0
"""The maximum number of seconds by which a time of reading may be in the future, because clocks differ."""

_MOST_SCOPES = 8  # scopes that a message lists


class SnapshotCatalogs:
    """The package lists of a snapshot for one endpoint. Safe for any number of threads.

    Args:
        path: The file.
        max_age: Seconds after which a list is too old. The maximum age in the file applies too.
        endpoint: The address of the service that the lists must come from.
        time: Returns the time of day, in seconds since the epoch.
        note: Called once for each list of the file, with its age.
    """

    def __init__(
        self, path: Path, max_age: float, endpoint: str, time: Callable[[], float], note: Callable[[str], None]
    ) -> None:
        self._path = path
        self._max_age = max_age
        self._endpoint = endpoint
        self._time = time
        self._note = note
        self._lock = threading.Lock()
        self._snapshot: CatalogSnapshot | None = None
        self._found: dict[Scope, tuple[SnapshotCatalog, Catalog]] = {}
        self._reported: set[Scope] = set()

    def get(self, scope: Scope) -> Catalog:
        """Return the list of a scope.

        Raises:
            SnapshotError: The file cannot be used, does not contain the scope, or its list is too old.
        """
        with self._lock:
            content = self._read()
            if scope not in self._found:
                self._found[scope] = self._find(content, scope)
            listed, catalog = self._found[scope]
            age = self._require_recent(listed, content, catalog.read_at)
            is_reported = listed.scope in self._reported
            self._reported.add(listed.scope)
        if not is_reported:
            self._note(self._describe(listed, content, age))
        return catalog

    def get_live(self, scope: Scope) -> NoReturn:
        """Refuse to read a list from the service. Raises a SnapshotError."""
        raise SnapshotError(
            f"The package list for {scope} must come from the service, but a snapshot is set.",
            "Unset snapshot for this command.",
        )

    def show_notes(self) -> None:
        """Do nothing: each note is shown immediately."""

    def describe(self) -> str:
        """Return a description of the file and its lists. Raises the same errors as `get` for each list."""
        content = self._read()
        ages = [
            f"{each.scope}, {each.total} packages, "
            f"{format_age(self._require_recent(each, content, _read_at(each)))} old"
            for each in self._own(content)
        ]
        if not ages:
            raise self._endpoint_error(content)
        return f"{self._name}: {'; '.join(ages[:_MOST_SCOPES])}" + (
            f"; {len(ages) - _MOST_SCOPES} more" if len(ages) > _MOST_SCOPES else ""
        )

    @property
    def _name(self) -> str:
        with hiding.reveal():  # a setting, not a secret
            return format_full_text(str(self._path))

    def _read(self) -> CatalogSnapshot:
        if self._snapshot is None:
            with hiding.reveal():
                self._snapshot = snapshot.read(self._path)
        return self._snapshot

    def _own(self, content: CatalogSnapshot) -> list[SnapshotCatalog]:
        return [catalog for catalog in content.catalogs if catalog.endpoint == self._endpoint]

    def _find(self, content: CatalogSnapshot, scope: Scope) -> tuple[SnapshotCatalog, Catalog]:
        """Return the list of a scope, or the part of the whole instance's list that has the product.

        The service filters by ProductKey in the same way. A list does not show whether a product without packages
        exists, so such a product counts as not contained.
        """
        own = self._own(content)
        if not own:
            raise self._endpoint_error(content)
        by_scope = {catalog.scope: catalog for catalog in own}
        listed = by_scope.get(scope)
        packages = None if listed is None else listed.packages
        if listed is None and (listed := by_scope.get(Scope(scope.iot_instance_id, None))) is not None:
            packages = tuple(each for each in listed.packages if each.product_key == scope.product_key)
        if listed is None or not (packages or listed.scope == scope):
            raise SnapshotError(
                f"Snapshot {self._name} does not contain {scope}. It contains {_join_scopes(_scopes(own))}.",
                "Correct productKey or iotInstanceId, or write a snapshot that contains this scope.",
            )
        return listed, make_catalog(packages or (), _read_at(listed), is_from_disk=False)

    def _endpoint_error(self, content: CatalogSnapshot) -> SnapshotError:
        endpoints = sorted({catalog.endpoint for catalog in content.catalogs})
        with hiding.reveal():
            found = join_limited([format_text(each) for each in endpoints], _MOST_SCOPES) or "no endpoint"
        return SnapshotError(
            f"Snapshot {self._name} has no package list from {self._endpoint}. It has lists from {found}.",
            "Set region or endpoint to the place where the snapshot was written.",
        )

    def _require_recent(self, listed: SnapshotCatalog, content: CatalogSnapshot, read_at: float) -> float:
        """Return the age of a list in seconds."""
        age = self._time() - read_at
        limit = min(self._max_age, content.max_age)
        if age < -MAX_CLOCK_DIFFERENCE:
            raise SnapshotError(
                f"Snapshot {self._name} comes from the future: its list for {listed.scope} was read at "
                f"{listed.read_at}.",
                "Synchronize the clocks of this machine and of the machine that wrote the snapshot (NTP, UTC).",
            )
        if age > limit:
            by = "snapshotMaxAge" if self._max_age < content.max_age else "the file"
            raise SnapshotError(
                f"Snapshot {self._name} is too old: its list for {listed.scope} was read at {listed.read_at}, "
                f"{format_age(age)} ago. The maximum is {format_age(limit)}, set by {by}.",
                "Write it again with `alicloud-iot-ota snapshot`, or unset snapshot to use the service.",
            )
        return max(0.0, age)

    def _describe(self, listed: SnapshotCatalog, content: CatalogSnapshot, age: float) -> str:
        without = "" if content.has_descriptions else " It has no descriptions."
        return (
            f"The package list for {listed.scope} is {format_age(age)} old: it comes from the snapshot {self._name}, "
            f"read at {listed.read_at}. Later changes in the service are not in it.{without}"
        )


def _read_at(listed: SnapshotCatalog) -> float:
    """Return when a list was read, in seconds since the epoch. `snapshot.decode` has validated the text."""
    moment = read_utc(listed.read_at)
    return 0.0 if moment is None else moment.timestamp()


def _scopes(own: list[SnapshotCatalog]) -> Iterator[Scope]:
    """Yield the scopes that the lists of one endpoint answer for."""
    for listed in own:
        yield listed.scope
        if listed.product_key is None:
            keys = {package.product_key for package in listed.packages if package.product_key}
            yield from (Scope(listed.iot_instance_id, key) for key in sorted(keys))


def _join_scopes(scopes: Iterator[Scope]) -> str:
    texts = list(dict.fromkeys(map(str, scopes)))
    return "; ".join(texts[:_MOST_SCOPES]) + (
        f" and {len(texts) - _MOST_SCOPES} more" if len(texts) > _MOST_SCOPES else ""
    )
