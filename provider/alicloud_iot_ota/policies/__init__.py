# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end: a policy pack for Pulumi, over gRPC. It judges the firmware of a stack.

- `pack`: the table of policies
- `pin_rules`, `stack_rules`: what each policy requires; pure
- `analyzed_pin`: a pin as the engine passes it to a policy
- `configuration`, `block_list`: the file of `--policy-pack-config`, and the file of blocked packages
- `analyzer`, `process`: the gRPC service and its process
"""

from __future__ import annotations

import contextlib

from alicloud_iot_ota.base import lean_imports
from alicloud_iot_ota.base.gc_tuning import reduce_gc

EXECUTABLE = "pulumi-analyzer-alicloud-iot"
"""The file name of the policy pack."""

FIRST_ENGINE = "3.255"
"""The first Pulumi engine that runs a policy pack that is an executable (pulumi/pulumi#24052)."""


def main() -> None:
    """Run the policy pack. This is the entry point of the executable `pulumi-analyzer-alicloud-iot`."""
    reduce_gc()
    lean_imports.enable()
    with contextlib.suppress(ImportError):  # private, so it may have another name
        lean_imports.import_module("grpc._server")  # which `grpc.server` imports
    lean_imports.import_module("alicloud_iot_ota.policies.process").main()  # here, as the command line has no gRPC
