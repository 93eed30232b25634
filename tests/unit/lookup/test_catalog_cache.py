# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Package lists for many callers: the cost of a read, its errors, and the use of lists on disk."""

from __future__ import annotations

import itertools
import json
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from msgspec.structs import replace

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota import pins
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.base import file_lock
from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    DeadlineError,
    IncompleteListingError,
    NoMatchError,
    RequestRejectedError,
)
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import Lookup
from alicloud_iot_ota.lookup.background import Background
from alicloud_iot_ota.lookup.catalog_cache import MAX_CACHED, CatalogCache
from alicloud_iot_ota.lookup.disk_cache import DiskCache
from alicloud_iot_ota.pins import PinnedFirmware
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
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Deadline

    _Result = TypeVar("_Result")

NOW = 1_764_547_200.0
MAX_AGE = 60.0
LIMIT = 30  # seconds after which a test fails
METER = GetFirmwaresArgs(product_key="a1MeterK001")
GATEWAY: dict[str, Any] = {"product_key": "a1GatewayK01", "module_name": "default"}
FULL = FindFirmwareArgs(**GATEWAY, dest_version="3.2.1")
NEW = PinnedFirmware(firmware_id="new", dest_version="9.0.0", type="full")


def silent(message: str) -> None:
    """Fail on any warning, so that no warning is lost."""
    raise AssertionError(message)


def page(version: str) -> Answer:
    """Return the only page of a list with one package."""
    body = {
        "Success": True,
        "Total": 1,
        "FirmwareInfo": {"SimpleFirmwareInfo": [{"FirmwareId": "id-1", "DestVersion": version}]},
    }
    return Answer(200, "application/json", json.dumps(body).encode(), NOW)


class Watched(Background):
    """Background calls that can report how many callers wait."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = 0
        self._changed = threading.Condition()

    def wait(self, outcome: Future[_Result], deadline: Deadline) -> _Result:  # type: ignore[override]  # a static one
        """Count the caller, and wait."""
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
        return super().wait(outcome, deadline)

    def expect(self, number: int) -> None:
        """Wait until this number of callers in total have begun to wait."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._waiting >= number, LIMIT)


def test_two_hundred_look_ups(start: Callable[..., Emulator], look_up: Callable[..., Lookup]) -> None:
    """200 parallel lookups over four products with 250 packages each need twelve requests."""
    products = [f"product-{number}" for number in range(4)]
    rows = [
        {
            "FirmwareId": f"{product}-{number:03}",
            "FirmwareName": f"{product}-{number:03}",
            "ProductKey": product,
            "DestVersion": f"1.0.{number}",
            "UtcCreate": f"2025-01-01T{23 - number // 60:02}:{59 - number % 60:02}:00.000Z",
        }
        for product in products
        for number in range(250)
    ]
    emulator = start({"packages": rows})
    lookup = look_up(emulator)
    together = threading.Barrier(200)

    def ask(number: int) -> int:
        together.wait(LIMIT)
        return len(lookup.get_firmwares(GetFirmwaresArgs(product_key=products[number % 4]), silent).firmwares)

    with ThreadPoolExecutor(200) as pool:
        assert list(pool.map(ask, range(200))) == [250] * 200
    assert [record.code for record in emulator.requests] == [None] * 12
    asked = sorted((record.parameters["ProductKey"], record.parameters["CurrentPage"]) for record in emulator.requests)
    assert asked == sorted(itertools.product(products, "123"))


