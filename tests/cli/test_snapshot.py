# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `snapshot`, and the other commands with a snapshot: without credentials, requests and files."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.lookup import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.cli.conftest import Done

    Run = Callable[..., Done]

GATEWAY = ("--product-key", "a1GatewayK01", "--module-name", "default", "--type", "full")
FILE = "firmware-snapshot.json"
KEYS = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")


class Offline:
    """A machine with a snapshot and without credentials. The service counts its requests, and there should be none.

    Attributes:
        path: The snapshot.
    """

    def __init__(self, path: Path, emulator: Emulator, run: Run) -> None:
        self.path = path
        self._emulator = emulator
        self._run = run
        self._before = len(emulator.requests)

    def run(self, *argv: str) -> Done:
        """Run a command, and assert that it sends no request."""
        done = self._run(*argv)
        assert len(self._emulator.requests) == self._before
        return done


@pytest.fixture
def offline(
    run: Run, emulator: Emulator, lock_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Offline]:
    """Write a snapshot for the lock file, and remove the credentials. Assert that no file was written to the cache."""
    path = lock_file.parent / FILE
    assert run("snapshot", FILE).status == 0
    for name in KEYS:
        monkeypatch.setenv(name, "")  # what a pipeline of a fork has
    monkeypatch.setenv("ALICLOUD_IOT_OTA_SNAPSHOT", FILE)
    monkeypatch.setenv("ALICLOUD_IOT_OTA_CACHE_DIR", str(tmp_path / "cache"))
    yield Offline(path, emulator, run)
    assert not (tmp_path / "cache").exists()


def scopes(path: Path) -> list[tuple[str | None, str | None, int]]:
    """Return the instance, the product and the total of each catalog in a file."""
    return [(each.iot_instance_id, each.product_key, each.total) for each in snapshot.read(path).catalogs]


def test_scopes_of_the_lock_file(run: Run, emulator: Emulator, lock_file: Path) -> None:
    """By default, the file has the list of each product in firmware.lock, each read once."""
    before = len(emulator.requests)
    done = run("snapshot", FILE)
    assert (done.status, done.err) == (0, "")
    lines = r"product a1GatewayK01, instance iot-emulator01: 12 packages, read at \S+Z\nproduct a1MeterK001, "
    assert re.fullmatch(lines + r"instance iot-emulator01: \d+ packages, read at \S+Z\n", done.out)
    assert [scope[:2] for scope in scopes(lock_file.parent / FILE)] == [
        ("iot-emulator01", "a1GatewayK01"),
        ("iot-emulator01", "a1MeterK001"),
    ]
    assert len(emulator.requests) == before + 2


@pytest.mark.usefixtures("emulator")
def test_an_entry_of_any_product(run: Run, lock_file: Path) -> None:
    """An entry without productKey needs the list of its whole instance, which serves the other entries too."""
    assert run("add", "any", "--firmware-id=HwOWBmEC799Hm8jQQITlk1LyFrSg0100").status == 0
    there = ("--product-key=a1MeterK001", "--iot-instance-id=iot-emulator01", "--dest-version=1.5.0")
    assert run("add", "there", *there).status == 0
    assert run("snapshot", FILE).status == 0
    assert scopes(lock_file.parent / FILE) == [("iot-emulator01", None, 24)]


@pytest.mark.usefixtures("emulator")
def test_other_scopes(run: Run, folder: Path) -> None:
    """Options select the whole instance, products, or another lock file."""
    assert run("snapshot", FILE, "--all").status == 0
    assert scopes(folder / FILE) == [("iot-emulator01", None, 24)]
    twice = ("--product-key", "a1MeterK001", "--product-key", "a1GatewayK01", "--product-key", "a1MeterK001")
    assert run("snapshot", FILE, *twice).status == 0
    assert [key for _, key, _ in scopes(folder / FILE)] == ["a1GatewayK01", "a1MeterK001"]
    assert run("add", "one", "--product-key=a1MeterK001", "--dest-version=1.5.0", "--lock-file=other.lock").status == 0
    assert run("snapshot", FILE, "--lock-file", "other.lock").status == 0
    assert [key for _, key, _ in scopes(folder / FILE)] == ["a1MeterK001"]


