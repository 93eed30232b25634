# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The check that Python did not remove docstrings, from which help texts and schemas are generated."""

from __future__ import annotations

import sys

from alicloud_iot_ota.errors import OtaError

_WITHOUT_DOCSTRINGS = 2  # the level of optimization


def require() -> None:
    """Check that this process has docstrings.

    Raises:
        OtaError: Python removes them.
    """
    if sys.flags.optimize >= _WITHOUT_DOCSTRINGS:
        raise OtaError(
            "This program requires its docstrings, but Python removes them (PYTHONOPTIMIZE=2 or -OO).",
            "Unset PYTHONOPTIMIZE, and start Python without -OO.",
        )
