# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete processes that find one package or list all: the command line, and a script with the official SDK."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.fleets import fleet, product_key
from benchmarks.measuring import PYTHON, MeasuringError, run
from benchmarks.setting import ANSWER_SECONDS, CLI, PROGRAMS, over_tls, service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.measuring import Process
    from benchmarks.setting import Service, Setting

_CRITERIA = ("--module-name", "default", "--type", "full", "--select", "highest")
_UNPACED = ("--requests-per-second", "1000")  # the emulator has no quota in this measurement
_OURS = "alicloud-iot-ota get"
_SDK = "a script with the official SDK"
_LISTING_ROUNDS = 5  # one round needs half a minute


def measure(setting: Setting) -> list[Row]:
    """Compare a lookup in a small catalog, in the largest real catalog (also over https), and in one of 100 pages."""
    with service(setting, None) as small:
        product = small.emulator.product_keys[0]
        one = _in_turns(setting, small, product, setting.rounds)
    with service(setting, fleet(500), seconds=ANSWER_SECONDS) as large:
        five = _in_turns(setting, large, product_key(0), setting.rounds)
        with over_tls(setting, large) as secure:
            five_over_tls = _in_turns(setting, secure, product_key(0), setting.rounds)
    with service(setting, fleet(10_000), seconds=ANSWER_SECONDS) as huge:
        hundred = _in_turns(setting, huge, product_key(0), setting.at_most(_LISTING_ROUNDS), *_UNPACED)
    over_https = "get, 500 packages over https, 80 ms per response"
    listing = "10,000 packages, 80 ms an answer"
    return [
        _row("Command line", "get, a catalogue of one page", one, "s", Reach(at_least=4.0)),
        _row("Command line", "get, 500 packages, 80 ms an answer", five, "s", Reach(at_least=2.5)),
        _row("Command line", over_https, five_over_tls, "s", Reach(at_least=3.0)),
        _row("Command line", f"{over_https}, CPU time", five_over_tls, "s of CPU", Reach(at_most=0.5)),
        _row("Listing", listing, hundred, "s", Reach(at_least=5.0)),
        _row("Listing", f"{listing}, processor time", hundred, "s of CPU", Reach(at_most=0.8)),
        _row("Listing", f"{listing}, memory", hundred, "MiB", Reach(at_most=0.6)),
    ]


def _in_turns(
    setting: Setting, server: Service, product: str, rounds: int, *options: str
) -> Mapping[str, list[Process]]:
    ours: list[str | Path] = [CLI, "get", "--product-key", product, *_CRITERIA, *options]
    theirs: list[str | Path] = [PYTHON, PROGRAMS / "sdk_highest.py", product]

    def run_ours() -> Process:
        # Processes of one cache directory share the rate limit, so each run has its own directory.
        cache = tempfile.mkdtemp(dir=setting.scratch)
        return run(ours, {**server.env, "XDG_CACHE_HOME": cache})

    found = in_turns({_OURS: run_ours, _SDK: lambda: run(theirs, server.env)}, rounds)
    firmware_id = found[_SDK][0].output.strip()
    if not all(firmware_id in each.output for each in found[_OURS]):
        raise MeasuringError(f"The two sides do not find the same package: {firmware_id} and {found[_OURS][0].output}")
    return found


def _row(section: str, what: str, found: Mapping[str, list[Process]], unit: str, reach: Reach) -> Row:
    attribute = {"s": "seconds", "s of CPU": "cpu", "MiB": "memory"}[unit]
    ours, theirs = (Figure.of(name, [getattr(each, attribute) for each in found[name]]) for name in (_OURS, _SDK))
    return Row.of(section, what, unit, reach, ours=ours, theirs=theirs)
