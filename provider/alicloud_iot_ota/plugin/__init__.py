# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end: the native Pulumi provider, over gRPC."""

from __future__ import annotations

import contextlib

from alicloud_iot_ota.base import lean_imports
from alicloud_iot_ota.base.gc_tuning import reduce_gc


def main() -> None:
    """Run the plugin. This is the entry point of the executable `pulumi-resource-alicloud-iot`."""
    reduce_gc()
    lean_imports.enable()
    with contextlib.suppress(ImportError):  # private, so it may have another name
        lean_imports.import_module("grpc._server")  # which `grpc.server` imports
    lean_imports.import_module("alicloud_iot_ota.plugin.process").main()  # here, as `plugin.schema` runs without gRPC
