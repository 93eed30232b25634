# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Warnings about newer packages for a pin that stays: by version, by time, and for unreadable versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.errors import UnparsableError
from alicloud_iot_ota.lock_file import canonical, resolution
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs, GetLockedFirmwareArgs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup

    Props = Mapping[str, object]
    Update = Callable[[Props, Props], list[str]]

SCOPE: Props = {"productKey": "a1MeterK001", "moduleName": "calver"}
RANGE: Props = {**SCOPE, "versionRange": ">=1.0.0", "select": "highest"}
NEWEST: Props = {**SCOPE, "select": "newest", "includePrerelease": True}
EXACT: Props = {**SCOPE, "destVersion": "2021.12.1"}
TWO = "2 possibly newer packages have unreadable versions: 2023.01.05, 2022.05."
HUSH = "To turn off this warning, set onNewer to ignore."


SCOPE_ROW: dict[str, Any] = {"ProductKey": "a1MeterK001", "ModuleName": "calver"}


def silent(warning: str) -> None:
    """Fail on any warning."""
    raise AssertionError(warning)


def lock(path: Path, criteria: Props, lookup: Lookup) -> None:
    """Lock criteria as the entry `e` of a lock file without a manifest."""
    args = validation.parse(EntryArgs, criteria)
    package = resolution.resolve(lookup, args, silent)
    path.write_text(canonical.render({"e": (args, package)}))


@pytest.fixture
def update(emulator: Emulator, look_up: Callable[..., Lookup], tmp_path: Path) -> Update:
    """Create a pin, publish two packages with unreadable versions, update the pin, and return its warnings."""

    def publish(version: str, day: int, **fields: str | int | None) -> None:
        emulator.publish(
            **{
                **SCOPE_ROW,
                "Status": 1,
                "DestVersion": version,
                "UtcCreate": f"2025-11-{day:02}T08:00:00.000Z",
                **fields,
            }
        )

    def run(criteria: Props, how: Props) -> list[str]:
        publish("2021.12.1", 2)
        given = {**criteria, **how}
        if how.get("lockEntry") is not None:
            path = tmp_path / "firmware.lock"
            lock(path, criteria, look_up(emulator))
            given = {**how, "lockFile": str(path)}
        warnings: list[str] = []
        held = pin_resource.check(lambda: look_up(emulator), {}, given, warnings.append).firmware
        assert warnings == []
        publish("2020.05", 1)
        publish("2022.05", 3)
        publish("2023.01.05", 4)
        publish("2024.01.05", 5, Status=0)
        again = pin_resource.check(lambda: look_up(emulator), {**given, "firmware": held}, given, warnings.append)
        assert again.firmware == held
        return warnings

    return run


@pytest.mark.parametrize(
    ("criteria", "how", "way_on"),
    [
        (
            RANGE,
            {"lockEntry": "e"},
            "To lock the package that the criteria select now, run `alicloud-iot-ota bump e --lock-file ",
        ),
        (
            EXACT,
            {"lockEntry": "e"},
            "To lock the package that the criteria select now, run `alicloud-iot-ota bump e --lock-file ",
        ),
        (RANGE, {"resolve": "once"}, "To select again, change a value of keepers, or change the criteria. "),
        (EXACT, {}, "To move the pin, change destVersion. "),
    ],
)
def test_unreadable_versions(criteria: Props, how: Props, way_on: str, update: Update) -> None:
    """A pin that stays warns once about later packages with unreadable versions, and says how to move the pin."""
    (warning,) = update(criteria, how)
    assert warning.startswith(f"{TWO} {way_on}")
    assert warning.endswith(HUSH)


@pytest.mark.parametrize(
    ("criteria", "how"),
    [(RANGE, {"lockEntry": "e"}), (EXACT, {"lockEntry": "e"}), (RANGE, {"resolve": "once"}), (EXACT, {})],
)
def test_unreadable_is_an_error(criteria: Props, how: Props, update: Update) -> None:
    """With `onUnparsable: error`, the pin stops, and the error lists the packages."""
    criteria = {**criteria, "onUnparsable": "error"}
    with pytest.raises(UnparsableError, match=r"2023\.01\.05 \(full, verified\)"):
        update(criteria, how)


@pytest.mark.parametrize("criteria", [RANGE, EXACT])
@pytest.mark.parametrize("how", [{"lockEntry": "e"}, {"resolve": "once"}])
@pytest.mark.parametrize(
    "hushed", [{"onNewer": "ignore"}, {"onUnparsable": "ignore"}], ids=lambda each: next(iter(each))
)
def test_ignored(criteria: Props, how: Props, hushed: Props, update: Update) -> None:
    """With `onNewer: ignore` on the pin or `onUnparsable: ignore` in its criteria, no warning appears."""
    is_of_pin = "onNewer" in hushed
    assert update(criteria if is_of_pin else {**criteria, **hushed}, {**how, **(hushed if is_of_pin else {})}) == []


@pytest.mark.parametrize("how", [{"lockEntry": "e"}, {"resolve": "once"}])
def test_ignoring_news_ignores_no_error(how: Props, update: Update) -> None:
    """A lookup by the pin's criteria fails, so the pin stops even with `onNewer: ignore`."""
    with pytest.raises(UnparsableError):
        update({**RANGE, "onUnparsable": "error"}, {**how, "onNewer": "ignore"})


@pytest.mark.parametrize("how", [{"lockEntry": "e"}, {"resolve": "once"}])
def test_newest_is_told_by_time(how: Props, update: Update) -> None:
    """With `select: newest`, the last created package is the newer one, whatever its version."""
    (warning,) = update(NEWEST, how)
    assert warning.startswith("2023.01.05, firmwareId ")
    assert ", is newer than the pinned 2021.12.1. " in warning
    assert "possibly" not in warning


def test_a_named_entry_has_no_news(update: Update, emulator: Emulator) -> None:
    """If `bump` would not change an entry, a pin does not suggest running it."""
    emulator.publish(**SCOPE_ROW, DestVersion="3000.0.0", Status=1)
    emulator.publish(**SCOPE_ROW, DestVersion="1.0.0", FirmwareName="mine", FirmwareId="mine", Status=1)
    assert update({"firmwareId": "mine"}, {"lockEntry": "e"}) == []


def test_a_locked_package(emulator: Emulator, look_up: Callable[..., Lookup], tmp_path: Path) -> None:
    """For a locked package, the function warns and fails like a lookup by the entry's criteria."""
    emulator.publish(**SCOPE_ROW, DestVersion="2021.12.1", FirmwareId="a", Status=1)
    path = tmp_path / "firmware.lock"
    for how in ("warn", "error"):
        lock(path, {**RANGE, "onUnparsable": how}, look_up(emulator))
        emulator.publish(**SCOPE_ROW, DestVersion="2022.05", FirmwareId="b", Status=1)
        args, warnings = GetLockedFirmwareArgs(name="e", lock_file=str(path)), list[str]()
        if how == "warn":
            found = resolution.get_locked_firmware(lambda: look_up(emulator), args, warnings.append)
            assert found.dest_version == "2021.12.1"
            assert ["cannot read the version: 2022.05." in each for each in warnings] == [True]
        else:
            with pytest.raises(UnparsableError):
                resolution.get_locked_firmware(lambda: look_up(emulator), args, warnings.append)
        emulator.withdraw("b")
