# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A process with a cold cache that reads one product, and prints the number of its packages and the notes.

It reads one JSON object from stdin: the provider's `settings`, the `product`, `readerWait` (the seconds to wait for
another process), and `stalls`. If `stalls` is true, the process prints "reading" and stops after the first page.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

from alicloud_iot_ota.lookup import catalog_cache, create_lookup, reading_lock
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs

if TYPE_CHECKING:
    from alicloud_iot_ota.api.listing import OnPage


def stall(_client: object, _scope: object, on_page: OnPage, *_: object) -> NoReturn:
    """Read only one page, and then wait forever."""
    on_page(1, 2)
    print("reading", flush=True)  # noqa: T201 - the test waits for it
    threading.Event().wait()
    raise AssertionError


def main() -> None:
    """Run the job on stdin."""
    job = json.loads(sys.stdin.readline())
    reading_lock.READER_WAIT = job["readerWait"]
    if job["stalls"]:
        vars(catalog_cache)["read_catalog"] = stall
    notes: list[str] = []
    lookup = create_lookup(job["settings"], os.environ, notes.append)
    found = lookup.get_firmwares(GetFirmwaresArgs(product_key=job["product"]), notes.append)
    json.dump({"count": len(found.firmwares), "notes": notes}, sys.stdout)


if __name__ == "__main__":
    main()
