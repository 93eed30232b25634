# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of a process start: the time of each library's imports, and the rest."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from typing import TYPE_CHECKING

import msgspec

from benchmarks.measuring import PYTHON, MeasuringError, environment, run
from benchmarks.setting import service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.setting import Setting

_RUNS = 5
_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*\d+ \| *(\S+)")
_OWNERS = {
    "alicloud_iot_ota": "this project",
    "grpc": "gRPC",
    "google": "protobuf",
    "pulumi": "Pulumi's messages",
    "requests": "requests",
    "msgspec": "msgspec",
    "semver": "semver",
    "rich": "rich",
}
"""The owner of a module, by its top-level package."""

_FOR_THE_PLUGIN = {"gRPC": "grpc, concurrent.futures", "protobuf": "google.protobuf.struct_pb2"}
_FOR_A_COMMAND = {"requests": "requests", "msgspec": "msgspec", "semver": "semver", "rich": "rich.cells"}
"""The imports that load other modules. A library owns every module that it would import alone."""

_INTERPRETER, _OURS = "the interpreter's own start", "this project"


class Share(msgspec.Struct, frozen=True, rename="camel"):
    """The part of one owner in a start.

    Attributes:
        owner: The name of a library, of this project or of the interpreter.
        milliseconds: The median of several runs.
    """

    owner: str
    milliseconds: float


def plugin_start() -> list[Share]:
    """Return the shares of the plugin's start until it prints its port."""
    return _shares([_until_port() for _ in range(_RUNS)], _FOR_THE_PLUGIN, "the server's start")


def get(setting: Setting) -> list[Share]:
    """Return the shares of a complete `alicloud-iot-ota get` of one page."""
    with service(setting, None) as server:
        command = ["get", "--product-key", server.emulator.product_keys[0], "--module-name", "default"]
        options = ["--type", "full", "--select", "highest"]
        runs = [_to_the_end([*command, *options], server.env) for _ in range(_RUNS)]
    return _shares(runs, _FOR_A_COMMAND, "the look-up itself, and the end of the process")


def _until_port() -> tuple[float, str]:
    began = time.perf_counter()
    with subprocess.Popen(
        [PYTHON, "-X", "importtime", "-m", "alicloud_iot_ota.plugin", "127.0.0.1:1"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdout is None or process.stderr is None or not process.stdout.readline():
            raise MeasuringError("The plugin printed no port.")
        seconds = time.perf_counter() - began
        process.kill()
        return seconds, process.stderr.read()


def _to_the_end(arguments: Sequence[str], env: Mapping[str, str]) -> tuple[float, str]:
    ended = run([PYTHON, "-X", "importtime", "-m", "alicloud_iot_ota", *arguments], env)
    return ended.seconds, ended.messages


def _shares(runs: Sequence[tuple[float, str]], libraries: Mapping[str, str], rest: str) -> list[Share]:
    start = statistics.median(run([PYTHON, "-c", ""], environment()).seconds * 1000 for _ in range(_RUNS))
    owners = _owners(libraries)
    found: list[dict[str, float]] = []
    for seconds, text in runs:
        shares: dict[str, float] = {_INTERPRETER: start}
        for module, milliseconds in _imports(text):
            owner = owners.get(module) or _OWNERS.get(module.partition(".")[0], _OURS)
            if owner != _INTERPRETER:  # already counted in its start
                shares[owner] = shares.get(owner, 0.0) + milliseconds
        shares[rest] = seconds * 1000 - sum(shares.values())
        found.append(shares)
    names = {name for shares in found for name in shares}
    medians = {name: statistics.median(shares.get(name, 0.0) for shares in found) for name in names}
    return [Share(name, medians[name]) for name in sorted(names, key=lambda name: -medians[name])]


def _owners(libraries: Mapping[str, str]) -> dict[str, str]:
    """Return the owner of each module that a library imports alone."""
    owners: dict[str, str] = {}
    for owner, modules in {_INTERPRETER: "sys", **libraries}.items():
        ended = run([PYTHON, "-X", "importtime", "-c", f"import {modules}"], environment())
        for module, _ in _imports(ended.messages):
            owners.setdefault(module, owner)
    return owners


def _imports(text: str) -> Iterator[tuple[str, float]]:
    """Yield each module and its import time in milliseconds, without the modules that it imports."""
    for microseconds, module in _IMPORT.findall(text):
        yield module, int(microseconds) / 1000