@pytest.mark.usefixtures("emulator")
def test_content(run: Run, folder: Path) -> None:
    """The maximum age is in the file, and descriptions can be omitted."""
    assert run("snapshot", FILE, "--all").status == 0
    found = snapshot.read(folder / FILE)
    assert (found.max_age, found.has_descriptions) == (172_800, True)
    assert any(package.firmware_desc for package in found.catalogs[0].packages)
    assert run("snapshot", FILE, "--all", "--max-age", "1d12h", "--without-descriptions").status == 0
    found = snapshot.read(folder / FILE)
    assert (found.max_age, found.has_descriptions) == (129_600, False)
    assert not any(package.firmware_desc for package in found.catalogs[0].packages)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "required: FILE"),
        ((FILE, "--all", "--product-key", "a1"), "not allowed with argument --all"),
        ((FILE, "--all", "--lock-file", "firmware.lock"), "not allowed with argument --all"),
        ((FILE, "--max-age", "8d"), "--max-age must be from 1s to 7d, got 8d."),
        ((FILE, "--max-age", "0s"), "--max-age must be from 1s to 7d, got 0s."),
        ((FILE, "--max-age", "48"), "--max-age must be a duration"),
        ((FILE,), "Lock file firmware.lock does not exist"),
        ((FILE, "--lock-file", "empty.lock"), "empty.lock has no entries, so it needs no package list."),
        ((FILE, "--product-key", "a1Unknown"), "iot.prod.NotExistedProduct"),
        ((FILE, "--all", "--snapshot", "old.json"), "but a snapshot is set. Nothing was written."),
        ((".", "--all"), ". is a directory. Nothing was written."),
        (("none/s.json", "--all"), f"{Path('none/s.json')} could not be written (No such file or directory)."),
    ],
)
@pytest.mark.usefixtures("emulator")
def test_nothing_is_written(run: Run, folder: Path, argv: tuple[str, ...], said: str) -> None:
    """After an error, an existing file is unchanged, and there is no other file."""
    (folder / "empty.lock").write_text(canonical.render({}))
    (folder / FILE).write_text("before")
    done = run("snapshot", *argv)
    assert done.status == 1
    assert said in done.err
    assert done.out == ""
    assert (folder / FILE).read_text() == "before"
    assert {path.name for path in folder.iterdir()} == {"empty.lock", FILE}


def test_an_unreadable_list(run: Run, emulator: Emulator, folder: Path) -> None:
    """If the second of two lists cannot be read, nothing is written."""
    emulator.fault("garbage", times=99, product_key="a1MeterK001")
    done = run("snapshot", FILE, "--product-key", "a1GatewayK01", "--product-key", "a1MeterK001")
    assert (done.status, done.out) == (4, "")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "argv",
    [
        ("get", *GATEWAY, "--dest-version", "4.0.0"),
        ("find", *GATEWAY, "--dest-version", "9.9"),
        ("list", "--product-key", "a1GatewayK01"),
        ("explain", *GATEWAY, "--select", "highest"),
        ("upgrade-path", *GATEWAY[:4], "--from-version", "3.2.1", "--to-version", "4.0.0"),
        ("feed", *GATEWAY[:4]),
        ("check",),
        ("outdated",),
    ],
    ids=lambda argv: argv[0],
)
def test_commands_that_read(offline: Offline, run: Run, emulator: Emulator, argv: tuple[str, ...]) -> None:
    """These commands have the same result as with the service, and note the age of each list."""
    found = offline.run(*argv, "--json") if argv[0] != "feed" else offline.run(*argv)
    notes = [line for line in found.err.splitlines() if line.startswith("note: ")]
    assert notes
    assert all(re.search(rf"is \d+ seconds? old: it comes from the snapshot {FILE}, read at", note) for note in notes)
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("ALICLOUD_IOT_OTA_SNAPSHOT")
        patched.setenv("ALICLOUD_IOT_OTA_CACHE_DIR", "live")
        key = emulator.credentials
        for name, value in zip(KEYS, (key.access_key_id, key.access_key_secret), strict=True):
            patched.setenv(name, value)
        live = run(*argv, "--json") if argv[0] != "feed" else run(*argv)
    assert (found.status, json.loads(found.out)) == (live.status, json.loads(live.out))
    assert [line for line in found.err.splitlines() if line not in notes] == live.err.splitlines()


