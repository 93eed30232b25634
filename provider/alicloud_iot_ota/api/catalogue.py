# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The complete list of packages of one scope, proved complete or refused.

A short or moving list must never quietly select an older firmware. A listing counts only if every page agrees on
`Total`, every page but the last is full, and no package comes twice; else it is read again, and at last refused.

What this rests on: the order of the list is not documented, and is taken to be newest first. What is published while
the pages are read then comes first, so that a row comes twice and is noticed; where as many are deleted from the pages
already read, what was listed is the list as it stood at the first page. In another order, a deletion there and a
publication at the end in the same moment would hide a package, and only a second reading of every page would tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_iot_ota.api import wire
from alicloud_iot_ota.errors import IncompleteListingError
from alicloud_iot_ota.rendering import shown

if TYPE_CHECKING:
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Deadline
    from alicloud_iot_ota.firmware import Firmware

_READINGS = 4
_PAUSE = 0.3  # seconds; what is being published has then settled


@dataclass(frozen=True, slots=True)
class Scope:
    """What one listing covers.

    Attributes:
        iot_instance_id: The instance, or None where the region's instance has no ID.
        product_key: The product, or None for every product of the account.
    """

    iot_instance_id: str | None
    product_key: str | None

    def __str__(self) -> str:
        product = f"product {shown(self.product_key)}" if self.product_key else "all products"
        return f"{product} of instance {shown(self.iot_instance_id)}" if self.iot_instance_id else product


class _MovedError(Exception):
    """The pages of one reading do not make a whole."""


def read_catalogue(client: OtaClient, scope: Scope) -> tuple[Firmware, ...]:
    """Return every package of a scope.

    Raises:
        IncompleteListingError: No reading could be proved complete.
        OtaError: A page could not be read.
    """
    deadline = client.deadline()
    for reading in range(1, _READINGS + 1):
        try:
            return _read_once(client, scope, deadline)
        except _MovedError as moved:
            if reading == _READINGS:
                raise IncompleteListingError(
                    f"The list of packages of {scope} could not be proved complete in {_READINGS} readings; in "
                    f"the last, {moved}. Nothing is concluded from it, least of all that a package is gone.",
                    "Try again when nobody publishes or deletes packages; if it stays, give the last RequestId to "
                    "Alibaba Cloud's support.",
                ) from None
        client.wait(_PAUSE * reading, deadline)
    raise AssertionError  # pragma: no cover - the last reading returned or raised


def _read_once(client: OtaClient, scope: Scope, deadline: Deadline) -> tuple[Firmware, ...]:
    packages: dict[str, Firmware] = {}
    total: int | None = None
    page = 0
    while total is None or len(packages) < total:
        page += 1
        answer = client.list_ota_firmware(
            page,
            wire.MAX_PAGE_SIZE,
            iot_instance_id=scope.iot_instance_id,
            product_key=scope.product_key,
            deadline=deadline,
        )
        if answer.total is None or answer.total < 0:
            raise _MovedError(f"page {page} gave no Total that counts (RequestId {answer.request_id})")
        if total is not None and answer.total != total:
            raise _MovedError(f"Total went from {total} to {answer.total} (RequestId {answer.request_id})")
        if answer.current_page not in {None, page}:
            raise _MovedError(f"page {answer.current_page} came for page {page} (RequestId {answer.request_id})")
        total = answer.total
        expected = min(wire.MAX_PAGE_SIZE, max(0, total - len(packages)))
        if len(answer.rows) != expected:
            raise _MovedError(
                f"page {page} held {len(answer.rows)} packages instead of {expected}, with Total {total} "
                f"(RequestId {answer.request_id})"
            )
        for row in answer.rows:
            firmware = wire.firmware(row, answer.request_id)
            if firmware.firmware_id in packages:
                raise _MovedError(f"firmwareId {firmware.firmware_id} came twice (RequestId {answer.request_id})")
            packages[firmware.firmware_id] = firmware
    return tuple(packages.values())
