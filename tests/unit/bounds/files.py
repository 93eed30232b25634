# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for files in `cacheDir`."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import settings
from alicloud_iot_ota.api import rate_limiter
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.base import file_lock
from alicloud_iot_ota.errors import ArgumentError, DeadlineError
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import disk_cache, reading_lock
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.settings import ProviderArgs, load
from tests.posix import device
from tests.unit.bounds.lab import NOW, URL, Lab, attack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@attack("settings.MAX_CACHE_AGE")
def attack_cache_age(lab: Lab) -> None:
    """The limit applies to the environment variable and to the provider's argument."""
    for given in (settings.MAX_CACHE_AGE, settings.MAX_CACHE_AGE + 1):
        is_beyond = given > settings.MAX_CACHE_AGE
        with pytest.raises(ArgumentError, match="from 0 to 600") if is_beyond else contextlib.nullcontext():
            environ = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": f"{given:g}", "ALICLOUD_IOT_OTA_CACHE_DIR": str(lab.path)}
            assert load({}, environ).cache_max_age == given
        failures = validation.check(ProviderArgs, {"cacheMaxAge": given})
        assert [failure.argument for failure in failures] == ["cacheMaxAge"] * is_beyond


@attack("lookup.disk_cache.MAX_LIST_BYTES")
def attack_list(lab: Lab) -> None:
    """The real limit would need hundreds of megabytes, so the test uses the size of a small list, and one byte less."""
    cache = disk_cache.DiskCache(lab.path / "lists", 60, lab.timing.time)
    kept = (Package(firmware_id="x", dest_version="1"),), NOW
    cache.put("key", *kept)
    (path,) = (lab.path / "lists").iterdir()
    size = path.stat().st_size
    lab.monkeypatch.setattr(disk_cache, "MAX_LIST_BYTES", size)
    cache.put("key", *kept)
    assert cache.get("key") == kept
    lab.monkeypatch.setattr(disk_cache, "MAX_LIST_BYTES", size - 1)
    assert cache.get("key") is None
    path.unlink()
    cache.put("key", *kept)
    assert not path.exists()


@attack("lookup.disk_cache.MAX_FILES_EXAMINED")
def attack_files(lab: Lab) -> None:
    """In an endless directory, only a limited number of files is examined."""
    examined = itertools.count()

    class Endless:
        def names(self) -> Iterator[str]:
            return (f"foreign-{number}" for number in examined)

    cache = disk_cache.DiskCache(lab.path, 60, lab.timing.time)
    cache._remove_old(Endless())  # type: ignore[arg-type]  # has what is used
    assert next(examined) == disk_cache.MAX_FILES_EXAMINED


class Machine:
    """A file with recent requests, used by processes that start one after the other."""

    def __init__(self, lab: Lab) -> None:
        self.path = lab.path / "pace"
        self.notes: list[str] = []
        self._lab = lab
        # Both clocks must advance together. Otherwise the file would seem to be from before a reboot.
        self._timing = Timing(lambda: NOW + sum(lab.waits), lab.timing.monotonic, lab.timing.wait, lambda: 0.5)

    def store(self, endpoint: str = URL) -> rate_limiter.RateStore:
        """Return the store of a new process."""
        return rate_limiter.RateStore(self.path, endpoint, self._timing, self.notes.append)

    def limiter(self) -> rate_limiter.RateLimiter:
        """Return the rate limiter of a new process."""
        return rate_limiter.RateLimiter(self.store(), settings.MAX_REQUESTS_PER_SECOND, self._timing)

    def take(self, endpoint: str = URL) -> int:
        """Record a request in a new process, and return the number of earlier requests."""
        with self.store(endpoint).update() as state:
            state.turns.append(sum(self._lab.waits))
            return len(state.turns) - 1


@attack("api.rate_limiter.MAX_RATE_FILE_BYTES")
def attack_pace(lab: Lab) -> None:
    """A valid file that is filled up with spaces is read up to the limit. A larger file is replaced."""
    machine = Machine(lab)
    assert [machine.take(), machine.take()] == [0, 1]
    for size, turns in ((rate_limiter.MAX_RATE_FILE_BYTES, 2), (rate_limiter.MAX_RATE_FILE_BYTES + 1, 0)):
        machine.path.write_bytes(machine.path.read_bytes().ljust(size))
        assert machine.take() == turns
        assert machine.path.stat().st_size < 1000


def endpoints_in(path: Path) -> list[str]:
    """Return the endpoints in a file."""
    return list(json.loads(path.read_bytes())["endpoints"])


