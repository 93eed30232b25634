# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Calls of functions, with plain inputs or with outputs. All calls of a program share one lookup service."""

from __future__ import annotations

import asyncio
import functools
import os
import threading
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pulumi
from pulumi import runtime
from pulumi.runtime import rpc
from pulumi.runtime.settings import get_monitor

from alicloud_iot_ota.base.redaction import redact, searched_texts
from alicloud_iot_ota.dynamic import mocked
from alicloud_iot_ota.dynamic.inputs import SETTINGS, outputs, refuse_provider, secret_names, to_wire
from alicloud_iot_ota.errors import OtaError, SettingsError
from alicloud_iot_ota.lookup import Lookup, Warn, create_lookup, snapshot_guard
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FUNCTIONS, Function
from alicloud_iot_ota.schema.hidden import hide_found
from alicloud_iot_ota.schema.tokens import PACKAGE
from alicloud_iot_ota.settings import snapshot_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.schema.collector import Arguments

    _Answer = Callable[[Arguments, Warn], dict[str, Any]]  # returns a result by wire names

_Result = TypeVar("_Result")


class LookupFailedError(pulumi.RunError):
    """A lookup failed. Pulumi prints its message without a traceback.

    Its cause is an error of `alicloud_iot_ota.errors`. Programs can use it to distinguish failures.
    """


def invoke(token: str, given: Mapping[str, Any], opts: pulumi.InvokeOptions, typ: type[_Result]) -> SimpleNamespace:
    """Call a function with plain inputs, like `pulumi.runtime.invoke` in the native SDK.

    Args:
        token: The token of the function.
        given: The arguments of the program, by wire names. None means not set.
        opts: The options of the call.
        typ: The class of the result.

    Returns:
        An object with the result as `value`.

    Raises:
        LookupFailedError: An argument is invalid, or the lookup failed.
        RunError: The options contain a provider.
    """
    refuse_provider(opts)
    function = _by_token()[token]
    answer: _Answer = (lambda *_: mocked.call(function, given)[0]) if mocked.is_on() else _service_call(function)
    return SimpleNamespace(value=_to_result(_look_up(function, to_wire(given), answer), typ))


def invoke_output(
    token: str, given: Mapping[str, Any], opts: pulumi.InvokeOutputOptions, typ: type[_Result]
) -> pulumi.Output[_Result]:
    """Call a function when its inputs are known and the resources in `depends_on` exist."""
    refuse_provider(opts)
    function, inputs = _by_token()[token], outputs(given)
    ready = pulumi.Output.all(pulumi.Output.all(**inputs), _dependencies_created(opts))

    async def mocks_answer(values: dict[str, Any]) -> Any:  # noqa: ANN401 - a result, or an output of one
        secret = await secret_names(inputs) or []
        is_secret = False

        def answer(*_: object) -> dict[str, Any]:
            nonlocal is_secret
            found, is_secret = mocked.call(function, values, secret)
            return found

        result = _to_result(_look_up(function, to_wire(values), answer, secret), typ)
        if is_secret:
            return pulumi.Output.secret("").apply(lambda _: result)  # an input of an output would lose its class
        return result

    async def later(values: dict[str, Any]) -> _Result:
        secret = await secret_names(inputs) or []
        answer = _service_call(function)
        # Use a thread, so that the program can continue.
        return _to_result(await asyncio.to_thread(_look_up, function, to_wire(values), answer, secret), typ)

    if mocked.is_on():
        return ready.apply(lambda both: mocks_answer(both[0])).apply(lambda result: result)
    return ready.apply(lambda both: later(both[0]))


@functools.cache
def _by_token() -> dict[str, Function]:
    return {function.token: function for function in FUNCTIONS}


def _service_call(function: Function) -> _Answer:
    def answer(args: Arguments, warn: Warn) -> dict[str, Any]:
        require_preview()
        result: dict[str, Any] = msgspec.to_builtins(function.run(service, args, warn))
        return result

    return answer


