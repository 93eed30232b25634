# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every command, as a row of a table. A command's module is imported when it runs or its help is shown, no earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    import argparse


class CommandModule(Protocol):
    """What the module of a command has. Each function is passed the name of the command."""

    def parser(self, name: str, /) -> argparse.ArgumentParser:
        """Return the argument parser, for the command line, its help and its completion."""

    def run(self, name: str, argv: list[str], /) -> int:
        """Run it with what follows its name, and return the exit status. A failure is an OtaError."""


class Command(NamedTuple):
    """A row of the table: the name of its module in this package, and what it does, in a line of the help."""

    module: str
    summary: str

    def load(self) -> CommandModule:
        """Import its module."""
        from importlib import import_module  # noqa: PLC0415 - no help of the program needs it

        return cast("CommandModule", import_module(f"{__name__}.{self.module}"))


COMMANDS = {
    "get": Command("lookups", "look up exactly one package"),
    "find": Command("lookups", "look up one package that may not be there"),
    "list": Command("lookups", "list all packages that meet criteria"),
    "explain": Command("lookups", "tell why a package is chosen, and every other one is not"),
    "upgrade-path": Command("lookups", "find the cheapest way from one version to another"),
    "lock": Command("lock", "add entries to firmware.lock, and resolve those written by hand"),
    "check": Command("check", "check whether what is locked is still there as it was"),
    "outdated": Command("outdated", "show what is newer than what is locked"),
    "bump": Command("bump", "move entries of firmware.lock to other packages"),
    "summarize": Command(
        "summarize", "tell in Markdown what a preview, or a change of firmware.lock, does to firmware"
    ),
    "feed": Command("feed", "list what may be deployed as releases for Renovate"),
    "doctor": Command("doctor", "tell which settings and credentials are used, and whether they work"),
    "install-plugin": Command("install_plugin", "install the plugin of this release for Pulumi"),
    "completion": Command("completion", "print a script that completes command lines in a shell"),
    "emulator": Command("emulator", "run a stand-in for the service on this machine"),
}
"""Every command by its name, in the order of the help."""
