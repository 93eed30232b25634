# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of commands. The module of a command is imported when the command runs or shows its help."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from alicloud_iot_ota.base.lean_imports import import_module

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Protocol

    class CommandModule(Protocol):
        """The module of a command. Each function receives the name of the command."""

        def parser(self, name: str, /) -> argparse.ArgumentParser:
            """Return the argument parser, for the command line, its help and its completion."""

        def run(self, name: str, argv: list[str], /) -> int:
            """Run the command with its arguments, and return the exit code. Raise an OtaError if it fails."""


class Command(NamedTuple):
    """A row of the table: the module of a command in this package, and a summary for the overview."""

    module: str
    summary: str

    def load(self) -> CommandModule:
        """Import the module of the command."""
        return cast("CommandModule", import_module(f"{__name__}.{self.module}"))


SECTIONS: Mapping[str, Mapping[str, Command]] = {
    "look up packages": {
        "get": Command("lookups", "look up exactly one package"),
        "find": Command("lookups", "find a package that may not exist"),
        "list": Command("lookups", "list all packages that meet the criteria"),
        "explain": Command("lookups", "explain why get selects a package and rejects the others"),
        "upgrade-path": Command("lookups", "find the smallest upgrade path between two versions"),
    },
    "lock packages": {
        "add": Command("add", "add an entry to firmware.toml, and lock its package"),
        "remove": Command("remove", "remove entries from firmware.toml and firmware.lock"),
        "lock": Command("lock", "make firmware.lock up to date with firmware.toml"),
        "check": Command("check", "check locked packages against the live catalog"),
        "outdated": Command("outdated", "show newer packages for locked entries"),
        "bump": Command("bump", "move locked entries to other packages"),
        "promote": Command("promote", "move locked entries to the packages of the previous stage"),
    },
    "preview without credentials": {
        "snapshot": Command("snapshot", "write package lists to a file, for previews without credentials"),
    },
    "review and automate": {
        "summarize": Command("summarize", "render a preview or a lock file change as Markdown for reviewers"),
        "policy-pack": Command("policy_pack", "print the path of the policy pack for Pulumi"),
        "feed": Command("feed", "list deployable packages as releases for Renovate"),
    },
    "set up and troubleshoot": {
        "doctor": Command("doctor", "show the settings and credentials in use, and test the connection"),
        "install-plugin": Command("install_plugin", "install the plugin of this release for Pulumi"),
        "install-terraform-provider": Command(
            "install_terraform_provider", "install the provider of this release for OpenTofu and Terraform"
        ),
        "completion": Command("completion", "print a shell completion script"),
        "emulator": Command("emulator", "run an emulator of the service on this machine"),
        "help": Command("help", "show the help of a command, or of the connection options"),
    },
}
"""The commands by name, in the sections and the order of the overview."""

COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}
"""Every command by its name."""
