# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of assumptions about the service: each with its source, the code that rests on it, and its check."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from contract import list_checks, package_checks, response_checks
from contract.evidence import Evidence, UncheckedError, ViolatedError
from contract.response_checks import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Source(Enum):
    """Where an assumption comes from. The values are the names for readers."""

    LIST = "ListOTAFirmware page"
    CREATE = "CreateOTAFirmware page"
    QUERY = "QueryOTAFirmware page"
    ERRORS = "error code pages of IoT Platform"
    GATEWAY = "error table of the API gateway"
    SDKS = "official SDKs"
    METADATA = "API metadata"
    HTTP = "HTTP standard"
    UNDOCUMENTED = "not documented"


class Effect(Enum):
    """What happens if an assumption does not hold. The values are sentences for readers."""

    FAILS = "Lookups fail with an error."
    SLOWER = "The client reads every list of more than 100 packages twice."
    MISSED = "A lookup without productKey does not see every package."
    CRITERION = "Only criteria about this field are affected."
    PAGE = "Only getFirmwarePage is affected: it returns what the service sends."
    CLOCK = "A wrong clock of the machine is not corrected or not explained."
    ADVICE = "Errors have less useful details or advice."
    NONE = "None: the client does not need it."


class Verdict(Enum):
    """The result of a check."""

    HOLDS = "holds"
    VIOLATED = "does not hold"
    UNCHECKED = "could not be checked"


class Assumption(NamedTuple):
    """What this project assumes about the service."""

    name: str
    """The name in reports and tests."""
    sentence: str
    source: Source
    code: str
    """The code that rests on it: a module and a name in it, as in `package.module:name`."""
    effect: Effect
    check: Callable[[Evidence], None]
    """Raises ViolatedError or UncheckedError unless the assumption holds."""


class Outcome(NamedTuple):
    """The result of one check. The reason is empty if the assumption holds."""

    assumption: Assumption
    verdict: Verdict
    reason: str


