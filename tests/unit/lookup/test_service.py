# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup service: one shared list for all callers, its age, and the results of each function."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from alicloud_iot_emulator.catalog import load_catalog
from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    ArgumentError,
    CancelledError,
    IncompleteListingError,
    NoMatchError,
    RequestRejectedError,
    UnexpectedFirmwareError,
    UnparsableError,
)
from alicloud_iot_ota.lookup.catalog_cache import MAX_AGE
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.schema.arguments import (
    ExplainFirmwareArgs,
    FindFirmwareArgs,
    FirmwarePinArgs,
    GetFirmwareArgs,
    GetFirmwarePageArgs,
    GetFirmwaresArgs,
    GetUpgradePathArgs,
)
from alicloud_iot_ota.schema.criteria import BlockedFirmware
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType
from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable, WeakDigest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.lookup import Lookup
    from alicloud_iot_ota.schema.results import GetFirmwareResult
    from alicloud_iot_ota.settings import Settings

FULL_GATEWAY = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.0", type=FirmwareType.FULL)

CAMERA: dict[str, Any] = {"product_key": "a1CameraK01", "module_name": "default", "type": FirmwareType.FULL}
GATEWAY: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "default"}


def silent(message: str) -> None:
    """Fail on any warning, so that no warning is lost."""
    raise AssertionError(message)


@pytest.fixture
def warnings() -> list[str]:
    """Return a list that collects warnings."""
    return []


@pytest.fixture
def lookup(emulator: Emulator, look_up: Callable[..., Lookup]) -> Lookup:
    """Return a lookup in the default fleet."""
    return look_up(emulator)


def test_many_askers_cost_one_reading(emulator: Emulator, lookup: Lookup) -> None:
    """Twenty threads that look up at the same moment share one read and get the same package."""
    together = threading.Barrier(20)
    emulator.fault("slow", seconds=0.1)  # lets later callers find the read in progress

    def ask(_: int) -> GetFirmwareResult:
        together.wait(timeout=30)
        return lookup.get_firmware(FULL_GATEWAY, silent)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert answers == [answers[0]] * 20
    assert answers[0].firmware_name == "gateway-4.0.0"
    assert len(emulator.requests) == 1


def test_a_failure_reaches_all_who_ask(emulator: Emulator, lookup: Lookup) -> None:
    """All callers during a failing read receive its error, and none keeps waiting."""
    together = threading.Barrier(5)
    emulator.fault("error", code="iot.prod.NotExistedProduct", times=5)

    def ask(_: int) -> str:
        together.wait(timeout=30)
        with pytest.raises(RequestRejectedError) as caught:
            lookup.get_firmware(FULL_GATEWAY, silent)
        return caught.value.code

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(ask, range(5), timeout=30)) == {"iot.prod.NotExistedProduct"}


def test_a_failure_is_not_kept(emulator: Emulator, lookup: Lookup) -> None:
    """After a failure, the next lookup reads again."""
    emulator.fault("error", code="iot.prod.NotExistedProduct")
    with pytest.raises(RequestRejectedError):
        lookup.get_firmware(FULL_GATEWAY, silent)
    assert lookup.get_firmware(FULL_GATEWAY, silent).dest_version == "4.0.0"


def test_age(emulator: Emulator, look_up: Callable[..., Lookup], timing: Timing) -> None:
    """A list is reused up to its maximum age, and not longer."""
    now = [1000.0]
    lookup = look_up(emulator, replace(timing, monotonic=lambda: now[0]))
    args = GetFirmwaresArgs(product_key="a1MeterK001")
    assert len(lookup.get_firmwares(args, silent).firmwares) == 5
    emulator.publish(ProductKey="a1MeterK001", DestVersion="1.6.0")
    now[0] += MAX_AGE
    assert len(lookup.get_firmwares(args, silent).firmwares) == 5
    now[0] += 0.001
    assert len(lookup.get_firmwares(args, silent).firmwares) == 6
    assert len(emulator.requests) == 2


