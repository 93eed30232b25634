# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup service for commands: its settings and arguments as options, and its notes, progress and shutdown."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.base.lean_imports import import_module
from alicloud_iot_ota.cli.output.progress import PageProgress
from alicloud_iot_ota.cli.output.streams import note
from alicloud_iot_ota.cli.parsing.options import flag, options, values
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser, PlainHelpFormatter, not_blank
from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Lookups


_Args = TypeVar("_Args", bound=Arguments)

CONNECTION = "connection"
"""The topic of `help` that describes the connection options."""

CONNECTION_OPTIONS = "connection options"
CONNECTION_LINK = f"Connection options: see {PROGRAM} help {CONNECTION}"


def add_settings(parser: Parser) -> None:
    """Add the settings to a parser as options, except secrets: other users can see the arguments of processes."""
    _add_plain_settings(parser.add_linked_group(CONNECTION_OPTIONS, CONNECTION_LINK))
    for name, variable in _secret_variables().items():
        parser.refuse(
            flag(name),
            f"{flag(name)} is not an option, because other users can see the arguments of processes. Set {variable} "
            "instead.",
        )


def connection_help() -> str:
    """Return the help page of the connection options."""
    page = argparse.ArgumentParser(
        usage=f"{PROGRAM} <command> [connection options]",
        description="Options of every command that calls the service. An option takes precedence over the environment "
        f"variables in its default. Credentials come from {', '.join(_secret_variables().values())}, or from the "
        "default credential chain of Alibaba Cloud. They are not options, because other users can see the arguments of "
        "processes.",
        formatter_class=PlainHelpFormatter,
        add_help=False,
    )
    _add_plain_settings(page.add_argument_group(CONNECTION_OPTIONS))
    return f"{page.format_help()}\nexample:\n  {PROGRAM} doctor --region cn-shanghai\n"


def _add_plain_settings(group: argparse._ArgumentGroup) -> None:
    """Add every setting that is not a secret."""
    for option in options(ProviderArgs):
        if not option.is_secret:
            option.add_to(group, not_blank)


def _secret_variables() -> dict[str, str]:
    """Return the first environment variable of each secret setting, by the name of the setting."""
    return {option.name: ENVIRONMENT[option.name][0] for option in options(ProviderArgs) if option.is_secret}


def given_settings(given: argparse.Namespace) -> dict[str, object]:
    """Return the settings on the command line, by their names in the schema."""
    return values(given, (option for option in options(ProviderArgs) if not option.is_secret))


class DeclaredOptions(Generic[_Args]):
    """The arguments of a declaration and the settings, as options. A name that is both is one option.

    Args:
        kind: The declaration.
        without: The wire names of arguments that the command does not accept.
        general: The wire names of arguments that are not criteria.
    """

    def __init__(self, kind: type[_Args], without: Collection[str] = (), general: Collection[str] = ()) -> None:
        self._kind = kind
        self._general = general
        excluded = {*without, *(option.name for option in options(ProviderArgs))}
        self._own = [option for option in options(kind) if option.name not in excluded]

    def add_to(self, parser: Parser) -> None:
        """Add the options to a parser."""
        criteria = parser.add_argument_group("criteria")
        for option in self._own:
            option.add_to(parser if option.name in self._general else criteria)
        add_settings(parser)

    def values(self, given: argparse.Namespace) -> tuple[_Args, dict[str, object]]:
        """Return the arguments, and the settings by their names in the schema.

        Raises:
            ArgumentError: At least one value is invalid. The error lists every mistake.
        """
        settings = given_settings(given)
        args, failures = validation.read(self._kind, values(given, self._own))
        failures += [each.with_name(flag(each.argument)) for each in validation.check(ProviderArgs, settings)]
        if failures:
            raise ArgumentError(failures)
        return args, settings


@contextmanager
def service(settings: Mapping[str, object]) -> Iterator[Lookup]:
    """Provide the lookup service, and cancel its work at the end. Write results afterwards, without a progress line.

    Args:
        settings: The settings on the command line, by their names in the schema.

    Raises:
        OtaError: The settings are invalid.
    """
    with services(settings) as lookups:
        yield lookups.get({})


@contextmanager
def services(
    settings: Mapping[str, object], entries: Iterable[Entry] = (), *, is_live: bool = False
) -> Iterator[Lookups]:
    """Provide a lookup service for the settings of each entry. A setting on the command line takes precedence.

    Args:
        settings: The settings on the command line, by their names in the schema.
        entries: The entries.
        is_live: Whether the command records what it finds, so that it must not use a snapshot.

    Raises:
        SnapshotError: The command must not use a snapshot, but one is set.
        OtaError: The settings are invalid.
    """
    import_module("alicloud_iot_ota.lookup")  # slow to import; help and usage errors do not need it
    from alicloud_iot_ota.lookup import Lookups, create_lookup  # noqa: PLC0415 - imported above

    given = {name: value for name, value in settings.items() if value is not None}

    def make(own: Mapping[str, str]) -> Lookup:
        lookup = create_lookup({**own, **given}, os.environ, note, progress.update, flag)
        if is_live:
            lookup.require_live()
        return lookup

    with PageProgress() as progress:
        lookups = Lookups(make)
        try:
            for entry in entries:
                lookups.get(entry.criteria.settings)
            yield lookups
        finally:
            lookups.cancel()