def _to_result(values: dict[str, Any], typ: type[_Result]) -> _Result:
    """Convert a result by wire names to the class that the native SDK returns."""
    result: _Result = rpc.translate_output_properties(values, lambda name: name, typ)
    return result


def _look_up(function: Function, values: dict[str, Any], answer: _Answer, secret: Sequence[str] = ()) -> dict[str, Any]:
    hidden = searched_texts([values[name] for name in secret if name in values])

    def warn(message: str) -> None:
        line, warned = redact(message, hidden), _run().warned
        if line not in warned:
            warned.add(line)
            pulumi.log.warn(line)

    try:
        args = validation.parse(function.arguments, values, secret)
        with hide_found(values, secret):
            return answer(args, warn)
    except OtaError as error:
        raise LookupFailedError(redact(str(error), hidden)) from (None if secret else error)


def _dependencies_created(opts: pulumi.InvokeOutputOptions) -> pulumi.Output[Any]:
    """Return an output that is unknown until every resource in `depends_on` exists."""
    on: pulumi.Output[Any] = pulumi.Output.from_input(opts.depends_on or [])

    def each_of(known: Any) -> pulumi.Output[Any]:  # noqa: ANN401 - one resource or a list of them
        resources = known if isinstance(known, list) else [known]
        return pulumi.Output.all(*(output for resource in resources for output in _ids(resource)))

    return on.apply(each_of)


def _ids(resource: pulumi.Resource) -> list[pulumi.Output[Any]]:
    """Return outputs of a resource and of its children that are unknown until these resources exist."""
    own = resource.id if isinstance(resource, pulumi.CustomResource) else resource.urn
    # The SDK has no public attribute for the children of a component. Its own functions use this one too.
    children = getattr(resource, "_childResources", ())
    return [own, *(output for child in children for output in _ids(child))]


class _Run(msgspec.Struct, frozen=True):
    """One run of a program: its lookup service, and the warnings already printed."""

    service: Lookup
    warned: set[str] = msgspec.field(default_factory=set)


_runs: weakref.WeakKeyDictionary[object, _Run] = weakref.WeakKeyDictionary()
_runs_lock = threading.Lock()


def _run() -> _Run:
    """Return the current run of the program. Every run reads a new catalog, even in the same process."""
    program = _program()
    with _runs_lock:
        run = None if program is None else _runs.get(program)
        if run is None:
            run = _Run(create_lookup(_config(), os.environ, pulumi.log.info))
            if program is not None:
                _runs[program] = run
        return run


def _program() -> object | None:
    """Return an object that identifies the running program, or None for a script without an engine.

    The SDK stores the stack and its configuration in context variables, which new threads do not inherit. Pulumi's
    Python host runs one program in a process and also sets the configuration in the environment, so there the
    connection to the engine identifies the program on every thread. The Automation API runs many programs in a process.

    Raises:
        SettingsError: This thread belongs to one of many programs, and it is unknown which one.
    """
    root, monitor = runtime.get_root_resource(), get_monitor()
    if monitor is not None and "PULUMI_CONFIG" in os.environ:
        return monitor
    if monitor is not None and root is None:
        raise SettingsError(
            "This thread cannot read the configuration of the stack. Pulumi's SDK does not pass it to new threads.",
            "Run the function in a copy of the context: pool.submit(contextvars.copy_context().run, function).",
        )
    return root


def require_preview() -> None:
    """Refuse a snapshot, unless this run of the program is a preview.

    Raises:
        SnapshotError: A snapshot is set, and this is an update.
    """
    snapshot_guard.require_preview(snapshot_place(_config(), os.environ), is_preview=runtime.is_dry_run())


def _config() -> dict[str, str | None]:
    """Return the settings in the configuration of the stack."""
    config = pulumi.Config(PACKAGE)
    return {name: config.get(name) for name in SETTINGS}


def service() -> Lookup:
    """Return the lookup service of the current run."""
    return _run().service
