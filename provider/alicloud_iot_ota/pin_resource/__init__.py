# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the resource FirmwarePin does, for both of its forms: the look-up that a preview can show.

The look-up happens in Check, and its result goes into the checked inputs, as one object `firmware`. That is the only
way in which the engine prints `old => new`, counts an update, lets `--expect-no-changes` fail, and gives dependents the
new ID in a preview. What the user typed is never rewritten.

- `inputs`: the checked inputs, as the state keeps them
- `checking`, `choosing`: Check, and which package it comes to
- `reading`: Read, for a refresh, an import and a `.get`
- `resolutions`: what a pin may come to hold
"""

from __future__ import annotations

from alicloud_iot_ota.pin_resource.checking import CheckOutcome, check, to_failures
from alicloud_iot_ota.pin_resource.inputs import FIRMWARE, is_readable
from alicloud_iot_ota.pin_resource.reading import criteria_of, read
from alicloud_iot_ota.pin_resource.resolutions import Resolutions

__all__ = ["FIRMWARE", "CheckOutcome", "Resolutions", "check", "criteria_of", "is_readable", "read", "to_failures"]
