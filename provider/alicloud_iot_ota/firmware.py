# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""OTA update packages as returned by the service, and the words for their types and statuses.

Source: the ListOTAFirmware page of Alibaba Cloud (response structure SimpleFirmwareInfo). Status -1 is documented only
for QueryOTAFirmware.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Meta

from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MAX_PAGE_SIZE = 100
"""The maximum number of packages on one page of a list, according to the API documentation."""


class CodedEnum(TableEnum):
    """A word for a code of the API.

    Attributes:
        code: The code. None for `unknown`, which represents every other code, because the API may get new ones.
    """

    def __init__(self, _: str, code: int | None = None) -> None:
        self.code = code


class FirmwareType(CodedEnum):
    """Whether a package contains a complete firmware or a difference.

    Attributes:
        FULL: A complete firmware (code 0).
        DIFFERENTIAL: The difference from the version `srcVersion` (code 1).
        UNKNOWN: A code that this release does not support, or no code.
    """

    FULL = "full", 0
    DIFFERENTIAL = "differential", 1
    UNKNOWN = "unknown"


class FirmwareStatus(CodedEnum):
    """The verification status of a package.

    Attributes:
        NOT_REQUIRED: The package needs no verification (code -1).
        UNVERIFIED: The package is not verified yet (code 0).
        VERIFIED: The package is verified (code 1).
        VERIFYING: The package is being verified (code 2).
        VERIFICATION_FAILED: The verification failed (code 3).
        UNKNOWN: A code that this release does not support, or no code.
    """

    NOT_REQUIRED = "notRequired", -1
    UNVERIFIED = "unverified", 0
    VERIFIED = "verified", 1
    VERIFYING = "verifying", 2
    VERIFICATION_FAILED = "verificationFailed", 3
    UNKNOWN = "unknown"


UNKNOWN: str = FirmwareType.UNKNOWN.value
"""The word for a code that this release does not support, or for a missing code."""

_TYPES: dict[int | None, str] = {each.code: each.value for each in FirmwareType}
_STATUSES: dict[int | None, str] = {each.code: each.value for each in FirmwareStatus}
_DIGITS = {"sha256": "[0-9a-f]{64}", "md5": "[0-9a-f]{32}"}  # of the digests that the service is known to return

DEPLOYABLE: tuple[str, ...] = (FirmwareStatus.VERIFIED.value, FirmwareStatus.NOT_REQUIRED.value)
"""The deployable statuses: the package is verified, or needs no verification."""

MAX_INTEGER = 2**63 - 1
"""The largest value of a number. The API documents Integer or Long; JSON allows numbers that no engine supports."""

MAX_TEXT = 4096
"""The maximum length of a field of a package, in characters. The longest documented field (FirmwareDesc) has 100."""

Integer = Annotated[int, Meta(ge=-MAX_INTEGER - 1, le=MAX_INTEGER)]


def _text(description: str) -> Meta:
    """Declare a text field of the service."""
    return Meta(max_length=MAX_TEXT, description=description)


FirmwareId = Annotated[str, _text("The unique ID of the package, assigned by the service.")]
FirmwareName = Annotated[
    str,
    _text(
        "The name of the package. According to the CreateOTAFirmware documentation, it is unique in an account "
        "and never changes."
    ),
]
DestVersion = Annotated[str, _text("The version of the package, as entered when it was created.")]
SrcVersion = Annotated[str, _text("The source version of a differential package. Absent for a full package.")]
FirmwareSize = Annotated[
    Integer, Meta(description="The size of the file in bytes. Absent if the service returns none.")
]
StatusCode = Annotated[
    Integer,
    Meta(
        description="The API's status code: 0 unverified, 1 verified, 2 verifying, 3 verification failed, -1 no "
        "verification required (documented for QueryOTAFirmware only)."
    ),
]
TypeCode = Annotated[Integer, Meta(description="The API's type code: 0 full, 1 differential.")]
FirmwareDesc = Annotated[str, _text("The description of the package, as entered when it was created.")]
FirmwareSign = Annotated[
    str,
    _text(
        "The hexadecimal digest of the file, computed with `signMethod`. The API calls it a signature, but it "
        "involves no key."
    ),
]
SignMethod = Annotated[str, _text("The algorithm of `firmwareSign`: `MD5` or `SHA256`.")]
ModuleName = Annotated[
    str, _text("The module of the package. Default: `default`, if none was set when it was created.")
]
ProductKey = Annotated[str, _text("The ProductKey of the product that the package belongs to.")]
ProductName = Annotated[str, _text("The name of the product that the package belongs to.")]
UtcCreate = Annotated[
    str,
    _text("When the package was created: UTC in ISO 8601 with milliseconds. For example: `2019-12-28T02:42:22.000Z`."),
]
UtcModified = Annotated[
    str,
    _text(
        "When the package or its update task was last modified: UTC in ISO 8601 with milliseconds. For example: "
        "`2019-12-28T02:42:22.000Z`. Not part of its identity."
    ),
]
Digest = Annotated[
    str,
    _text(
        "The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case. It combines "
        "`firmwareSign` and `signMethod`. Absent if the service returns none, as for packages of several files."
    ),
]
TypeWord = Annotated[str, _text("`full` or `differential`; `unknown` for a code that this release does not support.")]
StatusWord = Annotated[
    str,
    _text(
        "`verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a "
        "code that this release does not support."
    ),
]


