# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What every function and resource gives back.

Fields carry the API's own names in camelCase; `status` and `type` are words, with the API's code beside them, so that a
value which Alibaba Cloud adds tomorrow breaks no program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota import errors, firmware, pins
from alicloud_iot_ota.base import decoding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.selection import Decision, Verdict
    from alicloud_iot_ota.selection.upgrade_path import UpgradePath

_OUTCOMES: dict[type[errors.SelectionError | firmware.Firmware], str] = {
    firmware.Firmware: "chosen",
    errors.NoMatchError: "noMatch",
    errors.AmbiguousMatchError: "ambiguous",
    errors.UnparsableError: "unparsable",
    errors.UnexpectedFirmwareError: "unexpected",
}

_FirmwareId = Annotated[str, Meta(description="The unique ID of the package, given by the service.")]
_FirmwareName = Annotated[
    str,
    Meta(
        description="The name of the package. By the documentation of CreateOTAFirmware it is unique in an account and "
        "never changes."
    ),
]
_DestVersion = Annotated[str, Meta(description="The version of the package, as it was written at its creation.")]
_SrcVersion = Annotated[
    str, Meta(description="The version a differential package starts from. Absent for a full package.")
]
_Digest = Annotated[
    str,
    Meta(
        description="The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case: "
        "`firmwareSign` and `signMethod` in one. Absent where the service gives none, as for packages of several files."
    ),
]
_FirmwareSize = Annotated[int, Meta(description="The size of the file, in bytes. Absent where the service gives none.")]
_Type = Annotated[str, Meta(description="`full` or `differential`; `unknown` for a code this release does not know.")]
_Status = Annotated[
    str,
    Meta(
        description="`verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a "
        "code this release does not know."
    ),
]
_StatusCode = Annotated[
    int,
    Meta(
        description="The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed; -1 no "
        "verification needed, which the documentation of QueryOTAFirmware adds."
    ),
]
_TypeCode = Annotated[int, Meta(description="The API's code of the type: 0 full, 1 differential.")]
_FirmwareDesc = Annotated[str, Meta(description="The description of the package, by whoever created it.")]
_FirmwareSign = Annotated[
    str,
    Meta(
        description="The digest of the file in hexadecimal, by `signMethod`. The API calls it a signature, but no key "
        "has part in it."
    ),
]
_SignMethod = Annotated[str, Meta(description="The algorithm of `firmwareSign`: `MD5` or `SHA256`.")]
_ModuleName = Annotated[
    str, Meta(description="The module of the package: `default` where none was named at its creation.")
]
_ProductKey = Annotated[str, Meta(description="The ProductKey of the product that the package belongs to.")]
_ProductName = Annotated[str, Meta(description="The name of the product that the package belongs to.")]
_UtcCreate = Annotated[
    str,
    Meta(
        description="When the package was created: UTC in ISO 8601 with milliseconds, such as "
        "`2019-12-28T02:42:22.000Z`."
    ),
]
_UtcModified = Annotated[
    str,
    Meta(
        description="When the package or its update task was last modified: UTC in ISO 8601 with milliseconds, such as "
        "`2019-12-28T02:42:22.000Z`. No part of its identity."
    ),
]