def test_a_failure_is_told_to_those_who_wait(
    serve: Callable[[Callable[[Request], Answer]], str],
    connect: Callable[..., OtaClient],
    timing: Timing,
) -> None:
    """All callers that wait for a failing read receive its error. The next caller starts a new read."""
    let_go = threading.Event()
    requests: list[Request] = []

    def respond(request: Request) -> Answer:
        requests.append(request)
        if len(requests) > 1:
            return page("1.0.0")
        assert let_go.wait(LIMIT)
        return Answer(403, "application/json", b'{"Code":"iot.prod.NotExistedProduct","RequestId":"R-1"}', NOW)

    where = Settings(endpoint=serve(respond), access_key=AccessKey("id", "secret"))
    watched = Watched()
    catalogues = CatalogCache(connect(where), where, timing, watched, silent)

    def ask(_: int) -> str | None:
        with pytest.raises(RequestRejectedError) as caught:
            catalogues.get(Scope(None, "a1"))
        return caught.value.request_id

    with ThreadPoolExecutor(8) as pool:
        told = pool.map(ask, range(8))
        watched.expect(8)
        let_go.set()
        assert list(told) == ["R-1"] * 8
    assert len(requests) == 1
    assert [each.dest_version for each in catalogues.get(Scope(None, "a1")).packages] == ["1.0.0"]


def test_an_answer_that_never_comes() -> None:
    """If the service never answers, a lookup ends at its deadline. The next lookup sends a new request."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:
        accepted: list[socket.socket] = []

        def accept() -> None:
            for _ in range(2):
                connection, _ = server.accept()
                accepted.append(stack.enter_context(connection))
                if len(accepted) == 2:
                    connection.recv(65536)
                    body = page("1.0.0").body
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        lookup = Lookup(Settings(endpoint=address, access_key=AccessKey("id", "secret"), timeout=3.0))
        with pytest.raises(DeadlineError, match="timed out after 3 seconds"):
            lookup.get_firmwares(GetFirmwaresArgs(), silent)
        assert len(accepted) == 1
        found = lookup.get_firmwares(GetFirmwaresArgs(), silent).firmwares
        lookup.cancel()
        thread.join(LIMIT)
    assert [each.dest_version for each in found] == ["1.0.0"]
    assert len(accepted) == 2


def test_a_reading_that_does_not_notice_its_deadline(
    connect: Callable[..., OtaClient], timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller stops waiting at its deadline. The next caller does not join the old read, which may never end."""
    let_go = threading.Event()
    readings: list[Scope] = []

    def read(_: OtaClient, scope: Scope, *__: object) -> tuple[()]:
        readings.append(scope)
        if len(readings) == 1:
            let_go.wait(LIMIT)
        return ()

    monkeypatch.setattr("alicloud_iot_ota.lookup.catalog_cache.read_catalog", read)
    monkeypatch.setattr("alicloud_iot_ota.lookup.background.GRACE_WAIT", 0.01)
    where = Settings(endpoint="http://127.0.0.1:9", access_key=AccessKey("id", "secret"), timeout=0.01)
    catalogues = CatalogCache(connect(where), where, timing, Background(), silent)
    with pytest.raises(DeadlineError):
        catalogues.get(Scope(None, "a1"))
    now = catalogues.get(Scope(None, "a1"))
    let_go.set()
    assert now.packages == ()
    assert len(readings) == 2
    assert catalogues.get(Scope(None, "a1")) is now  # the late result of the first read is ignored


@pytest.fixture
def kept_by(
    connect: Callable[..., OtaClient], timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], tuple[CatalogCache, list[str | None]]]:
    """Return a function that makes catalogs with one package of a given size, and a list of products that were read."""

    def of(characters: int) -> tuple[CatalogCache, list[str | None]]:
        read: list[str | None] = []

        def reading(_: OtaClient, scope: Scope, *__: object) -> tuple[Package, ...]:
            read.append(scope.product_key)
            return (Package(firmware_id="x" * (characters - 1), dest_version="1"),)

        monkeypatch.setattr("alicloud_iot_ota.lookup.catalog_cache.read_catalog", reading)
        where = Settings(endpoint="http://127.0.0.1:9", access_key=AccessKey("id", "secret"))
        return CatalogCache(connect(where), where, timing, Background(), silent), read

    return of


