# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Many lookups from many processes against one service, with faults and within one request quota."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    LookUp = tuple[str, dict[str, object]]

WORKER = Path(__file__).with_name("worker.py")
GIVES_UP = 120  # seconds after which a process counts as hanging

PRODUCTS = {"a1Small": 40, "a1Page": 100, "a1Two": 130, "a1Three": 250}
"""The ProductKeys, and the number of packages of each: one package, one full page, two pages and three pages."""
PACKAGES = [
    {"FirmwareId": f"{product}-{number}", "FirmwareName": f"{product}-{number}", "DestVersion": f"1.{number}.0"}
    | {"ProductKey": product, "ModuleName": "default", "Status": 1, "Type": 0}
    for product, count in PRODUCTS.items()
    for number in range(count)
]

FAULTS: Sequence[tuple[int, str, Mapping[str, Any]]] = [
    (12, "error", {"code": "InternalError", "status": 500}),
    (12, "error", {"code": "ServiceUnavailable", "status": 503}),
    (8, "error", {"code": "SignatureNonceUsed"}),
    (12, "torn", {}),
    (6, "reset", {}),
    (4, "empty-page", {}),
    (2, "shifting-pages", {}),
    (3, "throttle", {}),
]
"""The faults of failing requests, and how often each occurs in 59 failures.

A package that is published during a read makes the lists of all reading processes incomplete.
"""
EVERY = 16
"""The interval between failing requests: one in this number of requests fails.

Independent random failures form clusters. When few processes remained, a cluster affected few lookups: four failures
in thirty requests made all four reads of a list incomplete, which is correctly an error. With this interval, at most
one failure occurs in twelve consecutive requests (four reads of three pages), or in six attempts at one request.
"""
SLOW = (1 / 15, 0.02)  # the share of slow requests among the others, and their delay in seconds
SEED = 5
REQUESTS = 10_000  # more than the test sends

MAY_GROW = 3 * 2**20
"""The maximum growth of a process's resident memory in bytes, from the first fifth of its lookups to the end.

Measured: 38 MB at first, up to 1.6 MB more at the end, and another 0.6 to 1.0 MB after 3,000 lookups, of which the
last 1,000 add less than 0.1 MB. If all lists stayed in memory, the growth would be 10 MB.
"""


def look_ups(count: int) -> tuple[list[LookUp], list[str | list[str]]]:
    """Return this number of lookups of three kinds over all products, and the correct answers."""
    asked: list[LookUp] = []
    right: list[str | list[str]] = []
    kinds = ("getFirmware", "getFirmwares", "findFirmware")
    for kind, product in itertools.islice(itertools.cycle(itertools.product(kinds, PRODUCTS)), count):
        last = PRODUCTS[product] - 1
        if kind == "getFirmware":
            asked.append((kind, {"productKey": product, "moduleName": "default", "type": "full", "select": "highest"}))
            right.append(f"{product}-{last}")
        elif kind == "getFirmwares":
            asked.append((kind, {"productKey": product, "versionRange": "^1"}))
            right.append([f"{product}-{number}" for number in range(last + 1)])
        else:
            asked.append((kind, {"productKey": product, "destVersion": f"1.{last // 2}.0"}))
            right.append(f"{product}-{last // 2}")
    return asked, right


def faults(count: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a fault for each of this number of requests. A successful request is "slow" with a delay of zero."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, and no secret
    share, seconds = SLOW
    for number in range(1, count + 1):
        if number % EVERY == 0:
            [(_, kind, options)] = chance.choices(FAULTS, [weight for weight, *_ in FAULTS])
            yield kind, options
        else:
            yield "slow", {"seconds": seconds if chance.random() < share else 0}


def run(processes: int, job: Mapping[str, object]) -> list[dict[str, Any]]:
    """Run the same job in this number of parallel processes, and return their reports."""
    with ExitStack() as stack:
        workers = []
        for _ in range(processes):
            worker = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, WORKER],
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            stack.callback(worker.kill)  # runs before the process is waited for; has no effect after the process ended
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(job).encode())
            worker.stdin.close()
            worker.stdin = None  # otherwise `communicate` would close it again
            workers.append(worker)
        ends = [worker.communicate(timeout=GIVES_UP) for worker in workers]
    assert [(worker.returncode, err) for worker, (_, err) in zip(workers, ends, strict=True)] == [(0, b"")] * processes
    return [json.loads(out) for out, _ in ends]


def settings(emulator: Emulator, tmp_path: Path) -> dict[str, object]:
    """Return provider settings for an emulator."""
    return {
        "endpoint": emulator.url,
        "accessKeyId": emulator.credentials.access_key_id,
        "accessKeySecret": emulator.credentials.access_key_secret,
        "cacheDir": str(tmp_path / "cache"),
    }


def test_2000_look_ups_from_eight_processes_under_random_faults(tmp_path: Path) -> None:
    """Every lookup gets the correct answer despite faults, and no process leaks memory."""
    asked, right = look_ups(250)
    with Emulator({"packages": PACKAGES}, queries_per_second=None) as emulator:
        for kind, options in faults(REQUESTS):
            emulator.fault(kind, **options)
        job = {
            "settings": {**settings(emulator, tmp_path), "requestsPerSecond": 1000},
            "lookUps": asked,
            "threads": 4,
        }
        reports = run(8, job)
        requests = emulator.requests
    wrong = [
        f"{question}: {answer}"
        for report in reports
        for question, answer, expected in zip(asked, report["answers"], right, strict=True)
        if answer != expected
    ]
    assert wrong == []
    assert 2000 < len(requests) < REQUESTS
    assert {request.code for request in requests} >= {"InternalError", "ServiceUnavailable", "Throttling.User"}
    grown = [now - then for then, now in (report["memory"] for report in reports)]
    assert max(grown) < MAY_GROW, f"grown by {grown} bytes"


def test_ten_processes_share_one_quota(tmp_path: Path) -> None:
    """Ten processes share a quota of ten requests per second: at most five are throttled, and all lookups succeed."""
    asked = [("getFirmware", {"productKey": "a1Small", "destVersion": "1.7.0"})] * 6
    with Emulator({"packages": PACKAGES}, queries_per_second=10) as emulator:
        reports = run(10, {"settings": settings(emulator, tmp_path), "lookUps": asked, "threads": 1})
        throttled = [request for request in emulator.requests if request.code == "Throttling.User"]
    assert [report["answers"] for report in reports] == [["a1Small-7"] * len(asked)] * 10
    assert len(throttled) <= 5