class Firmware(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """An OTA update package."""

    firmware_id: _FirmwareId
    dest_version: _DestVersion
    type: _Type
    status: _Status
    firmware_name: _FirmwareName | None = None
    src_version: _SrcVersion | None = None
    firmware_desc: _FirmwareDesc | None = None
    firmware_sign: _FirmwareSign | None = None
    firmware_size: _FirmwareSize | None = None
    sign_method: _SignMethod | None = None
    digest: _Digest | None = None
    module_name: _ModuleName | None = None
    product_key: _ProductKey | None = None
    product_name: _ProductName | None = None
    type_code: _TypeCode | None = None
    status_code: _StatusCode | None = None
    utc_create: _UtcCreate | None = None
    utc_modified: _UtcModified | None = None


class GetFirmwareResult(Firmware, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The package that was asked for."""


class GetFirmwaresResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """All packages that meet the criteria."""

    firmwares: Annotated[
        list[Firmware],
        Meta(
            description="The packages, by product, module, version (lowest first; text that is no version under "
            "`versionScheme` before all others), full before differential, source version and ID. Possibly none."
        ),
    ]


class FindFirmwareResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The package that was looked for, where there is one."""

    found: Annotated[bool, Meta(description="Whether a package meets the criteria.")]
    # The description stands beside the whole union: msgspec drops that of a struct within one.
    firmware: Annotated[Firmware | None, Meta(description="The package; absent where none meets the criteria.")] = None


class SelectionStep(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """One criterion, in the order in which they are applied."""

    criterion: Annotated[str, Meta(description="The name of the argument, such as `statuses`.")]
    value: Annotated[str, Meta(description="What is asked for, in words.")]
    left: Annotated[int, Meta(description="The number of packages that are left after it.")]


class SelectionCandidate(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """A package of the catalogue, and what became of it."""

    firmware_id: _FirmwareId
    dest_version: _DestVersion
    type: _Type
    status: _Status
    outcome: Annotated[
        str,
        Meta(
            description="`chosen`, `removed` by a criterion or an assertion, or `undecided`: it could be the one, and "
            "so could another."
        ),
    ]
    reason: Annotated[str, Meta(description="Why, in words.")]
    criterion: (
        Annotated[str, Meta(description="The name of the argument that removed it; absent where none did.")] | None
    ) = None
    firmware_name: _FirmwareName | None = None
    src_version: _SrcVersion | None = None
    module_name: _ModuleName | None = None
    product_key: _ProductKey | None = None


class ExplainFirmwareResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """How a look-up comes to its package, or to its error."""

    outcome: Annotated[
        str,
        Meta(
            description="`chosen`; or why getFirmware would fail: `noMatch`, `ambiguous`, `unparsable` or `unexpected`."
        ),
    ]
    message: Annotated[
        str,
        Meta(description="The whole of it in at most fifteen lines: where getFirmware fails, the text of its error."),
    ]
    total: Annotated[int, Meta(description="The number of packages that were looked through.")]
    steps: Annotated[list[SelectionStep], Meta(description="The criteria in order, and what each one left.")]
    candidates: Annotated[
        list[SelectionCandidate],
        Meta(description="Every package that was looked through, in the order of getFirmwares."),
    ]
    warnings: Annotated[list[str], Meta(description="What getFirmware would warn of.")]
    firmware: Annotated[Firmware | None, Meta(description="The chosen package; absent where there is none.")] = None


class GetUpgradePathResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The cheapest way from one version to another."""

    kind: Annotated[
        str,
        Meta(
            description="`differential`: a chain of differential packages; `full`: the full package; `none`: the "
            "devices have that version already."
        ),
    ]
    hops: Annotated[list[Firmware], Meta(description="The packages, in the order in which they are installed.")]
    total_size: Annotated[int, Meta(description="The size of all hops together, in bytes.")]
    differential_size: (
        Annotated[
            int,
            Meta(description="The size of the cheapest chain of differential packages, in bytes; absent without one."),
        ]
        | None
    ) = None
    full_size: (
        Annotated[int, Meta(description="The size of the full package, in bytes; absent without one.")] | None
    ) = None


class PinnedFirmware(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """What identifies a package: the only fields whose change a preview shows."""

    dest_version: _DestVersion
    firmware_id: _FirmwareId
    type: _Type
    digest: _Digest | None = None
    firmware_size: _FirmwareSize | None = None
    src_version: _SrcVersion | None = None


class FirmwarePinResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """What a pin adds to the criteria it was given."""

    firmware: Annotated[
        PinnedFirmware, Meta(description="The package that the criteria name, found again at every preview and update.")
    ]


class GetLockedFirmwareResult(PinnedFirmware, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The package of an entry of firmware.lock, as it was locked or, where it moved, under its new ID."""

    module_name: _ModuleName
    verdict: Annotated[
        str,
        Meta(
            description="What has become of the package: `ok`, `moved` (the same file has another ID now, which is "
            "given), or `notChecked` with `offline`. Anything else is an error."
        ),
    ]
    product_key: _ProductKey | None = None
    firmware_name: _FirmwareName | None = None
    utc_create: _UtcCreate | None = None
    iot_instance_id: (
        Annotated[str, Meta(description="The ID of the instance that the package was found in. Absent for none.")]
        | None
    ) = None


class SimpleFirmwareInfo(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """A package just as ListOTAFirmware lists it; every field may be missing."""

    firmware_id: _FirmwareId | None = None
    firmware_name: _FirmwareName | None = None
    firmware_desc: _FirmwareDesc | None = None
    firmware_sign: _FirmwareSign | None = None
    firmware_size: _FirmwareSize | None = None
    sign_method: _SignMethod | None = None
    dest_version: _DestVersion | None = None
    src_version: _SrcVersion | None = None
    module_name: _ModuleName | None = None
    product_key: _ProductKey | None = None
    product_name: _ProductName | None = None
    status: _StatusCode | None = None
    type: _TypeCode | None = None
    utc_create: _UtcCreate | None = None
    utc_modified: _UtcModified | None = None


class GetFirmwarePageResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The response of ListOTAFirmware. A call that failed is an error and never gets here."""

    success: Annotated[bool, Meta(description="Whether the call was successful: always true.")]
    firmware_info: Annotated[
        list[SimpleFirmwareInfo], Meta(description="The packages on this page, in the order of the service.")
    ]
    code: Annotated[str, Meta(description="The error code of the API; absent after a success.")] | None = None
    error_message: Annotated[str, Meta(description="The error message of the API; absent after a success.")] | None = (
        None
    )
    request_id: Annotated[str, Meta(description="The ID of the request, for Alibaba Cloud's support.")] | None = None
    current_page: Annotated[int, Meta(description="The number of the returned page, from 1.")] | None = None
    page_size: Annotated[int, Meta(description="The number of packages on each page.")] | None = None
    page_count: Annotated[int, Meta(description="The number of pages.")] | None = None
    total: Annotated[int, Meta(description="The number of packages on all pages.")] | None = None


def get_firmware_result(found: firmware.Firmware) -> GetFirmwareResult:
    """Return what getFirmware gives back for a package."""
    return GetFirmwareResult(**_fields(found))


def get_firmwares_result(found: Iterable[firmware.Firmware]) -> GetFirmwaresResult:
    """Return what getFirmwares gives back for packages in their order."""
    return GetFirmwaresResult(firmwares=[Firmware(**_fields(each)) for each in found])


def find_firmware_result(found: firmware.Firmware | None) -> FindFirmwareResult:
    """Return what findFirmware gives back for a package, or for none."""
    return FindFirmwareResult(found=found is not None, firmware=None if found is None else Firmware(**_fields(found)))


def explain_firmware_result(decision: Decision, where: str) -> ExplainFirmwareResult:
    """Return what explainFirmware gives back for a decision."""
    narrowing, outcome = decision.narrowing, decision.outcome
    return ExplainFirmwareResult(
        outcome=_OUTCOMES[type(outcome)],
        message=decision.explanation(where),
        total=len(narrowing.catalogue),
        steps=[
            SelectionStep(criterion=step.rule.name, value=step.rule.value, left=len(step.left))
            for step in narrowing.steps
        ],
        candidates=[_candidate(verdict) for verdict in decision.verdicts()],
        warnings=list(decision.warnings),
        firmware=None if isinstance(outcome, errors.SelectionError) else Firmware(**_fields(outcome)),
    )


def get_upgrade_path_result(path: UpgradePath) -> GetUpgradePathResult:
    """Return what getUpgradePath gives back."""
    return GetUpgradePathResult(
        kind=path.kind,
        hops=[Firmware(**_fields(hop)) for hop in path.hops],
        total_size=path.total_size,
        differential_size=path.differential_size,
        full_size=path.full_size,
    )


def firmware_pin_result(found: firmware.Firmware) -> FirmwarePinResult:
    """Return what a pin keeps of a package."""
    return FirmwarePinResult(firmware=decoding.convert(pins.pin(found), PinnedFirmware, from_attributes=True))


def get_locked_firmware_result(locked: pins.LockedFirmware, verdict: str) -> GetLockedFirmwareResult:
    """Return what getLockedFirmware gives back for what is locked."""
    return GetLockedFirmwareResult(**msgspec.structs.asdict(locked), verdict=verdict)


def _candidate(verdict: Verdict) -> SelectionCandidate:
    found = verdict.firmware
    return SelectionCandidate(
        firmware_id=found.firmware_id,
        dest_version=found.dest_version,
        type=found.type_word,
        status=found.status_word,
        outcome=verdict.outcome.value,
        reason=verdict.reason,
        criterion=verdict.criterion,
        firmware_name=found.firmware_name,
        src_version=found.src_version,
        module_name=found.module_name,
        product_key=found.product_key,
    )


def _fields(found: firmware.Firmware) -> dict[str, Any]:
    fields = msgspec.structs.asdict(found)
    return {
        **fields,
        "status": found.status_word,
        "type": found.type_word,
        "status_code": None if found.status is None else int(found.status),
        "type_code": None if found.type is None else int(found.type),
        "digest": found.digest,
    }
