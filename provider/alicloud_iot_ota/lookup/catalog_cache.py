# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A cache for package lists: one read per scope and process, optionally shared between processes on disk."""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.api.listing import MAX_CHARACTERS, Scope, read_catalog, text_length
from alicloud_iot_ota.errors import DeadlineError, OtaError
from alicloud_iot_ota.lookup import reading_lock
from alicloud_iot_ota.lookup.disk_cache import LISTS, DiskCache
from alicloud_iot_ota.selection.packages import Packages

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.listing import OnPage
    from alicloud_iot_ota.api.retry import Deadline, Timing
    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup.background import Background
    from alicloud_iot_ota.schema.criteria import CriteriaArguments
    from alicloud_iot_ota.selection import Criteria
    from alicloud_iot_ota.settings import Settings
    from alicloud_iot_ota.versions import Reader

MAX_AGE = 60.0
"""The seconds for which a catalog serves further lookups of the same process. After that, it is read again."""

MAX_CACHED = 32
"""The maximum number of catalogs that a process keeps; the oldest are dropped first.

In addition, `MAX_CHARACTERS` limits the total size of their texts.
"""

MAX_REPORTED = 1000
"""The maximum number of scopes for which a process remembers that it has reported the age of a catalog."""

MAX_READERS = 4
"""The maximum number of ways to read versions, by scheme and pattern, for which a catalog keeps parsed versions."""


class Catalog(msgspec.Struct, frozen=True):
    """A complete package list.

    Attributes:
        packages: Every package of the scope.
        read_at: When the list was read from the service, in seconds since the epoch.
        is_from_disk: Whether another process read the list.
        characters: The number of characters in its texts.
    """

    packages: tuple[Package, ...]
    read_at: float
    is_from_disk: bool
    characters: int
    _reader: Callable[[Reader], Reader] = msgspec.field(
        default_factory=lambda: functools.lru_cache(MAX_READERS)(lambda reader: reader)
    )

    def criteria(self, args: CriteriaArguments) -> Criteria:
        """Return the criteria in the arguments.

        Lookups with the same scheme and pattern share a reader, so they parse each version in the list only once.
        """
        return msgspec.structs.replace(args.criteria, reader=self._reader(args.criteria.reader))


class _CatalogRead(msgspec.Struct, frozen=True):
    """A read of a list, in progress or complete, with its start on the monotonic clock."""

    started: float
    outcome: Future[Catalog]