def test_a_process_keeps_few_catalogs(kept_by: Callable[[int], tuple[CatalogCache, list[str | None]]]) -> None:
    """After 150 products, the newest catalogs are in memory up to the limit, and an older one is reread."""
    catalogues, read = kept_by(10)
    products = [f"a{number}" for number in range(150)]
    for product in products:
        catalogues.get(Scope(None, product))
    assert len(catalogues._reads) == MAX_CACHED
    for product in products[-MAX_CACHED:]:
        catalogues.get(Scope(None, product))
    assert read == products
    catalogues.get(Scope(None, products[-MAX_CACHED - 1]))
    assert len(read) == 151


def test_a_process_keeps_few_characters(
    kept_by: Callable[[int], tuple[CatalogCache, list[str | None]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total text of all catalogs is limited, so large catalogs are dropped sooner."""
    monkeypatch.setattr("alicloud_iot_ota.lookup.catalog_cache.MAX_CHARACTERS", 35)
    catalogues, read = kept_by(10)
    for product in "abcde":
        catalogues.get(Scope(None, product))
    assert [scope.product_key for scope in catalogues._reads] == ["b", "c", "d", "e"]
    catalogues.get(Scope(None, "e"))
    assert read == [*"abcde"]


def test_old_catalogs_are_dropped(
    kept_by: Callable[[int], tuple[CatalogCache, list[str | None]]], waits: list[float]
) -> None:
    """A catalog that is too old to reuse is dropped at the next read."""
    catalogues, _ = kept_by(10)
    for product in "abc":
        catalogues.get(Scope(None, product))
        waits.append(30.0)
    assert [scope.product_key for scope in catalogues._reads] == ["a", "b", "c"]
    catalogues.get(Scope(None, "d"))
    assert [scope.product_key for scope in catalogues._reads] == ["b", "c", "d"]


def test_failed_readings_are_dropped(
    connect: Callable[..., OtaClient], timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed read is not reused, and is soon dropped."""

    def fail(*_: object) -> tuple[()]:
        raise IncompleteListingError("It changed.", "Try again.")

    monkeypatch.setattr("alicloud_iot_ota.lookup.catalog_cache.read_catalog", fail)
    where = Settings(endpoint="http://127.0.0.1:9", access_key=AccessKey("id", "secret"))
    catalogues = CatalogCache(connect(where), where, timing, Background(), silent)
    for number in range(150):
        with pytest.raises(IncompleteListingError):
            catalogues.get(Scope(None, f"a{number}"))
    assert len(catalogues._reads) == 1


@pytest.mark.posix
def test_what_is_wrong_with_the_directory(emulator: Emulator, processes: Processes) -> None:
    """A directory that other users can change stores no lists and no rate limit. Both are reported once."""
    processes.folder.chmod(0o777)
    lookup = processes.start(emulator)
    assert len(lookup.get_firmwares(METER, silent).firmwares) == 5
    lookup.get_firmwares(GetFirmwaresArgs(product_key="a1CameraK01"), silent)
    lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))
    told = sorted(note.partition(":")[0] for note in processes.notes)
    assert told == ["The disk cache is not used", "The rate limit is not shared with other processes"]
    assert all(f"{processes.folder} can be changed by other users (mode 777)" in note for note in processes.notes)


class Processes:
    """Processes that start one after the other, with one cache directory and one clock.

    Attributes:
        folder: The cache directory.
        now: The time in seconds since the epoch.
        notes: The notes to users of all lookups.
    """

    def __init__(self, stack: ExitStack, timing: Timing, settings: Callable[..., Settings], folder: Path) -> None:
        self.now = NOW
        self.notes: list[str] = []
        self._stack = stack
        self._timing = replace(timing, time=lambda: self.now)
        self._settings = settings
        self.folder = folder

    def start(self, emulator: Emulator, **changes: object) -> Lookup:
        """Start another process."""
        values = {"cache_max_age": MAX_AGE, "cache_dir": self.folder, **changes}
        lookup = Lookup(self._settings(emulator, **values), self._timing, note=self.notes.append)
        self._stack.callback(lookup.cancel)
        return lookup

    def files(self) -> list[Path]:
        """Return the lists on disk, without the rate limit file and the locks."""
        others = ("pace", "alicloud-iot-ota-")
        return [path for path in self.folder.rglob("*") if path.is_file() and not path.name.startswith(others)]


@pytest.fixture
def processes(timing: Timing, settings: Callable[..., Settings], tmp_path: Path) -> Iterator[Processes]:
    """Return the processes of one machine."""
    with ExitStack() as stack:
        yield Processes(stack, timing, settings, tmp_path)


def test_preview_and_update_read_once(emulator: Emulator, processes: Processes) -> None:
    """A list from an earlier process is reused without a request, and its age is reported once per list."""
    read = processes.start(emulator).get_firmwares(METER, silent)
    assert processes.notes == []
    processes.now += 12.4
    update = processes.start(emulator)
    assert update.get_firmwares(METER, silent) == read
    assert update.get_firmwares(METER, silent) == read
    assert len(emulator.requests) == 1
    assert processes.notes == [
        (
            "The package list for product a1MeterK001, instance iot-emulator01 is 12 seconds old: it comes from "
            "the disk cache."
        )
    ]


def test_nothing_is_kept_by_default(
    emulator: Emulator, processes: Processes, settings: Callable[..., Settings]
) -> None:
    """By default, no list on disk is written or read."""
    age = settings(emulator).cache_max_age
    processes.start(emulator, cache_max_age=age).get_firmwares(METER, silent)
    assert processes.files() == []
    processes.start(emulator).get_firmwares(METER, silent)
    assert len(processes.files()) == 1
    processes.start(emulator, cache_max_age=age).get_firmwares(METER, silent)
    assert len(emulator.requests) == 3


def test_others_do_not_share(emulator: Emulator, start: Callable[..., Emulator], processes: Processes) -> None:
    """A list on disk is used only for its own account, instance, product and endpoint."""
    processes.start(emulator).get_firmwares(METER, silent)
    key = emulator.sts
    another_account = AccessKey(key.access_key_id, key.access_key_secret, key.security_token)
    processes.start(emulator, access_key=another_account).get_firmwares(METER, silent)
    processes.start(emulator).get_firmwares(GetFirmwaresArgs(product_key="a1CameraK01"), silent)
    processes.start(emulator).get_firmwares(GetFirmwaresArgs(), silent)
    with pytest.raises(RequestRejectedError):
        processes.start(emulator, iot_instance_id="iot-other").get_firmwares(METER, silent)
    assert len(emulator.requests) == 5
    other = start()
    processes.start(other).get_firmwares(METER, silent)
    assert len(other.requests) == 1
    assert len(processes.files()) == 5
    assert processes.notes == []


def test_a_list_on_disk_grows_old(emulator: Emulator, processes: Processes) -> None:
    """A list on disk is reused up to its maximum age. Then a process rereads it, even if it has it in memory."""
    processes.start(emulator).get_firmwares(METER, silent)
    emulator.publish(ProductKey="a1MeterK001", DestVersion="1.6.0")
    processes.now += MAX_AGE
    update = processes.start(emulator)
    assert len(update.get_firmwares(METER, silent).firmwares) == 5
    processes.now += 0.001
    assert len(update.get_firmwares(METER, silent).firmwares) == 6
    assert len(processes.start(emulator).get_firmwares(METER, silent).firmwares) == 6
    assert len(emulator.requests) == 2


@pytest.mark.parametrize(
    "look_up",
    [
        lambda process: process.get_firmware(GetFirmwareArgs(**GATEWAY, dest_version="9.0.0"), silent).dest_version,
        lambda process: process.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="9.0.0"), silent).found,
        lambda process: process.explain_firmware(ExplainFirmwareArgs(**GATEWAY, dest_version="9.0.0")).firmware,
        lambda process: process.get_firmwares(GetFirmwaresArgs(dest_version="9.0.0", **GATEWAY), silent).firmwares,
        lambda process: (
            process.get_upgrade_path(GetUpgradePathArgs(**GATEWAY, from_version="4.0.0", to_version="9.0.0")).kind
        ),
        lambda process: process.choose(FirmwarePinArgs(**GATEWAY, dest_version="9.0.0"), silent),
        lambda process: process.judge(NEW, FirmwarePinArgs(**GATEWAY), (None, None)).firmware,
    ],
    ids=[
        "getFirmware",
        "findFirmware",
        "explainFirmware",
        "getFirmwares",
        "getUpgradePath",
        "a pin is resolved",
        "a pin is verified",
    ],
)
def test_what_was_published_since(
    emulator: Emulator, processes: Processes, look_up: Callable[[Lookup], object]
) -> None:
    """A list on disk does not prove that a package is missing: the service is queried, and finds the package."""
    processes.start(emulator).find_firmware(FULL, silent)
    emulator.publish(ProductKey="a1GatewayK01", DestVersion="9.0.0", FirmwareId="new")
    update = processes.start(emulator)
    assert update.find_firmware(FULL, silent).found
    assert len(emulator.requests) == 1
    assert look_up(update)
    assert len(emulator.requests) == 2


