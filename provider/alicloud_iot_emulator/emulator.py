# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The Python API of the emulator."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from alicloud_iot_emulator.admin import ADMIN_PREFIX, Admin
from alicloud_iot_emulator.catalog import AccessKey, Row, load_catalog
from alicloud_iot_emulator.packages import NEWEST_FIRST
from alicloud_iot_emulator.quota import QUERIES_PER_SECOND
from alicloud_iot_emulator.server import LOOPBACK, LoopbackServer
from alicloud_iot_emulator.service import Service
from alicloud_iot_emulator.snapshots import load_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_emulator.messages import Answer, Request
    from alicloud_iot_emulator.records import RequestRecord


class Emulator:
    """An emulator of the IoT service on loopback. It runs for the duration of a `with` block.

    Args:
        catalog: A dict or the path of a JSON file in the format of docs/emulator.md. None selects the built-in fleet.
        port: The port to listen on. 0 selects a free port.
        clock: Returns the time in seconds since 1970 UTC.
        monotonic: Returns monotonic time in seconds, for the quota.
        log: Is called with one line for each API call, in the thread that serves it.
        order: The order of packages in pages: `newest-first`, `oldest-first` or `unordered` (arbitrary but stable). The
            service documents no order.
        queries_per_second: The quota of the account. 0 or None disables it.
        any_version: Whether DestVersion may be any text, rather than only what CreateOTAFirmware accepts.
        others: Emulators of other instances that this URL also serves, like the endpoint of a region. They belong to
            the same account if they have the same access key. They need not be running.
        snapshot: The path of a snapshot to serve instead of a catalog.

    Raises:
        CatalogError: The catalog or the snapshot is invalid.
        ValueError: The order is unknown, or the quota is negative.
    """

    def __init__(  # noqa: PLR0913 - each is one thing that a user of the emulator sets
        self,
        catalog: Mapping[str, object] | Path | None = None,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        log: Callable[[str], object] | None = None,
        *,
        order: str = NEWEST_FIRST,
        queries_per_second: int | None = QUERIES_PER_SECOND,
        any_version: bool = False,
        others: Sequence[Emulator] = (),
        snapshot: Path | None = None,
    ) -> None:
        self._service = Service(
            load_catalog(catalog, any_version=any_version)
            if snapshot is None
            else load_snapshot(snapshot, any_version=any_version),
            clock=clock,
            monotonic=monotonic,
            log=log,
            order=order,
            queries_per_second=queries_per_second or 0,
        )
        self._services = [self._service, *(other._service for other in others)]  # noqa: SLF001 - the same class
        self._admin = Admin(self._services)
        self._port = port
        self._server: LoopbackServer | None = None

    def __enter__(self) -> Emulator:  # noqa: PYI034 - typing.Self needs Python 3.11
        if self._server is not None:
            raise RuntimeError("the emulator is already running")
        self._server = LoopbackServer(self._port, self._respond)
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def url(self) -> str:
        """The URL of the emulator, for example `http://127.0.0.1:8765`."""
        if self._server is None:
            raise RuntimeError("the emulator is not running; use it in a with statement")
        return f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def instance_id(self) -> str | None:
        """The `IotInstanceId` of the instance, or None if it has no ID."""
        return self._service.catalog.iot_instance_id

    @property
    def product_keys(self) -> list[str]:
        """The ProductKeys of the catalog and of the products added since."""
        return list(self._service.catalog.products)

    @property
    def credentials(self) -> AccessKey:
        """The first long-lived access key."""
        return self._access_key(lambda key: key.security_token is None)

    @property
    def sts(self) -> AccessKey:
        """The first temporary access key, with its token, that is valid by the emulator's clock."""
        now = self._service.now()
        return self._access_key(
            lambda key: key.security_token is not None and (key.expiration is None or now < key.expiration)
        )

    @property
    def expired_sts(self) -> AccessKey:
        """The first temporary access key with a token that has expired by the emulator's clock."""
        now = self._service.now()
        return self._access_key(lambda key: key.expiration is not None and now >= key.expiration)

    @property
    def requests(self) -> list[RequestRecord]:
        """All API calls since the start or the last reset, the oldest first."""
        return self._service.requests.copy()

    def packages(self) -> list[Row]:
        """Return all packages, in the order of the pages."""
        return self._service.packages.rows()

    def snapshot(self) -> bytes:
        """Return the current packages as the content of a snapshot."""
        return self._service.snapshot(self.url)

    def add_product(self, product_key: str, product_name: str) -> None:
        """Add a product. Packages can then be published to it.

        Raises:
            CatalogError: The ProductKey already exists, or an argument is empty.
        """
        self._service.products.add({"productKey": product_key, "productName": product_name})

    def publish(self, **fields: str | int | None) -> Row:
        """Publish a package and return its complete row. `DestVersion` is required; other fields have defaults."""
        return self._service.packages.publish(fields, self._service.now())

    def change(self, firmware_id: str, **fields: str | int | None) -> Row:
        """Change fields of a package, by the API's field names, and return its complete row."""
        return self._service.packages.change(firmware_id, fields, self._service.now())

    def withdraw(self, firmware_id: str) -> Row:
        """Withdraw a package and return its last row."""
        return self._service.packages.withdraw(firmware_id)

    def fault(self, kind: str, *, times: int = 1, **options: str | float) -> None:
        """Inject a fault into the next `times` calls. docs/emulator.md lists the kinds and their options.

        Raises:
            FaultError: The kind or its options are invalid.
        """
        self._service.faults.add(kind, times, **options)

    def clear_faults(self) -> None:
        """Remove all pending faults."""
        self._service.faults.clear()

    def rotate_sts(self, seconds: float) -> AccessKey:
        """Issue a temporary access key with a token that is valid for `seconds` by the emulator's clock.

        Keys issued earlier stay valid until they expire.
        """
        return self._service.access_keys.issue(self._service.now() + seconds)

    def revoke(self, access_key_id: str) -> None:
        """Revoke an access key immediately. A temporary key is rejected as expired.

        Raises:
            LookupError: No access key has that ID.
        """
        self._service.access_keys.revoke(access_key_id)

    def set_clock_offset(self, seconds: float) -> None:
        """Set the offset of the service's clock in seconds. A negative offset sets it back."""
        self._service.clock_offset = seconds

    def reset(self) -> None:
        """Restore the catalog and its keys, and clear the log, the faults, the clock offset and the quota."""
        self._service.reset()

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith(ADMIN_PREFIX):
            return self._admin.answer(request)
        return self._addressed(request).answer(request)

    def _addressed(self, request: Request) -> Service:
        """Return the service of the caller's account and the requested instance, or else the one that rejects it."""
        accessible = [service for service in self._services if service.knows_caller(request)] or self._services
        instance = request.parameters.get("IotInstanceId")
        return next((each for each in accessible if each.catalog.iot_instance_id == instance), accessible[0])

    def _access_key(self, expected: Callable[[AccessKey], bool]) -> AccessKey:
        key = next(filter(expected, self._service.access_keys.all_keys()), None)
        if key is None:
            raise LookupError("the catalog has no such access key; add one to its credentials")
        return key
