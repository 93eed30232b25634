# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Several processes that start together with an empty cache: one reads a list, even if another one fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator import Emulator
from tests.posix import STOP

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = Path(__file__).with_name("cold.py")
GIVES_UP = 120  # seconds after which a process counts as hanging
PACKAGES = [
    {"FirmwareId": f"{product}-{number}", "DestVersion": f"1.{number}.0", "ProductKey": product, "Status": 1, "Type": 0}
    for product in ("a1Cold", "a1Other")
    for number in range(2000)
]
PAGES = 20
"""The number of pages in the list of one product."""


class Lab:
    """An emulator and processes of one machine that use it."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.emulator = stack.enter_context(Emulator({"packages": PACKAGES}, queries_per_second=None))
        self._stack = stack
        self._settings = {
            "endpoint": self.emulator.url,
            "accessKeyId": self.emulator.credentials.access_key_id,
            "accessKeySecret": self.emulator.credentials.access_key_secret,
            "cacheDir": str(folder),
            "cacheMaxAge": 600,
            "requestsPerSecond": 1000,
            "timeout": GIVES_UP,
        }

    def start(
        self, product: str = "a1Cold", *, stalls: bool = False, reader_wait: float = GIVES_UP, **settings: object
    ) -> subprocess.Popen[str]:
        """Start a process."""
        worker = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, WORKER],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        self._stack.callback(worker.kill)
        job = {"settings": {**self._settings, **settings}, "product": product}
        assert worker.stdin is not None
        worker.stdin.write(json.dumps({**job, "stalls": stalls, "readerWait": reader_wait}) + "\n")
        worker.stdin.flush()
        return worker

    def stalled(self) -> subprocess.Popen[str]:
        """Start a process that acquires the lock and then stalls."""
        worker = self.start(stalls=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "reading\n"
        return worker

    @property
    def pages(self) -> int:
        """The number of pages that were read, over all products."""
        return len(self.emulator.requests)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """Yield an emulator and an empty cache."""
    with ExitStack() as stack:
        yield Lab(stack, tmp_path / "cache")


def notes(worker: subprocess.Popen[str]) -> list[str]:
    """Return the notes of a process that found every package."""
    out, err = worker.communicate(timeout=GIVES_UP)
    assert (worker.returncode, err) == (0, "")
    said: dict[str, Any] = json.loads(out)
    assert said["count"] == 2000
    return list(said["notes"])


def test_one_of_eight_reads(lab: Lab) -> None:
    """Eight processes that start before the first page arrives need only one read."""
    lab.emulator.fault("slow", seconds=2, page=1)  # during this time, the other processes start to wait
    workers = [lab.start() for _ in range(8)]
    assert sum("it comes from the disk cache" in " ".join(notes(worker)) for worker in workers) == 7
    assert lab.pages == PAGES


def test_a_killed_reader(lab: Lab) -> None:
    """If the reading process is killed, one of the waiting processes reads instead."""
    reader = lab.stalled()
    workers = [lab.start() for _ in range(4)]
    reader.kill()
    for worker in workers:
        notes(worker)
    assert lab.pages == PAGES


def test_a_stopped_reader(lab: Lab) -> None:
    """A reader that is stopped keeps its lock, but delays other processes only briefly."""
    reader = lab.stalled()
    reader.send_signal(STOP)
    workers = [lab.start(reader_wait=0.3) for _ in range(3)]
    told = [note for worker in workers for note in notes(worker)]
    assert any(f"Process {reader.pid} (" in note and "Resume or end" in note for note in told)
    assert PAGES <= lab.pages <= 3 * PAGES


def test_others_do_not_wait(lab: Lab) -> None:
    """Each product, instance, account and directory has its own lock."""
    lab.stalled()
    key = lab.emulator.sts
    workers = [
        lab.start("a1Other"),
        lab.start(
            accessKeyId=key.access_key_id, accessKeySecret=key.access_key_secret, securityToken=key.security_token
        ),
        lab.start(cacheDir=None, cacheMaxAge=0),
    ]
    for worker in workers:
        assert notes(worker) == []
    assert lab.pages == 3 * PAGES


def test_a_failed_reader(lab: Lab) -> None:
    """Only the reader that fails reports its error. The next process reads the list successfully."""
    lab.emulator.fault("error", code="iot.prod.NotExistedProduct")
    workers = [lab.start() for _ in range(4)]
    ends = [worker.communicate(timeout=GIVES_UP)[0] for worker in workers]
    assert sorted(json.loads(end)["count"] for end in ends if end) == [2000] * 3
    assert lab.pages == PAGES + 1
