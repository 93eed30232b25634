# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete `pulumi preview` commands of a program with many pins, compared with as many pins of a no-op provider.

The pins select from two products of 1,000 packages each. One in three sets a version, one in three the highest version
in a range, and one in three the highest version of all. Most pins with a version are not the highest, so the provider
also warns about a newer package, which the no-op provider does not.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import preview
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.fleets import fleet, product_key, version
from benchmarks.imports import Share
from benchmarks.measuring import PYTHON, run
from benchmarks.setting import PROGRAMS, service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.setting import Setting

_PROJECT = PROGRAMS / "many_pins"
_SECTION = "pulumi preview of many pins, two products of 1,000 packages"
_COUNTS = (100, 500)
_MOST = 2_000  # one preview needs more than a minute, so only a long run measures it, once for each side
_PRODUCTS, _PACKAGES = 2, 1_000
_OURS, _NOTHING = "this provider", "a do-nothing provider"
_REACH = Reach(at_most=1.3)
_NO_LIMIT = 1_000  # requests per second: the rows measure the cost of pins, not the wait for the quota


def measure(setting: Setting) -> list[Row]:
    """Compare both sides alternately, with several numbers of pins: the ratio shows whether the cost is linear."""
    rows = []
    with service(setting, fleet(_PACKAGES, _PRODUCTS)) as served:
        for count in (*_COUNTS, *([_MOST] if setting.rounds > 1 else ())):
            root = setting.scratch / f"pins-{count}"
            root.mkdir()
            stacks = {
                _OURS: preview.provider_stack(root / "ours", _PROJECT, served),
                _NOTHING: preview.do_nothing_stack(root / "nothing", _PROJECT, served),
            }
            for stack in stacks.values():
                stack.set_config("pins", str(_write(root / "pins.json", count)))
                stack.set_config("alicloud-iot:requestsPerSecond", str(_NO_LIMIT))
            sides = {
                side: partial(preview.seconds, stack, count + 1, side)  # one more for the stack
                for side, stack in stacks.items()
            }
            taken = in_turns(sides, 1 if count == _MOST else setting.at_most(5), warm_up=count != _MOST)
            ours, theirs = (Figure.of(side, samples) for side, samples in taken.items())
            rows.append(Row.of(_SECTION, f"{count:,} pins", "s", _REACH, ours=ours, theirs=theirs))
    return rows


def parts(setting: Setting) -> list[Share]:
    """Return where the time of the provider goes in Check of one pin of many."""
    file = _write(setting.scratch / "checked-pins.json", 500, _wire_name)
    with service(setting, fleet(_PACKAGES, _PRODUCTS)) as served:
        env = {**served.env, "ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": str(_NO_LIMIT)}
        output = run([PYTHON, PROGRAMS / "profile_pins.py", file], env).output
    return [Share(part, milliseconds) for part, milliseconds in json.loads(output).items()]


def _write(file: Path, count: int, name: Callable[[str], str] = str) -> Path:
    """Write the arguments of the pins, with their names in Python or as `name` returns them, and return the file."""
    arguments = [{**_scope(number), **_criteria(number)} for number in range(count)]
    file.write_text(json.dumps([{name(key): value for key, value in each.items()} for each in arguments]))
    return file


def _scope(number: int) -> dict[str, str]:
    return {"product_key": product_key(number % _PRODUCTS), "module_name": "default", "type": "full"}


def _criteria(number: int) -> dict[str, str]:
    """Return the criteria of a pin. A program has each version and each range several times."""
    kind, place = number // _PRODUCTS % 3, number // _PRODUCTS
    release = version(place * 11 % _PACKAGES)
    if kind == 0:
        return {"dest_version": release}
    if kind == 1:
        return {"version_range": f"~{release.rpartition('.')[0]}", "select": "highest"}
    return {"select": "highest"}


def _wire_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
