# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One process of a soak: looks packages up, one after the other on some threads, and says what it got.

It reads one JSON object from stdin, with the `settings` of the provider, the `lookUps` as pairs of a function's name
and its arguments, and the number of `threads`. It writes one to stdout, with the `answers` in the same order (a text
for an error, else a firmware ID or the IDs of all that were found) and its `memory` (VmRSS in bytes) after the first
fifth of the look-ups and at the end.
"""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lookup import Lookup, catalog_cache, create_lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import FindFirmwareArgs, GetFirmwareArgs, GetFirmwaresArgs

if TYPE_CHECKING:
    from collections.abc import Mapping


def memory() -> int:
    """The resident memory of this process, in bytes."""
    gc.collect()
    found = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


def answer(lookup: Lookup, function: str, criteria: Mapping[str, object]) -> str | list[str]:
    """Look up once."""
    try:
        if function == "getFirmwares":
            many = lookup.get_firmwares(validation.parse(GetFirmwaresArgs, criteria), print_nothing)
            return [package.firmware_id for package in many.firmwares]
        if function == "findFirmware":
            perhaps = lookup.find_firmware(validation.parse(FindFirmwareArgs, criteria), print_nothing)
            return "none" if perhaps.firmware is None else perhaps.firmware.firmware_id
        return lookup.get_firmware(validation.parse(GetFirmwareArgs, criteria), print_nothing).firmware_id
    except OtaError as error:
        return f"{type(error).__name__}: {error}"


def print_nothing(_warning: str) -> None:
    """Take a warning, which is of no interest here."""


def main() -> None:
    """Do what stdin says."""
    job = json.load(sys.stdin)
    catalog_cache.MAX_AGE = 0.0  # every look-up reads its list, as look-ups a minute apart do
    lookup = create_lookup(job["settings"], os.environ, print_nothing)
    fifth = len(job["lookUps"]) // 5
    with ThreadPoolExecutor(job["threads"]) as pool:

        def answers(look_ups: list[tuple[str, dict[str, object]]]) -> list[str | list[str]]:
            return list(pool.map(lambda each: answer(lookup, *each), look_ups))

        first = answers(job["lookUps"][:fifth])
        memory_then = memory()
        rest = answers(job["lookUps"][fifth:])
    json.dump({"answers": first + rest, "memory": [memory_then, memory()]}, sys.stdout)


if __name__ == "__main__":
    main()
