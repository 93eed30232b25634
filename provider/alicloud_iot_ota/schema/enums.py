# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The words that arguments may take: these, those of a package, and those that `selection` and `versions` define.

The descriptions of the words, under `Attributes`, become the schema's.
"""

from __future__ import annotations

import enum

from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType

__all__ = ["FirmwareStatus", "FirmwareType", "OnNewer", "PinResolve", "SignMethod"]


class SignMethod(enum.Enum):
    """The algorithm of the digest of a package's file.

    Attributes:
        MD5: MD5, the service's default, which proves little about a file.
        SHA256: SHA-256.
    """

    MD5 = "MD5"
    SHA256 = "SHA256"


class PinResolve(enum.Enum):
    """When a pin chooses its package.

    Attributes:
        ALWAYS: At every preview and update, in plain view.
        ONCE: When it is created, and when its criteria or `keepers` change. In between it keeps its package, and makes
            sure that this is still there as it was.
    """

    ALWAYS = "always"
    ONCE = "once"


class OnNewer(enum.Enum):
    """What becomes of the news that a newer package than the pinned one is there.

    Attributes:
        WARN: A warning tells of it.
        IGNORE: Nothing tells of it.
    """

    WARN = "warn"
    IGNORE = "ignore"