_API = "alicloud_iot_ota.api"
_FIRMWARE = "alicloud_iot_ota.firmware"

ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption(
        "uncompressed",
        "If the client requests no compression, no response is compressed.",
        Source.HTTP,
        f"{_API}.transport:Transport",
        Effect.FAILS,
        response_checks.accepted,
    ),
    Assumption(
        "json",
        "If the client accepts application/json, every response is a JSON object in UTF-8, and not XML.",
        Source.SDKS,
        f"{_API}.wire:decode",
        Effect.NONE,
        response_checks.json_object,
    ),
    Assumption(
        "unique-names",
        "No object in a response has the same name twice.",
        Source.UNDOCUMENTED,
        "alicloud_iot_ota.base.decoding:first_duplicate",
        Effect.FAILS,
        response_checks.unique_names,
    ),
    Assumption(
        "request-id",
        "Every response has a RequestId of 1 to 100 ASCII characters.",
        Source.LIST,
        f"{_API}.wire:ApiResponse",
        Effect.ADVICE,
        response_checks.request_id,
    ),
    Assumption(
        "date",
        "Every response has a valid Date header.",
        Source.HTTP,
        f"{_API}.transport:HttpResponse.date",
        Effect.CLOCK,
        response_checks.date,
    ),
    Assumption(
        "service-time",
        "The Date header shows the clock by which the service judges requests. It accepts one that is 10 minutes old.",
        Source.GATEWAY,
        f"{_API}.codes:CLOCK_SECONDS",
        Effect.CLOCK,
        response_checks.service_time,
    ),
    Assumption(
        "expired",
        "A request that is 20 minutes old is refused with InvalidTimeStamp.Expired or a code like it.",
        Source.GATEWAY,
        f"{_API}.client:OtaClient",
        Effect.CLOCK,
        code_of("expired", "InvalidTimeStamp.Expired"),
    ),
    Assumption(
        "nonce",
        "A second request with the same nonce is refused with SignatureNonceUsed.",
        Source.GATEWAY,
        f"{_API}.signing:Acs3Auth",
        Effect.NONE,
        code_of("repeated nonce", "SignatureNonceUsed"),
    ),
    Assumption(
        "success",
        "On a page of packages, Success is true.",
        Source.LIST,
        f"{_API}.wire:ApiResponse",
        Effect.FAILS,
        response_checks.success,
    ),
    Assumption(
        "success-code",
        "On a page of packages, Code is missing, empty or a word for success.",
        Source.UNDOCUMENTED,
        f"{_API}.codes:SUCCESS_CODES",
        Effect.FAILS,
        response_checks.success_code,
    ),
    Assumption(
        "shape",
        "FirmwareInfo is an object with the array SimpleFirmwareInfo.",
        Source.METADATA,
        f"{_API}.wire:FirmwareInfo",
        Effect.NONE,
        list_checks.shape,
    ),
    Assumption(
        "total",
        "Total is a number from 0 to 100,000.",
        Source.LIST,
        f"{_API}.listing:MAX_PACKAGES",
        Effect.FAILS,
        list_checks.total,
    ),
    Assumption(
        "same-total",
        "All pages of a list have the same Total, whatever their size.",
        Source.LIST,
        f"{_API}.listing:read_catalog",
        Effect.FAILS,
        list_checks.same_total,
    ),
    Assumption(
        "current-page",
        "CurrentPage is the number of the requested page.",
        Source.LIST,
        f"{_API}.listing:read_catalog",
        Effect.FAILS,
        list_checks.echoed_page,
    ),
    Assumption(
        "page-size",
        "PageSize is the requested size.",
        Source.LIST,
        "alicloud_iot_ota.schema.results:GetFirmwarePageResult",
        Effect.PAGE,
        list_checks.echoed_size,
    ),
    Assumption(
        "page-count",
        "PageCount is Total divided by PageSize, rounded up.",
        Source.LIST,
        "alicloud_iot_ota.schema.results:GetFirmwarePageResult",
        Effect.PAGE,
        list_checks.page_count,
    ),
    Assumption(
        "full-pages",
        "Every page except the last is full.",
        Source.UNDOCUMENTED,
        f"{_API}.listing:read_catalog",
        Effect.FAILS,
        list_checks.full_pages,
    ),
    Assumption(
        "past-the-end",
        "A page after the last one is empty. It is not an error.",
        Source.UNDOCUMENTED,
        f"{_API}.listing:read_catalog",
        Effect.PAGE,
        list_checks.past_the_end,
    ),
    Assumption(
        "page-parts",
        "Pages are consecutive parts of one list, whose order does not depend on the page size.",
        Source.UNDOCUMENTED,
        f"{_API}.listing:read_catalog",
        Effect.FAILS,
        list_checks.page_parts,
    ),
    Assumption(
        "newest-first",
        "Packages are sorted by creation time, newest first.",
        Source.UNDOCUMENTED,
        f"{_API}.listing:_is_newest_first",
        Effect.SLOWER,
        list_checks.newest_first,
    ),
    Assumption(
        "unique-ids",
        "No FirmwareId occurs twice in a list.",
        Source.LIST,
        f"{_API}.listing:is_possible_list",
        Effect.FAILS,
        list_checks.unique,
    ),
    Assumption(
        "max-page-size",
        "A PageSize above 100 is refused with iot.common.InvalidPageParams.",
        Source.LIST,
        f"{_FIRMWARE}:MAX_PAGE_SIZE",
        Effect.PAGE,
        code_of("page size 101", "iot.common.InvalidPageParams"),
    ),
    Assumption(
        "first-page",
        "A CurrentPage of 0 is refused with iot.common.InvalidPageParams.",
        Source.LIST,
        f"{_API}.codes:CODES",
        Effect.PAGE,
        code_of("page 0", "iot.common.InvalidPageParams"),
    ),
    Assumption(
        "product-filter",
        "With a ProductKey, the list has only packages of this product.",
        Source.LIST,
        f"{_API}.listing:Scope",
        Effect.NONE,
        list_checks.product_filter,
    ),
    Assumption(
        "all-products",
        "Without a ProductKey, the list also has the packages of this product.",
        Source.LIST,
        f"{_API}.listing:Scope",
        Effect.MISSED,
        list_checks.all_products,
    ),
    Assumption(
        "version-filter",
        "DestVersion selects exactly the packages with this version.",
        Source.LIST,
        "alicloud_iot_ota.lookup.service:Lookup.get_firmware_page",
        Effect.PAGE,
        list_checks.version_filter,
    ),
    Assumption(
        "version-prefix",
        "The start of a version selects no package with the complete version.",
        Source.UNDOCUMENTED,
        "alicloud_iot_ota.lookup.service:Lookup.get_firmware_page",
        Effect.PAGE,
        list_checks.shortened_version,
    ),
    Assumption(
        "version-total",
        "With DestVersion, Total counts only the packages that the filter selects.",
        Source.UNDOCUMENTED,
        "alicloud_iot_ota.lookup.service:Lookup.get_firmware_page",
        Effect.PAGE,
        list_checks.version_total,
    ),
    Assumption(
        "unknown-product",
        "A ProductKey that does not exist is refused with iot.prod.NotExistedProduct or a code like it.",
        Source.ERRORS,
        f"{_API}.codes:CODES",
        Effect.ADVICE,
        code_of("unknown product", "iot.prod.NotExistedProduct"),
    ),
    Assumption(
        "unknown-instance",
        "An IotInstanceId that does not exist is refused with iot.system.InstanceNotFound or a code like it.",
        Source.ERRORS,
        f"{_API}.codes:CODES",
        Effect.ADVICE,
        code_of("unknown instance", "iot.system.InstanceNotFound"),
    ),
    Assumption(
        "missing-instance",
        "If the instance has an ID, a request without it is refused with a code about the instance.",
        Source.LIST,
        f"{_API}.codes:CODES",
        Effect.ADVICE,
        code_of("no instance", "iot.system.InstanceNotFound"),
    ),
    Assumption(
        "wrong-secret",
        "A wrong signature is refused with SignatureDoesNotMatch or a code like it.",
        Source.GATEWAY,
        f"{_API}.codes:CODES",
        Effect.ADVICE,
        code_of("wrong secret", "SignatureDoesNotMatch"),
    ),
    Assumption(
        "unknown-key",
        "An AccessKey ID that does not exist is refused with InvalidAccessKeyId.NotFound or a code like it.",
        Source.GATEWAY,
        f"{_API}.codes:CODES",
        Effect.ADVICE,
        code_of("unknown key", "InvalidAccessKeyId.NotFound"),
    ),
    Assumption(
        "error-shape",
        "An error has an HTTP status from 400, or the status 200 with Success false.",
        Source.METADATA,
        f"{_API}.client:OtaClient.list_ota_firmware",
        Effect.NONE,
        response_checks.error_shape,
    ),
    Assumption(
        "error-code",
        "Every error has a Code.",
        Source.LIST,
        f"{_API}.codes:error_info",
        Effect.ADVICE,
        response_checks.error_code,
    ),
    Assumption(
        "error-text",
        "Every error has a Message or an ErrorMessage.",
        Source.LIST,
        f"{_API}.wire:ApiResponse",
        Effect.ADVICE,
        response_checks.error_text,
    ),
    Assumption(
        "field-types",
        "Every field of a package has its documented type, or is null or missing.",
        Source.LIST,
        f"{_API}.wire:decode",
        Effect.FAILS,
        package_checks.field_types,
    ),
    Assumption(
        "identity",
        "Every package has a FirmwareId and a DestVersion.",
        Source.CREATE,
        f"{_API}.wire:parse_package",
        Effect.FAILS,
        package_checks.identity,
    ),
    Assumption(
        "text-length",
        "No text has more than 4,096 characters.",
        Source.CREATE,
        f"{_FIRMWARE}:MAX_TEXT",
        Effect.FAILS,
        package_checks.text_length,
    ),
    Assumption(
        "created",
        "Every package has a UtcCreate.",
        Source.LIST,
        f"{_FIRMWARE}:Package.created",
        Effect.SLOWER,
        package_checks.created,
    ),
    Assumption(
        "time-format",
        "UtcCreate and UtcModified are UTC times with milliseconds, such as 2019-12-28T02:42:22.000Z.",
        Source.LIST,
        "alicloud_iot_ota.base.times:read_utc",
        Effect.CRITERION,
        package_checks.time_format,
    ),
    Assumption(
        "digest",
        "FirmwareSign has the hexadecimal digits of SignMethod, which is MD5 or SHA256.",
        Source.CREATE,
        f"{_FIRMWARE}:Package.digest",
        Effect.CRITERION,
        package_checks.digest,
    ),
    Assumption(
        "size",
        "FirmwareSize is not negative.",
        Source.LIST,
        f"{_FIRMWARE}:FirmwareSize",
        Effect.CRITERION,
        package_checks.size,
    ),
    Assumption(
        "status",
        "Status is 0 (unverified), 1 (verified), 2 (verifying), 3 (failed) or -1 (not required).",
        Source.QUERY,
        f"{_FIRMWARE}:FirmwareStatus",
        Effect.CRITERION,
        package_checks.status,
    ),
    Assumption(
        "type",
        "Type is 0 (full) or 1 (differential).",
        Source.METADATA,
        f"{_FIRMWARE}:FirmwareType",
        Effect.CRITERION,
        package_checks.type_code,
    ),
    Assumption(
        "source-version",
        "Exactly the differential packages have a SrcVersion. In others, it is null, empty or missing.",
        Source.LIST,
        f"{_API}.wire:parse_package",
        Effect.CRITERION,
        package_checks.source_version,
    ),
    Assumption(
        "module",
        "Every package has a ModuleName. It is default if none was set.",
        Source.CREATE,
        f"{_FIRMWARE}:Package.module",
        Effect.CRITERION,
        package_checks.module,
    ),
    Assumption(
        "version-format",
        "DestVersion has 1 to 64 letters, digits, dots, hyphens and underscores.",
        Source.CREATE,
        "alicloud_iot_ota.versions.reader:Reader",
        Effect.CRITERION,
        package_checks.version_format,
    ),
)