@pytest.mark.parametrize("had_list", [False, True])
def test_what_is_not_there_is_not_there_now(emulator: Emulator, processes: Processes, *, had_list: bool) -> None:
    """A missing package is searched for at the service once, with or without an earlier use of the list on disk."""
    processes.start(emulator).find_firmware(FULL, silent)
    update = processes.start(emulator)
    if had_list:
        assert update.find_firmware(FULL, silent).found
    with pytest.raises(NoMatchError):
        update.get_firmware(GetFirmwareArgs(**GATEWAY, dest_version="9.0.0"), silent)
    assert not update.find_firmware(FindFirmwareArgs(**GATEWAY, dest_version="9.0.0"), silent).found
    assert not update.get_firmwares(GetFirmwaresArgs(**GATEWAY, dest_version="9.0.0"), silent).firmwares
    assert update.judge(NEW, FirmwarePinArgs(**GATEWAY), (None, None)).verdict is Verdict.MISSING
    assert len(emulator.requests) == 2


def test_a_verdict_that_stops_never_follows_from_a_list_on_disk(emulator: Emulator, processes: Processes) -> None:
    """A list on disk does not prove that a pin is broken: the service is queried first."""
    package = processes.start(emulator).choose(FirmwarePinArgs(**GATEWAY, dest_version="3.2.1"), silent)
    pinned = pins.pin(package)
    emulator.reset()
    emulator.change(package.firmware_id, FirmwareSign="ab" * 32)
    processes.now += MAX_AGE + 1
    processes.start(emulator).choose(FirmwarePinArgs(**GATEWAY, dest_version="3.2.1"), silent)
    emulator.change(package.firmware_id, FirmwareSign=package.firmware_sign)
    update = processes.start(emulator)
    assert update.judge(pinned, FirmwarePinArgs(**GATEWAY), (None, None)).verdict is Verdict.OK


