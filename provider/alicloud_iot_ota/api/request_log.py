# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A log of every request on stderr, for debugging. It never contains a signature, a key or a token."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERBOSE = 9
"""The level of `pulumi -v` at which providers log their requests, according to Pulumi's documentation."""


def show_requests() -> None:
    """Log every request from now on."""
    logger = logging.getLogger("alicloud_iot_ota.api")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
        logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False


def is_verbose(argv: Iterable[str]) -> bool:
    """Return whether a plugin's command line enables the log. `pulumi -v=9 --logflow` passes its level to plugins."""
    return any(
        int(level[1]) >= _VERBOSE for word in argv if (level := re.fullmatch(r"--?v(?:erbose)?=([0-9]{1,3})", word))
    )
