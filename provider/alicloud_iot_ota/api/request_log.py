# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every request on stderr, for whoever looks for a fault: never a signature, a key or a token."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERBOSE = 9
"""The level of `pulumi -v` from which on providers show their requests, by Pulumi's own documentation."""


def show_requests() -> None:
    """Show every request from now on."""
    logger = logging.getLogger("alicloud_iot_ota.api")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
        logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False


def is_verbose(argv: Iterable[str]) -> bool:
    """Return whether a plugin's command line asks for requests: `pulumi -v=9 --logflow` hands its level on."""
    return any(
        int(level[1]) >= _VERBOSE for word in argv if (level := re.fullmatch(r"--?v(?:erbose)?=([0-9]{1,3})", word))
    )
