# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin's start and idle memory, compared with an empty server and with the hosts of Pulumi's SDK.

The plugin is started as by the engine, with the launcher that `install-plugin` writes. The engine's address does not
matter, because the plugin calls it only to log a message. The plugin of the release archive is compared with it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import release_archive
from dist import make_packages

from alicloud_iot_ota.cli.launcher import PLUGIN
from benchmarks import provider
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.measuring import PYTHON, environment, start
from benchmarks.setting import PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.measuring import Start
    from benchmarks.setting import Setting

_SECTION = "Plugin"
_OURS = "the plugin"
_ARCHIVE = "the plugin of the release archive"
_BARE = "a gRPC server of nothing"
_HOSTS = {
    "Pulumi's host of dynamic providers": ("-u", "-m", "pulumi.dynamic"),
    "Pulumi's host of native providers": (str(PROGRAMS / "experimental_provider.py"),),
}
_ENGINE = "127.0.0.1:1"  # no engine listens here
_SAMPLES_A_ROUND = 3  # a start needs 0.1 seconds, and varies as much


def measure(setting: Setting) -> list[Row]:
    """Compare the time until the port is printed, and the memory before the first call."""
    env = environment()
    commands: dict[str, list[str | Path]] = {
        _OURS: [provider.installed(setting.scratch / "start"), _ENGINE],
        _ARCHIVE: [_unpacked_archive(setting.scratch / "archive"), _ENGINE],
        _BARE: [PYTHON, PROGRAMS / "bare_server.py"],
        **{name: [PYTHON, *arguments, _ENGINE] for name, arguments in _HOSTS.items()},
    }
    starts = in_turns(
        {name: partial(start, command, env) for name, command in commands.items()},
        setting.rounds * _SAMPLES_A_ROUND,
    )
    times = {name: _times(name, each) for name, each in starts.items()}
    memory = {name: Figure.of(name, [one.memory for one in each]) for name, each in starts.items()}
    to_port, idle = "start to the port line", "memory before the first request"
    return [
        Row.of(_SECTION, to_port, "ms", Reach(at_most=0.9), ours=times[_OURS], theirs=times[_BARE]),
        *(
            Row.of(_SECTION, to_port, "ms", Reach(at_least=1.5), ours=times[_OURS], theirs=times[host])
            for host in _HOSTS
        ),
        Row.of(
            _SECTION,
            f"the release archive: {to_port}",
            "ms",
            Reach(at_most=1.15),
            ours=times[_ARCHIVE],
            theirs=times[_OURS],
        ),
        Row.of(_SECTION, idle, "MiB", Reach(at_most=0.95), ours=memory[_OURS], theirs=memory[_BARE]),
        *(
            Row.of(_SECTION, idle, "MiB", Reach(at_most=1.15), ours=memory[_OURS], theirs=memory[host])
            for host in _HOSTS
        ),
    ]


def _unpacked_archive(folder: Path) -> Path:
    """Build the release archive in a new folder. Return its plugin."""
    folder.mkdir()
    return release_archive.freeze(make_packages(folder), folder).folder / PLUGIN


def _times(name: str, starts: list[Start]) -> Figure:
    return Figure.of(name, [one.seconds * 1000 for one in starts])
