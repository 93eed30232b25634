# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The results of every function and resource.

Fields have the names of the API in camelCase. `status` and `type` are strings, with the code of the API in a separate
field, so a value that Alibaba Cloud adds does not break programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from alicloud_iot_ota import errors, firmware
from alicloud_iot_ota.firmware import SimpleFirmwareInfo, convert_package
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.schema.json_schema import HAS_NAMES

if TYPE_CHECKING:
    from alicloud_iot_ota.selection import Decision
    from alicloud_iot_ota.selection.upgrade_path import UpgradePath

_NAMED = {HAS_NAMES: True}

_OUTCOMES: dict[type[errors.SelectionError | firmware.Package], str] = {
    firmware.Package: "chosen",
    errors.NoMatchError: "noMatch",
    errors.AmbiguousMatchError: "ambiguous",
    errors.UnparsableError: "unparsable",
    errors.UnexpectedFirmwareError: "unexpected",
}


class Result(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The result of a function or resource, or an object in a result."""


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
    """The package that meets the criteria."""


class GetFirmwaresResult(Result, frozen=True, kw_only=True):
    """All packages that meet the criteria."""

    firmwares: Annotated[
        list[Firmware],
        Meta(
            description="The packages, ordered by product, module, version, type (full before differential), source "
            "version and ID. The lowest version is first, after versions that `versionScheme` cannot read. The list "
            "may be empty."
        ),
    ]


class FindFirmwareResult(Result, frozen=True, kw_only=True):
    """The package that meets the criteria, if one exists."""

    found: Annotated[bool, Meta(description="Whether a package meets the criteria.")]
    # The description is on the whole union, because msgspec drops the description of a struct inside a union.
    firmware: Annotated[Firmware | None, Meta(description="The package. Absent if none meets the criteria.")] = None


class SelectionStep(Result, frozen=True, kw_only=True):
    """The effect of one criterion. Criteria are applied in a fixed order."""

    criterion: Annotated[
        str, Meta(extra_json_schema=_NAMED, description="The name of the criterion's argument, such as `statuses`.")
    ]
    value: Annotated[str, Meta(description="The value of the criterion, as text.")]
    left: Annotated[int, Meta(description="The number of packages left after this criterion.")]


class SelectionCandidate(Result, frozen=True, kw_only=True):
    """A package in the catalog, and whether it was selected."""

    firmware_id: firmware.FirmwareId
    dest_version: firmware.DestVersion
    type: firmware.TypeWord
    status: firmware.StatusWord
    outcome: Annotated[
        str,
        Meta(
            description="`chosen`: the selected package. `removed`: a criterion or an assertion removed it. "
            "`undecided`: it is one of several packages that match."
        ),
    ]
    reason: Annotated[str, Meta(extra_json_schema=_NAMED, description="The reason for the outcome, as text.")]
    criterion: Annotated[
        str | None,
        Meta(
            extra_json_schema=_NAMED,
            description="The name of the argument that removed the package. Absent if none removed it.",
        ),
    ] = None
    firmware_name: firmware.FirmwareName | None = None
    src_version: firmware.SrcVersion | None = None
    module_name: firmware.ModuleName | None = None
    product_key: firmware.ProductKey | None = None


class ExplainFirmwareResult(Result, frozen=True, kw_only=True):
    """The explanation of a lookup: its package or its error, and every step."""

    outcome: Annotated[
        str,
        Meta(
            description="`chosen`, or the reason why getFirmware would fail: `noMatch`, `ambiguous`, `unparsable` or "
            "`unexpected`."
        ),
    ]
    message: Annotated[
        str,
        Meta(
            extra_json_schema=_NAMED,
            description="A summary in at most fifteen lines. If getFirmware would fail, this is the text of its error.",
        ),
    ]
    total: Annotated[int, Meta(description="The number of packages that were searched.")]
    steps: Annotated[
        list[SelectionStep],
        Meta(
            description="The criteria in the order of their application, and the number of packages that each one left."
        ),
    ]
    candidates: Annotated[
        list[SelectionCandidate],
        Meta(description="Every package that was searched, in the order of getFirmwares."),
    ]
    warnings: Annotated[
        list[str], Meta(extra_json_schema=_NAMED, description="The warnings that getFirmware would print.")
    ]
    firmware: Annotated[Firmware | None, Meta(description="The selected package. Absent if none was selected.")] = None


class GetUpgradePathResult(Result, frozen=True, kw_only=True):
    """The smallest upgrade path from one version to another."""

    kind: Annotated[
        str,
        Meta(
            description="`differential`: a chain of differential packages. `full`: the full package. `none`: the "
            "devices already have that version."
        ),
    ]
    hops: Annotated[list[Firmware], Meta(description="The packages, in the order of their installation.")]
    total_size: Annotated[int, Meta(description="The total size of all packages on the path, in bytes.")]
    differential_size: Annotated[
        int | None,
        Meta(
            description="The size of the smallest chain of differential packages, in bytes. Absent if no chain exists."
        ),
    ] = None
    full_size: Annotated[
        int | None, Meta(description="The size of the full package, in bytes. Absent if none exists.")
    ] = None


class FirmwarePinResult(Result, frozen=True, kw_only=True):
    """The output that a pin adds to its arguments."""

    firmware: Annotated[
        PinnedFirmware,
        Meta(description="The package that the criteria select. It is looked up again at every preview and update."),
    ]


class GetLockedFirmwareResult(LockedFirmware, frozen=True, kw_only=True, omit_defaults=True):
    """The package of an entry in firmware.lock: as locked, or with its new ID if the file has moved."""

    module_name: firmware.ModuleName  # always set, even for the default module
    verdict: Annotated[
        str,
        Meta(
            description="The package's current state: `ok`, `moved` (the same file now has the ID in `firmwareId`), or "
            "`notChecked` with `offline`. Every other state is an error."
        ),
    ]


class GetFirmwarePageResult(Result, frozen=True, kw_only=True):
    """The response of ListOTAFirmware to a successful call. A failed call is an error."""

    success: Annotated[bool, Meta(description="Whether the call was successful. Always true.")]
    firmware_info: Annotated[
        list[SimpleFirmwareInfo], Meta(description="The packages on this page, in the order of the service.")
    ]
    code: Annotated[str | None, Meta(description="The error code of the API. Absent after a successful call.")] = None
    error_message: Annotated[
        str | None, Meta(description="The error message of the API. Absent after a successful call.")
    ] = None
    request_id: Annotated[str | None, Meta(description="The ID of the request, for the support of Alibaba Cloud.")] = (
        None
    )
    current_page: Annotated[int | None, Meta(description="The number of the returned page, from 1.")] = None
    page_size: Annotated[int | None, Meta(description="The number of packages on each page.")] = None
    page_count: Annotated[int | None, Meta(description="The number of pages.")] = None
    total: Annotated[int | None, Meta(description="The number of packages on all pages.")] = None


def explain_firmware_result(decision: Decision, where: str) -> ExplainFirmwareResult:
    """Return the result of explainFirmware for a decision."""
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
    """Return the result of getUpgradePath for a path."""
    return GetUpgradePathResult(
        kind=path.kind,
        hops=[convert_package(hop, Firmware) for hop in path.hops],
        total_size=path.total_size,
        differential_size=path.differential_size,
        full_size=path.full_size,
    )
