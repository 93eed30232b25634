# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The service, the client and time, as the tests of this folder hold them.

Most tests here are of one module. Each fixture imports what it needs itself, so that they do not pay for the others.
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
"""2025-12-01T00:00:00Z, after everything in the default fleet."""


@pytest.fixture
def package() -> Callable[..., Package]:
    """Make packages: full, verified, of one product and module, unless a test says otherwise."""
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
    """Decide by arguments as a user writes them, in a place called "here", at NOW, and over any scope."""
    import msgspec

    from alicloud_iot_ota import selection
    from alicloud_iot_ota.schema.arguments import GetFirmwareArgs

    def decide_by(asked: Mapping[str, object], catalogue: Sequence[Package]) -> Decision:
        criteria = msgspec.convert({"allowUnscoped": True, **asked}, GetFirmwareArgs).criteria
        return selection.decide(criteria, catalogue, datetime.fromtimestamp(NOW, timezone.utc), "here")

    return decide_by


@pytest.fixture(scope="session")
def select_all() -> Callable[[Mapping[str, object], Sequence[Package]], Matches]:
    """Select all packages by the arguments of getFirmwares, in the same place and at the same time."""
    import msgspec

    from alicloud_iot_ota import selection
    from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs

    def select_by(asked: Mapping[str, object], catalogue: Sequence[Package]) -> Matches:
        criteria = msgspec.convert(asked, GetFirmwaresArgs).criteria
        return selection.select_all(criteria, catalogue, datetime.fromtimestamp(NOW, timezone.utc), "here")

    return select_by


@pytest.fixture
def waits() -> list[float]:
    """Hold the seconds of every wait that was asked for. Nothing waits in truth, and only these make time pass."""
    return []


@pytest.fixture
def timing(waits: list[float]) -> Timing:
    """Give a clock that only waits move, and chance that is always in the middle."""
    from alicloud_iot_ota.api.retry import Timing

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    return Timing(time=lambda: NOW, monotonic=lambda: sum(waits), wait=wait, random=lambda: 0.5)


@pytest.fixture
def start() -> Iterator[Callable[..., Emulator]]:
    """Start emulators whose clock stands still and whose quota never runs out, unless a test says otherwise."""
    from alicloud_iot_emulator import Emulator

    with ExitStack() as stack:

        def start_one(catalog: object = None, **options: object) -> Emulator:
            defaults = {"clock": lambda: NOW, "monotonic": itertools.count().__next__, "any_version": True}
            return stack.enter_context(Emulator(catalog, **{**defaults, **options}))  # type: ignore[arg-type]  # as above

        yield start_one


@pytest.fixture
def emulator(start: Callable[..., Emulator]) -> Emulator:
    """Run the default fleet."""
    return start()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], Answer]], str]]:
    """Serve a function from requests to answers, where the emulator is too well behaved, and give its address."""
    from alicloud_iot_emulator.server import LoopbackServer

    with ExitStack() as stack:

        def serve_one(respond: Callable[[Request], Answer]) -> str:
            server = LoopbackServer(0, respond)
            stack.callback(server.stop)
            return f"http://127.0.0.1:{server.server_port}"

        yield serve_one


@pytest.fixture
def settings() -> Callable[..., Settings]:
    """Make the settings that fit an emulator."""
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
    """Make clients with numbered nonces, and close them with the test."""
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
    """Make look-up services for an emulator, and close them with the test."""
    from alicloud_iot_ota.lookup import Lookup

    with ExitStack() as stack:

        def look_up_in(emulator: Emulator, timing: Timing | None = timing, **changes: object) -> Lookup:
            lookup = Lookup(settings(emulator, **changes), timing)
            stack.callback(lookup.cancel)
            return lookup

        yield look_up_in


@pytest.fixture
def make_foreign(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Give a file or directory to another user. Without the right to do so, everything else becomes another user's."""

    def give(path: Path) -> None:
        try:
            os.chown(path, os.geteuid() + 1, -1)
        except PermissionError:
            foreign, fstat = path.stat().st_ino, os.fstat
            owner = os.geteuid()

            def changed(descriptor: int) -> os.stat_result:
                found = fstat(descriptor)
                parts = list(found)
                parts[stat.ST_UID] = owner + 1 if found.st_ino == foreign else owner
                return os.stat_result(parts)

            monkeypatch.setattr(os, "fstat", changed)

    return give
