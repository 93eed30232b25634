# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read the list of one product again and again, without a break. The argument is the ProductKey.

The process prints a line when it is ready, and starts when it reads a line. It never ends.
"""

from __future__ import annotations

import os
import sys

from alicloud_iot_ota.lookup import catalog_cache, create_lookup
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs


def ignore(_: str) -> None:
    """Ignore a note."""


if __name__ == "__main__":
    catalog_cache.MAX_AGE = 0.0  # every lookup reads the list
    lookup = create_lookup({}, os.environ, ignore)
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        lookup.get_firmwares(GetFirmwaresArgs(product_key=sys.argv[1]), ignore)
