# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where the time of a `pulumi preview` of one reference and one pin goes, from the engine's own logs.

The engine writes down when each gRPC call that it makes begins and ends (PULUMI_DEBUG_GRPC), and when it starts a
plugin or a language host (`-v=9`). These moments cut the preview into phases that follow one another and add up to the
whole.

What cannot be seen so is what a process does between its start and its port line. It is told apart in proportion to
what Python, a bare gRPC server and the plugin take for themselves. The logs themselves cost a little.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec

from benchmarks import provider
from benchmarks.comparison import in_turns
from benchmarks.measuring import PYTHON, MeasuringError, environment, run, start
from benchmarks.preview import ONE_PRODUCT, provider_stack
from benchmarks.setting import ANSWER_SECONDS, PROGRAMS, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Stack

    from benchmarks.setting import Setting

_LANGUAGE, _PROVIDER = "/pulumirpc.LanguageRuntime/", "/pulumirpc.ResourceProvider/"
_SERVICE = "service"

# What begins each phase, in the order in which it comes in every preview; whose the phase is; and what it is.
_PHASES = (
    ("", "engine", "until it starts the language host"),
    ("launch python", "language host", "its first start, until its port line"),
    (f"{_LANGUAGE}GetPluginInfo", "engine", "the first host: what it is; its end"),
    ("launch python", "language host", "its second start, until its port line"),
    (f"{_LANGUAGE}GetPluginInfo", "engine", "the second host: what it is, which packages the program needs"),
    (f"{_LANGUAGE}Run", "program", "until its first look-up: importing the SDK of this provider"),
    ("launch alicloud-iot", "plugin", ""),
    (f"{_PROVIDER}Handshake", "engine", "Handshake and GetPluginInfo"),
    (f"{_PROVIDER}CheckConfig", "ours", "CheckConfig: waits until the plugin has imported the rest"),
    (f"{_PROVIDER}Configure", "ours", "Configure"),
    (f"{_PROVIDER}Invoke", _SERVICE, "the first look-up: a request"),
    (f"{_PROVIDER}Invoke end", "program", "the pin, from the same list; the end of the program"),
    (f"{_LANGUAGE}Run end", "engine", "ends plugins and host, shows the outputs"),
)


class Phase(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a preview.

    Attributes:
        owner: Whose time it is: `engine`, `language host`, `program`, `interpreter`, `grpc`, `service` or `ours`.
        what: What happens in it.
        milliseconds: The median of all runs.
    """

    owner: str
    what: str
    milliseconds: float


def phases(setting: Setting) -> list[Phase]:
    """Return the phases of a preview with this provider, in their order, at 80 ms an answer."""
    rounds = setting.at_most(7)
    env = environment()
    plugin = provider.installed(setting.scratch / "phases-plugin")
    starts = in_turns(
        {
            "python": lambda: run([PYTHON, "-c", ""], env).seconds,
            "bare": lambda: start([PYTHON, PROGRAMS / "bare_server.py"], env).seconds,
            "plugin": lambda: start([plugin, "127.0.0.1:1"], env).seconds,
        },
        rounds,
    )
    python, bare, whole = (statistics.median(samples) for samples in starts.values())
    log = setting.scratch / "grpc.jsonl"
    with service(setting, None, seconds=ANSWER_SECONDS) as served:
        root = setting.scratch / "phases"
        stack = provider_stack(root, ONE_PRODUCT, served, {"PULUMI_DEBUG_GRPC": str(log)})
        taken = [_durations(stack, log) for _ in range(rounds)]
    found: list[Phase] = []
    for (_, owner, what), durations in zip(_PHASES, zip(*taken, strict=True), strict=True):
        milliseconds = statistics.median(durations)
        if owner == "plugin":
            found += [
                Phase("interpreter", "a plugin's start, of which Python alone", milliseconds * python / whole),
                Phase("grpc", "of which grpcio: importing it and listening", milliseconds * (bare - python) / whole),
                Phase("ours", "of which the rest until the port line", milliseconds * (whole - bare) / whole),
            ]
        elif owner == _SERVICE:
            answer = ANSWER_SECONDS * 1000
            found += [
                Phase(_SERVICE, what, answer),
                Phase("ours", "the same look-up beyond what the service takes for its answer", milliseconds - answer),
            ]
        else:
            found.append(Phase(owner, what, milliseconds))
    return found


def _durations(stack: Stack, log: Path) -> list[float]:
    """Run a preview and return the milliseconds of each phase."""
    log.unlink(missing_ok=True)
    began = time.time()
    result = stack.preview("-v=9", "--logtostderr")
    ended = time.time()
    if not result.ok:
        raise MeasuringError(f"The preview failed:\n{result.text}")
    events = iter(sorted([*_launches(result.text), *_calls(log.read_text())]))
    moments = [began]
    for wanted, *_ in _PHASES[1:]:
        moment = next((moment for moment, name in events if name == wanted), None)
        if moment is None:
            raise MeasuringError(f"The engine's logs have no {wanted} after the phase before it.")
        moments.append(moment)
    return [(after - before) * 1000 for before, after in itertools.pairwise([*moments, ended])]


def _launches(text: str) -> Iterator[tuple[float, str]]:
    """Give each start of a plugin, and when it was, in seconds since the epoch."""
    for line in text.splitlines():
        if '"newPlugin(): Launching plugin' in line:
            entry = json.loads(line)
            _, name, _ = entry["msg"].split("'", 2)
            yield _moment(entry["time"]), f"launch {name.partition(' ')[0]}"


def _calls(text: str) -> Iterator[tuple[float, str]]:
    """Give the beginning and the end of each call that the engine makes; of those that it answers, it logs the end."""
    for line in text.splitlines():
        entry = json.loads(line)
        if entry["metadata"]["mode"] == "client":
            is_over = entry["progress"] == "response_completed"
            yield _moment(entry["timestamp"]), f"{entry['method']}{' end' if is_over else ''}"


def _moment(text: str) -> float:
    """Read a time in UTC with up to nine digits behind the point, which Python 3.10 does not read by itself."""
    seconds = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return seconds.timestamp() + float(f"0{text[19:-1]}")
