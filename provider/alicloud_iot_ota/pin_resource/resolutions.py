# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What Check resolved, and so the only packages that a pin may come to hold."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import ArgumentError, Failure
from alicloud_iot_ota.pin_resource.inputs import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Mapping


class Resolutions:
    """The packages that Check resolved in this process.

    The engine applies a resource's `ignoreChanges` to what Check returned. A path to a part of `firmware` would keep
    that part of another package, and the pin would hold a mixture of two.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[str] = set()

    def add(self, firmware: Mapping[str, object]) -> None:
        """Take note of what Check resolved."""
        with self._lock:
            self._known.add(_key(firmware))

    def require(self, firmware: object) -> None:
        """Make sure that a pin is to hold what Check resolved, where that is known.

        Raises:
            ArgumentError: It is something else.
        """
        with self._lock:
            is_known = firmware is None or _key(firmware) in self._known
        if not is_known:
            reason = (
                "firmware would hold parts of two packages, because ignoreChanges keeps one part of it. In "
                "ignoreChanges, name it as a whole or not at all."
            )
            raise ArgumentError([Failure(FIRMWARE, reason)])


def _key(firmware: object) -> str:
    return json.dumps(firmware, sort_keys=True)
