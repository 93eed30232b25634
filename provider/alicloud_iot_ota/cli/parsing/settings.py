# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The options that every command takes which calls the service: where to look, and as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.cli.parsing.options import options, values
from alicloud_iot_ota.cli.parsing.parser import Parser, not_blank
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse


def add_settings(parser: Parser) -> None:
    """Add the settings to a parser as options, except secrets: everybody can list the arguments of processes."""
    secret = {option.flag: ENVIRONMENT[option.name][0] for option in options(ProviderArgs) if option.is_secret}
    place = parser.add_argument_group(
        "where to look",
        f"Credentials come from {', '.join(secret.values())} in the environment, or from Alibaba Cloud's default "
        "chain. They are no options, since everybody on a machine can list the arguments of its processes.",
    )
    for option in options(ProviderArgs):
        if not option.is_secret:
            option.add_to(place, not_blank)
    for flag, variable in secret.items():
        parser.refuse(flag, f"since everybody can list the arguments of processes: set {variable} instead")


def given_settings(given: argparse.Namespace) -> dict[str, object]:
    """Return what was given of them, by their names in the schema."""
    return values(given, (option for option in options(ProviderArgs) if not option.is_secret))
