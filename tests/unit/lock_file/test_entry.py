# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Names of entries and of the two files, in values and in messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry, LockFile
from alicloud_iot_ota.lock_file.entry import command, manifest_of, require_name
from tests.unit.lock_file.samples import A1, OLD


def lock_file(*names: str) -> LockFile:
    """Return a lock file with some entries."""
    return LockFile("app/firmware.lock", {name: Entry(name, A1, OLD, "app/firmware.lock", 1, A1) for name in names})


def test_no_such_entry() -> None:
    """For a misspelled name, the error suggests the closest entry and lists all others."""
    with pytest.raises(LockFileError) as caught:
        lock_file("camera", "modem").entry("modm")
    assert str(caught.value) == (
        'app/firmware.lock has no entry "modm"; did you mean "modem"?\n'
        "Its entries are camera, modem.\n"
        "Use the name of an existing entry, or add this one with `alicloud-iot-ota add NAME` and criteria."
    )


def test_without_entries() -> None:
    """The error reports that the file has no entries."""
    with pytest.raises(LockFileError) as caught:
        lock_file().entry("gateway")
    assert caught.value.message == 'app/firmware.lock has no entry "gateway".\nThe file has no entries.'


def test_many_entries() -> None:
    """The error lists at most twelve names and counts the others."""
    with pytest.raises(LockFileError, match=r"e00, e01, .*, e11 and 2 more\."):
        lock_file(*(f"e{number:02}" for number in range(14))).entry("gateway")


@pytest.mark.parametrize("name", ["a", "0", "gateway-4_0", "a" * 64])
def test_name(name: str) -> None:
    """A name needs no quotes in TOML or in a shell."""
    require_name(name)


@pytest.mark.parametrize("name", ["", "-a", "_a", "a b", "a.b", "é", "a\n", "a" * 65])
def test_invalid_name(name: str) -> None:
    """Any other name is refused."""
    with pytest.raises(LockFileError, match="Invalid entry name"):
        require_name(name)


def test_manifest_of() -> None:
    """The manifest has the path of the lock file with another suffix."""
    assert manifest_of(Path("app.v1/fleet.eu.lock")) == Path("app.v1/fleet.eu.toml")


@pytest.mark.parametrize("name", ["firmware.toml", "firmware", "firmware.lock.old", ".lock", "firmware.LOCK"])
def test_no_lock_file(name: str) -> None:
    """A path with another suffix is refused, so that a manifest never replaces a lock file."""
    with pytest.raises(LockFileError) as caught:
        manifest_of(Path("app") / name)
    assert str(caught.value) == (
        f"The name of a lock file must end in .lock, got {Path('app', name)}.\n"
        "Set the path of the lock file, such as firmware.lock. Its manifest has the same name, but ends in .toml."
    )


@pytest.mark.parametrize(
    ("path", "option"),
    [
        ("firmware.lock", ""),
        ("firmware.toml", ""),
        ("app/firmware.toml", " --lock-file app/firmware.lock"),
        ("our fleet.lock", f" --lock-file {quote('our fleet.lock')}"),
    ],
)
def test_command(path: str, option: str) -> None:
    """A command specifies the lock file, unless it is the default one."""
    assert command("lock", path) == f"alicloud-iot-ota lock{option}"


def test_is_current() -> None:
    """An entry is up to date if it has a package, and the recorded criteria are those of the manifest."""
    entry = Entry("a", A1, OLD, "firmware.lock", 1, A1)
    assert entry.is_current
    assert not Entry("a", A1, None, "firmware.toml", 1).is_current
    other = Entry("a", type(A1)(product_key="a2"), OLD, "firmware.lock", 1, A1)
    assert not other.is_current
