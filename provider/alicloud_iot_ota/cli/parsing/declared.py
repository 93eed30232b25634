# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The options of a command that takes what a declaration takes, and where to look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from alicloud_iot_ota.cli.parsing.options import flag, options, values
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings
from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import Arguments
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection

    from alicloud_iot_ota.cli.parsing.parser import Parser

_Args = TypeVar("_Args", bound=Arguments)


class DeclaredOptions(Generic[_Args]):
    """The arguments of a declaration and the settings, as options. What is both is one option.

    Args:
        kind: The declaration.
        without: The wire names of arguments that the command does not take.
    """

    def __init__(self, kind: type[_Args], without: Collection[str] = ()) -> None:
        self._kind = kind
        left_out = {*without, *(option.name for option in options(ProviderArgs))}
        self._own = [option for option in options(kind) if option.name not in left_out]

    def add_to(self, parser: Parser) -> None:
        """Add them to a parser."""
        criteria = parser.add_argument_group("what to look for")
        for option in self._own:
            option.add_to(criteria)
        add_settings(parser)

    def values(self, given: argparse.Namespace) -> tuple[_Args, dict[str, object]]:
        """Return what was given: the arguments, and the settings by their names in the schema.

        Raises:
            ArgumentError: At least one is wrong; all of them are named.
        """
        settings = given_settings(given)
        args, failures = validation.read(self._kind, values(given, self._own))
        failures += [each.called(flag(each.argument)) for each in validation.check(ProviderArgs, settings)]
        if failures:
            raise ArgumentError(failures)
        return args, settings