def test_each_scope_has_its_own_catalogue(emulator: Emulator, lookup: Lookup) -> None:
    """Each product has its own list, and is read only once."""
    for product in ("a1MeterK001", "a1CameraK01", "a1MeterK001"):
        found = lookup.get_firmwares(GetFirmwaresArgs(product_key=product, module_name="default"), silent).firmwares
        assert {firmware.product_key for firmware in found} == {product}
    assert [record.parameters["ProductKey"] for record in emulator.requests] == ["a1MeterK001", "a1CameraK01"]


def test_only_what_may_be_deployed(lookup: Lookup) -> None:
    """A single package must be verified, or need no verification, unless the arguments list other statuses."""
    unverified = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.1")
    with pytest.raises(NoMatchError):
        lookup.get_firmware(unverified, silent)
    asked = GetFirmwareArgs(product_key="a1GatewayK01", dest_version="4.0.1", statuses=[FirmwareStatus.UNVERIFIED])
    assert lookup.get_firmware(asked, silent).status == "unverified"
    needless = GetFirmwareArgs(product_key="a1MeterK001", dest_version="1.4.0")
    assert lookup.get_firmware(needless, silent).status == "notRequired"


def test_lists_show_every_status(lookup: Lookup) -> None:
    """A list contains packages with every status by default, and may be empty."""
    words = {each.status for each in lookup.get_firmwares(GetFirmwaresArgs(), silent).firmwares}
    assert words == {"verified", "unverified", "verifying", "verificationFailed", "notRequired"}
    assert lookup.get_firmwares(GetFirmwaresArgs(dest_version="0.0.0"), silent).firmwares == []


def test_versions_left_out_are_told(lookup: Lookup, warnings: list[str]) -> None:
    """Versions that cannot be compared are reported in a warning, for a selection, a failure and a list."""
    highest = GetFirmwareArgs(**CAMERA, select=FirmwareSelect.HIGHEST)
    assert lookup.get_firmware(highest, warnings.append).dest_version == "V2.3.0"
    with pytest.raises(NoMatchError):
        lookup.get_firmware(GetFirmwareArgs(**CAMERA, version_range="^9"), warnings.append)
    listed = lookup.get_firmwares(GetFirmwaresArgs(**CAMERA, version_range="*"), warnings.append).firmwares
    assert [each.dest_version for each in listed] == ["V2.2.0", "V2.3.0", "V2.4.0"]
    assert len(warnings) == 3
    assert all("1 package in product a1CameraK01, instance iot-emulator01 (http://" in each for each in warnings)
    assert all("cannot read the version: cam_2024-11-05." in each for each in warnings)


def test_unparsable_is_an_error_on_demand(lookup: Lookup) -> None:
    """With `onUnparsable: error`, an unreadable version fails a selection and a list."""
    error = {**CAMERA, "on_unparsable": OnUnparsable.ERROR}
    with pytest.raises(UnparsableError, match="cam_2024-11-05"):
        lookup.get_firmware(GetFirmwareArgs(**error, select=FirmwareSelect.HIGHEST), silent)
    with pytest.raises(UnparsableError, match="cam_2024-11-05"):
        lookup.get_firmwares(GetFirmwaresArgs(**error, version_range="*"), silent)


def test_doubts_are_told(lookup: Lookup, warnings: list[str]) -> None:
    """For a doubtful selection, there is one warning for each doubt."""
    block = BlockedFirmware(dest_version="1.0.12", reason="loses its calibration", expires="2025-11-01")
    args = GetFirmwareArgs(
        product_key="a1GatewayK01",
        module_name="modem",
        dest_version="1.0.12",
        blocked=[block],
        weak_digest=WeakDigest.WARN,
    )
    assert lookup.get_firmware(args, warnings.append).sign_method == "MD5"
    assert ["only a SHA-256 digest proves" in each for each in warnings] == [True, False]
    assert ["it was blocked (loses its calibration)" in each for each in warnings] == [False, True]