def test_what_was_in_the_way_is_gone(emulator: Emulator, processes: Processes) -> None:
    """A list on disk does not prove that a selection fails: the packages that caused it may have been withdrawn."""
    args = GetFirmwareArgs(**GATEWAY, dest_version="4.0.0")
    with pytest.raises(AmbiguousMatchError):
        processes.start(emulator).get_firmware(args, silent)
    for row in emulator.packages():
        if (row["ProductKey"], row["DestVersion"]) == ("a1GatewayK01", "4.0.0") and row["SrcVersion"]:
            emulator.withdraw(str(row["FirmwareId"]))
    assert processes.start(emulator).get_firmware(args, silent).type == "full"


def test_a_live_list_is_not_the_one_that_is_being_taken_from_the_disk(
    emulator: Emulator,
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A caller that needs the live list waits for a running disk read, and then reads from the service."""
    where = settings(emulator, cache_max_age=MAX_AGE, cache_dir=tmp_path)
    client, scope = connect(where), Scope(emulator.instance_id, "a1MeterK001")
    timing = Timing(lambda: NOW, lambda: 0.0, lambda _: False, lambda: 0.5)
    CatalogCache(client, where, timing, Background(), silent).get(scope)
    let_go = threading.Event()
    look = DiskCache.get

    def look_slowly(disk: DiskCache, key: str) -> tuple[tuple[Package, ...], float] | None:
        assert let_go.wait(LIMIT)
        return look(disk, key)

    monkeypatch.setattr(DiskCache, "get", look_slowly)
    watched = Watched()
    catalogues = CatalogCache(client, where, timing, watched, lambda _: None)
    with ThreadPoolExecutor(2) as pool:
        from_disk = pool.submit(catalogues.get, scope)
        watched.expect(1)
        get_live = pool.submit(catalogues.get_live, scope)
        watched.expect(2)
        let_go.set()
        assert [from_disk.result(LIMIT).is_from_disk, get_live.result(LIMIT).is_from_disk] == [True, False]
    assert len(emulator.requests) == 2


def test_a_list_that_is_not_whole_is_not_kept(emulator: Emulator, processes: Processes) -> None:
    """An incomplete list is not stored on disk."""
    emulator.fault("short-page", times=99)
    with pytest.raises(IncompleteListingError):
        processes.start(emulator).get_firmwares(METER, silent)
    assert processes.files() == []


def test_each_page_shows_those_who_wait_that_a_reading_gets_on(
    emulator: Emulator, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """During a read, the lock file of the list is locked, and every page updates its modification time."""
    moments: list[int] = []

    def read(_: OtaClient, __: Scope, on_page: Callable[[int, int], None], *___: object) -> tuple[Package, ...]:
        (path,) = processes.folder.rglob("*.lock")
        with path.open() as file:
            assert not file_lock.try_lock(file.fileno())
        for page in (1, 2):
            os.utime(path, (0, 0))
            on_page(page, 2)
            moments.append(path.stat().st_mtime_ns)
        return ()

    monkeypatch.setattr("alicloud_iot_ota.lookup.catalog_cache.read_catalog", read)
    processes.start(emulator).get_firmwares(METER, silent)
    assert all(moments)
    assert len(moments) == 2


def test_a_damaged_file_is_replaced(emulator: Emulator, processes: Processes) -> None:
    """A damaged file causes a new read, which replaces it."""
    processes.start(emulator).get_firmwares(METER, silent)
    (path,) = processes.files()
    path.write_bytes(path.read_bytes()[:-1])
    for _ in range(2):
        assert len(processes.start(emulator).get_firmwares(METER, silent).firmwares) == 5
    assert len(emulator.requests) == 2


def test_no_place_for_lists(emulator: Emulator, processes: Processes, tmp_path: Path) -> None:
    """If the directory cannot be written, each process reads from the service, with the same result."""
    (tmp_path / "file").touch()
    for _ in range(2):
        process = processes.start(emulator, cache_dir=tmp_path / "file")
        assert len(process.get_firmwares(METER, silent).firmwares) == 5
    assert len(emulator.requests) == 2


def test_no_secret_on_disk(start: Callable[..., Emulator], processes: Processes, tmp_path: Path) -> None:
    """No file contains the secret or the token of an account."""
    secret, token = "canary-secret", "canary-token"
    credentials = [
        {"accessKeyId": "id", "accessKeySecret": secret, "securityToken": token},
        {"accessKeyId": "another", "accessKeySecret": "another"},  # an account has a long-lived key as well
    ]
    emulator = start({"credentials": credentials, "packages": [{"DestVersion": "1.0.0", "FirmwareId": "id-1"}]})
    process = processes.start(emulator, access_key=AccessKey("id", secret, token))
    assert len(process.get_firmwares(GetFirmwaresArgs(), silent).firmwares) == 1
    assert len(processes.files()) == 1
    for path in tmp_path.rglob("*"):
        assert "canary" not in path.name
        assert path.is_dir() or b"canary" not in path.read_bytes()
