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
from benchmarks.setting import PROGRAMS, service

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.setting import Setting

_PROJECT = PROGRAMS / "many_pins"
_SECTION = "pulumi preview of many pins, two products of 1,000 packages"
_COUNTS = (100, 500, 2_000)
_PRODUCTS, _PACKAGES = 2, 1_000
_OURS, _NOTHING = "this provider", "a do-nothing provider"
_REACH = Reach(at_most=1.3)


def measure(setting: Setting) -> list[Row]:
    """Compare both sides alternately, with several numbers of pins: the ratio shows whether the cost is linear."""
    rows = []
    with service(setting, fleet(_PACKAGES, _PRODUCTS)) as served:
        for count in _COUNTS:
            root = setting.scratch / f"pins-{count}"
            root.mkdir()
            stacks = {
                _OURS: preview.provider_stack(root / "ours", _PROJECT, served),
                _NOTHING: preview.do_nothing_stack(root / "nothing", _PROJECT, served),
            }
            for stack in stacks.values():
                stack.set_config("pins", str(_write(root, count)))
            sides = {
                side: partial(preview.seconds, stack, count + 1, side)  # one more for the stack
                for side, stack in stacks.items()
            }
            taken = in_turns(sides, setting.at_most(5))
            ours, theirs = (Figure.of(side, samples) for side, samples in taken.items())
            rows.append(Row.of(_SECTION, f"{count:,} pins", "s", _REACH, ours=ours, theirs=theirs))
    return rows


def _write(folder: Path, count: int) -> Path:
    """Write the arguments of the pins, as the program reads them, and return the file."""
    file = folder / "pins.json"
    file.write_text(json.dumps([{**_scope(number), **_criteria(number)} for number in range(count)]))
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
