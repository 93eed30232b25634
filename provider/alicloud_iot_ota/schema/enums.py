# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The words that arguments may take, beside those that `selection` and `versions` define.

The descriptions of the words, under `Attributes`, become the schema's.
"""

from __future__ import annotations

import enum


class FirmwareType(enum.Enum):
    """Whether a package holds a whole firmware or a difference.

    Attributes:
        FULL: A whole firmware (code 0).
        DIFFERENTIAL: The difference from the version `srcVersion` (code 1).
        UNKNOWN: A code that this release does not know, or none.
    """

    FULL = "full"
    DIFFERENTIAL = "differential"
    UNKNOWN = "unknown"


class FirmwareStatus(enum.Enum):
    """Where a package stands in its verification.

    Attributes:
        NOT_REQUIRED: It needs no verification (code -1).
        UNVERIFIED: It was not verified yet (code 0).
        VERIFIED: It was verified (code 1).
        VERIFYING: It is being verified (code 2).
        VERIFICATION_FAILED: Its verification failed (code 3).
        UNKNOWN: A code that this release does not know, or none.
    """

    NOT_REQUIRED = "notRequired"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    VERIFYING = "verifying"
    VERIFICATION_FAILED = "verificationFailed"
    UNKNOWN = "unknown"


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
