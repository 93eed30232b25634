# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Print where the time of Check goes, as JSON: the milliseconds for each pin, by part. Configured by the environment.

The argument is a JSON file with the arguments of the pins, by wire names. All pins are checked twice before the
measurement, so that it contains no read of a package list.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from pathlib import Path
from typing import Any

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2

from alicloud_iot_ota.base.gc_tuning import reduce_gc
from alicloud_iot_ota.engine import properties
from alicloud_iot_ota.plugin.servicer import Servicer
from alicloud_iot_ota.schema.tokens import FIRMWARE_PIN

CONTEXT: Any = None  # of a gRPC call; only errors use it

# The functions of each part. No function of one part calls a function of another one.
PARTS = {
    "decode and encode the properties": {("properties.py", "decode"), ("properties.py", "with_value")},
    "validate the arguments": {("validation.py", "read")},
    "select the package": {("service.py", "choose")},
    "find newer packages": {("choosing.py", "_warn_of_newer")},
}


def main(file: Path) -> None:
    """Check the pins in a file, and print the parts."""
    servicer = Servicer()
    servicer.CheckConfig(provider_pb2.CheckRequest(news=Struct()), CONTEXT)
    servicer.Configure(provider_pb2.ConfigureRequest(args=Struct()), CONTEXT)
    requests = [
        provider_pb2.CheckRequest(
            urn=f"urn:pulumi:dev::pins::{FIRMWARE_PIN}::pin-{number}", news=properties.encode(arguments)
        )
        for number, arguments in enumerate(json.loads(file.read_text(encoding="utf-8")))
    ]

    def check() -> None:
        for request in requests:
            servicer.Check(request, CONTEXT)

    reduce_gc()
    check()
    check()
    began = time.process_time()
    check()
    milliseconds = (time.process_time() - began) * 1000 / len(requests)
    profile = cProfile.Profile()
    profile.runcall(check)
    taken = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # not in the type hints
    cumulative = {(Path(path).name, name): row[3] for (path, _, name), row in taken.items()}
    total = cumulative["servicer.py", "Check"]
    # The profiler slows everything down, so only its proportions are used.
    shares = {part: sum(cumulative.get(each, 0.0) for each in functions) / total for part, functions in PARTS.items()}
    shares["the rest: the package list, and messages"] = 1 - sum(shares.values())
    print(json.dumps({part: share * milliseconds for part, share in shares.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
