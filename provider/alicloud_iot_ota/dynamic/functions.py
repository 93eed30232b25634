# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The look-up functions, in the program itself: no engine and no plugin is asked."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi
from pulumi import runtime

from alicloud_iot_ota.declarations import validation
from alicloud_iot_ota.declarations.arguments import (
    Arguments,
    ExplainFirmwareArgs,
    FindFirmwareArgs,
    GetFirmwareArgs,
    GetFirmwarePageArgs,
    GetFirmwaresArgs,
    GetUpgradePathArgs,
)
from alicloud_iot_ota.dynamic.inputs import PACKAGE, SETTINGS, hidden_names, outputs, wire
from alicloud_iot_ota.dynamic.results import (
    ExplainFirmwareResult,
    FindFirmwareResult,
    Firmware,
    GetFirmwarePageResult,
    GetFirmwareResult,
    GetFirmwaresResult,
    GetUpgradePathResult,
    SelectionCandidate,
    SelectionStep,
    SimpleFirmwareInfo,
    mapping,
)
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lookup import Lookup, configured
from alicloud_iot_ota.property_values import texts
from alicloud_iot_ota.rendering import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typing_extensions import Unpack

    from alicloud_iot_ota.declarations.enums import FirmwareStatus
    from alicloud_iot_ota.dynamic.criteria import (
        BlockedFirmware,
        BlockedFirmwareArgs,
        Criteria,
        CriteriaInputs,
        Filters,
        FiltersInputs,
    )
    from alicloud_iot_ota.lookup import Warn

_Args = TypeVar("_Args", bound=Arguments)
_Result = TypeVar("_Result")


class LookupFailedError(pulumi.RunError):
    """A look-up failed. Its text is complete; Pulumi prints it without a traceback.

    The cause is one of `alicloud_iot_ota.errors`, for programs that want to tell failures apart.
    """


def get_firmware(**criteria: Unpack[Criteria]) -> GetFirmwareResult:
    """Look up exactly one package; by default one that may be deployed (verified, or in no need of it).

    Args:
        **criteria: What it must be, such as `product_key`, `dest_version` or `version_range`.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, none or several packages match, or the
            package is not what was asserted of it.
    """
    return _call(GetFirmwareArgs, criteria, _get_firmware)


def get_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[GetFirmwareResult]:
    """Do what get_firmware does, with inputs that may be outputs of resources.

    Where one is not known yet in a preview, or a resource in `opts.depends_on` is still to be created, nothing is
    looked up and the result is unknown. Where one is secret, so is the result.
    """
    return _output(GetFirmwareArgs, criteria, opts, _get_firmware)


def find_firmware(**criteria: Unpack[Criteria]) -> FindFirmwareResult:
    """Look up one package that may not be there; its `found` tells, and then `firmware` is the package.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, several packages match, or the package is
            not what was asserted of it.
    """
    return _call(FindFirmwareArgs, criteria, _find_firmware)


def find_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[FindFirmwareResult]:
    """Do what find_firmware does, with inputs that may be outputs of resources; see get_firmware_output."""
    return _output(FindFirmwareArgs, criteria, opts, _find_firmware)


def explain_firmware(**criteria: Unpack[Criteria]) -> ExplainFirmwareResult:
    """Explain what get_firmware does with the same arguments, and what became of every package.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return _call(ExplainFirmwareArgs, criteria, _explain_firmware)


def explain_firmware_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[CriteriaInputs]
) -> pulumi.Output[ExplainFirmwareResult]:
    """Do what explain_firmware does, with inputs that may be outputs of resources; see get_firmware_output."""
    return _output(ExplainFirmwareArgs, criteria, opts, _explain_firmware)


def get_firmwares(**criteria: Unpack[Filters]) -> GetFirmwaresResult:
    """Look up all packages that meet the criteria of get_firmware, of every status, in a stable order; possibly none.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return _call(GetFirmwaresArgs, criteria, _get_firmwares)


def get_firmwares_output(
    *, opts: pulumi.InvokeOutputOptions | None = None, **criteria: Unpack[FiltersInputs]
) -> pulumi.Output[GetFirmwaresResult]:
    """Do what get_firmwares does, with inputs that may be outputs of resources; see get_firmware_output."""
    return _output(GetFirmwaresArgs, criteria, opts, _get_firmwares)