def test_find(lookup: Lookup) -> None:
    """The function findFirmware returns the same package as getFirmware. A missing package is not an error."""
    found = lookup.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="3.2.1"), silent)
    assert found.found
    assert found.firmware is not None
    assert found.firmware.firmware_id == "tWozn8m0xRZZoIVMmdCztEcywCQZ0100"
    missing = lookup.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="9.9.9"), silent)
    assert (missing.found, missing.firmware) == (False, None)


def test_find_hides_no_other_error(lookup: Lookup) -> None:
    """Ambiguous matches, unexpected packages and wrong arguments are errors in findFirmware too."""
    with pytest.raises(AmbiguousMatchError):
        lookup.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="4.0.0"), silent)
    with pytest.raises(UnexpectedFirmwareError):
        lookup.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="3.2.1", expected_size=1), silent)
    with pytest.raises(RequestRejectedError):
        lookup.find_firmware(FindFirmwareArgs(product_key="a1NoProduct", dest_version="3.2.1"), silent)
    with pytest.raises(ArgumentError):
        lookup.find_firmware(FindFirmwareArgs(**GATEWAY, version_range="?"), silent)


def test_find_tells_what_was_left_out(lookup: Lookup, warnings: list[str]) -> None:
    """If findFirmware finds no package, a warning lists the versions that could not be compared."""
    missing = lookup.find_firmware(FindFirmwareArgs(**CAMERA, version_range="^9"), warnings.append)
    assert not missing.found
    assert ["cam_2024-11-05" in warning for warning in warnings] == [True]


def test_explain(emulator: Emulator, lookup: Lookup) -> None:
    """The function explainFirmware returns a selection with its steps, all packages in the scope, and warnings."""
    args = {**CAMERA, "select": FirmwareSelect.HIGHEST}
    explained = lookup.explain_firmware(ExplainFirmwareArgs(**args))
    assert explained.outcome == "chosen"
    assert explained.firmware is not None
    assert explained.firmware.dest_version == "V2.3.0"
    assert explained.total == len(explained.candidates) == 7
    assert [(step.criterion, step.left) for step in explained.steps] == [
        ("productKey", 7),
        ("moduleName", 5),
        ("type", 4),
        ("versionScheme", 3),
        ("includePrerelease", 3),
        ("statuses", 2),
    ]
    assert [(each.dest_version, each.type, each.outcome, each.criterion) for each in explained.candidates] == [
        ("cam_2024-11-05", "full", "removed", "versionScheme"),
        ("V2.2.0", "full", "removed", "select"),
        ("V2.3.0", "full", "chosen", None),
        ("V2.3.0", "differential", "removed", "type"),
        ("V2.4.0", "full", "removed", "statuses"),
        ("isp-7.1", "full", "removed", "moduleName"),
        ("isp-7.2", "full", "removed", "moduleName"),
    ]
    assert ["cam_2024-11-05" in warning for warning in explained.warnings] == [True]
    assert f"in product a1CameraK01, instance iot-emulator01 ({emulator.url})." in explained.message


@pytest.mark.parametrize(
    ("asked", "outcome", "error"),
    [
        ({"dest_version": "9.9.9"}, "noMatch", NoMatchError),
        ({"dest_version": "4.0.0"}, "ambiguous", AmbiguousMatchError),
        ({"dest_version": "3.2.1", "expected_size": 1}, "unexpected", UnexpectedFirmwareError),
        (
            {
                "module_name": "isp",
                "product_key": "a1CameraK01",
                "version_range": "*",
                "on_unparsable": OnUnparsable.ERROR,
            },
            "unparsable",
            UnparsableError,
        ),
    ],
)
def test_explain_a_failure(lookup: Lookup, asked: dict[str, Any], outcome: str, error: type[Exception]) -> None:
    """If getFirmware fails, explainFirmware returns the kind of failure and the same message."""
    args = {**GATEWAY, **asked}
    explained = lookup.explain_firmware(ExplainFirmwareArgs(**args))
    assert (explained.outcome, explained.firmware) == (outcome, None)
    with pytest.raises(error) as caught:
        lookup.get_firmware(GetFirmwareArgs(**args), silent)
    assert explained.message == str(caught.value)


