# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Many parallel lookups: one read per product, and a Cancel that ends all of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import grpc
from google.protobuf.empty_pb2 import Empty

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import PluginProcess, Wire

TIMEOUT = 30  # seconds
PRODUCTS = [f"a1Product{n:02}" for n in range(4)]
PACKAGES = [
    {"FirmwareId": f"{product}-{n}", "FirmwareName": f"{product}-{n}", "DestVersion": f"1.0.{n}", "Status": 1}
    | {"ProductKey": product, "ModuleName": "default"}
    for product in PRODUCTS
    for n in range(3)
]


def found_at_once(plugin: Wire, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Look up packages by product and version in parallel. Return the products and versions that were found."""
    calls = [
        plugin.stub.Invoke.future(
            plugin.request("getFirmware", {"productKey": product, "destVersion": version}), timeout=TIMEOUT
        )
        for product, version in asked
    ]
    answers = [getattr(call.result(), "return") for call in calls]
    return [(answer["productKey"], answer["destVersion"]) for answer in answers]


def test_many_look_ups_share_one_reading_a_product(
    plugin: Wire, emulate: Callable[..., Emulator], settings_of: Callable[[Emulator], dict[str, object]]
) -> None:
    """64 parallel lookups over four products need four requests, and each returns its own package."""
    emulator = emulate({"packages": PACKAGES})
    plugin.configure(**settings_of(emulator))
    asked = [(PRODUCTS[n % 4], f"1.0.{n % 3}") for n in range(64)]
    assert found_at_once(plugin, asked) == asked
    assert sorted(record.parameters["ProductKey"] for record in emulator.requests) == PRODUCTS


def test_two_hundred_look_ups_cost_twelve_requests(
    plugin: Wire, emulate: Callable[..., Emulator], settings_of: Callable[[Emulator], dict[str, object]]
) -> None:
    """200 parallel lookups over four products with 250 packages each read every page of every product once."""
    packages = [
        {**package, "FirmwareId": f"{package['ProductKey']}-{n}", "DestVersion": f"1.0.{n}"}
        for package in PACKAGES[::3]
        for n in range(250)
    ]
    emulator = emulate({"packages": packages})
    plugin.configure(**settings_of(emulator))
    asked = [(PRODUCTS[n % 4], f"1.0.{n}") for n in range(200)]
    assert found_at_once(plugin, asked) == asked
    pages = [(record.parameters["ProductKey"], record.parameters["CurrentPage"]) for record in emulator.requests]
    assert sorted(pages) == [(product, page) for product in PRODUCTS for page in ("1", "2", "3")]


def test_a_failure_is_not_kept(provider: Wire, emulator: Emulator) -> None:
    """A failed read is not cached: the next lookup sends a new request."""
    emulator.fault("error", code="Forbidden.RAM")
    call = provider.stub.Invoke.future(provider.request("getFirmwares", {}), timeout=TIMEOUT)
    assert call.code() is grpc.StatusCode.PERMISSION_DENIED
    assert len(provider.call("getFirmwares")["firmwares"]) == 24


def test_a_hostile_regular_expression_holds_nobody_up(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
) -> None:
    """A regular expression that would take very long with backtracking delays no lookup.

    It runs in a separate process, because a backtracking library would block all threads and their deadlines.
    """
    long = {"FirmwareId": "long", "FirmwareName": f"{'a' * 39}-", "DestVersion": f"{'a' * 63}-", "Status": 1}
    wire = dial(start_plugin("127.0.0.1:1"))
    wire.configure(**settings_of(emulate({"packages": [*PACKAGES, long]})))
    hostile = [
        {"versionRegex": "^(a+)+$"},
        {"nameRegex": "^(([a-z])+.)+[A-Z]([a-z])+$"},
        {"versionPattern": "(?P<version>(a|aa)+)", "versionRange": "^1"},
    ]
    calls = [
        wire.stub.Invoke.future(wire.request("getFirmwares", criteria), timeout=TIMEOUT)
        for criteria in [*hostile, {"destVersion": "1.0.2"}] * 4
    ]
    found = [len(getattr(call.result(), "return")["firmwares"]) for call in calls]
    assert found == [0, 0, 0, len(PRODUCTS)] * 4


def test_cancel_ends_every_wait(
    plugin: Wire,
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A Cancel ends all waiting lookups as CANCELLED, and the plugin continues to respond."""
    # The delay is a hundred times the normal maximum and still within the deadline, so only a Cancel ends it in time.
    monkeypatch.setattr("random.random", lambda: 1000.0)
    throttled = threading.Semaphore(0)
    emulator = emulate({"packages": PACKAGES}, log=lambda _: throttled.release())
    emulator.fault("throttle", times=1000)
    plugin.configure(**settings_of(emulator), timeout=3600)
    calls = [
        plugin.stub.Invoke.future(plugin.request("getFirmwares", {"productKey": PRODUCTS[n % 4]}), timeout=TIMEOUT)
        for n in range(16)
    ]
    assert all(throttled.acquire(timeout=TIMEOUT) for _ in PRODUCTS)  # each of the four reads was throttled
    plugin.stub.Cancel(Empty(), timeout=TIMEOUT)
    assert {call.code() for call in calls} == {grpc.StatusCode.CANCELLED}
    assert all("The lookup was canceled before it was complete." in call.details() for call in calls)
    assert plugin.stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__


def test_cancel_reaches_more_look_ups_than_any_pool_has_threads(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
) -> None:
    """A Cancel is not queued behind 200 waiting lookups, which share one read."""
    asked = threading.Event()
    emulator = emulate({"packages": PACKAGES}, log=lambda _: asked.set())
    emulator.fault("throttle", times=1000)
    wire = dial(start_plugin("127.0.0.1:1"))
    wire.configure(**settings_of(emulator), timeout=3600)
    request = wire.request("getFirmwares", {"productKey": PRODUCTS[0]})
    calls = [wire.stub.Invoke.future(request, timeout=TIMEOUT) for _ in range(200)]
    assert asked.wait(TIMEOUT)
    wire.stub.Cancel(Empty(), timeout=TIMEOUT)
    assert {call.code() for call in calls} == {grpc.StatusCode.CANCELLED}
