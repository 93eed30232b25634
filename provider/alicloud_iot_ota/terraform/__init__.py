# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end: the OpenTofu and Terraform provider `alicloudiot`, in version 6 of their plugin protocol.

- `process`, `listening`, `certificate`: the process that an engine starts, its address, and its TLS certificate
- `messages`: the messages of the protocol
- `servicer`: its calls
- `provider`: configuration, data sources and the pin, without messages
- `functions`: the functions of the provider
- `schema`, `schema_messages`, `values`: the declarations as attributes, their messages, and their values
- `private_data`: what the state of a pin has in addition to its attributes
- `names`: the names and words of the configuration language
- `diagnostics`: errors and warnings
- `address`, `mirror`, `dependency_lock`: the installation of the provider for the engines
"""

from __future__ import annotations

import contextlib

from alicloud_iot_ota.base import lean_imports
from alicloud_iot_ota.base.gc_tuning import reduce_gc


def main() -> None:
    """Run the provider. This is the entry point of the executable `terraform-provider-alicloudiot`."""
    reduce_gc()
    lean_imports.enable()
    with contextlib.suppress(ImportError):  # private, so it may have another name
        lean_imports.import_module("grpc._server")  # which `grpc.server` imports
    lean_imports.import_module("alicloud_iot_ota.terraform.process").main()
