# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The options that every command takes which calls the service: where to look, and as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.cli.parsing.options import not_blank, options, values
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse

    from alicloud_iot_ota.cli.parsing.parser import Parser


class Where:
    """The settings as options. Secrets are none: everybody on a machine can list the arguments of its processes."""

    def __init__(self) -> None:
        settings = options(ProviderArgs)
        self.names = frozenset(option.name for option in settings)
        self._public = [option for option in settings if not option.is_secret]
        self._secret = {option.flag: ENVIRONMENT[option.name][0] for option in settings if option.is_secret}

    def add_to(self, parser: Parser) -> None:
        """Add these options to a parser."""
        place = parser.add_argument_group(
            "where to look",
            f"Credentials come from {', '.join(self._secret.values())} in the environment, or from Alibaba Cloud's "
            "default chain. They are no options, since everybody on a machine can list the arguments of its processes.",
        )
        for option in self._public:
            option.add_to(place, not_blank)
        for flag, variable in self._secret.items():
            parser.refuse(flag, f"since everybody can list the arguments of processes: set {variable} instead")

    def values(self, given: argparse.Namespace) -> dict[str, object]:
        """Return what was given of them, by their names in the schema."""
        return values(given, self._public)
