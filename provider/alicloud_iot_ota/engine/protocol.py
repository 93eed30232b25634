# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The messages and services of Pulumi's gRPC protocol, without the rest of Pulumi's Python SDK.

They are in `pulumi.runtime.proto`. An import of anything in that package first runs `pulumi/__init__`: the Automation
API, telemetry, and the pickling of dynamic providers. The plugin needs none of that. It would double the time until the
plugin prints its port, and stay in memory.

Python finds a module in the folders of its package, and the package's own code need not run for that. Therefore, three
packages that have only a folder replace Pulumi's own during the import of the messages, and are removed afterward. A
later `import pulumi` in this process works as usual.

The usual import is used in three cases: Pulumi's SDK is already imported, as in a user's program; another thread runs,
which might import the SDK at the same time; or any part of this procedure fails.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["engine_pb2", "engine_pb2_grpc", "plugin_pb2", "provider_pb2", "provider_pb2_grpc"]

_PACKAGES = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


@contextlib.contextmanager
def _bare_packages() -> Iterator[None]:
    """Replace Pulumi's packages by packages without code, and remove all of them from `sys.modules` at the end."""
    # Another thread that imports Pulumi must not find the replacements.
    is_ordinary = "pulumi" in sys.modules or threading.active_count() > 1
    spec = None if is_ordinary else find_spec("pulumi")
    folders = None if spec is None else spec.submodule_search_locations
    if folders is None:
        yield
        return
    for name in _PACKAGES:
        package = ModuleType(name)
        package.__path__ = ["/".join([folder, *name.split(".")[1:]]) for folder in folders]
        sys.modules[name] = package
    try:
        yield
    finally:
        # The messages are removed too. Otherwise, a later `import pulumi` would miss the attributes that an import sets
        # on the parent package. If a message module runs twice, it has the same classes, because protobuf keeps one of
        # each.
        for name in [name for name in sys.modules if name.partition(".")[0] == "pulumi"]:
            del sys.modules[name]


try:
    with _bare_packages():
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc
except Exception:  # noqa: BLE001 - in any case, the usual import works or reports the cause
    from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc
