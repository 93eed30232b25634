# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""200 exact lookups over four products, with the quota of an account."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import provider
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.fleets import fleet, product_key, version
from benchmarks.measuring import PYTHON, MeasuringError, run
from benchmarks.setting import PROGRAMS, service

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.setting import Service, Setting

_SECTION = "200 exact look-ups, four products of 250 packages"
_QUOTA = 10  # requests a second, as the service allows an account
_PRODUCTS, _PACKAGES, _LOOKUPS = 4, 250, 200
_ROUNDS = 3  # the alternative needs 20 seconds
_WANTED = [(product_key(number % _PRODUCTS), version(number)) for number in range(_LOOKUPS)]
_OURS, _SDK = "the plugin", "a program that calls the official SDK for each"


@dataclass(frozen=True)
class _Found:
    """The result of one side.

    Attributes:
        seconds: From the start of the process to the last result.
        looking_up: Seconds from the first lookup to the last result. The same as `seconds` if only the total is known.
        requests: The number of requests that returned a page.
    """

    seconds: float
    looking_up: float
    requests: int


def measure(setting: Setting) -> list[Row]:
    """Compare the plugin with a program that makes one call for each lookup."""
    with service(setting, fleet(_PACKAGES, _PRODUCTS), quota=_QUOTA) as server:
        plugin = provider.installed(setting.scratch / "lookups")
        found = in_turns(
            {_OURS: lambda: _ours(server, plugin), _SDK: lambda: _theirs(server)},
            setting.at_most(_ROUNDS),
            warm_up=False,  # cold files do not matter in a run of 20 seconds
        )
    ours, theirs = found[_OURS], found[_SDK]
    pages = _PRODUCTS * -(-_PACKAGES // 100)
    floor = float((pages - 1) // _QUOTA)
    return [
        Row.of(
            _SECTION,
            "from the process's start to the last answer",
            "s",
            Reach(at_least=10.0),
            ours=Figure.of(_OURS, [each.seconds for each in ours]),
            theirs=Figure.of(_SDK, [each.seconds for each in theirs]),
        ),
        Row.of(
            _SECTION,
            "from the first look-up to the last answer",
            "s",
            Reach(at_most=1.2),
            ours=Figure.of(_OURS, [each.looking_up for each in ours]),
            theirs=Figure.of(f"what a quota of {_QUOTA} a second needs for {pages} requests", [floor]),
        ),
        Row.of(
            _SECTION,
            "requests",
            "requests",
            Reach(at_most=pages / _LOOKUPS),
            ours=Figure.of(_OURS, [float(each.requests) for each in ours]),
            theirs=Figure.of(_SDK, [float(each.requests) for each in theirs]),
        ),
    ]


def _ours(server: Service, plugin: Path) -> _Found:
    server.emulator.reset()
    began = time.perf_counter()
    with provider.running_plugin(plugin, server.env) as running:
        asked = time.perf_counter()
        answers = provider.get_firmware(
            running,
            [
                {"productKey": product, "moduleName": "default", "type": "full", "destVersion": wanted}
                for product, wanted in _WANTED
            ],
        )
        ended = time.perf_counter()
    _verify(server, [str(answer["firmwareId"]) for answer in answers])
    return _Found(ended - began, ended - asked, _requests(server))


def _theirs(server: Service) -> _Found:
    server.emulator.reset()
    wanted = [f"{product}/{version}" for product, version in _WANTED]
    ended = run([PYTHON, PROGRAMS / "sdk_each.py", *wanted], server.env)
    _verify(server, ended.output.split())
    return _Found(ended.seconds, ended.seconds, _requests(server))


def _verify(server: Service, found: list[str]) -> None:
    ids = {(row["ProductKey"], row["DestVersion"]): row["FirmwareId"] for row in server.emulator.packages()}
    if found != [ids[wanted] for wanted in _WANTED]:
        raise MeasuringError("The lookups returned wrong packages.")


def _requests(server: Service) -> int:
    return sum(1 for request in server.emulator.requests if request.code is None)
