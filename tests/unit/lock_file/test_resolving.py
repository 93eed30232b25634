# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What `lock` does to an entry: it keeps its package if the package is suitable, and moves it otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from alicloud_iot_ota.errors import BrokenPinError, DowngradeError, LockFileError, NoMatchError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.bump import BumpOptions
from alicloud_iot_ota.lock_file.resolving import plan_lock, require_same, unchanged
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.unit.lock_file.samples import GATEWAY, V4_0, parsed, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lock_file.updates import EntryUpdate
    from alicloud_iot_ota.lookup import Lookup

    Plan = Callable[..., EntryUpdate]


@pytest.fixture
def plan(emulator: Emulator, look_up: Callable[..., Lookup]) -> Plan:
    """Return a function that locks an entry by some criteria, and plans `lock` after these changed."""

    def plan_change(
        changes: Mapping[str, object],
        happen: Callable[[], object] = lambda: None,
        criteria: Mapping[str, object] = GATEWAY,
    ) -> EntryUpdate:
        recorded = parsed(criteria)
        package = resolution.resolve(look_up(emulator), recorded, silent)
        happen()
        entry = Entry("gateway", parsed({**criteria, **changes}), package, "firmware.lock", 4, recorded)
        return plan_lock(look_up(emulator), entry, silent)

    return plan_change


def test_up_to_date(plan: Plan, emulator: Emulator) -> None:
    """An entry with the recorded criteria keeps its package without a lookup, even if there is a newer one."""
    update = plan({}, lambda: emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0"))
    assert (update.what, update.is_change, update.moves) == ("already locked", False, False)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"product_key": "a1MeterK001"}, V4_0),
        ({"dest_version": "5.0.0"}, BrokenPinError),
        ({"type": "differential"}, BrokenPinError),
    ],
)
def test_inconsistent(
    emulator: Emulator, look_up: Callable[..., Lookup], changes: Mapping[str, Any], outcome: str | type[Exception]
) -> None:
    """A package that was edited by hand, so that it does not meet its own criteria, is never "already locked"."""
    criteria = parsed(GATEWAY)
    edited = msgspec.structs.replace(resolution.resolve(look_up(emulator), criteria, silent), **changes)
    entry = Entry("gateway", criteria, edited, "firmware.lock", 4, criteria)
    options = BumpOptions(allow_downgrade=True)
    if isinstance(outcome, str):
        update = plan_lock(look_up(emulator), entry, silent, options=options)
        assert update.locked is not None
        assert (update.locked.firmware_id, update.is_change) == (outcome, True)
    else:
        with pytest.raises(outcome):
            plan_lock(look_up(emulator), entry, silent, options=options)


