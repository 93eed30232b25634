# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Entries in firmware.lock checked against the live catalog, by the function and by the pin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from alicloud_iot_ota import lock_file, pin_resource, pins
from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.errors import BrokenPinError, DowngradeError, IncompleteListingError, LockFileError
from alicloud_iot_ota.lock_file import bump, resolution
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs, GetLockedFirmwareArgs
from alicloud_iot_ota.selection import FirmwareSelect
from tests.unit.lock_file.samples import GATEWAY, V4_0, parsed, silent, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup
    from alicloud_iot_ota.schema.results import GetLockedFirmwareResult
    from alicloud_iot_ota.selection import Newer


def forbidden() -> Lookup:
    """Fail on any lookup."""
    raise AssertionError("nothing was to be looked up")


class Folder:
    """The directory of a program, with its lock file."""

    def __init__(self, path: Path, emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
        self.file = path / "firmware.lock"
        self.emulator = emulator
        self._look_up = look_up
        self.warnings: list[str] = []

    def look_up(self) -> Lookup:
        """Return a lookup of a new process, with its own catalog."""
        return self._look_up(self.emulator)

    def lock(self, criteria: Mapping[str, Any] = GATEWAY, **changes: object) -> pins.LockedFirmware:
        """Resolve criteria, and write them with the package as the entry `gateway`."""
        package = resolution.resolve(self.look_up(), parsed(criteria), silent)
        write_files(self.file, {"gateway": (parsed({**criteria, **changes}), package)})
        return package

    def get(self, *, offline: bool = False, lookup: Callable[[], Lookup] | None = None) -> GetLockedFirmwareResult:
        """Call getLockedFirmware."""
        args = GetLockedFirmwareArgs(name="gateway", offline=offline)
        self.warnings = []
        return resolution.get_locked_firmware(lookup or self.look_up, args, self.warnings.append)

    def check(self, olds: Mapping[str, object], **given: object) -> dict[str, object]:
        """Run Check of a pin that uses the entry."""
        self.warnings = []
        news = {"lockEntry": "gateway", **given}
        checked = pin_resource.check(self.look_up, olds, news, self.warnings.append)
        assert checked.failures == []
        assert checked.firmware is not None
        return {**news, "firmware": checked.firmware}


@pytest.fixture
def folder(
    tmp_path: Path, emulator: Emulator, look_up: Callable[..., Lookup], monkeypatch: pytest.MonkeyPatch
) -> Folder:
    """Return the empty working directory of a program."""
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path, emulator, look_up)


def test_resolves(folder: Folder) -> None:
    """A locked entry contains the identity of the package and its scope."""
    row: dict[str, Any] = next(row for row in folder.emulator.packages() if row["FirmwareId"] == V4_0)
    assert folder.lock() == pins.LockedFirmware(
        dest_version="4.0.0",
        firmware_id=V4_0,
        type="full",
        digest=f"sha256:{row['FirmwareSign']}",
        firmware_size=row["FirmwareSize"],
        product_key="a1GatewayK01",
        module_name="default",
        firmware_name=row["FirmwareName"],
        utc_create=row["UtcCreate"],
        iot_instance_id=folder.emulator.instance_id,
    )


def test_the_locked_package_is_given(folder: Folder) -> None:
    """The locked package is returned even after a newer one is published."""
    package = folder.lock()
    folder.emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0")
    found = folder.get()
    assert (found.firmware_id, found.digest, found.verdict) == (V4_0, package.digest, "ok")
    assert folder.warnings == []


def test_offline(folder: Folder) -> None:
    """Offline, the entry is returned as recorded in the lock file, without a lookup."""
    package = folder.lock()
    found = folder.get(offline=True, lookup=forbidden)
    assert (found.firmware_id, found.digest, found.verdict) == (V4_0, package.digest, "notChecked")
    assert (found.product_key, found.module_name, found.utc_create) == ("a1GatewayK01", "default", package.utc_create)


