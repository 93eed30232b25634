# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Twenty real processes that share one limit send the same number of requests, and stay within the quota."""

from __future__ import annotations

import os
import threading
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.fairness import looking_up
from benchmarks.fleets import fleet, product_key

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 120  # seconds after which the processes count as hanging
PROCESSES = 20
REQUESTS = 12 * PROCESSES
SHARE = 20  # requests per second


def test_twenty_processes_take_turns(tmp_path: Path) -> None:
    """Each process gets its turns, no process gets many more than others, and no request exceeds the quota."""
    is_over = threading.Event()

    def log(_: str) -> None:
        if len(emulator.requests) >= REQUESTS:
            is_over.set()

    products = [product_key(number) for number in range(PROCESSES)]
    with Emulator(fleet(1, PROCESSES), queries_per_second=SHARE + 5, log=log) as emulator:
        key = emulator.credentials
        env = {
            **os.environ,
            "ALIBABA_CLOUD_ACCESS_KEY_ID": key.access_key_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": key.access_key_secret,
            "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
            "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
            "ALICLOUD_IOT_OTA_CACHE_DIR": str(tmp_path / "cache"),
            "ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": str(SHARE),
        }
        with looking_up(products, env):
            assert is_over.wait(LIMIT)
        requests = emulator.requests
    counts = Counter(request.parameters["ProductKey"] for request in requests[:REQUESTS])
    assert {request.code for request in requests} == {None}
    assert min(counts[product] for product in products) >= 8
    assert sum(counts.values()) ** 2 >= 0.95 * PROCESSES * sum(count**2 for count in counts.values())
