# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The private data of a pin in the state. The engines store it and return it, but never show it.

An engine calls PlanResourceChange twice: for the plan, and again when it applies the plan, maybe much later and in
another process. The second answer must be the first one, but the engine does not say what that was, nor that this is
the second call. It does return the private data of the refresh before the plan. Therefore a refresh records what the
plan will resolve, and in which run.
"""

from __future__ import annotations

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.pins import PinnedFirmware  # noqa: TC001 - read by msgspec


class PrivateData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The private data of a pin.

    Attributes:
        resolved: Another package that its arguments resolved to at the last refresh. None if they resolved to its own
            package, because a plan without a change has no second call, or to none.
        run: The run of the provider that refreshed it last.
    """

    resolved: PinnedFirmware | None = None
    run: str = ""

    def encode(self) -> bytes:
        """Return the data for the engine."""
        return msgspec.json.encode(self)


def read(private: bytes) -> PrivateData:
    """Return the private data from the engine. A new or imported pin has none.

    Raises:
        StateError: The data is damaged.
    """
    if not private:
        return PrivateData()
    try:
        return decoding.decode(private, PrivateData)
    except msgspec.DecodeError:
        raise StateError("The pin in the state is damaged (its private data cannot be read).") from None
