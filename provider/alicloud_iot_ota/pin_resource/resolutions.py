# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The packages that Check resolved. A pin must not get any other package."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import ArgumentError, Failure
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Mapping


class Resolutions:
    """The packages that Check resolved in this process.

    The engine applies `ignoreChanges` to the result of Check. A path to a part of `firmware` would keep that part of
    the old package, and the pin would mix two packages.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[str] = set()

    def add(self, firmware: Mapping[str, object]) -> None:
        """Record a package that Check resolved."""
        with self._lock:
            self._known.add(_key(firmware))

    def require(self, firmware: object) -> None:
        """Require that Check resolved the package of a pin. None, for an unknown package, is accepted.

        Raises:
            ArgumentError: Check did not resolve this package.
        """
        with self._lock:
            is_known = firmware is None or _key(firmware) in self._known
        if not is_known:
            reason = (
                "firmware would mix two packages, because ignoreChanges lists only a part of it. In ignoreChanges, "
                "list all of firmware or none of it."
            )
            raise ArgumentError([Failure(FIRMWARE, reason)])


def _key(firmware: object) -> str:
    return json.dumps(firmware, sort_keys=True)
