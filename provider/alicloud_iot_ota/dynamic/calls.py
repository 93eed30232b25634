# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How a function of this provider is called: at once, or when its inputs are known; one service for a whole program."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pulumi
from pulumi import runtime
from pulumi.runtime.settings import get_monitor

from alicloud_iot_ota.base.redaction import redact
from alicloud_iot_ota.dynamic import mocked
from alicloud_iot_ota.dynamic.inputs import PACKAGE, SETTINGS, hidden_names, outputs, wire
from alicloud_iot_ota.engine.property_values import sought
from alicloud_iot_ota.errors import OtaError, SettingsError
from alicloud_iot_ota.lookup import Lookup, configured
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import Arguments
from alicloud_iot_ota.schema.hidden import hide_found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.lookup import Warn

_Args = TypeVar("_Args", bound=Arguments)
_Result = TypeVar("_Result")


class LookupFailedError(pulumi.RunError):
    """A look-up failed. Its text is complete; Pulumi prints it without a traceback.

    The cause is one of `alicloud_iot_ota.errors`, for programs that want to tell failures apart.
    """


def call(kind: type[_Args], given: Mapping[str, Any], look_up: Callable[[_Args, Warn], _Result]) -> _Result:
    """Call a function with what the program passes.

    Args:
        kind: The declaration of its arguments.
        given: What the program passes, by Python's names; None means not given.
        look_up: What it does.

    Raises:
        LookupFailedError: An argument is wrong, or the look-up failed.
    """
    values = wire(kind, given)
    if mocked.is_on():
        answer: _Result = _look_up(kind, values, lambda *_: mocked.call(kind, values)[0])
        return answer
    return _look_up(kind, values, look_up)


def output(
    kind: type[_Args],
    given: Mapping[str, Any],
    opts: pulumi.InvokeOutputOptions | None,
    look_up: Callable[[_Args, Warn], _Result],
) -> pulumi.Output[_Result]:
    """Do what `call` does, as soon as the inputs are known and what the options name is created."""
    inputs = outputs(wire(kind, given))
    ready = pulumi.Output.all(pulumi.Output.all(**inputs), _created(opts))

    async def mocks_answer(values: dict[str, Any]) -> Any:  # noqa: ANN401 - a result, or an output of one
        _look_up(kind, values, lambda *_: None, await hidden_names(inputs) or [])  # finds what is wrong with them
        try:
            result, is_secret = mocked.call(kind, values)
        except OtaError as error:
            raise LookupFailedError(str(error)) from error
        if is_secret:
            return pulumi.Output.secret("").apply(lambda _: result)  # as an input of an output it would lose its class
        return result

    async def later(values: dict[str, Any]) -> _Result:
        secret = await hidden_names(inputs) or []
        return await asyncio.to_thread(_look_up, kind, values, look_up, secret)  # the program's other work goes on

    if mocked.is_on():
        return ready.apply(lambda both: mocks_answer(both[0])).apply(lambda result: result)
    return ready.apply(lambda both: later(both[0]))


def _look_up(
    kind: type[_Args], values: dict[str, Any], look_up: Callable[[_Args, Warn], _Result], secret: Sequence[str] = ()
) -> _Result:
    hidden = sought([values[name] for name in secret if name in values])

    def warn(message: str) -> None:
        line, told = redact(message, hidden), _run().told
        if line not in told:
            told.add(line)
            pulumi.log.warn(line)

    try:
        args = validation.parse(kind, values, secret)
        with hide_found(values, secret):
            return look_up(args, warn)
    except OtaError as error:
        raise LookupFailedError(redact(str(error), hidden)) from (None if secret else error)


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


class _Run(msgspec.Struct, frozen=True):
    """One run of the program: its service, and the warnings that it has given."""

    service: Lookup
    told: set[str] = msgspec.field(default_factory=set)


_runs: weakref.WeakKeyDictionary[object, _Run] = weakref.WeakKeyDictionary()
_runs_lock = threading.Lock()


def _run() -> _Run:
    """Return this run of the program: a later one, in the same process or not, reads a new catalogue."""
    program = _program()
    with _runs_lock:
        run = None if program is None else _runs.get(program)
        if run is None:
            config = pulumi.Config(PACKAGE)
            run = _Run(configured({name: config.get(name) for name in SETTINGS}, os.environ, pulumi.log.info))
            if program is not None:
                _runs[program] = run
        return run


def _program() -> object | None:
    """Return what stands for the running program, or None for a script without an engine.

    The SDK keeps the stack and its configuration in context variables, which a new thread does not inherit. Pulumi's
    Python host runs one program in a process, whose configuration is in the environment as well: there, the connection
    to the engine stands for the program on every thread. The Automation API runs many programs in a process.

    Raises:
        SettingsError: This thread belongs to one of many programs, and nothing shows to which one.
    """
    root, monitor = runtime.get_root_resource(), get_monitor()
    if monitor is not None and "PULUMI_CONFIG" in os.environ:
        return monitor
    if monitor is not None and root is None:
        raise SettingsError(
            "This thread cannot read the configuration of the stack: Pulumi's SDK does not pass it on to new threads.",
            "Start the function in a copy of the context: pool.submit(contextvars.copy_context().run, function).",
        )
    return root


def service() -> Lookup:
    """Return the service of this run of the program."""
    return _run().service
