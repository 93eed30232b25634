# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The options that every command takes which calls the service: where to look, and as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.options import options, values
from alicloud_iot_ota.cli.usage import UsageError, unknown
from alicloud_iot_ota.declarations.settings import ProviderArgs
from alicloud_iot_ota.settings import ENVIRONMENT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from alicloud_iot_ota.cli.options import Option
    from alicloud_iot_ota.cli.usage import Parser


class Where:
    """The settings as options. Secrets are none: everybody on a machine can list the arguments of its processes."""

    def __init__(self) -> None:
        settings = options(ProviderArgs)
        self.names = frozenset(option.name for option in settings)
        self._public = [option for option in settings if not option.is_secret]
        self._secret = {option.flag: ENVIRONMENT[option.name][0] for option in settings if option.is_secret}

    def parse(self, parser: Parser, own: Sequence[Option], argv: Sequence[str]) -> argparse.Namespace:
        """Add these options to a parser that has a command's own ones, and read a command line.

        Raises:
            UsageError: It cannot be read.
        """
        place = parser.add_argument_group(
            "where to look",
            f"Credentials come from {', '.join(self._secret.values())} in the environment, or from Alibaba Cloud's "
            "default chain. They are no options, since everybody on a machine can list the arguments of its processes.",
        )
        for option in self._public:
            option.add_to(place)
        _require_text(argv, parser.prog)
        given, rest = parser.parse_known_args(argv)
        if rest:
            raise UsageError(self._unknown(rest[0], own), parser.prog)
        return given

    def values(self, given: argparse.Namespace) -> dict[str, object]:
        """Return what was given of them, by their names in the schema."""
        return values(given, self._public)

    def _unknown(self, word: str, own: Sequence[Option]) -> str:
        """Say what is wrong with a word that belongs to no option. It may be a secret, and so may what follows it."""
        flag = word.partition("=")[0]
        if flag in self._secret:
            return (
                f"{flag} is no option, since everybody can list the arguments of processes: set {self._secret[flag]} "
                "instead."
            )
        if not word.startswith("-"):
            return "There is a word too many, which belongs to no option: quote values that have spaces in them."
        return unknown("option", word, [option.flag for option in (*own, *self._public)])


def _require_text(argv: Sequence[str], program: str) -> None:
    """Refuse what the shell handed over as bytes that are no text: no argument could be read from it."""
    try:
        "".join(argv).encode()
    except UnicodeEncodeError:
        raise UsageError("The command line is not text in UTF-8.", program) from None
