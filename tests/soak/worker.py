# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A process of a soak test that runs lookups on threads, and prints their results.

It reads one JSON object from stdin: the provider's `settings`, the `lookUps` as pairs of a function's name and its
arguments, and the number of `threads`. It writes one JSON object to stdout: the `answers` in the same order (a firmware
ID, a list of IDs, or the text of an error) and its `memory` (VmRSS in bytes) after the first fifth of the lookups and
at the end.
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
    """Return the resident memory of this process in bytes."""
    gc.collect()
    found = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


def answer(lookup: Lookup, function: str, criteria: Mapping[str, object]) -> str | list[str]:
    """Run one lookup."""
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
    """Ignore a warning."""


def main() -> None:
    """Run the job on stdin."""
    job = json.load(sys.stdin)
    catalog_cache.MAX_AGE = 0.0  # every lookup reads its list, like lookups that are a minute apart
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
