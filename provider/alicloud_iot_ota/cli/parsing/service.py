# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The look-up service as commands use it: its settings and arguments as options, its notes, progress and end."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.cli.output.progress import PageProgress
from alicloud_iot_ota.cli.output.streams import note
from alicloud_iot_ota.cli.parsing.options import flag, options, values
from alicloud_iot_ota.cli.parsing.parser import Parser, not_blank
from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator, Mapping

    from alicloud_iot_ota.lookup import Lookup


_Args = TypeVar("_Args", bound=Arguments)


def add_settings(parser: Parser) -> None:
    """Add the settings to a parser as options, except secrets: everybody can list the arguments of processes."""
    secret = {option.name: ENVIRONMENT[option.name][0] for option in options(ProviderArgs) if option.is_secret}
    place = parser.add_argument_group(
        "where to look",
        f"Credentials come from {', '.join(secret.values())} in the environment, or from Alibaba Cloud's default "
        "chain. They are no options, since everybody on a machine can list the arguments of its processes.",
    )
    for option in options(ProviderArgs):
        if not option.is_secret:
            option.add_to(place, not_blank)
    for name, variable in secret.items():
        parser.refuse(flag(name), f"since everybody can list the arguments of processes: set {variable} instead")


def given_settings(given: argparse.Namespace) -> dict[str, object]:
    """Return what was given of the settings, by their names in the schema."""
    return values(given, (option for option in options(ProviderArgs) if not option.is_secret))


class DeclaredOptions(Generic[_Args]):
    """The arguments of a declaration and the settings, as options. What is both is one option.

    Args:
        kind: The declaration.
        without: The wire names of arguments that the command does not take.
    """

    def __init__(self, kind: type[_Args], without: Collection[str] = ()) -> None:
        self._kind = kind
        excluded = {*without, *(option.name for option in options(ProviderArgs))}
        self._own = [option for option in options(kind) if option.name not in excluded]

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
        failures += [each.with_name(flag(each.argument)) for each in validation.check(ProviderArgs, settings)]
        if failures:
            raise ArgumentError(failures)
        return args, settings


@contextmanager
def service(settings: Mapping[str, object]) -> Iterator[Lookup]:
    """Give the service to look something up, and end it. Results are to be written after that, when no progress shows.

    Args:
        settings: What was given of the settings, by their names in the schema.

    Raises:
        OtaError: The settings are wrong.
    """
    from alicloud_iot_ota.lookup import create_lookup  # noqa: PLC0415 - heavy, and no help or mistake needs it

    with PageProgress() as progress:
        lookup = create_lookup(settings, os.environ, note, progress.update, flag)
        try:
            yield lookup
        finally:
            lookup.cancel()
