# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Many look-ups from many processes on one service: under faults, and within one quota."""

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
GIVES_UP = 120  # seconds after which a process counts as one that hangs

PRODUCTS = {"a1Small": 40, "a1Page": 100, "a1Two": 130, "a1Three": 250}
"""The ProductKeys, and how many packages each of them has: one, one full, two and three pages."""
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
"""What becomes of a request that fails, and how often of fifty-nine.

A package that is published spoils the lists of all processes that are reading them.
"""
EVERY = 16
"""Of so many requests in a row one fails, the last of them.

Failures drawn for each request alone come in clusters. When few processes are left, a cluster meets few look-ups, and
one of four among thirty requests once spoilt all four readings of a list: rightly an error, and no answer. With
failures apart, twelve requests in a row (four readings of three pages) meet one at the most, and six tries of one
request too.
"""
SLOW = (1 / 15, 0.02)  # how many of the others take their time, and how many seconds
SEED = 5
REQUESTS = 10_000  # more than the soak sends

MAY_GROW = 3 * 2**20
"""Bytes of resident memory by which a process may be larger at its end than after the first fifth of its look-ups.

Measured: 38 MB then, up to 1.6 more at the end, and 0.6 to 1.0 more again after 3,000 look-ups, the last 1,000 of which
add less than 0.1. To keep the lists that are read in between takes 10.
"""


def look_ups(count: int) -> tuple[list[LookUp], list[str | list[str]]]:
    """So many look-ups of three kinds over all products, and their right answers."""
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
    """What becomes of so many requests, one after the other; "slow" by nothing is what goes well."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, and no secret
    share, seconds = SLOW
    for number in range(1, count + 1):
        if number % EVERY == 0:
            [(_, kind, options)] = chance.choices(FAULTS, [weight for weight, *_ in FAULTS])
            yield kind, options
        else:
            yield "slow", {"seconds": seconds if chance.random() < share else 0}


def run(processes: int, job: Mapping[str, object]) -> list[dict[str, Any]]:
    """Run the same job in so many processes at once, and return what each of them says."""
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
            stack.callback(worker.kill)  # before its end is waited for; nothing where it has ended
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(job).encode())
            worker.stdin.close()
            worker.stdin = None  # or `communicate` would close it again
            workers.append(worker)
        ends = [worker.communicate(timeout=GIVES_UP) for worker in workers]
    assert [(worker.returncode, err) for worker, (_, err) in zip(workers, ends, strict=True)] == [(0, b"")] * processes
    return [json.loads(out) for out, _ in ends]


def settings(emulator: Emulator, tmp_path: Path) -> dict[str, object]:
    """The settings of a provider that is to use an emulator."""
    return {
        "endpoint": emulator.url,
        "accessKeyId": emulator.credentials.access_key_id,
        "accessKeySecret": emulator.credentials.access_key_secret,
        "cacheDir": str(tmp_path / "cache"),
    }


def test_2000_look_ups_from_eight_processes_under_random_faults(tmp_path: Path) -> None:
    """Every one of them gets its right answer, and no process grows."""
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
    """The service allows ten requests a second for all of them: a handful at most is over it, and all finish."""
    asked = [("getFirmware", {"productKey": "a1Small", "destVersion": "1.7.0"})] * 6
    with Emulator({"packages": PACKAGES}, queries_per_second=10) as emulator:
        reports = run(10, {"settings": settings(emulator, tmp_path), "lookUps": asked, "threads": 1})
        throttled = [request for request in emulator.requests if request.code == "Throttling.User"]
    assert [report["answers"] for report in reports] == [["a1Small-7"] * len(asked)] * 10
    assert len(throttled) <= 5