def test_new_entry(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """A new entry gets the package that its criteria select."""
    entry = Entry("gateway", parsed(GATEWAY), None, "firmware.toml", 1)
    update = plan_lock(look_up(emulator), entry, silent)
    assert (update.what, update.is_change) == ("resolved", True)
    assert update.locked is not None
    assert update.locked.firmware_id == V4_0


@pytest.mark.parametrize(
    "changes", [{"versionRange": ">=3"}, {"select": None, "destVersion": "4.0.0", "versionRange": None}]
)
def test_suitable(plan: Plan, emulator: Emulator, changes: Mapping[str, object]) -> None:
    """A package that meets the changed criteria stays, even if they would now select another one."""
    update = plan(changes, lambda: emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0"))
    assert (update.what, update.is_change, update.moves) == ("criteria updated", True, False)
    assert update.criteria == parsed({**GATEWAY, **changes})


def test_not_suitable(plan: Plan) -> None:
    """If the package does not meet the changed criteria, the entry moves to the one that they select."""
    update = plan({"versionRange": "^4.0"}, criteria={**GATEWAY, "versionRange": "^3.0"})
    assert update.locked is not None
    assert (update.locked.firmware_id, update.what) == (V4_0, "bumped")


@pytest.mark.parametrize(
    ("changes", "is_withdrawn"),
    [({"versionRange": ">=4"}, True), ({"blocked": [{"destVersion": "4.0.0", "reason": "bricks"}]}, False)],
)
def test_not_deployable(plan: Plan, emulator: Emulator, changes: Mapping[str, object], is_withdrawn: bool) -> None:  # noqa: FBT001 - one of two cases
    """If the package was withdrawn or is blocked now, the entry moves, even if the package is in its range."""

    def happen() -> None:
        emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0", FirmwareId="next")
        if is_withdrawn:
            emulator.withdraw(V4_0)

    update = plan(changes, happen)
    assert update.locked is not None
    assert (update.locked.firmware_id, update.what) == ("next", "bumped")


def test_manifest_stays(plan: Plan) -> None:
    """An exact destVersion is never changed by `lock`: if its package is blocked, the error says so."""
    exact = {**GATEWAY, "versionRange": None, "select": None, "destVersion": "3.10.0"}
    with pytest.raises(NoMatchError, match="bricks"):
        plan({"blocked": [{"destVersion": "3.10.0", "reason": "bricks"}]}, criteria=exact)


def test_downgrade(plan: Plan) -> None:
    """A lower version needs consent, and the error shows the command for it."""
    with pytest.raises(DowngradeError) as caught:
        plan({"versionRange": "^3.0"})
    assert "`alicloud-iot-ota bump gateway --allow-downgrade`" in caught.value.remedy


def test_replaced_file(plan: Plan, emulator: Emulator) -> None:
    """Another file under the same ID needs consent, and the error shows the command for it."""
    with pytest.raises(BrokenPinError) as caught:
        plan({"versionRange": ">=4"}, lambda: emulator.change(V4_0, FirmwareSign="ab" * 32))
    assert f"`alicloud-iot-ota bump gateway --accept-digest sha256:{'ab' * 32}`" in caught.value.remedy


def test_another_instance(plan: Plan) -> None:
    """An entry that was locked in another instance is an error: IDs of two instances cannot be compared."""
    with pytest.raises(LockFileError, match="was locked in instance iot-emulator01, but the settings specify iot-x"):
        plan({"iotInstanceId": "iot-x"})


CRITERIA = EntryArgs(product_key="a1", module_name="default")
PACKAGE = LockedFirmware(dest_version="1.0", firmware_id="id", type="full")
ENTRY = Entry("gateway", CRITERIA, PACKAGE, "app/firmware.lock", 7, CRITERIA)


def test_added_with_the_same_criteria() -> None:
    """An entry that is added again with the same criteria does not change."""
    require_same(ENTRY, CRITERIA)
    assert not unchanged(ENTRY).is_change


def test_added_with_other_criteria() -> None:
    """The error shows each different criterion with its old and new value."""
    with pytest.raises(LockFileError) as caught:
        require_same(ENTRY, EntryArgs(product_key="a2", min_size=1))
    assert caught.value.message.splitlines() == [
        'app/firmware.lock:7: entry "gateway" already exists with other criteria.',
        "  minSize none -> 1",
        '  moduleName "default" -> none',
        '  productKey "a1" -> "a2"',
    ]
    assert "`alicloud-iot-ota lock --lock-file app/firmware.lock`" in caught.value.remedy
    assert "`alicloud-iot-ota remove gateway --lock-file app/firmware.lock`" in caught.value.remedy


def test_many_differences() -> None:
    """The error lists at most ten differences and counts the others."""
    other = msgspec.structs.replace(CRITERIA, **dict.fromkeys(EntryArgs.__struct_fields__[:12], "x"))
    with pytest.raises(LockFileError) as caught:
        require_same(ENTRY, other)
    assert len(caught.value.message.splitlines()) == 1 + 10 + 1
    assert caught.value.message.endswith("\n  and 2 more")