def test_summarize(offline: Offline, lock_file: Path) -> None:
    """A review has the status of each package, which only a package list has."""
    lock_file.with_name("before.lock").write_text(canonical.HEADER)
    done = offline.run("summarize", "--old", "before.lock", "--new", "firmware.lock")
    assert done.status == 0
    assert "full, verified" in done.out
    assert f"it comes from the snapshot {FILE}" in done.err


def test_page(offline: Offline) -> None:
    """The HTML page can be made from a snapshot."""
    assert offline.run("list", "--html", "page.html", "--product-key", "a1GatewayK01").status == 0
    assert "gateway-4.0.0" in Path("page.html").read_text()


@pytest.mark.parametrize("argv", [("snapshot", "other.json", "--all")], ids=lambda argv: argv[0])
def test_commands_that_write(offline: Offline, argv: tuple[str, ...]) -> None:
    """A command that records packages needs the live catalog."""
    done = offline.run(*argv)
    assert done.status == 1
    assert "This command records packages of the live catalog, but a snapshot is set. Nothing was written." in done.err
    assert "It is set in ALICLOUD_IOT_OTA_SNAPSHOT." in done.err


def test_another_scope(offline: Offline) -> None:
    """A scope that the file does not contain is an error with the scopes that it contains."""
    done = offline.run("list", "--product-key", "a1CameraK01")
    assert done.status == 1
    assert "does not contain product a1CameraK01, instance iot-emulator01. It contains product a1GatewayK01" in done.err


def test_a_stale_file(offline: Offline, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old file fails, unless nothing is looked up."""
    later = time.time() + 172_801
    monkeypatch.setattr(time, "time", lambda: later)
    done = offline.run("check")
    assert done.status == 1
    assert "is too old" in done.err
    assert offline.run("check", "--offline").status == 0


def test_doctor(offline: Offline) -> None:
    """`doctor` describes the snapshot, and neither searches for credentials nor calls the service."""
    findings: list[dict[str, Any]] = json.loads(offline.run("doctor", "--json").out)
    found = {each["subject"]: (each["status"], each["told"]) for each in findings}
    assert list(found) == ["version", "settings", "endpoint", "snapshot", "credentials", "call", "clock"]
    assert found["settings"][1].endswith(f"; snapshot {FILE}, from ALICLOUD_IOT_OTA_SNAPSHOT")
    status, told = found["snapshot"]
    assert status == "ok"
    assert re.fullmatch(
        rf"{FILE}: product a1GatewayK01, instance iot-emulator01, 12 packages, \d+ seconds? old; "
        r"product a1MeterK001, instance iot-emulator01, \d+ packages, \d+ seconds? old",
        told,
    )
    skipped = ("skipped", "A snapshot is set, so the service is not called.")
    assert {found[name] for name in ("credentials", "call", "clock")} == {skipped}


@pytest.mark.parametrize(
    ("argv", "subject", "said"),
    [
        (("--snapshot", "none.json"), "snapshot", "none.json does not exist"),
        (("--endpoint", "https://iot.cn-beijing.aliyuncs.com"), "snapshot", "has no package list from"),
        (("--endpoint", "http://iot.example.com"), "endpoint", "unencrypted"),
    ],
)
def test_doctor_finds(offline: Offline, argv: tuple[str, ...], subject: str, said: str) -> None:
    """A snapshot that cannot be used fails its check."""
    done = offline.run("doctor", "--json", *argv)
    assert done.status == 1
    (failed,) = [each for each in json.loads(done.out) if each["status"] == "failed"]
    assert failed["subject"] == subject
    assert said in failed["told"]
    assert failed["remedy"]
