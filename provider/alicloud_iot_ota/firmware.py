# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An OTA update package as the service describes it, and the words for its type and status.

Source: the ListOTAFirmware page of Alibaba Cloud (response structure SimpleFirmwareInfo); status -1 is documented at
QueryOTAFirmware only.
"""

from __future__ import annotations

import enum
import functools
import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.errors import MalformedError

if TYPE_CHECKING:
    from datetime import datetime

    from typing_extensions import Self

MAX_PAGE_SIZE = 100
"""Packages on one page of a list, by the documentation of the API."""

UNKNOWN = "unknown"
"""The word for a code that this version does not know, or that the service left out."""


class OpenCode(enum.IntEnum):
    """An integer code of the API that may grow: an unlisted value is kept, under the word "unknown"."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    @functools.cached_property  # a catalogue asks thousands of times
    def word(self) -> str:
        """The code in words, in camelCase like every value of the schema: `verificationFailed`."""
        head, *tail = self.name.lower().split("_")
        return head + "".join(part.title() for part in tail)

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """Every word that can be asked for, `unknown` last."""
        return (*(member.word for member in cls), UNKNOWN)


class FirmwareStatus(OpenCode):
    """Where a package stands in its verification."""

    NOT_REQUIRED = -1
    UNVERIFIED = 0
    VERIFIED = 1
    VERIFYING = 2
    VERIFICATION_FAILED = 3


class FirmwareType(OpenCode):
    """Whether a package holds a whole firmware or the difference from another version."""

    FULL = 0
    DIFFERENTIAL = 1


_DIGITS = {"sha256": "[0-9a-f]{64}", "md5": "[0-9a-f]{32}"}  # of the digests that the service is known to give

DEPLOYABLE = (FirmwareStatus.VERIFIED.word, FirmwareStatus.NOT_REQUIRED.word)
"""The statuses of what may be deployed: verified, or in no need of verification."""


class Firmware(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One OTA update package: the fifteen fields of SimpleFirmwareInfo.

    Only ID and version are certain: without them a package is none. The service may leave out any other field.

    Attributes:
        firmware_id: The unique ID, opaque.
        dest_version: The version of the package: 1 to 64 letters, digits, `.`, `-` and `_` (CreateOTAFirmware).
        firmware_name: The name, unique in an account and never renamed.
        src_version: The version a differential package starts from; None for a full one. The service says absent,
            null or "" for that, and all three mean the same.
        firmware_desc: The description.
        firmware_sign: The digest of the file in hexadecimal, by `sign_method`. Not a signature, in spite of its name.
        firmware_size: The size of the file, in bytes.
        sign_method: `MD5` or `SHA256`.
        module_name: The module; `default` where none was named at creation.
        product_key: The ProductKey of the product.
        product_name: The name of the product.
        status: The verification status, or None where the service left it out.
        type: Full or differential, or None where the service left it out.
        utc_create: When the package was created, ISO 8601 in UTC.
        utc_modified: When the package or its update task was last modified, ISO 8601 in UTC.
    """

    firmware_id: str
    dest_version: str
    firmware_name: str | None = None
    src_version: str | None = None
    firmware_desc: str | None = None
    firmware_sign: str | None = None
    firmware_size: int | None = None
    sign_method: str | None = None
    module_name: str | None = None
    product_key: str | None = None
    product_name: str | None = None
    status: FirmwareStatus | None = None
    type: FirmwareType | None = None
    utc_create: str | None = None
    utc_modified: str | None = None

    @property
    def status_word(self) -> str:
        """The status in words; `unknown` where it is missing."""
        return UNKNOWN if self.status is None else self.status.word

    @property
    def type_word(self) -> str:
        """The type in words; `unknown` where it is missing."""
        return UNKNOWN if self.type is None else self.type.word

    @property
    def module(self) -> str:
        """The module it belongs to; a package without one belongs to `default` (CreateOTAFirmware)."""
        return self.module_name or "default"

    @property
    def digest(self) -> str | None:
        """The digest with its algorithm, such as `sha256:9f3c...`; None where either part is missing or is none."""
        name, digits = algorithm(self.sign_method or ""), (self.firmware_sign or "").lower()
        if not name or not re.fullmatch(_DIGITS.get(name, "[0-9a-f]+"), digits):
            return None
        return f"{name}:{digits}"

    @property
    def has_nameable_digest(self) -> bool:
        """Whether it has a digest that a user can write, as `parse_digest` reads it: SHA-256 or MD5."""
        return self.digest is not None and self.digest.partition(":")[0] in _DIGITS

    @property
    def created(self) -> datetime | None:
        """When it was created; None where the service gives no time, or none that can be read."""
        return read_utc(self.utc_create)


def algorithm(sign_method: str) -> str:
    """Return the algorithm of a digest as digests spell it: `sha256` for `SHA256` and `SHA-256`."""
    return re.sub(r"[^a-z0-9]", "", sign_method.lower())


def parse_digest(text: str) -> str:
    """Return a digest that a user wrote as `Firmware.digest` spells it.

    Raises:
        MalformedError: It is no digest with its algorithm.
    """
    digest = text.lower()
    name, _, digits = digest.partition(":")
    if name not in _DIGITS or not re.fullmatch(_DIGITS[name], digits):
        raise MalformedError(
            '"sha256:" and 64 hexadecimal digits, or "md5:" and 32', "It is neither, so nothing could ever equal it."
        )
    return digest