def test_moved(folder: Folder) -> None:
    """The same file under another ID is returned with a warning that says how to lock it."""
    package = folder.lock()
    folder.emulator.withdraw(V4_0)
    assert package.digest is not None
    folder.emulator.publish(
        ProductKey="a1GatewayK01",
        DestVersion="4.0.0",
        FirmwareId="again",
        FirmwareSign=package.digest.partition(":")[2],
        FirmwareSize=package.firmware_size,
        SignMethod="SHA256",
    )
    found = folder.get()
    assert (found.firmware_id, found.digest, found.verdict) == ("again", package.digest, "moved")
    (told,) = folder.warnings
    assert told == (
        f'firmware.lock:4: entry "gateway" has 4.0.0 (full), firmwareId {V4_0}; the same file now has firmwareId '
        "again (moved). To lock the package that the criteria select now, run `alicloud-iot-ota bump gateway`."
    )


@pytest.mark.parametrize(
    ("happening", "verdict"),
    [
        (lambda emulator: emulator.withdraw(V4_0), "missing"),
        (lambda emulator: emulator.change(V4_0, FirmwareSign="ab" * 32), "changed"),
        (lambda emulator: emulator.change(V4_0, Status=0), "statusRegressed"),
    ],
    ids=["missing", "changed", "status regressed"],
)
def test_broken(folder: Folder, happening: Callable[[Emulator], None], verdict: str) -> None:
    """The function and the pin fail with the entry's name and the fix. Offline, the change is not detected."""
    folder.lock()
    happening(folder.emulator)
    for use in (folder.get, lambda: folder.check({})):
        with pytest.raises(BrokenPinError, match=r"entry \"gateway\" is broken\. It has 4\.0\.0") as caught:
            use()
        assert caught.value.verdict == verdict
        accepting = f" --accept-digest sha256:{'ab' * 32}" if verdict == "changed" else ""
        assert f"`alicloud-iot-ota bump gateway{accepting}`" in caught.value.remedy
    assert folder.get(offline=True).firmware_id == V4_0


def test_without_a_digest(folder: Folder) -> None:
    """Without a digest, a package is unchanged if its ID and its size are the same."""
    folder.emulator.change(V4_0, FirmwareSign=None)
    folder.lock()
    assert folder.get().verdict == "ok"
    folder.emulator.change(V4_0, FirmwareSize=1)
    with pytest.raises(BrokenPinError) as caught:
        folder.get()
    assert caught.value.verdict == "changed"


def test_blocked(folder: Folder) -> None:
    """A block in the entry's criteria stops its package."""
    folder.lock(blocked=[{"destVersion": "4.0.0", "reason": "bricks revision B"}])
    with pytest.raises(BrokenPinError, match="it is blocked: bricks revision B") as caught:
        folder.get()
    assert caught.value.verdict == "blocked"
    with pytest.raises(BrokenPinError, match="it is blocked: bricks revision B"):
        folder.get(offline=True, lookup=forbidden)  # the file alone has the block


def test_another_file_than_firmware_lock(folder: Folder) -> None:
    """The error shows the name of the lock file, and commands that use it."""
    folder.lock()
    folder.file.rename(folder.file.with_name("our fleet.lock"))
    folder.file.with_suffix(".toml").rename(folder.file.with_name("our fleet.toml"))
    folder.emulator.withdraw(V4_0)
    args = GetLockedFirmwareArgs(name="gateway", lock_file="our fleet.lock")
    with pytest.raises(BrokenPinError, match=r"our fleet.lock:4: entry \"gateway\" is broken") as caught:
        resolution.get_locked_firmware(folder.look_up, args, silent)
    assert f"`alicloud-iot-ota bump gateway --lock-file {quote('our fleet.lock')}`" in caught.value.remedy


def test_what_cannot_be_told(folder: Folder) -> None:
    """An incomplete list does not break a pin."""
    folder.lock()
    folder.emulator.fault("short-page", times=9)
    with pytest.raises(IncompleteListingError):
        folder.get()


