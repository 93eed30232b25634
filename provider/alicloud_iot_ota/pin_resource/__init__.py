# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The resource FirmwarePin: a lookup whose result is visible in a preview. Shared by the native and dynamic forms.

Check looks the package up and stores it in the checked inputs, as the object `firmware`. Only this lets the engine
print `old => new`, count an update, fail with `--expect-no-changes`, and pass the new ID to dependents in a preview.
The user's own inputs are never rewritten.

- `inputs`: the checked inputs in the state
- `checking`, `choosing`: Check, and the selection of the package
- `reading`: Read, for a refresh, an import and a `.get`
- `listing`: List, the IDs of packages for an import
- `confirming`: the same package again, for a plan that is applied later
- `resolutions`: the packages that Check resolved
"""

from __future__ import annotations

from alicloud_iot_ota.pin_resource.checking import CheckOutcome, check, to_failures
from alicloud_iot_ota.pin_resource.confirming import confirm, keep
from alicloud_iot_ota.pin_resource.inputs import are_same_file, is_readable, without_firmware
from alicloud_iot_ota.pin_resource.listing import ListedPin, ListedPins, PageRequest, list_pins
from alicloud_iot_ota.pin_resource.reading import criteria_of, read, resolve_again
from alicloud_iot_ota.pin_resource.resolutions import Resolutions

__all__ = [
    "CheckOutcome",
    "ListedPin",
    "ListedPins",
    "PageRequest",
    "Resolutions",
    "are_same_file",
    "check",
    "confirm",
    "criteria_of",
    "is_readable",
    "keep",
    "list_pins",
    "read",
    "resolve_again",
    "to_failures",
    "without_firmware",
]
