# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Decoding of types that several threads use for the first time at the same moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

IN_THE_MIDDLE = """
import threading
from msgspec import Struct
from alicloud_iot_ota.base import decoding

arrived = threading.Event()  # the other thread waits for its turn, or is through


class Line:
    def __init__(self, lock):
        self.lock = lock

    def __enter__(self):
        if threading.current_thread() is other:
            arrived.set()
        self.lock.acquire()

    def __exit__(self, *_):
        self.lock.release()


def meanwhile():
    # msgspec reads this annotation when it has noted what it knows of Outer so far.
    other.start()
    arrived.wait()
    return int


class Inner(Struct):
    number: "meanwhile()"


class Outer(Struct):
    first: Inner
    second: str = "s"


outer = {"first": {"number": 1}, "second": "t"}
read = []


def use():
    read.append(decoding.READ)
    arrived.set()


other = threading.Thread(target=use)
decoding._preparing = Line(decoding._preparing)
read.append(decoding.READ)
other.join()
print([(each.first.number, each.second) for each in read])
"""


@pytest.mark.parametrize(
    "read", ["convert(outer, Outer)", """decode('{"first": {"number": 1}, "second": "t"}', Outer)"""]
)
def test_a_second_thread_waits_while_a_type_is_learnt(read: str) -> None:
    """A second thread waits while a type is prepared. Msgspec alone would crash the process with SIGSEGV."""
    run = subprocess.run(
        [sys.executable, "-c", IN_THE_MIDDLE.replace("READ", read)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "[(1, 't'), (1, 't')]\n")