def test_package_that_does_not_meet_its_criteria(folder: Folder) -> None:
    """If the package does not meet the criteria, as after a wrong merge, the error says how to fix it."""
    folder.lock(versionRange="^5.0")
    for offline in (False, True):
        with pytest.raises(LockFileError) as caught:
            folder.get(offline=offline)
        assert str(caught.value) == (
            'firmware.lock:4: entry "gateway" is inconsistent. The locked package 4.0.0 does not meet '
            'versionRange "^5.0" (it is not in "^5.0").\n'
            "Restore the lock file from version control. To lock the package that the criteria select now, run "
            "`alicloud-iot-ota bump gateway`."
        )


def test_a_package_of_another_module(folder: Folder) -> None:
    """An entry with the ID of another package, as after a wrong merge, is broken."""
    package = folder.lock()
    other = next(row for row in folder.emulator.packages() if row["ModuleName"] == "modem")
    found = msgspec.structs.replace(
        package,
        firmware_id=str(other["FirmwareId"]),
        digest=f"md5:{other['FirmwareSign']}",
        firmware_size=int(other["FirmwareSize"] or 0),
    )
    write_files(folder.file, {"gateway": (parsed(GATEWAY), found)})
    with pytest.raises(BrokenPinError) as caught:
        folder.get()
    assert caught.value.verdict == "changed"
    assert "moduleName: default -> modem" in caught.value.message


def test_a_digest_that_is_not_good_enough(folder: Folder) -> None:
    """A stricter weakDigest that is added later applies to the locked package."""
    modem = {"productKey": "a1GatewayK01", "moduleName": "modem", "destVersion": "1.0.9"}
    folder.lock(modem, weakDigest="deny")
    with pytest.raises(LockFileError, match="does not meet weakDigest"):
        folder.get(offline=True)


def test_what_is_locked_is_not_asserted_again() -> None:
    """Reject assertions such as expectedDigest in an entry: they would prevent a bump."""
    for name in ("expectedDigest", "expectedFirmwareId", "expectedSize"):
        (failure,) = validation.check(EntryArgs, {**GATEWAY, name: "x"})
        assert failure.path == name


def test_an_instance_where_the_settings_name_none(folder: Folder, look_up: Callable[..., Lookup]) -> None:
    """If the settings have no instance, an entry with an instance is an error."""
    folder.lock()
    other = look_up(folder.emulator, iot_instance_id=None)
    with pytest.raises(LockFileError, match="but the settings specify \\(none\\)"):
        folder.get(lookup=lambda: other)
    with pytest.raises(LockFileError, match="but the settings specify \\(none\\)"):
        resolution.newer(other, lock_file.read(folder.file).entry("gateway"), print)


def test_another_instance(folder: Folder, look_up: Callable[..., Lookup]) -> None:
    """Reject an entry of another instance, where the same package has another ID."""
    folder.lock()
    other = look_up(folder.emulator, iot_instance_id="iot-other")
    with pytest.raises(
        LockFileError, match="was locked in instance iot-emulator01, but the settings specify iot-other"
    ):
        folder.get(lookup=lambda: other)


def test_not_locked(folder: Folder) -> None:
    """An entry without a locked package is not deployed, and the error says how to lock it."""
    folder.lock()
    folder.file.with_suffix(".toml").write_text("[firmware.gateway]\nproductKey = 'a1'\n[firmware.modem]\n")
    for use in (folder.get, lambda: folder.check({})):
        with pytest.raises(LockFileError, match=r"firmware\.lock is not up to date with firmware\.toml") as caught:
            use()
        assert "  not locked: modem\n  locked with other criteria: gateway" in caught.value.message
        assert caught.value.remedy == "Run `alicloud-iot-ota lock`, then commit both files."
    new = lock_file.Entry("modem", EntryArgs(), None, "firmware.toml", 3)
    with pytest.raises(LockFileError, match=r'firmware.toml:3: entry "modem" is not locked yet') as caught:
        resolution.package_of(new)
    assert caught.value.remedy == "Run `alicloud-iot-ota lock`, then commit both files."


