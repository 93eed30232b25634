# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalogues of a review say, as far as they can be read: a review is worth something without them, too."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota import review
from alicloud_iot_ota.cli.output import warn
from alicloud_iot_ota.declarations.arguments import GetFirmwaresArgs
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import Firmware, FirmwareStatus, FirmwareType
from alicloud_iot_ota.pins import PinnedFirmware

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alicloud_iot_ota.declarations import results
    from alicloud_iot_ota.lookup import Lookup
    from alicloud_iot_ota.review import Changes, Facts

_FIELDS = tuple(field.name for field in dataclasses.fields(Firmware))


def look_up(lookup: Lookup, changes: Changes, now: datetime) -> dict[str, Facts]:
    """Return what the catalogues say of changes, by their keys. What could not be read is left out, with a warning.

    Args:
        lookup: Reads the catalogues, one for each instance and product.
        changes: The changes.
        now: The moment that ages and expiries are counted at, in UTC.
    """
    catalogues: dict[GetFirmwaresArgs, Sequence[Firmware] | None] = {}
    found = {}
    for change in changes.items:
        if not isinstance(change.new, PinnedFirmware):
            continue
        scope = GetFirmwaresArgs(iot_instance_id=change.iot_instance_id, product_key=change.new_place[0])
        if scope not in catalogues:
            catalogues[scope] = _packages(lookup, scope)
        catalogue = catalogues[scope]
        facts = None if catalogue is None else review.facts_of(change, catalogue, now)
        if facts is not None:
            found[change.key] = facts
    return found


def _packages(lookup: Lookup, scope: GetFirmwaresArgs) -> Sequence[Firmware] | None:
    """Return every package of a scope; None where the list could not be read."""
    try:
        return [_firmware(each) for each in lookup.get_firmwares(scope, warn).firmwares]
    except OtaError as error:
        warn(f"The review says nothing of what only the catalogue tells.\n{error}")
        return None


def _firmware(found: results.Firmware) -> Firmware:
    """Return a package as it was before it was declared in words."""
    fields: dict[str, Any] = {name: getattr(found, name) for name in _FIELDS}
    fields["status"] = None if found.status_code is None else FirmwareStatus(found.status_code)
    fields["type"] = None if found.type_code is None else FirmwareType(found.type_code)
    return Firmware(**fields)
