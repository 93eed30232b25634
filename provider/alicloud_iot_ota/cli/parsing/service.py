# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The look-up service as commands use it: the options of its settings, its notes, its progress, and its end."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.cli.output.progress import PageProgress
from alicloud_iot_ota.cli.output.streams import note
from alicloud_iot_ota.cli.parsing.options import flag, options, values
from alicloud_iot_ota.cli.parsing.parser import Parser, not_blank
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.lookup import Lookup


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
    for name, variable in secret.items():
        parser.refuse(name, f"since everybody can list the arguments of processes: set {variable} instead")


def given_settings(given: argparse.Namespace) -> dict[str, object]:
    """Return what was given of the settings, by their names in the schema."""
    return values(given, (option for option in options(ProviderArgs) if not option.is_secret))


@contextmanager
def service(settings: Mapping[str, object]) -> Iterator[Lookup]:
    """Give the service to look something up, and end it. Results are to be written after that, when no progress shows.

    Args:
        settings: What was given of the settings, by their names in the schema.

    Raises:
        OtaError: The settings are wrong.
    """
    from alicloud_iot_ota.lookup import configured  # noqa: PLC0415 - heavy, and no help or mistake needs it

    with PageProgress() as progress:
        lookup = configured(settings, os.environ, note, progress.update, flag)
        try:
            yield lookup
        finally:
            lookup.cancel()
