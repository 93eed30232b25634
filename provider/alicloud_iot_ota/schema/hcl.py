# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names in the configuration language (HCL) of OpenTofu and Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alicloud_iot_ota.schema.functions import Declaration

PROVIDER = "alicloudiot"
"""The name of the provider, and the first part of the name of each data source and resource."""

DRIFT = "drift"
"""The result of a pin that only the engines of HCL need. It is its name in the schema, and in a configuration."""


def type_name(declared: Declaration) -> str:
    """Return the name of the data source of a function, or of the resource."""
    return f"{PROVIDER}_ota_{declared.noun}"


def hcl_name(wire_name: str) -> str:
    """Return the name of an argument, a result or a setting: `version_range` for `versionRange`."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", wire_name)


def wire_name(name: str) -> str:
    """Return the wire name of an argument, a result or a setting: `versionRange` for `version_range`."""
    return re.sub("_([a-z])", lambda letter: letter[1].upper(), name)