class Gap(NamedTuple):
    """What this project assumes, and no run checks."""

    sentence: str
    reason: str
    code: str


GAPS: tuple[Gap, ...] = (
    Gap(
        "An account has 10 requests per second. Further ones are refused with Throttling.User.",
        "It would need more requests than the quota allows.",
        f"{_API}.rate_limiter:RateLimiter",
    ),
    Gap(
        "A temporary key that has expired is refused with InvalidSecurityToken.Expired.",
        "It would need an expired key.",
        f"{_API}.client:OtaClient",
    ),
    Gap(
        "A key without permission is refused with Forbidden.RAM, NoPermission or a code like them.",
        "It would need a second key.",
        f"{_API}.codes:CODES",
    ),
    Gap(
        "A package that is published during a read moves older packages to later positions.",
        "A run only reads.",
        f"{_API}.listing:read_catalog",
    ),
)
"""Assumptions without a check, and why."""


def check(evidence: Evidence, assumptions: Sequence[Assumption] = ASSUMPTIONS) -> list[Outcome]:
    """Check assumptions against the responses of a run."""
    return [_check_one(each, evidence) for each in assumptions]


def _check_one(assumption: Assumption, evidence: Evidence) -> Outcome:
    try:
        assumption.check(evidence)
    except ViolatedError as error:
        return Outcome(assumption, Verdict.VIOLATED, str(error))
    except UncheckedError as error:
        return Outcome(assumption, Verdict.UNCHECKED, str(error))
    return Outcome(assumption, Verdict.HOLDS, "")
