# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The entry point `python -m alicloud_iot_ota`: a plugin for Pulumi's command lines, and the CLI for all others."""

from __future__ import annotations

import runpy
import sys

import pytest

from alicloud_iot_ota import cli, plugin

ADDRESS = "127.0.0.1:43210"

OF_PULUMI = [
    [ADDRESS],
    ["127.1.2.3:1"],
    ["[::1]:43210"],
    ["-v=9", ADDRESS],
    ["--v=9", ADDRESS],
    ["-logtostderr", ADDRESS],
    ["--logtostderr", ADDRESS],
    ["--logtostderr", "-v=11", ADDRESS],
    ["--tracing", "127.0.0.1:6007", ADDRESS],
    ["--tracing", "https://collector.example.com/v1", ADDRESS],
    ["--tracing=127.0.0.1:6007", ADDRESS],
    ["--logtostderr", "-v=9", "--tracing", "127.0.0.1:6007", ADDRESS],
]
"""Command lines that the engine's `buildPluginArguments` makes, also in the spellings of Go's flag package."""

OF_PEOPLE = [
    [],
    ["--help"],
    ["-h"],
    ["--version"],
    ["doctor"],
    ["doctor", "--endpoint", "localhost:8765"],
    ["doctor", "--endpoint", ADDRESS],
    ["doctor", "--endpoint=localhost:8765"],
    ["doctor", "-v=9", ADDRESS],
    ["get", "--dest-version", "1:2"],
    ["emulator", "--host", "127.0.0.1:8765"],
    ["--endpoint", "localhost:8765"],
    ["--endpoint", ADDRESS],
    ["--endpoint", "localhost:8765", "doctor"],
    ["--endpoint=localhost:8765", "doctor"],
    ["--help", ADDRESS],
    ["--version", ADDRESS],
    ["--some-option", ADDRESS],
    ["-verbose", ADDRESS],
    ["-v", ADDRESS],
    ["docktor", ADDRESS],
    ["localhost:8765"],
    ["iot.cn-shanghai.aliyuncs.com:443"],
    ["192.0.2.1:8765"],
    ["127.0.0.1"],
    ["127.0.0.1:"],
    ["127.0.0.1:x"],
    ["127.0.0.1:1\n"],
    [""],
    ["", ADDRESS],
]


def started(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the module with arguments, and return which of the two programs it started."""
    ran: list[str] = []
    monkeypatch.setattr(plugin, "main", lambda: ran.append("plugin"))
    monkeypatch.setattr(cli, "main", lambda: ran.append("command line"))
    monkeypatch.setattr(sys, "argv", ["alicloud_iot_ota", *argv])
    try:
        runpy.run_module("alicloud_iot_ota", run_name="__main__")
    except SystemExit:
        assert ran == ["command line"]
    return ran.pop()


@pytest.mark.parametrize("argv", OF_PULUMI, ids=" ".join)
def test_pulumi_starts_the_plugin(monkeypatch: pytest.MonkeyPatch, argv: list[str]) -> None:
    """The plugin starts if the first argument is a loopback address or a flag that Pulumi passes to plugins."""
    assert started(argv, monkeypatch) == "plugin"


@pytest.mark.parametrize("argv", OF_PEOPLE, ids=lambda argv: repr(" ".join(argv)))
def test_people_start_the_command_line(monkeypatch: pytest.MonkeyPatch, argv: list[str]) -> None:
    """Every other command line starts the CLI, even an invalid one: a plugin would wait for an engine."""
    assert started(argv, monkeypatch) == "command line"
