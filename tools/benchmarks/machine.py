# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The facts about a machine that are needed to interpret its figures."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import msgspec
import psutil
from engine import ENGINES, find_or_build, version_of

_ENGINES = (ENGINES["pulumi"], ENGINES["tofu"])
_PACKAGES = ("grpcio", "pulumi", "protobuf", "requests", "msgspec", "alibabacloud-iot20180120")
_GIB = 1024**3


class Machine(msgspec.Struct, frozen=True, rename="camel"):
    """The machine of a run.

    Attributes:
        system: The operating system and the kind of processor.
        processor: The name of the processor; empty if the system does not provide it.
        cores: The number of cores.
        memory: The memory in GiB.
        python: The version of the interpreter.
        engines: The versions of the engines.
        packages: The versions of the packages that both sides use.
    """

    system: str
    processor: str
    cores: int
    memory: int
    python: str
    engines: dict[str, str]
    packages: dict[str, str]


def this_machine() -> Machine:
    """Return the facts about this machine."""
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=psutil.cpu_count() or 1,
        memory=round(psutil.virtual_memory().total / _GIB),
        python=platform.python_version(),
        engines={engine.name: version_of(str(find_or_build(engine))).removeprefix("v") for engine in _ENGINES},
        packages={name: version(name) for name in _PACKAGES},
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor()
    names = (
        line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
    )
    return next(names, "")