def test_upgrade_path(lookup: Lookup) -> None:
    """The smallest upgrade path is found. If one of its hops is blocked, the next smallest is found."""
    args = GetUpgradePathArgs(**GATEWAY, from_version="3.2.1", to_version="4.0.0")
    path = lookup.get_upgrade_path(args)
    assert (path.kind, path.total_size, path.full_size) == ("differential", 8388608, 20971520)
    assert [(hop.src_version, hop.dest_version) for hop in path.hops] == [("3.2.1", "4.0.0")]
    block = BlockedFirmware(firmware_id=path.hops[0].firmware_id, reason="breaks off at 93 %")
    around = lookup.get_upgrade_path(
        GetUpgradePathArgs(**GATEWAY, from_version="3.2.1", to_version="4.0.0", blocked=[block])
    )
    assert [(hop.src_version, hop.dest_version) for hop in around.hops] == [("3.2.1", "3.10.0"), ("3.10.0", "4.0.0")]
    assert around.total_size == around.differential_size == 2411724 + 6291456


def test_upgrade_path_by_what_may_be_deployed(lookup: Lookup) -> None:
    """An unverified differential package is not a hop, unless the arguments list its status."""
    args: dict[str, Any] = {**GATEWAY, "module_name": "modem", "from_version": "1.0.10", "to_version": "1.0.12"}
    assert lookup.get_upgrade_path(GetUpgradePathArgs(**args)).kind == "full"
    statuses = [FirmwareStatus.VERIFYING, FirmwareStatus.VERIFIED]
    assert lookup.get_upgrade_path(GetUpgradePathArgs(**args, statuses=statuses)).kind == "differential"


def test_upgrade_path_over_a_gap(lookup: Lookup) -> None:
    """The error for a gap in an upgrade path shows the scope, and why a package for the gap is excluded."""
    block = BlockedFirmware(dest_version="4.0.0", reason="bricks revision B")
    args = GetUpgradePathArgs(**GATEWAY, from_version="3.2.1", to_version="4.0.0", blocked=[block])
    with pytest.raises(NoMatchError) as caught:
        lookup.get_upgrade_path(args)
    assert "module default, product a1GatewayK01, instance iot-emulator01" in caught.value.message
    assert "it is blocked: bricks revision B" in caught.value.message


def test_upgrade_path_of_an_unknown_module(lookup: Lookup) -> None:
    """An unknown module is an error that lists the existing modules. It is not reported as a gap in the path."""
    args = GetUpgradePathArgs(product_key="a1GatewayK01", module_name="a\n" * 30, from_version="1", to_version="2")
    with pytest.raises(NoMatchError, match="available moduleName: default, modem") as caught:
        lookup.get_upgrade_path(args)
    assert len(str(caught.value).splitlines()) <= 15


def test_age_of_packages_by_the_clock_given(emulator: Emulator, look_up: Callable[..., Lookup], timing: Timing) -> None:
    """`minAge` and `expires` use the clock of the service at each lookup, with one read for all lookups."""
    now = [timing.time()]  # 2025-12-01
    lookup = look_up(emulator, replace(timing, time=lambda: now[0]))
    candidate = {**GATEWAY, "dest_version": "4.1.0-rc.1"}  # created at 2025-11-12T09:47:33Z
    young = FindFirmwareArgs(**candidate, min_age="4w")
    block = BlockedFirmware(dest_version="4.1.0-rc.1", reason="under test", expires="2025-12-05")
    blocked = FindFirmwareArgs(**candidate, blocked=[block])
    steps = GetUpgradePathArgs(**GATEWAY, from_version="3.2.1", to_version="4.0.0", min_age="52d")
    assert not lookup.find_firmware(young, silent).found
    assert not lookup.find_firmware(blocked, silent).found
    assert not lookup.get_firmwares(GetFirmwaresArgs(**candidate, min_age="4w"), silent).firmwares
    with pytest.raises(NoMatchError):
        lookup.get_upgrade_path(steps)
    now[0] += 14 * 86400
    warnings: list[str] = []
    assert lookup.find_firmware(young, silent).found
    assert lookup.find_firmware(blocked, warnings.append).found
    assert ["the block has expired" in warning for warning in warnings] == [True]
    assert lookup.get_firmwares(GetFirmwaresArgs(**candidate, min_age="4w"), silent).firmwares
    assert lookup.get_upgrade_path(steps).kind == "differential"
    assert len(emulator.requests) == 1


