# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the unit tests: packages, emulators, clients, lookups and a fake clock.

Most tests here cover one module. Each fixture does its own imports, so that a test loads only what it uses.
"""

from __future__ import annotations

import itertools
import os
import stat
from contextlib import ExitStack
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from tests.posix import give_away

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Answer, Request
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.lookup import Lookup
    from alicloud_iot_ota.selection import Decision, Matches
    from alicloud_iot_ota.settings import Settings

pytest.register_assert_rewrite("tests.unit.bounds")

NOW = 1_764_547_200.0
"""2025-12-01T00:00:00Z, a time after every creation time in the default fleet."""


@pytest.fixture
def package() -> Callable[..., Package]:
    """Return a factory of packages. By default, a package is full and verified, in one product and module."""
    numbers = itertools.count(1)

    def make(dest_version: str, **fields: object) -> Package:
        number = next(numbers)
        described = {
            "firmware_id": f"id-{number}",
            "firmware_name": f"name-{number}",
            "product_key": "a1",
            "module_name": "default",
            "type": FirmwareType.FULL.code,
            "status": FirmwareStatus.VERIFIED.code,
            **fields,
        }
        return Package(dest_version=dest_version, **described)  # type: ignore[arg-type]  # tests pass what they like

    return make


@pytest.fixture(scope="session")
def decide() -> Callable[[Mapping[str, object], Sequence[Package]], Decision]:
    """Return a function that selects one package by user arguments at NOW, in a place called "here", with any scope."""
    import msgspec

    from alicloud_iot_ota import selection
    from alicloud_iot_ota.schema.arguments import GetFirmwareArgs

    def decide_by(asked: Mapping[str, object], catalogue: Sequence[Package]) -> Decision:
        criteria = msgspec.convert({"allowUnscoped": True, **asked}, GetFirmwareArgs).criteria
        return selection.decide(criteria, catalogue, datetime.fromtimestamp(NOW, timezone.utc), "here")

    return decide_by


@pytest.fixture(scope="session")
def select_all() -> Callable[[Mapping[str, object], Sequence[Package]], Matches]:
    """Return a function that selects all packages by the arguments of getFirmwares, at the same place and time."""
    import msgspec

    from alicloud_iot_ota import selection
    from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs

    def select_by(asked: Mapping[str, object], catalogue: Sequence[Package]) -> Matches:
        criteria = msgspec.convert(asked, GetFirmwaresArgs).criteria
        return selection.select_all(criteria, catalogue, datetime.fromtimestamp(NOW, timezone.utc), "here")

    return select_by


@pytest.fixture
def waits() -> list[float]:
    """Return the list of requested waits, in seconds. They move the fake clock, and no test really waits."""
    return []


@pytest.fixture
def timing(waits: list[float]) -> Timing:
    """Return a clock that only waits move, and a random source that always returns 0.5."""
    from alicloud_iot_ota.api.retry import Timing

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    return Timing(time=lambda: NOW, monotonic=lambda: sum(waits), wait=wait, random=lambda: 0.5)


@pytest.fixture
def start() -> Iterator[Callable[..., Emulator]]:
    """Return a function that starts emulators. By default, their clock is fixed and their quota is unlimited."""
    from alicloud_iot_emulator import Emulator

    with ExitStack() as stack:

        def start_one(catalog: object = None, **options: object) -> Emulator:
            defaults = {"clock": lambda: NOW, "monotonic": itertools.count().__next__, "any_version": True}
            return stack.enter_context(Emulator(catalog, **{**defaults, **options}))  # type: ignore[arg-type]  # as above

        yield start_one


@pytest.fixture
def emulator(start: Callable[..., Emulator]) -> Emulator:
    """Run an emulator with the default fleet."""
    return start()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], Answer]], str]]:
    """Serve answers that the emulator never sends, and return the URL. A Python function makes each answer."""
    from alicloud_iot_emulator.server import LoopbackServer

    with ExitStack() as stack:

        def serve_one(respond: Callable[[Request], Answer]) -> str:
            server = LoopbackServer(0, respond)
            stack.callback(server.stop)
            return f"http://127.0.0.1:{server.server_port}"

        yield serve_one


@pytest.fixture
def settings() -> Callable[..., Settings]:
    """Return a function that makes the settings for an emulator."""
    from alicloud_iot_ota.settings import AccessKey, Settings

    def fitting(emulator: Emulator, **changes: object) -> Settings:
        key = emulator.credentials
        values = {
            "endpoint": emulator.url,
            "access_key": AccessKey(key.access_key_id, key.access_key_secret),
            "iot_instance_id": emulator.instance_id,
            **changes,
        }
        return Settings(**values)  # type: ignore[arg-type]  # as above

    return fitting


@pytest.fixture
def connect(timing: Timing) -> Iterator[Callable[..., OtaClient]]:
    """Return a factory of API clients with numbered nonces. The clients are closed after the test."""
    from alicloud_iot_ota.api.client import OtaClient

    with ExitStack() as stack:

        def connect_one(settings: Settings, timing: Timing = timing) -> OtaClient:
            numbers = itertools.count(1)
            client = OtaClient(settings, timing, lambda: f"nonce-{next(numbers)}")
            stack.callback(client.close)
            return client

        yield connect_one


@pytest.fixture
def look_up(timing: Timing, settings: Callable[..., Settings]) -> Iterator[Callable[..., Lookup]]:
    """Return a factory of lookups in an emulator. The lookups are canceled after the test."""
    from alicloud_iot_ota.lookup import Lookup

    with ExitStack() as stack:

        def look_up_in(emulator: Emulator, timing: Timing | None = timing, **changes: object) -> Lookup:
            lookup = Lookup(settings(emulator, **changes), timing)
            stack.callback(lookup.cancel)
            return lookup

        yield look_up_in


@pytest.fixture
def make_foreign(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that changes the owner of a file.

    Without permission to do so, `os.fstat` reports another owner for that file.
    """

    def give(path: Path) -> None:
        try:
            give_away(path)
        except PermissionError:
            foreign, owner, fstat = path.stat().st_ino, path.stat().st_uid, os.fstat

            def changed(descriptor: int) -> os.stat_result:
                found = fstat(descriptor)
                parts = list(found)
                parts[stat.ST_UID] = owner + 1 if found.st_ino == foreign else owner
                return os.stat_result(parts)

            monkeypatch.setattr(os, "fstat", changed)

    return give
