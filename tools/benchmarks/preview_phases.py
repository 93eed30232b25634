# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The phases of a `pulumi preview` of one lookup and one pin, from the engine's own logs.

The engine logs when each of its gRPC calls begins and ends (PULUMI_DEBUG_GRPC), and when it starts a plugin or a
language host (`-v=9`). These times divide the preview into consecutive phases.

The logs do not show the work of a plugin before it prints its port. This time is divided in proportion to separate
measurements of Python and of the plugin. Logging itself costs some time.
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
from benchmarks.setting import ANSWER_SECONDS, service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Stack

    from benchmarks.setting import Setting

_LANGUAGE, _PROVIDER = "/pulumirpc.LanguageRuntime/", "/pulumirpc.ResourceProvider/"
_SERVICE = "service"

# The event that begins each phase, its owner and its description, in the order of every preview.
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
        owner: `engine`, `language host`, `program`, `interpreter`, `grpc`, `service` or `ours`.
        what: A description.
        milliseconds: The median of all runs.
    """

    owner: str
    what: str
    milliseconds: float


def phases(setting: Setting) -> list[Phase]:
    """Return the phases of a preview with this provider, in order, with 80 ms per response."""
    rounds = setting.at_most(7)
    env = environment()
    plugin = provider.installed(setting.scratch / "phases-plugin")
    starts = in_turns(
        {
            "python": lambda: run([PYTHON, "-c", ""], env).seconds,
            "plugin": lambda: start([plugin, "127.0.0.1:1"], env).seconds,
        },
        rounds,
    )
    python, whole = (statistics.median(samples) for samples in starts.values())
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
                Phase("grpc", "of which importing grpcio and this project", milliseconds * (whole - python) / whole),
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
    """Yield each start of a plugin, with its time in seconds since the epoch."""
    for line in text.splitlines():
        if '"newPlugin(): Launching plugin' in line:
            entry = json.loads(line)
            _, name, _ = entry["msg"].split("'", 2)
            yield _moment(entry["time"]), f"launch {name.partition(' ')[0]}"


def _calls(text: str) -> Iterator[tuple[float, str]]:
    """Yield the beginning and the end of each call that the engine makes. For other calls, it logs only the end."""
    for line in text.splitlines():
        entry = json.loads(line)
        if entry["metadata"]["mode"] == "client":
            is_over = entry["progress"] == "response_completed"
            yield _moment(entry["timestamp"]), f"{entry['method']}{' end' if is_over else ''}"


def _moment(text: str) -> float:
    """Parse a time in UTC with up to nine decimal places, which Python 3.10 cannot parse."""
    seconds = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return seconds.timestamp() + float(f"0{text[19:-1]}")