@attack("api.rate_limiter.MAX_ENDPOINTS")
def attack_endpoints(lab: Lab) -> None:
    """One endpoint above the limit replaces the endpoint with the oldest request."""
    machine = Machine(lab)
    names = [f"http://127.0.0.1:{number}" for number in range(rate_limiter.MAX_ENDPOINTS + 1)]
    for name in names[:-1]:
        machine.take(name)
        lab.waits.append(1)
    assert endpoints_in(machine.path) == names[:-1]
    machine.take(names[-1])
    assert endpoints_in(machine.path) == names[1:]


@attack("api.rate_limiter.MAX_ENDPOINT_AGE")
def attack_endpoint_age(lab: Lab) -> None:
    """An endpoint without requests is stored for one day."""
    machine = Machine(lab)
    machine.take("http://127.0.0.1:1")
    lab.waits.append(rate_limiter.MAX_ENDPOINT_AGE)
    machine.take()
    assert endpoints_in(machine.path) == ["http://127.0.0.1:1", URL]
    lab.waits.append(1)
    machine.take()
    assert endpoints_in(machine.path) == [URL]


@attack("api.rate_limiter.MAX_TURNS")
def attack_turns(lab: Lab) -> None:
    """The last slot in the file can be reserved, and no further one. A file with more slots is treated as damaged."""
    machine = Machine(lab)
    machine.take()
    for count, wait in (
        (rate_limiter.MAX_TURNS - 1, True),
        (rate_limiter.MAX_TURNS, None),
        (rate_limiter.MAX_TURNS + 1, False),
    ):
        now = sum(lab.waits)
        content = {"endpoints": {URL: [[[now] * count, 8.0, 0.0], now, NOW + now]}}
        machine.path.write_text(json.dumps(content))
        with contextlib.nullcontext() if wait is not None else pytest.raises(DeadlineError):
            assert (machine.limiter().acquire(lab.deadline()) > now) == wait


@attack("api.rate_limiter.LOCK_WAIT")
def attack_lock_of_the_count(lab: Lab) -> None:
    """A lock that is released in time is acquired. A lock that is not released delays only until the limit."""
    machine = Machine(lab)
    machine.take()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: sum(lab.waits) > rate_limiter.LOCK_WAIT - 0.01)
    assert machine.take() == 1
    lab.waits.clear()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: False)
    assert machine.take() == 0
    assert rate_limiter.LOCK_WAIT <= sum(lab.waits) < rate_limiter.LOCK_WAIT + 0.01
    assert len(machine.notes) == 1


@attack("api.rate_limiter.FALLBACK_WAIT")
def attack_alone(lab: Lab) -> None:
    """The file is tried again after the waiting time, not earlier."""
    tries: list[int] = []

    def refuse(descriptor: int) -> bool:
        tries.append(descriptor)
        raise OSError

    lab.monkeypatch.setattr(file_lock, "try_lock", refuse)
    store = Machine(lab).store()
    counts = []
    for seconds in (0.0, 0.0, rate_limiter.FALLBACK_WAIT - 1, 1.0):
        lab.waits.append(seconds)
        with store.update():
            counts.append(len(tries))
    assert counts == [1, 1, 1, 2]


@attack("lookup.reading_lock.READER_WAIT")
def attack_reader(lab: Lab) -> None:
    """A lock that is released in time is acquired. A stalled reader delays only until the limit."""
    notes: list[str] = []
    wait = reading_lock.READER_WAIT
    for released, waited, note in ((wait - 0.1, wait - 0.1, "Waited 10 seconds"), (wait + 0.1, wait, "was not shared")):
        lab.waits.clear()
        lab.monkeypatch.setattr(file_lock, "try_lock", lambda _, end=released: sum(lab.waits) > end)
        path = lab.path / "cache" / "lists" / "a.lock"
        with reading_lock.hold(path, "product a1", lab.deadline(), lab.timing, notes.append):
            assert waited <= sum(lab.waits) < waited + 0.1
        assert note in notes.pop()


@attack("base.file_lock.MAX_PROC_LOCKS")
def attack_proc_locks(lab: Lab) -> None:
    """The holder of a lock is found if its line in /proc/locks ends within the limit."""
    path, start = lab.path / "locks", file_lock._read_start
    path.touch()
    lab.monkeypatch.setattr(
        file_lock, "_read_start", lambda name, length: start(str(path) if name == "/proc/locks" else name, length)
    )
    status = path.stat()
    major, minor = device(status)
    place = f"{major:02x}:{minor:02x}:{status.st_ino}"
    line = f"1: FLOCK  ADVISORY  WRITE {os.getpid()} {place} "
    names = []
    for size in (file_lock.MAX_PROC_LOCKS, file_lock.MAX_PROC_LOCKS + 1):
        path.write_text(line.rjust(size) + "0 EOF\n")
        with path.open() as file:
            names.append(file_lock.holder(file.fileno()).name)
    assert names[0].startswith(f"Process {os.getpid()}")
    assert names[1] == "Another process"