class SimpleFirmwareInfo(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """A package exactly as ListOTAFirmware returns it. Every field is optional."""

    firmware_id: FirmwareId | None = None
    firmware_name: FirmwareName | None = None
    firmware_desc: FirmwareDesc | None = None
    firmware_sign: FirmwareSign | None = None
    firmware_size: FirmwareSize | None = None
    sign_method: SignMethod | None = None
    dest_version: DestVersion | None = None
    src_version: SrcVersion | None = None
    module_name: ModuleName | None = None
    product_key: ProductKey | None = None
    product_name: ProductName | None = None
    status: StatusCode | None = None
    type: TypeCode | None = None
    utc_create: UtcCreate | None = None
    utc_modified: UtcModified | None = None


class Package(SimpleFirmwareInfo, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One OTA update package, normalized: an empty text becomes None.

    Every package has an ID and a version. All other fields are optional in the service's responses.
    """

    firmware_id: FirmwareId
    dest_version: DestVersion

    @property
    def status_word(self) -> str:
        """The word for the status; `unknown` if the status is missing."""
        return _STATUSES.get(self.status, UNKNOWN)

    @property
    def type_word(self) -> str:
        """The word for the type; `unknown` if the type is missing."""
        return _TYPES.get(self.type, UNKNOWN)

    @property
    def module(self) -> str:
        """The module of the package. Default: `default` (CreateOTAFirmware)."""
        return self.module_name or "default"

    @property
    def digest(self) -> str | None:
        """The digest with its algorithm, such as `sha256:9f3c...`; None if a part is missing or invalid."""
        name, digits = algorithm(self.sign_method or ""), (self.firmware_sign or "").lower()
        if not name or not re.fullmatch(_DIGITS.get(name, "[0-9a-f]+"), digits):
            return None
        return f"{name}:{digits}"

    @property
    def has_supported_digest(self) -> bool:
        """Whether the package has a digest that `parse_digest` accepts: SHA-256 or MD5."""
        return self.digest is not None and self.digest.partition(":")[0] in _DIGITS

    @property
    def created(self) -> datetime | None:
        """The creation time; None if it is missing or cannot be read."""
        return read_utc(self.utc_create)


_Told = TypeVar("_Told", bound=msgspec.Struct)
_SOURCE_FIELDS = {"type": "type_word", "status": "status_word", "type_code": "type", "status_code": "status"}


def convert_package(firmware: Package, kind: type[_Told], **overrides: object) -> _Told:
    """Convert a package to a result or to the format of a pin.

    Args:
        firmware: The package.
        kind: A struct whose fields have the same names as the package's. Its `type` and `status` are words; the codes
            are in `type_code` and `status_code`.
        overrides: The fields that the package does not have, or that need another value.
    """
    names = (name for name in kind.__struct_fields__ if name not in overrides)
    return kind(**{name: getattr(firmware, _SOURCE_FIELDS.get(name, name)) for name in names}, **overrides)


def describe_type(word: str, src_version: str | None, show: Callable[[str], str] = format_text) -> str:
    """Return the word for a type, with the source version of a differential package formatted by `show`."""
    return f"{word} from {show(src_version)}" if src_version else word


def algorithm(sign_method: str) -> str:
    """Return the normalized name of a digest algorithm: `sha256` for `SHA256` and `SHA-256`."""
    return re.sub(r"[^a-z0-9]", "", sign_method.lower())


def parse_digest(text: str) -> str:
    """Normalize a digest from a user to the format of `Package.digest`.

    Raises:
        ParseError: The text is not a digest with its algorithm.
    """
    digest = text.lower()
    name, _, digits = digest.partition(":")
    if name not in _DIGITS or not re.fullmatch(_DIGITS[name], digits):
        raise ParseError('"sha256:" with 64 hexadecimal digits, or "md5:" with 32', "No package can have this digest.")
    return digest