class CatalogCache:
    """The package lists of one account. Safe for any number of threads.

    Args:
        client: Reads the lists.
        settings: Whether and where lists are kept on disk.
        timing: The clocks and the wait function.
        background: Runs the reads.
        note: Called once for each list from the disk, with its age.
        on_page: Called after each page with the number of pages read and their total, on background threads.
    """

    def __init__(  # noqa: PLR0913 - a list needs each of them
        self,
        client: OtaClient,
        settings: Settings,
        timing: Timing,
        background: Background,
        note: Callable[[str], None],
        *,
        on_page: OnPage = lambda *_: None,
    ) -> None:
        self._client = client
        self._settings = settings
        self._timing = timing
        self._background = background
        self._note = note
        self._on_page = on_page
        self._disk: DiskCache | None = None
        if settings.cache_max_age and settings.cache_dir is not None:
            self._disk = DiskCache(settings.cache_dir / LISTS, settings.cache_max_age, timing.time, client.notes.add)
        self._lock = threading.Lock()
        self._reads: dict[Scope, _CatalogRead] = {}
        self._reported: dict[Scope, float] = {}

    def get(self, scope: Scope) -> Catalog:
        """Return the list of a scope: from the cache, from a read in progress, or from a new read.

        Raises:
            OtaError: The list could not be read completely. Current callers get this error; later callers start a new
            read.
        """
        try:
            found = self._read_shared(scope, self._client.deadline())
            if found.is_from_disk:
                self._report_age(scope, found)
            return found
        finally:
            self.show_notes()

    def get_live(self, scope: Scope) -> Catalog:
        """Return a list that this process has read from the service. Raises the same errors as `get`."""
        deadline = self._client.deadline()
        try:
            while (found := self._read_shared(scope, deadline, is_live=True)).is_from_disk:
                pass  # that read was already in progress; read again
            return found
        finally:
            self.show_notes()

    def show_notes(self) -> None:
        """Show the notes from background threads on the caller's thread."""
        for message in self._client.notes.take():
            self._note(message)

    def _read_shared(self, scope: Scope, deadline: Deadline, *, is_live: bool = False) -> Catalog:
        with self._lock:
            reading = self._reads.get(scope)
            if reading is None or self._is_unusable(reading, is_live=is_live):
                self._reads.pop(scope, None)  # keeps the entries in the order of their start
                self._evict()
                read = self._read_live if is_live else self._read
                outcome = self._background.start(lambda: read(scope, deadline))
                reading = self._reads[scope] = _CatalogRead(self._timing.monotonic(), outcome)
        try:
            return self._background.wait(reading.outcome, deadline)
        except DeadlineError:
            with self._lock:
                if self._reads.get(scope) is reading:
                    del self._reads[scope]  # it may never end: the next caller starts a new read
            raise

    def _evict(self) -> None:
        """Drop expired catalogs, then the oldest ones until the limits are met."""
        ended = [(scope, reading) for scope, reading in self._reads.items() if reading.outcome.done()]
        characters = 0
        for kept, (scope, reading) in enumerate(reversed(ended), start=1):  # newest first
            is_failure = reading.outcome.exception() is not None
            characters += 0 if is_failure else reading.outcome.result().characters
            is_old = self._timing.monotonic() - reading.started > MAX_AGE
            if is_failure or is_old or kept >= MAX_CACHED or characters > MAX_CHARACTERS:
                del self._reads[scope]

    def _is_unusable(self, reading: _CatalogRead, *, is_live: bool) -> bool:
        """Return whether a caller must start a new read. A read in progress is usable: the caller waits for it."""
        if not reading.outcome.done():
            return False
        if reading.outcome.exception() is not None or self._timing.monotonic() - reading.started > MAX_AGE:
            return True
        catalog = reading.outcome.result()
        is_stale = self._timing.time() - catalog.read_at > self._settings.cache_max_age
        return catalog.is_from_disk and (is_live or is_stale)

    def _report_age(self, scope: Scope, catalog: Catalog) -> None:
        """Report the age of a list once, on the thread of a caller."""
        with self._lock:
            if catalog.read_at == self._reported.get(scope):
                return
            if len(self._reported) >= MAX_REPORTED:
                self._reported.clear()
            self._reported[scope] = catalog.read_at
        age = self._timing.time() - catalog.read_at
        self._note(f"The package list for {scope} is {age:.0f} seconds old: it comes from the disk cache.")

    def _read(self, scope: Scope, deadline: Deadline) -> Catalog:
        if self._disk is None:
            return self._read_live(scope, deadline)
        key = self._key(scope, deadline)
        kept = self._disk.get(key)
        if kept is None:
            file, note = self._disk.lock(key), self._client.notes.add
            with reading_lock.hold(file, scope, deadline, self._timing, note) as progress:
                kept = self._disk.get(key)  # another process may have read it in the meantime
                if kept is None:
                    return self._read_live(scope, deadline, progress)
        return make_catalog(*kept, is_from_disk=True)

    def _read_live(self, scope: Scope, deadline: Deadline, progress: Callable[[], None] = lambda: None) -> Catalog:
        def on_page(read: int, total: int) -> None:
            progress()
            self._on_page(read, total)

        read_at = self._timing.time()
        key = self._key(scope, deadline) if self._disk is not None else ""
        packages = read_catalog(self._client, scope, on_page, deadline)
        if self._disk is not None:
            # The credentials may have changed to another account during the read; the list is then not stored. If
            # credentials are no longer available, the list is still returned.
            with contextlib.suppress(OtaError):
                if self._key(scope, deadline) == key:
                    self._disk.put(key, packages, read_at)
        return make_catalog(packages, read_at, is_from_disk=False)

    def _key(self, scope: Scope, deadline: Deadline) -> str:
        """Return the key of a list among the lists of all accounts. It prevents the use of another account's list."""
        key_id = self._client.credentials.resolve(deadline).access_key.access_key_id
        return json.dumps([self._client.endpoint, key_id, scope.iot_instance_id, scope.product_key])


def make_catalog(packages: tuple[Package, ...], read_at: float, *, is_from_disk: bool) -> Catalog:
    """Return a complete package list, with the number of its characters."""
    return Catalog(Packages.cached(packages), read_at, is_from_disk, sum(map(text_length, packages)))