def test_all_functions_share_one_listing(emulator: Emulator, lookup: Lookup) -> None:
    """All functions for one product share one read."""
    lookup.get_firmware(FULL_GATEWAY, silent)
    lookup.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="9.9.9"), silent)
    lookup.explain_firmware(ExplainFirmwareArgs(**GATEWAY))
    lookup.get_firmwares(GetFirmwaresArgs(**GATEWAY), silent)
    lookup.get_upgrade_path(GetUpgradePathArgs(**GATEWAY, from_version="3.2.1", to_version="4.0.0"))
    chosen = lookup.choose(FirmwarePinArgs(**GATEWAY, dest_version="3.2.1"), silent)
    lookup.judge(pins.pin(chosen), FirmwarePinArgs(**GATEWAY), ("a1GatewayK01", None))
    lookup.newer(chosen, FirmwarePinArgs(**GATEWAY))
    assert [record.parameters["ProductKey"] for record in emulator.requests] == ["a1GatewayK01"]


FLEET = [(str(row["ProductKey"]), str(row["DestVersion"])) for row in load_catalog(None).packages]
PRODUCTS = sorted({product for product, _ in FLEET})
VERSIONS = sorted({version for _, version in FLEET})


def test_pushing_and_filtering_agree(
    emulator: Emulator, lookup: Lookup, connect: Callable[..., OtaClient], settings: Callable[..., Settings]
) -> None:
    """The service's filters and this package's criteria return the same packages for each product and version."""
    everything = read_catalog(connect(settings(emulator)), Scope(emulator.instance_id, None))
    now = datetime.fromtimestamp(0, timezone.utc)
    some = 0
    for product in (None, *PRODUCTS):
        for version in (None, *VERSIONS, "9.9.9", "4.0"):
            page = GetFirmwarePageArgs(current_page=1, page_size=100, product_key=product, dest_version=version)
            pushed = {row.firmware_id for row in lookup.get_firmware_page(page).firmware_info}
            args = GetFirmwaresArgs(product_key=product, dest_version=version)
            scoped = {each.firmware_id for each in lookup.get_firmwares(args, silent).firmwares}
            over_all = selection.select_all(args.criteria, everything, now, "here").firmwares
            assert pushed == scoped == {each.firmware_id for each in over_all}
            some += bool(pushed)
    assert some == len(set(FLEET)) + len(VERSIONS) + len(PRODUCTS) + 1


def test_pushing_and_filtering_an_unknown_product(lookup: Lookup) -> None:
    """An unknown product is an error of the service, whether the service or this package filters the version."""
    page = GetFirmwarePageArgs(current_page=1, page_size=100, product_key="a1NoProduct", dest_version="4.0.0")
    with pytest.raises(RequestRejectedError) as pushed:
        lookup.get_firmware_page(page)
    with pytest.raises(RequestRejectedError) as filtered:
        lookup.get_firmwares(GetFirmwaresArgs(product_key="a1NoProduct", dest_version="4.0.0"), silent)
    assert pushed.value.code == filtered.value.code == "iot.prod.NotExistedProduct"


