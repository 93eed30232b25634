# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The commands that look up packages. Each calls a function and formats its result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, emit_json, warn
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, not_blank
from alicloud_iot_ota.cli.parsing.service import DeclaredOptions, service
from alicloud_iot_ota.schema.functions import FUNCTIONS, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs

_FUNCTIONS = {function.name: function for function in FUNCTIONS}


class LookupCommand(msgspec.Struct, frozen=True):
    """A command that calls a function.

    Attributes:
        function: The function. Its arguments are the options of the command.
        description: What the command does, for its help.
        example: The arguments of an example, for its help.
        show: Formats the result for people.
    """

    function: Function
    description: str
    example: str
    show: Callable[[Any], str]

    def parser(self, name: str) -> Parser:
        """Return the argument parser."""
        parser = Parser(name, self.description, self.example)
        parser.add_argument(
            "--json", action="store_true", help="Print the result as JSON, with the names of the package schema."
        )
        DeclaredOptions(self.function.arguments).add_to(parser)
        return parser

    def run(self, name: str, argv: list[str]) -> int:
        """Call the function and print the result."""
        given = self.parser(name).read(argv)
        args, settings = DeclaredOptions(self.function.arguments).values(given)
        with service(settings) as lookup:
            result = self.function.run(lambda: lookup, args, warn)
        for warning in getattr(
            result, "warnings", ()
        ):  # only an explanation has warnings; other functions warn immediately
            warn(warning)
        if given.json:
            emit_json(msgspec.to_builtins(result))
        else:
            emit(self.show(result) + "\n")
        return ExitCode.OK


class ListCommand(LookupCommand, frozen=True):
    """A command that lists packages as a table, as JSON or as an HTML page."""

    def parser(self, name: str) -> Parser:
        """Return the argument parser."""
        parser = super().parser(name)
        parser.add_argument(
            "--html",
            metavar="FILE",
            help="Write a self-contained HTML page to this file instead of printing a table.",
        )
        parser.add_argument(
            "--lock-file",
            action="append",
            type=not_blank,
            metavar="FILE",
            help="With --html, a lock file. The page shows its entries next to their packages. Repeat the option for "
            "each lock file. Default: firmware.lock, if it exists.",
        )
        parser.add_argument(
            "--used-by",
            action="append",
            type=not_blank,
            metavar="DIR",
            help="With --html, a folder with programs. The page shows where their source files contain the quoted "
            "name of an entry. Repeat the option for each folder.",
        )
        return parser

    def run(self, name: str, argv: list[str]) -> int:
        """List the packages and print or save the result."""
        parser = self.parser(name)
        given = parser.read(argv)
        if given.html is None:
            if given.lock_file or given.used_by:
                raise UsageError("--lock-file and --used-by require --html.", parser.prog)
            return super().run(name, argv)
        if given.json:
            raise UsageError("--html and --json cannot be combined.", parser.prog)
        if given.html in {"", "-"}:
            raise UsageError("--html requires the name of a file.", parser.prog)
        from alicloud_iot_ota.cli.page import command  # noqa: PLC0415 - imports a template engine, which only this needs

        args, settings = DeclaredOptions(self.function.arguments).values(given)
        command.write(Path(given.html), given.lock_file, given.used_by or (), cast("GetFirmwaresArgs", args), settings)
        return ExitCode.OK


LOOKUPS: Mapping[str, LookupCommand] = {
    "get": LookupCommand(
        _FUNCTIONS["getFirmware"],
        "Look up exactly one package. Zero or several matches are an error that explains why. By default the package "
        "must be deployable: verified, or one that needs no verification.",
        "--product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest",
        tables.firmware,
    ),
    "find": LookupCommand(
        _FUNCTIONS["findFirmware"],
        "Find a package that may not exist. If no package matches, the command succeeds. Several matches, or a package "
        "that fails an assertion, are errors.",
        "--product-key a1MeterK001 --dest-version 2.0.0",
        tables.found,
    ),
    "list": ListCommand(
        _FUNCTIONS["getFirmwares"],
        "List all packages that meet the criteria, in a stable order. The list may be empty.",
        "--product-key a1GatewayK01 --statuses unverified,verifying",
        tables.firmwares,
    ),
    "explain": LookupCommand(
        _FUNCTIONS["explainFirmware"],
        "Explain the result of get for the same options: which package it selects or why it fails, and which criterion "
        "removed each other package. The command succeeds even if get would fail.",
        "--product-key a1GatewayK01 --module-name modem --select highest --min-size 740000",
        tables.explanation,
    ),
    "upgrade-path": LookupCommand(
        _FUNCTIONS["getUpgradePath"],
        "Find the smallest upgrade path from one version to another, in bytes: a chain of differential packages, or "
        "the full package if that is smaller. It is an error if no path exists. By default every package on the path "
        "must be deployable.",
        "--product-key a1GatewayK01 --module-name default --from-version 3.2.1 --to-version 4.0.0",
        tables.upgrade_path,
    ),
}
"""Every lookup command by its name."""


def parser(name: str) -> Parser:
    """Return the argument parser of a command."""
    return LOOKUPS[name].parser(name)


def run(name: str, argv: list[str]) -> int:
    """Run a lookup command."""
    return LOOKUPS[name].run(name, argv)
