# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The look-up service as commands use it: its notes on stderr, its progress on a terminal, and its end."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.output.progress import PageProgress
from alicloud_iot_ota.cli.output.streams import note
from alicloud_iot_ota.cli.parsing.options import flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.lookup import Lookup


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