def test_no_match_names_the_place(emulator: Emulator, lookup: Lookup) -> None:
    """The error for a missing package shows the product, instance and endpoint that were searched."""
    with pytest.raises(NoMatchError) as caught:
        lookup.get_firmware(GetFirmwareArgs(product_key="a1MeterK001", dest_version="9.9.9"), silent)
    assert f"product a1MeterK001, instance iot-emulator01 ({emulator.url})" in caught.value.message


def test_page_is_always_read(emulator: Emulator, lookup: Lookup) -> None:
    """A page is read from the service on each call, with the service's order and numbers."""
    args = GetFirmwarePageArgs(current_page=2, page_size=7)
    pages = [lookup.get_firmware_page(args) for _ in range(2)]
    rows = emulator.packages()[7:14]
    for page in pages:
        assert [row.firmware_id for row in page.firmware_info] == [row["FirmwareId"] for row in rows]
        assert (page.success, page.current_page, page.page_size, page.page_count, page.total) == (True, 2, 7, 4, 24)
    assert [page.request_id for page in pages] == [record.request_id for record in emulator.requests]


def test_a_lookup_sends_no_version(emulator: Emulator, lookup: Lookup) -> None:
    """A lookup sends no criteria, because many lookups share the list. A page request sends its arguments."""
    lookup.get_firmware(FULL_GATEWAY, silent)
    page = GetFirmwarePageArgs(product_key="a1GatewayK01", dest_version="4.0.0", current_page=1, page_size=100)
    lookup.get_firmware_page(page)
    place = {"IotInstanceId": emulator.instance_id, "ProductKey": "a1GatewayK01"}
    place |= {"CurrentPage": "1", "PageSize": "100"}
    assert [record.parameters for record in emulator.requests] == [place, {**place, "DestVersion": "4.0.0"}]


def test_instance_of_the_call_goes_first(emulator: Emulator, lookup: Lookup) -> None:
    """An instance in the arguments overrides the provider's."""
    with pytest.raises(RequestRejectedError, match="iot-other"):
        lookup.get_firmwares(GetFirmwaresArgs(iot_instance_id="iot-other"), silent)
    assert emulator.requests[0].parameters["IotInstanceId"] == "iot-other"


def test_cancel_ends_a_wait(start: Callable[..., Emulator], look_up: Callable[..., Lookup]) -> None:
    """A canceled service does not wait for a retry, and raises a cancel error."""
    emulator = start(clock=time.time)
    lookup = look_up(emulator, None)  # the system's time: the cancel must end a real wait
    emulator.fault("throttle", times=99)
    lookup.cancel()
    with pytest.raises(CancelledError):
        lookup.get_firmwares(GetFirmwaresArgs(), silent)


def test_judge(emulator: Emulator, lookup: Lookup) -> None:
    """A pinned package is judged by the complete list of its scope and by the pin's arguments."""
    pinned = pins.pin(lookup.choose(FULL_GATEWAY, silent))
    args = FirmwarePinArgs(product_key="a1GatewayK01")

    def verdict(args: FirmwarePinArgs) -> Verdict:
        return lookup.judge(pinned, args, ("a1GatewayK01", "default")).verdict

    assert verdict(args) is Verdict.OK
    assert verdict(FirmwarePinArgs(product_key="a1MeterK001")) is Verdict.MISSING
    emulator.change(pinned.firmware_id, Status=3)
    assert verdict(FirmwarePinArgs()) is Verdict.STATUS_REGRESSED  # another scope, so another read
    assert verdict(FirmwarePinArgs(statuses=[FirmwareStatus.VERIFICATION_FAILED])) is Verdict.OK


def test_what_cannot_be_judged(emulator: Emulator, lookup: Lookup) -> None:
    """If the list is incomplete, no package is judged as missing."""
    emulator.fault("short-page", times=9)
    pinned = pins.PinnedFirmware(firmware_id="gone", dest_version="4.0.0", type="full")
    with pytest.raises(IncompleteListingError):
        lookup.judge(pinned, FULL_GATEWAY, (None, None))