def test_pin_follows_the_entry(folder: Folder) -> None:
    """A bump in the file updates the pin. A newer package in the catalog only causes a warning."""
    folder.lock()
    state = folder.check({})
    folder.emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0", FirmwareId="new")
    assert folder.check(state) == state
    assert [warning.partition(" is newer")[0] for warning in folder.warnings] == ["4.2.0, firmwareId new,"]
    assert "run `alicloud-iot-ota bump gateway`" in folder.warnings[0]
    assert folder.check(state, onNewer="ignore")["firmware"] == state["firmware"]
    assert folder.warnings == []
    folder.lock()
    firmware = folder.check(state)["firmware"]
    assert isinstance(firmware, dict)
    assert firmware["firmwareId"] == "new"


def test_a_lower_entry_needs_a_word(folder: Folder) -> None:
    """A lower version in the file needs allowDowngrade. Another file with the same version does not."""
    folder.emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.2.0", FirmwareId="new")
    folder.lock()
    state = folder.check({})
    folder.lock({**GATEWAY, "versionRange": "~4.0.0"})
    with pytest.raises(DowngradeError):
        folder.check(state)
    down = folder.check(state, allowDowngrade=True)
    folder.emulator.change(V4_0, FirmwareSign="ab" * 32)
    with pytest.raises(BrokenPinError):
        folder.check(down)
    folder.lock({**GATEWAY, "versionRange": "~4.0.0"})
    firmware = folder.check(down)["firmware"]
    assert isinstance(firmware, dict)
    assert firmware["digest"] == "sha256:" + "ab" * 32


def test_refresh_of_a_locked_pin(folder: Folder) -> None:
    """A refresh judges by the entry's criteria and does not change the program's inputs."""
    folder.lock()
    state = folder.check({})
    assert pin_resource.read(folder.look_up(), "pin", state, silent) == state
    folder.emulator.change(V4_0, Status=3)
    warnings: list[str] = []
    assert pin_resource.read(folder.look_up(), "pin", state, warnings.append) == state
    assert ["verificationFailed" in warning for warning in warnings] == [True]


def test_a_refresh_reads_the_file_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh reads the file once, so that all of its checks see the same entry."""
    folder.lock()
    state, read, paths = folder.check({}), lock_file.read_current, []

    def counted(path: Path) -> lock_file.LockFile:
        paths.append(path)
        return read(path)

    monkeypatch.setattr(lock_file, "read_current", counted)
    assert pin_resource.read(folder.look_up(), "pin", state, silent) == state
    assert len(paths) == 1


def test_outdated_looks_for_news_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """For an exact version, `outdated` searches the catalog once for the bump and for newer packages."""
    folder.lock({**GATEWAY, "versionRange": None, "select": None, "destVersion": "3.10.0"})
    lookup, looked_at = folder.look_up(), []
    newer = lookup.newer

    def counted(*args: Any, **options: Any) -> Newer:  # noqa: ANN401 - passes on whatever it is called with
        looked_at.append(args)
        return newer(*args, **options)

    monkeypatch.setattr(lookup, "newer", counted)
    found = bump.preview_bump(lookup, lock_file.read(Path("firmware.lock")).entry("gateway"), silent)
    assert (found.newer is not None, len(looked_at)) == (True, 1)


def test_unlock_is_what_was_locked(folder: Folder) -> None:
    """A locked package meets its criteria after both are read from the file."""
    package = folder.lock()
    entry = lock_file.read(folder.file).entry("gateway")
    assert entry.locked == package
    assert resolution.package_of(entry) == package
    assert entry.criteria == EntryArgs(
        product_key="a1GatewayK01",
        module_name="default",
        type=entry.criteria.type,
        version_range="^4.0",
        select=FirmwareSelect.HIGHEST,
    )
