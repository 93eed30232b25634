# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The commands that look packages up: each is a function, and a way to show what it gives."""

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
        function: The function, which its options are made from.
        description: What it does, for its help: by the names of the command line.
        example: What follows its name in an example, for its help.
        show: Returns the result for people.
    """

    function: Function
    description: str
    example: str
    show: Callable[[Any], str]

    def parser(self, name: str) -> Parser:
        """Return what reads its command line."""
        parser = Parser(name, self.description, self.example)
        parser.add_argument(
            "--json", action="store_true", help="Print the result as JSON, by the names of the package schema."
        )
        DeclaredOptions(self.function.arguments).add_to(parser)
        return parser

    def run(self, name: str, argv: list[str]) -> int:
        """Look it up and write the result."""
        given = self.parser(name).read(argv)
        args, settings = DeclaredOptions(self.function.arguments).values(given)
        with service(settings) as lookup:
            result = self.function.run(lambda: lookup, args, warn)
        for warning in getattr(result, "warnings", ()):  # an explanation's own: a lookup warns at once
            warn(warning)
        if given.json:
            emit_json(msgspec.to_builtins(result))
        else:
            emit(self.show(result) + "\n")
        return ExitCode.OK


class ListCommand(LookupCommand, frozen=True):
    """A command that lists packages, or writes them as a page."""

    def parser(self, name: str) -> Parser:
        """Return what reads its command line."""
        parser = super().parser(name)
        parser.add_argument(
            "--html",
            metavar="FILE",
            help="Write a page to look at in place of the table: one HTML file that needs nothing beside it.",
        )
        parser.add_argument(
            "--lock-file",
            action="append",
            type=not_blank,
            metavar="FILE",
            help="A lock file whose entries the page of --html shows at their packages; give the option once for "
            "each. firmware.lock by default, where there is one.",
        )
        parser.add_argument(
            "--used-by",
            action="append",
            type=not_blank,
            metavar="DIR",
            help="A folder of programs, in whose source files the page of --html shows where each entry is named, as "
            "a quoted word; give the option once for each.",
        )
        return parser

    def run(self, name: str, argv: list[str]) -> int:
        """Look them up and write the result."""
        parser = self.parser(name)
        given = parser.read(argv)
        if given.html is None:
            if given.lock_file or given.used_by:
                raise UsageError("--lock-file and --used-by are for the page of --html.", parser.prog)
            return super().run(name, argv)
        if given.json:
            raise UsageError("Give either --html or --json.", parser.prog)
        if given.html in {"", "-"}:
            raise UsageError("--html must be the name of a file.", parser.prog)
        from alicloud_iot_ota.cli.page import command  # noqa: PLC0415 - brings a template engine, for this alone

        args, settings = DeclaredOptions(self.function.arguments).values(given)
        command.write(Path(given.html), given.lock_file, given.used_by or (), cast("GetFirmwaresArgs", args), settings)
        return ExitCode.OK


LOOKUPS: Mapping[str, LookupCommand] = {
    "get": LookupCommand(
        _FUNCTIONS["getFirmware"],
        "Look up exactly one package. None or several are an error that says why. Without --statuses, the package must "
        "be fit to be deployed: verified, or in no need of verification.",
        "--product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest",
        tables.firmware,
    ),
    "find": LookupCommand(
        _FUNCTIONS["findFirmware"],
        "Look up one package that may not be there: none is no error. Several are one, and so is a package that is not "
        "what was asserted of it.",
        "--product-key a1MeterK001 --dest-version 2.0.0",
        tables.found,
    ),
    "list": ListCommand(
        _FUNCTIONS["getFirmwares"],
        "List all packages that meet the criteria, possibly none, in a stable order.",
        "--product-key a1GatewayK01 --statuses unverified,verifying",
        tables.firmwares,
    ),
    "explain": LookupCommand(
        _FUNCTIONS["explainFirmware"],
        "Explain what get does with the same options: which package it chooses or why it fails, and for every other "
        "package what removed it. That get would fail is no error here.",
        "--product-key a1GatewayK01 --module-name modem --select highest --min-size 740000",
        tables.explanation,
    ),
    "upgrade-path": LookupCommand(
        _FUNCTIONS["getUpgradePath"],
        "Find the way from one version to another that costs the fewest bytes: a chain of differential packages, or "
        "the full package where that is smaller. A gap is an error. Without --statuses, every package on the way must "
        "be fit to be deployed.",
        "--product-key a1GatewayK01 --module-name default --from-version 3.2.1 --to-version 4.0.0",
        tables.upgrade_path,
    ),
}
"""Every command of this kind by its name."""


def parser(name: str) -> Parser:
    """Return what reads the command line of one of them."""
    return LOOKUPS[name].parser(name)


def run(name: str, argv: list[str]) -> int:
    """Run one of them."""
    return LOOKUPS[name].run(name, argv)
