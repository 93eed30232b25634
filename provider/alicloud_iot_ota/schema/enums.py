# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The enums of arguments: these, those of a package, and those that `selection` and `versions` define.

The descriptions of their members come from `Attributes`.
"""

from __future__ import annotations

import enum

from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType

__all__ = ["FirmwareStatus", "FirmwareType", "OnNewer", "PinResolve", "SignMethod"]


class SignMethod(enum.Enum):
    """The algorithm of the digest of a package's file.

    Attributes:
        MD5: MD5, the default of the service. It does not protect a file against tampering.
        SHA256: SHA-256.
    """

    MD5 = "MD5"
    SHA256 = "SHA256"


class PinResolve(enum.Enum):
    """When a pin selects its package.

    Attributes:
        ALWAYS: At every preview and update. The preview shows each change.
        ONCE: When the pin is created, and when its criteria or `keepers` change. Otherwise the pin keeps its package
            and checks that it is unchanged.
    """

    ALWAYS = "always"
    ONCE = "once"


class OnNewer(enum.Enum):
    """How to report a package that is newer than the pinned one.

    Attributes:
        WARN: Print a warning.
        IGNORE: Do not report it.
    """

    WARN = "warn"
    IGNORE = "ignore"
