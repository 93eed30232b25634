# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The emulator as its users hold it: one object that runs, is steered and looked into."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from alicloud_iot_emulator.admin import ADMIN_PREFIX, Admin
from alicloud_iot_emulator.catalog import AccessKey, Row, load_catalog
from alicloud_iot_emulator.packages import NEWEST_FIRST
from alicloud_iot_emulator.quota import QUERIES_PER_SECOND
from alicloud_iot_emulator.server import LOOPBACK, LoopbackServer
from alicloud_iot_emulator.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alicloud_iot_emulator.messages import Answer, Request
    from alicloud_iot_emulator.records import RequestRecord


class Emulator:
    """A stand-in for the IoT service on loopback, for as long as its `with` block lasts.

    Args:
        catalog: a dict or a JSON file, as docs/emulator.md describes them; None is the fleet that
            ships with the emulator.
        port: to listen on; 0 takes a free one.
        clock: the time in seconds since 1970 UTC.
        monotonic: seconds that never go back, for the quota.
        log: is called with one line for each call of the API, on the thread that serves it.
        order: in which pages hold the packages: `newest-first`, `oldest-first` or `unordered`, which is no order that
            means anything, but always the same. The service documents none.
        queries_per_second: the quota of the account; 0 or None is no quota.
        any_version: whether to accept any text as DestVersion, and not only what CreateOTAFirmware accepts.

    Raises:
        CatalogueError: the catalogue has mistakes.
        ValueError: there is no such order, or the quota is below 0.
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
    ) -> None:
        self._service = Service(
            load_catalog(catalog, any_version=any_version),
            clock=clock,
            monotonic=monotonic,
            log=log,
            order=order,
            queries_per_second=queries_per_second or 0,
        )
        self._admin = Admin(self._service)
        self._port = port
        self._server: LoopbackServer | None = None

    def __enter__(self) -> Emulator:  # noqa: PYI034 - typing.Self needs Python 3.11
        self._server = LoopbackServer(self._port, self._respond)
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def url(self) -> str:
        """Where the emulator listens, for example `http://127.0.0.1:8765`."""
        if self._server is None:
            raise RuntimeError("the emulator does not run: use it in a with statement")
        return f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def instance_id(self) -> str | None:
        """The `IotInstanceId` to ask with; None if the instance has none."""
        return self._service.catalog.iot_instance_id

    @property
    def product_keys(self) -> list[str]:
        """The ProductKeys of the catalogue, and of the products added to it."""
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
        """The first temporary access key whose token has expired by the emulator's clock."""
        now = self._service.now()
        return self._access_key(lambda key: key.expiration is not None and now >= key.expiration)

    @property
    def requests(self) -> list[RequestRecord]:
        """Every call of the API since the start or the last reset, the oldest first."""
        return self._service.requests.copy()

    def packages(self) -> list[Row]:
        """Return all packages, in the order in which pages hold them."""
        return self._service.packages.rows()

    def add_product(self, product_key: str, product_name: str) -> None:
        """Add a product, for packages to be published to.

        Raises:
            CatalogueError: the ProductKey is taken, or one of both is empty.
        """
        self._service.products.add({"productKey": product_key, "productName": product_name})

    def publish(self, **fields: str | int | None) -> Row:
        """Publish a package and return its full row; `DestVersion` is required, the rest is filled in."""
        return self._service.packages.publish(fields, self._service.now())

    def change(self, firmware_id: str, **fields: str | int | None) -> Row:
        """Change fields of a package, by the API's own names, and return its full row."""
        return self._service.packages.change(firmware_id, fields, self._service.now())

    def withdraw(self, firmware_id: str) -> Row:
        """Withdraw a package and return what it was."""
        return self._service.packages.withdraw(firmware_id)

    def fault(self, kind: str, *, times: int = 1, **options: str | float) -> None:
        """Let the next `times` calls go wrong; docs/emulator.md lists the kinds and their options.

        Raises:
            FaultError: the kind is unknown, or its options are not the right ones.
        """
        self._service.faults.add(kind, times, **options)

    def clear_faults(self) -> None:
        """Drop the faults still to come."""
        self._service.faults.clear()

    def rotate_sts(self, seconds: float) -> AccessKey:
        """Issue another temporary access key, with a token that is valid for so many seconds by the emulator's clock.

        Those issued before stay valid until their own time is over.
        """
        return self._service.access_keys.issue(self._service.now() + seconds)

    def revoke(self, access_key_id: str) -> None:
        """Let an access key be refused from now on, a temporary one as an expired one is.

        Raises:
            LookupError: there is no such access key.
        """
        self._service.access_keys.revoke(access_key_id)

    def set_clock_offset(self, seconds: float) -> None:
        """Set the service's clock off by so many seconds; negative is behind."""
        self._service.clock_offset = seconds

    def reset(self) -> None:
        """Go back to the catalogue and its keys as loaded; forget log, faults, the clock's offset and the quota."""
        self._service.reset()

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith(ADMIN_PREFIX):
            return self._admin.answer(request)
        return self._service.answer(request)

    def _access_key(self, expected: Callable[[AccessKey], bool]) -> AccessKey:
        key = next(filter(expected, self._service.access_keys.all_keys()), None)
        if key is None:
            raise LookupError("the catalogue has no such access key: add it to its credentials")
        return key
