# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""List the packages of several accounts in one process, like a program with several providers.

Each argument is one provider's configuration in JSON. The output is a list with the number of packages for each.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from alicloud_iot_ota.lookup import create_lookup
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs


def _ignore(_: str) -> None:
    """Ignore a note."""


lookups = [create_lookup(json.loads(text), os.environ, _ignore) for text in sys.argv[1:]]
with ThreadPoolExecutor() as pool:
    results = list(pool.map(lambda lookup: lookup.get_firmwares(GetFirmwaresArgs(), _ignore), lookups))
for lookup in lookups:
    lookup.cancel()
print(json.dumps([len(result.firmwares) for result in results]))  # noqa: T201 - what the test reads
