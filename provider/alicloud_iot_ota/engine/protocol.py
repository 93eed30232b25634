# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The messages and services of Pulumi's gRPC protocol, without the rest of Pulumi's Python SDK.

They lie in `pulumi.runtime.proto`, and to import anything in there runs `pulumi/__init__` first: the Automation API,
telemetry, the pickling of dynamic providers. None of it is of use to the plugin, which would spend as long on it as on
everything else until its port line, and keep it in memory.

Python looks for a module in the folders of its package, and the package's own code need not have run for that. So three
packages with nothing but a folder stand in for Pulumi's own while the messages are imported, and are gone after that: a
later `import pulumi` in this process is an ordinary one. So is this one where Pulumi's SDK is there already, as in a
user's program, where another thread runs that might import it meanwhile, and where anything of this does not work.
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
    """Let packages without code stand in for Pulumi's own, and leave nothing of it in `sys.modules`."""
    # Another thread that imports Pulumi must not come upon the stand-ins.
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
        # The messages too, or a later `import pulumi` would miss what an import sets in the package around a module.
        # Run twice, a module of messages gives the same classes: protobuf keeps one for each.
        for name in [name for name in sys.modules if name.partition(".")[0] == "pulumi"]:
            del sys.modules[name]


try:
    with _bare_packages():
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc
except Exception:  # noqa: BLE001 - whatever it is, the ordinary import works or says what is wrong
    from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc
