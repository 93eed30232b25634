# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The service behind every front end: one catalogue for all who ask, its age, and what comes back."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.declarations.arguments import (
    FirmwarePinArgs,
    FirmwareSelect,
    FirmwareStatus,
    FirmwareType,
    GetFirmwareArgs,
    GetFirmwarePageArgs,
    GetFirmwaresArgs,
)
from alicloud_iot_ota.errors import CancelledError, NoMatchError, RequestRejectedError
from alicloud_iot_ota.lookup import MAX_AGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.declarations.results import GetFirmwareResult
    from alicloud_iot_ota.lookup import Lookup

FULL_GATEWAY = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.0", type=FirmwareType.FULL)


@pytest.fixture
def warnings() -> list[str]:
    """Collect what the user is told."""
    return []


@pytest.fixture
def lookup(emulator: Emulator, look_up: Callable[..., Lookup]) -> Lookup:
    """Look things up in the default fleet."""
    return look_up(emulator)


def test_many_askers_cost_one_reading(emulator: Emulator, lookup: Lookup) -> None:
    """Twenty threads that ask at the same moment share one reading, and get the same package."""
    together = threading.Barrier(20)
    emulator.fault("slow", seconds=0.1)  # lets those who come second find the reading under way

    def ask(_: int) -> GetFirmwareResult:
        together.wait(timeout=30)
        return lookup.get_firmware(FULL_GATEWAY, lambda _: None)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert answers == [answers[0]] * 20
    assert answers[0].firmware_name == "gateway-4.0.0"
    assert len(emulator.requests) == 1


def test_a_failure_reaches_all_who_ask(emulator: Emulator, lookup: Lookup) -> None:
    """Everybody who asks while a reading fails gets its error, and nobody is left waiting."""
    together = threading.Barrier(5)
    emulator.fault("error", code="iot.prod.NotExistedProduct", times=5)

    def ask(_: int) -> str:
        together.wait(timeout=30)
        with pytest.raises(RequestRejectedError) as caught:
            lookup.get_firmware(FULL_GATEWAY, lambda _: None)
        return caught.value.code

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(ask, range(5), timeout=30)) == {"iot.prod.NotExistedProduct"}


def test_a_failure_is_not_kept(emulator: Emulator, lookup: Lookup) -> None:
    """The next look-up after a failure reads again."""
    emulator.fault("error", code="iot.prod.NotExistedProduct")
    with pytest.raises(RequestRejectedError):
        lookup.get_firmware(FULL_GATEWAY, lambda _: None)
    assert lookup.get_firmware(FULL_GATEWAY, lambda _: None).dest_version == "4.0.0"


def test_age(emulator: Emulator, look_up: Callable[..., Lookup], timing: Timing) -> None:
    """A catalogue serves for its time, and not a moment longer."""
    now = [1000.0]
    lookup = look_up(emulator, replace(timing, monotonic=lambda: now[0]))
    args = GetFirmwaresArgs(product_key="a1MeterK001")
    assert len(lookup.get_firmwares(args).firmwares) == 5
    emulator.publish(ProductKey="a1MeterK001", DestVersion="1.6.0")
    now[0] += MAX_AGE
    assert len(lookup.get_firmwares(args).firmwares) == 5
    now[0] += 0.001
    assert len(lookup.get_firmwares(args).firmwares) == 6
    assert len(emulator.requests) == 2


def test_each_scope_has_its_own_catalogue(emulator: Emulator, lookup: Lookup) -> None:
    """Products do not mix: each is read once, whatever else is asked about it."""
    for product in ("a1MeterK001", "a1CameraK01", "a1MeterK001"):
        found = lookup.get_firmwares(GetFirmwaresArgs(product_key=product, module_name="default")).firmwares
        assert {firmware.product_key for firmware in found} == {product}
    assert [record.parameters["ProductKey"] for record in emulator.requests] == ["a1MeterK001", "a1CameraK01"]


def test_only_what_may_be_deployed(lookup: Lookup) -> None:
    """A single package is verified or in no need of it, unless other statuses are asked for by name."""
    unverified = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.1")
    with pytest.raises(NoMatchError):
        lookup.get_firmware(unverified, lambda _: None)
    asked = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.1", statuses=[FirmwareStatus.UNVERIFIED])
    assert lookup.get_firmware(asked, lambda _: None).status == "unverified"
    needless = GetFirmwareArgs(product_key="a1MeterK001", dest_version="1.4.0")
    assert lookup.get_firmware(needless, lambda _: None).status == "notRequired"


def test_lists_show_every_status(lookup: Lookup) -> None:
    """A list hides nothing by itself, and may be empty."""
    words = {each.status for each in lookup.get_firmwares(GetFirmwaresArgs()).firmwares}
    assert words == {"verified", "unverified", "verifying", "verificationFailed", "notRequired"}
    assert lookup.get_firmwares(GetFirmwaresArgs(dest_version="0.0.0")).firmwares == []


def test_passed_over_versions_are_told(lookup: Lookup, warnings: list[str]) -> None:
    """Who asks for the highest hears which versions could not be compared."""
    args = GetFirmwareArgs(
        product_key="a1CameraK01",
        module_name="default",
        type=FirmwareType.FULL,
        select=FirmwareSelect.HIGHEST,
    )
    assert lookup.get_firmware(args, warnings.append).dest_version == "V2.3.0"
    assert len(warnings) == 1
    assert "V2.3.0 was chosen as the highest" in warnings[0]
    assert "cam_2024-11-05" in warnings[0]


def test_no_match_names_the_place(emulator: Emulator, lookup: Lookup) -> None:
    """A user sees which product, instance and address were looked through."""
    with pytest.raises(NoMatchError) as caught:
        lookup.get_firmware(GetFirmwareArgs(product_key="a1MeterK001", dest_version="9.9.9"), lambda _: None)
    assert f"product a1MeterK001 of instance iot-emulator01 at {emulator.url}" in caught.value.message


def test_page_is_always_read(emulator: Emulator, lookup: Lookup) -> None:
    """A page comes from the service each time, in its order and with its numbers."""
    args = GetFirmwarePageArgs(current_page=2, page_size=7)
    pages = [lookup.get_firmware_page(args) for _ in range(2)]
    rows = emulator.packages()[7:14]
    for page in pages:
        assert [row.firmware_id for row in page.firmware_info] == [row["FirmwareId"] for row in rows]
        assert (page.success, page.current_page, page.page_size, page.page_count, page.total) == (True, 2, 7, 4, 24)
    assert [page.request_id for page in pages] == [record.request_id for record in emulator.requests]


def test_instance_of_the_call_goes_first(emulator: Emulator, lookup: Lookup) -> None:
    """An instance named in a call replaces the provider's."""
    with pytest.raises(RequestRejectedError, match="iot-other"):
        lookup.get_firmwares(GetFirmwaresArgs(iot_instance_id="iot-other"))
    assert emulator.requests[0].parameters["IotInstanceId"] == "iot-other"


def test_cancel_ends_a_wait(start: Callable[..., Emulator], look_up: Callable[..., Lookup]) -> None:
    """A cancelled service does not wait for better times, and says that it was cancelled."""
    emulator = start(clock=time.time)
    lookup = look_up(emulator, None)  # the system's own time: what is cancelled is a real wait
    emulator.fault("throttle", times=99)
    lookup.cancel()
    with pytest.raises(CancelledError):
        lookup.get_firmwares(GetFirmwaresArgs())


def test_verify_pin(emulator: Emulator, lookup: Lookup, warnings: list[str]) -> None:
    """A pinned package that is well is found without a word; one whose verification failed is found with a warning."""
    pinned = lookup.get_firmware(FULL_GATEWAY, warnings.append)
    args = FirmwarePinArgs(product_key="a1GatewayK01")
    assert lookup.verify_pin(pinned.firmware_id, args, warnings.append) is not None
    assert lookup.verify_pin("gone", args, warnings.append) is None
    assert warnings == []
    emulator.change(pinned.firmware_id, Status=3)
    later = FirmwarePinArgs()  # another scope, so another reading
    assert lookup.verify_pin(pinned.firmware_id, later, warnings.append) is not None
    assert len(warnings) == 1
    assert "its status is now verificationFailed" in warnings[0]
