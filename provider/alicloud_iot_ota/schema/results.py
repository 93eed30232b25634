# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What every function and resource gives back.

Fields carry the API's own names in camelCase; `status` and `type` are words, with the API's code beside them, so that a
value which Alibaba Cloud adds tomorrow breaks no program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from alicloud_iot_ota import errors, firmware
from alicloud_iot_ota.firmware import SimpleFirmwareInfo, convert_package
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware

if TYPE_CHECKING:
    from alicloud_iot_ota.selection import Decision
    from alicloud_iot_ota.selection.upgrade_path import UpgradePath

_OUTCOMES: dict[type[errors.SelectionError | firmware.Package], str] = {
    firmware.Package: "chosen",
    errors.NoMatchError: "noMatch",
    errors.AmbiguousMatchError: "ambiguous",
    errors.UnparsableError: "unparsable",
    errors.UnexpectedFirmwareError: "unexpected",
}


class Result(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """What a function or resource gives back, or an object in it."""


class Firmware(Result, frozen=True, kw_only=True):
    """An OTA update package."""

    firmware_id: firmware.FirmwareId
    dest_version: firmware.DestVersion
    type: firmware.TypeWord
    status: firmware.StatusWord
    firmware_name: firmware.FirmwareName | None = None
    src_version: firmware.SrcVersion | None = None
    firmware_desc: firmware.FirmwareDesc | None = None
    firmware_sign: firmware.FirmwareSign | None = None
    firmware_size: firmware.FirmwareSize | None = None
    sign_method: firmware.SignMethod | None = None
    digest: firmware.Digest | None = None
    module_name: firmware.ModuleName | None = None
    product_key: firmware.ProductKey | None = None
    product_name: firmware.ProductName | None = None
    type_code: firmware.TypeCode | None = None
    status_code: firmware.StatusCode | None = None
    utc_create: firmware.UtcCreate | None = None
    utc_modified: firmware.UtcModified | None = None


class GetFirmwareResult(Firmware, frozen=True, kw_only=True):
    """The package that was asked for."""


class GetFirmwaresResult(Result, frozen=True, kw_only=True):
    """All packages that meet the criteria."""

    firmwares: Annotated[
        list[Firmware],
        Meta(
            description="The packages, by product, module, version (lowest first; text that is no version under "
            "`versionScheme` before all others), full before differential, source version and ID. Possibly none."
        ),
    ]


class FindFirmwareResult(Result, frozen=True, kw_only=True):
    """The package that was looked for, where there is one."""

    found: Annotated[bool, Meta(description="Whether a package meets the criteria.")]
    # The description stands beside the whole union: msgspec drops that of a struct within one.
    firmware: Annotated[Firmware | None, Meta(description="The package; absent where none meets the criteria.")] = None


class SelectionStep(Result, frozen=True, kw_only=True):
    """One criterion, in the order in which they are applied."""

    criterion: Annotated[str, Meta(description="The name of the argument, such as `statuses`.")]
    value: Annotated[str, Meta(description="What is asked for, in words.")]
    left: Annotated[int, Meta(description="The number of packages that are left after it.")]


class SelectionCandidate(Result, frozen=True, kw_only=True):
    """A package of the catalogue, and what became of it."""

    firmware_id: firmware.FirmwareId
    dest_version: firmware.DestVersion
    type: firmware.TypeWord
    status: firmware.StatusWord
    outcome: Annotated[
        str,
        Meta(
            description="`chosen`, `removed` by a criterion or an assertion, or `undecided`: it could be the one, and "
            "so could another."
        ),
    ]
    reason: Annotated[str, Meta(description="Why, in words.")]
    criterion: Annotated[
        str | None, Meta(description="The name of the argument that removed it; absent where none did.")
    ] = None
    firmware_name: firmware.FirmwareName | None = None
    src_version: firmware.SrcVersion | None = None
    module_name: firmware.ModuleName | None = None
    product_key: firmware.ProductKey | None = None


class ExplainFirmwareResult(Result, frozen=True, kw_only=True):
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


class GetUpgradePathResult(Result, frozen=True, kw_only=True):
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
    differential_size: Annotated[
        int | None,
        Meta(description="The size of the cheapest chain of differential packages, in bytes; absent without one."),
    ] = None
    full_size: Annotated[
        int | None, Meta(description="The size of the full package, in bytes; absent without one.")
    ] = None


class FirmwarePinResult(Result, frozen=True, kw_only=True):
    """What a pin adds to the criteria it was given."""

    firmware: Annotated[
        PinnedFirmware, Meta(description="The package that the criteria name, found again at every preview and update.")
    ]


class GetLockedFirmwareResult(LockedFirmware, frozen=True, kw_only=True, omit_defaults=True):
    """The package of an entry of firmware.lock, as it was locked or, where it moved, under its new ID."""

    module_name: firmware.ModuleName  # always there, also where it is the default
    verdict: Annotated[
        str,
        Meta(
            description="What has become of the package: `ok`, `moved` (the same file has another ID now, which is "
            "given), or `notChecked` with `offline`. Anything else is an error."
        ),
    ]


class GetFirmwarePageResult(Result, frozen=True, kw_only=True):
    """The response of ListOTAFirmware. A call that failed is an error and never gets here."""

    success: Annotated[bool, Meta(description="Whether the call was successful: always true.")]
    firmware_info: Annotated[
        list[SimpleFirmwareInfo], Meta(description="The packages on this page, in the order of the service.")
    ]
    code: Annotated[str | None, Meta(description="The error code of the API; absent after a success.")] = None
    error_message: Annotated[str | None, Meta(description="The error message of the API; absent after a success.")] = (
        None
    )
    request_id: Annotated[str | None, Meta(description="The ID of the request, for Alibaba Cloud's support.")] = None
    current_page: Annotated[int | None, Meta(description="The number of the returned page, from 1.")] = None
    page_size: Annotated[int | None, Meta(description="The number of packages on each page.")] = None
    page_count: Annotated[int | None, Meta(description="The number of pages.")] = None
    total: Annotated[int | None, Meta(description="The number of packages on all pages.")] = None


def explain_firmware_result(decision: Decision, where: str) -> ExplainFirmwareResult:
    """Return what explainFirmware gives back for a decision."""
    narrowing, outcome = decision.narrowing, decision.outcome
    return ExplainFirmwareResult(
        outcome=_OUTCOMES[type(outcome)],
        message=decision.explanation(where),
        total=len(narrowing.catalog),
        steps=[
            SelectionStep(criterion=step.rule.name, value=step.rule.value, left=len(step.left))
            for step in narrowing.steps
        ],
        candidates=[
            convert_package(
                verdict.firmware,
                SelectionCandidate,
                outcome=verdict.outcome.value,
                reason=verdict.reason,
                criterion=verdict.criterion,
            )
            for verdict in decision.candidates()
        ],
        warnings=list(decision.warnings),
        firmware=None if isinstance(outcome, errors.SelectionError) else convert_package(outcome, Firmware),
    )


def get_upgrade_path_result(path: UpgradePath) -> GetUpgradePathResult:
    """Return what getUpgradePath gives back."""
    return GetUpgradePathResult(
        kind=path.kind,
        hops=[convert_package(hop, Firmware) for hop in path.hops],
        total_size=path.total_size,
        differential_size=path.differential_size,
        full_size=path.full_size,
    )