def get_upgrade_path(  # noqa: PLR0913 - as the native provider's function has them
    *,
    from_version: str,
    module_name: str,
    product_key: str,
    to_version: str,
    blocked: Sequence[BlockedFirmware] | None = None,
    iot_instance_id: str | None = None,
    min_age: str | None = None,
    statuses: Sequence[FirmwareStatus | str] | None = None,
) -> GetUpgradePathResult:
    """Find the way from one version to another that costs the fewest bytes: differential packages, or the full one.

    Args:
        from_version: The version that the devices have.
        module_name: The module; `default` where none was named at creation.
        product_key: The ProductKey of the product.
        to_version: The version that they are to have.
        blocked: Packages that must not be used.
        iot_instance_id: The instance, where it has an ID and the settings name no other.
        min_age: How long ago every package was created at least, such as `14d`.
        statuses: The statuses the packages may have; by default those that may be deployed.

    Raises:
        LookupFailedError: An argument is wrong, the service cannot be asked, or there is a gap.
    """
    return _call(GetUpgradePathArgs, locals(), _get_upgrade_path)


def get_upgrade_path_output(  # noqa: PLR0913 - as get_upgrade_path
    *,
    from_version: pulumi.Input[str],
    module_name: pulumi.Input[str],
    product_key: pulumi.Input[str],
    to_version: pulumi.Input[str],
    blocked: pulumi.Input[Sequence[pulumi.Input[BlockedFirmwareArgs]]] | None = None,
    iot_instance_id: pulumi.Input[str] | None = None,
    min_age: pulumi.Input[str] | None = None,
    statuses: pulumi.Input[Sequence[pulumi.Input[FirmwareStatus | str]]] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetUpgradePathResult]:
    """Do what get_upgrade_path does, with inputs that may be outputs of resources; see get_firmware_output."""
    given = locals()
    return _output(GetUpgradePathArgs, given, given.pop("opts"), _get_upgrade_path)


def get_firmware_page(
    *,
    current_page: int,
    page_size: int,
    dest_version: str | None = None,
    iot_instance_id: str | None = None,
    product_key: str | None = None,
) -> GetFirmwarePageResult:
    """Call ListOTAFirmware once and return its answer, one to one.

    Args:
        current_page: The number of the page, from 1.
        page_size: The number of packages on a page, 1 to 100.
        dest_version: The version to list.
        iot_instance_id: The instance, where it has an ID and the settings name no other.
        product_key: The product to list.

    Raises:
        LookupFailedError: An argument is wrong, or the service cannot be asked.
    """
    return _call(GetFirmwarePageArgs, locals(), _get_firmware_page)


