# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of every function and resource, and the configuration of the provider.

The attribute names are Python's, the wire names are their camelCase. Descriptions become the schema's.
"""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota.api.wire import MAX_PAGE_SIZE
from alicloud_iot_ota.firmware import DEPLOYABLE
from alicloud_iot_ota.selection import Criteria, Select
from alicloud_iot_ota.settings import DEFAULT_TIMEOUT, ENVIRONMENT, MAX_TIMEOUT


class FirmwareType(enum.Enum):
    """Whether a package holds a whole firmware or a difference.

    Attributes:
        full: A whole firmware (code 0).
        differential: The difference from the version `srcVersion` (code 1).
        unknown: A code that this release does not know, or none.
    """

    FULL = "full"
    DIFFERENTIAL = "differential"
    UNKNOWN = "unknown"


class FirmwareStatus(enum.Enum):
    """Where a package stands in its verification.

    Attributes:
        notRequired: It needs no verification (code -1).
        unverified: It was not verified yet (code 0).
        verified: It was verified (code 1).
        verifying: It is being verified (code 2).
        verificationFailed: Its verification failed (code 3).
        unknown: A code that this release does not know, or none.
    """

    NOT_REQUIRED = "notRequired"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    VERIFYING = "verifying"
    VERIFICATION_FAILED = "verificationFailed"
    UNKNOWN = "unknown"


class FirmwareSelect(enum.Enum):
    """Which of several matching packages is meant.

    Attributes:
        only: There must be exactly one.
        highest: The one of the highest semantic version, pre-releases left out, within one product and module.
    """

    ONLY = "only"
    HIGHEST = "highest"


def _text(description: str) -> Meta:
    """Declare a criterion: an empty one is never meant, and would only match nothing."""
    return Meta(min_length=1, description=description)


def _setting(name: str, description: str, **schema: Any) -> Meta:  # noqa: ANN401 - what Pulumi's schema takes beside it
    """Declare a setting: an empty one is one that is not given, as an empty environment variable is."""
    return Meta(
        description=description, extra_json_schema={"defaultInfo": {"environment": list(ENVIRONMENT[name])}, **schema}
    )


_IotInstanceId = Annotated[
    str,
    _text(
        "The ID of the instance. The service requires it for an instance that has an ID, which the Overview page of "
        "the IoT Platform console shows. The provider's `iotInstanceId` by default."
    ),
]
_ProductKey = Annotated[
    str, _text("The ProductKey of the product. Without it, the packages of all products are looked through.")
]
_DestVersion = Annotated[str, _text("The version of the package, compared exactly.")]
_FirmwareId = Annotated[str, _text("The unique ID of the package.")]
_FirmwareName = Annotated[str, _text("The name of the package, compared exactly. Unique in an account.")]
_ModuleName = Annotated[
    str, _text("The module of the package, compared exactly. It is `default` where none was named at creation.")
]
_Type = Annotated[FirmwareType, Meta(description="Full or differential.")]
_SrcVersion = Annotated[
    str, _text("The version a differential package starts from, compared exactly. Full packages have none.")
]
_Statuses = Annotated[
    list[FirmwareStatus],
    Meta(
        min_length=1,
        description="The statuses that the package may have. By default what may be deployed: `verified` and "
        "`notRequired`.",
    ),
]
_AnyStatuses = Annotated[
    list[FirmwareStatus],
    Meta(min_length=1, description="The statuses that the packages may have. Every status by default."),
]
_Select = Annotated[FirmwareSelect, Meta(description="Which of several matching packages is meant. `only` by default.")]
_CurrentPage = Annotated[int, Meta(ge=1, description="The number of the page to return. Pages start from 1.")]
_PageSize = Annotated[int, Meta(ge=1, le=MAX_PAGE_SIZE, description="The number of packages on each page, 1 to 100.")]
_Region = Annotated[
    str, _setting("region", "The region of the instance, such as `cn-shanghai`. Required unless `endpoint` is set.")
]
_AccessKeyId = Annotated[
    str,
    _setting(
        "accessKeyId",
        "The AccessKey ID. Without it, the default credentials chain of Alibaba Cloud is used.",
        secret=True,
    ),
]
_AccessKeySecret = Annotated[str, _setting("accessKeySecret", "The AccessKey secret.", secret=True)]
_SecurityToken = Annotated[
    str,
    # No default from the environment here: an SDK would put that token to a key which was given outright. The provider
    # takes it from the environment itself, beside the key that it belongs to.
    Meta(
        description="The security token of temporary (STS) credentials. An access key from the environment comes with "
        "the token from the environment.",
        extra_json_schema={"secret": True},
    ),
]
_DefaultInstanceId = Annotated[
    str, _setting("iotInstanceId", "The ID of the instance for every look-up that names none.")
]
_Endpoint = Annotated[
    str,
    _setting(
        "endpoint",
        "The address to call in place of the region's own, such as the emulator's `http://127.0.0.1:8765`. It must be "
        "https unless it is this machine itself.",
    ),
]
_Timeout = Annotated[
    float,
    Meta(
        gt=0,
        le=MAX_TIMEOUT,
        description="The seconds that one look-up may take in all, retries and waits included. "
        f"{DEFAULT_TIMEOUT:g} by default.",
    ),
]


SECRET_SETTINGS = frozenset({"accessKeyId", "accessKeySecret", "securityToken"})
"""The settings whose values no message may show."""


class _Scope(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    iot_instance_id: _IotInstanceId | None = None
    product_key: _ProductKey | None = None
    dest_version: _DestVersion | None = None


class _Criteria(_Scope, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    firmware_id: _FirmwareId | None = None
    firmware_name: _FirmwareName | None = None
    module_name: _ModuleName | None = None
    type: _Type | None = None
    src_version: _SrcVersion | None = None

    def _criteria(self, statuses: tuple[str, ...] | None, select: Select) -> Criteria:
        return Criteria(
            product_key=self.product_key,
            module_name=self.module_name,
            type=None if self.type is None else self.type.value,
            src_version=self.src_version,
            firmware_name=self.firmware_name,
            dest_version=self.dest_version,
            firmware_id=self.firmware_id,
            statuses=statuses,
            select=select,
        )


class GetFirmwareArgs(_Criteria, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The criteria of a look-up for exactly one package."""

    statuses: _Statuses | None = None
    select: _Select | None = None

    def criteria(self) -> Criteria:
        """Return what the package must be."""
        return self._criteria(
            DEPLOYABLE if self.statuses is None else _words(self.statuses),
            Select.ONLY if self.select is None else Select(self.select.value),
        )


class FirmwarePinArgs(GetFirmwareArgs, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The criteria of a pin."""


class GetFirmwaresArgs(_Criteria, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The criteria of a look-up for all matching packages."""

    statuses: _AnyStatuses | None = None

    def criteria(self) -> Criteria:
        """Return what the packages must be."""
        return self._criteria(None if self.statuses is None else _words(self.statuses), Select.ONLY)


class GetFirmwarePageArgs(_Scope, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The request parameters of ListOTAFirmware."""

    current_page: _CurrentPage
    page_size: _PageSize


class ProviderArgs(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The configuration of the provider."""

    region: _Region | None = None
    access_key_id: _AccessKeyId | None = None
    access_key_secret: _AccessKeySecret | None = None
    security_token: _SecurityToken | None = None
    iot_instance_id: _DefaultInstanceId | None = None
    endpoint: _Endpoint | None = None
    timeout: _Timeout | None = None


def _words(statuses: list[FirmwareStatus]) -> tuple[str, ...]:
    return tuple(status.value for status in statuses)