def get_firmware_page_output(  # noqa: PLR0913 - as get_firmware_page
    *,
    current_page: pulumi.Input[int],
    page_size: pulumi.Input[int],
    dest_version: pulumi.Input[str] | None = None,
    iot_instance_id: pulumi.Input[str] | None = None,
    product_key: pulumi.Input[str] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetFirmwarePageResult]:
    """Do what get_firmware_page does, with inputs that may be outputs of resources; see get_firmware_output."""
    given = locals()
    return _output(GetFirmwarePageArgs, given, given.pop("opts"), _get_firmware_page)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the program: its service, and the warnings that it has given."""

    service: Lookup
    told: set[str] = field(default_factory=set)


_runs: weakref.WeakKeyDictionary[pulumi.Resource, _Run] = weakref.WeakKeyDictionary()
_runs_lock = threading.Lock()


def _run() -> _Run:
    """Return this run of the program: a later one, in the same process or not, reads a new catalogue."""
    root = runtime.get_root_resource()
    with _runs_lock:
        run = None if root is None else _runs.get(root)
        if run is None:
            config = pulumi.Config(PACKAGE)
            run = _Run(configured({name: config.get(name) for name in SETTINGS}, os.environ, pulumi.log.info))
            if root is not None:
                _runs[root] = run
        return run


def _service() -> Lookup:
    return _run().service


def _get_firmware(args: GetFirmwareArgs, warn: Warn) -> GetFirmwareResult:
    return GetFirmwareResult(mapping(_service().get_firmware(args, warn)))


def _find_firmware(args: FindFirmwareArgs, warn: Warn) -> FindFirmwareResult:
    found = mapping(_service().find_firmware(args, warn))
    return FindFirmwareResult(found, **_firmware_in(found))


def _explain_firmware(args: ExplainFirmwareArgs, _: Warn) -> ExplainFirmwareResult:
    explained = mapping(_service().explain_firmware(args))
    steps = [SelectionStep(each) for each in explained["steps"]]
    candidates = [SelectionCandidate(each) for each in explained["candidates"]]
    return ExplainFirmwareResult(explained, steps=steps, candidates=candidates, **_firmware_in(explained))


def _firmware_in(result: Mapping[str, Any]) -> dict[str, Firmware]:
    return {"firmware": Firmware(result["firmware"])} if "firmware" in result else {}


def _get_firmwares(args: GetFirmwaresArgs, warn: Warn) -> GetFirmwaresResult:
    found = mapping(_service().get_firmwares(args, warn))
    return GetFirmwaresResult(firmwares=[Firmware(each) for each in found["firmwares"]])


def _get_upgrade_path(args: GetUpgradePathArgs, _: Warn) -> GetUpgradePathResult:
    path = mapping(_service().get_upgrade_path(args))
    return GetUpgradePathResult(path, hops=[Firmware(hop) for hop in path["hops"]])


def _get_firmware_page(args: GetFirmwarePageArgs, _: Warn) -> GetFirmwarePageResult:
    page = mapping(_service().get_firmware_page(args))
    rows = [SimpleFirmwareInfo(each) for each in page["firmwareInfo"]]
    return GetFirmwarePageResult(page, firmwareInfo=rows)


def _call(kind: type[_Args], given: Mapping[str, Any], look_up: Callable[[_Args, Warn], _Result]) -> _Result:
    return _look_up(kind, wire(kind, given), look_up)


def _output(
    kind: type[_Args],
    given: Mapping[str, Any],
    opts: pulumi.InvokeOutputOptions | None,
    look_up: Callable[[_Args, Warn], _Result],
) -> pulumi.Output[_Result]:
    inputs = outputs(wire(kind, given))

    async def later(values: dict[str, Any]) -> _Result:
        secret = texts([values[name] for name in await hidden_names(inputs) or [] if name in values])
        return await asyncio.to_thread(_look_up, kind, values, look_up, secret)  # the program's other work goes on

    return pulumi.Output.all(pulumi.Output.all(**inputs), _created(opts)).apply(lambda both: later(both[0]))


def _look_up(
    kind: type[_Args], values: dict[str, Any], look_up: Callable[[_Args, Warn], _Result], secret: Sequence[str] = ()
) -> _Result:
    def warn(message: str) -> None:
        line, told = redact(message, secret), _run().told
        if line not in told:
            told.add(line)
            pulumi.log.warn(line)

    try:
        return look_up(validation.parse(kind, values), warn)
    except OtaError as error:
        raise LookupFailedError(redact(str(error), secret)) from (None if secret else error)


def _created(opts: pulumi.InvokeOutputOptions | None) -> pulumi.Output[Any]:
    """Return an output that is unknown as long as something that a look-up depends on is still to be created."""
    on: pulumi.Output[Any] = pulumi.Output.from_input((opts and opts.depends_on) or [])

    def each_of(known: Any) -> pulumi.Output[Any]:  # noqa: ANN401 - one resource or a list of them
        resources = known if isinstance(known, list) else [known]
        return pulumi.Output.all(*(output for resource in resources for output in _ids(resource)))

    return on.apply(each_of)


def _ids(resource: pulumi.Resource) -> list[pulumi.Output[Any]]:
    """Return what is known of a resource, and of the children of a component, only when they exist."""
    own = resource.id if isinstance(resource, pulumi.CustomResource) else resource.urn
    # The SDK has no public word for a component's children, and its own look-ups wait for them too.
    children = getattr(resource, "_childResources", ())
    return [own, *(output for child in children for output in _ids(child))]
