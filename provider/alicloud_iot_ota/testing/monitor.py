# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pulumi's mock of the engine, with the state of a stack: what the last update left, by URN.

The SDK passes a mock the type and the name of a resource, and not its URN. Two components may each have a resource of
the same type and name, so the monitor provides the registration of the resource to the mock that it calls.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn

import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import alias_pb2

from alicloud_iot_ota.engine.properties import Properties, decode, encode
from alicloud_iot_ota.engine.property_values import urn_name
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE_PIN
from alicloud_iot_ota.testing.event_loops import event_loop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pulumi import runtime

_STACK = "pulumi:pulumi:Stack"
_PINS = (FIRMWARE_PIN, DYNAMIC_FIRMWARE_PIN)
_EVERY_INPUT = "*"


class Registration:
    """A resource that a program registers.

    Args:
        urns: The URN of the resource, and its former ones: its aliases.
        deployed: The inputs of the resources in the state, by URN.
        unchanged: The names in `ignore_changes`.
    """

    def __init__(
        self, urns: Sequence[str], deployed: dict[str, Properties], unchanged: Collection[str] = frozenset()
    ) -> None:
        self._urns = urns
        self._deployed = deployed
        self._unchanged = unchanged

    @property
    def before(self) -> Properties | None:
        """The inputs that the last update deployed, or None for a new resource."""
        return next((self._deployed[urn] for urn in self._urns if urn in self._deployed), None)

    def without_ignored_changes(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return inputs with the deployed values of those in `ignore_changes`, as the engine passes them on."""
        before = self.before
        if before is None:
            return inputs
        is_every = _EVERY_INPUT in self._unchanged
        new = {name: value for name, value in inputs.items() if not (is_every or name in self._unchanged)}
        old = {
            name: rpc.wrap_rpc_secret(value) if name in before.secret else value
            for name, value in before.values.items()
            if is_every or name in self._unchanged
        }
        return {**new, **old}

    def deploy(self, inputs: Properties) -> None:
        """Record the inputs in the state."""
        self._deployed[self._urns[0]] = inputs


_registration: ContextVar[Registration] = ContextVar("_registration")


def registration() -> Registration:
    """Return the registration of the resource that a mock is called for. Without a state, each resource is new."""
    return _registration.get(Registration([""], {}))


class StackMonitor(MockMonitor):
    """Pulumi's mock of the engine. It also records the outputs and the resources of the stack.

    It is called on threads of a pool, and would leave an open event loop on each of them.

    Args:
        mocks: The mocks.
        deployed: The inputs of the resources in the state, by URN. An update changes them.
    """

    def __init__(self, mocks: runtime.Mocks, deployed: dict[str, Properties]) -> None:
        super().__init__(mocks)
        self.outputs = Properties({}, frozenset(), frozenset())
        self._deployed = deployed
        self._lock = threading.Lock()
        self._registered: set[str] = set()
        self._aliases: dict[str, list[str]] = {}

    def delete_unregistered(self) -> None:
        """Remove resources from the state that the program no longer has, as the engine does after an update."""
        for urn in self._deployed.keys() - self._registered:
            del self._deployed[urn]

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN that the engine makes: with the types of all parents, except the stack."""
        types = "" if not parent or f"::{_STACK}::" in parent else f"{parent.split('::')[2]}$"
        return super().make_urn("", f"{types}{type_}", name)

    def Invoke(self, request: Any) -> Any:  # noqa: ANN401, N802 - as in the base class, like the following ones
        """Call a function."""
        with event_loop():
            return super().Invoke(request)  # type: ignore[no-untyped-call]

    def ReadResource(self, request: Any) -> Any:  # noqa: ANN401, N802
        """Read a resource."""
        with self._register(request):
            return super().ReadResource(request)  # type: ignore[no-untyped-call]

    def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401, N802
        """Create or update a resource.

        Raises:
            RunError: The resource has an option that only the engine can apply.
        """
        self._refuse_options(request)
        with self._register(request):
            response = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        values = decode(response.object).values
        secret = {name: values[name] for name in request.additionalSecretOutputs if name in values}
        response.object.MergeFrom(encode(secret, secret=True))
        return response

    def RegisterStackTransform(self, request: Any) -> NoReturn:  # noqa: ANN401, ARG002, N802
        """Refuse a transform of all resources."""
        raise _unsupported("transforms of all resources")

    def RegisterStackInvokeTransform(self, request: Any) -> NoReturn:  # noqa: ANN401, ARG002, N802
        """Refuse a transform of all functions."""
        raise _unsupported("transforms of functions")

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: ANN401, N802
        """Record the outputs of the stack."""
        if f"::{_STACK}::" in request.urn and request.outputs.fields:
            self.outputs = decode(request.outputs)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]

    @contextmanager
    def _register(self, request: Any) -> Iterator[None]:  # noqa: ANN401 - a message of the SDK
        """Provide the registration of a resource, and an event loop.

        Raises:
            RunError: The program has another resource with this URN.
        """
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._lock:
            is_known = urn in self._registered
            if request.type != _STACK:  # the SDK registers one for the mocks, and one for the program
                self._registered.add(urn)
            self._aliases[urn] = self._aliases_of(request)
        if is_known:
            raise pulumi.RunError(f"Duplicate resource URN '{urn}'; try giving it a unique name")  # the engine's words
        unchanged = getattr(request, "ignoreChanges", ())  # a resource that is only read has none
        token = _registration.set(Registration([urn, *self._aliases[urn]], self._deployed, unchanged))
        try:
            with event_loop():
                yield
        finally:
            _registration.reset(token)

    def _aliases_of(self, request: Any) -> list[str]:  # noqa: ANN401 - a message of the SDK
        """Return the former URNs of a resource, by its own aliases and by those of its parent."""
        own, found = alias_pb2.Alias.Spec(name=request.name, type=request.type, parentUrn=request.parent), []
        for spec in [own, *(each.spec for each in getattr(request, "aliases", ()) if not each.urn)]:
            name, parent = spec.name or request.name, "" if spec.noParent else spec.parentUrn or request.parent
            for former in [parent, *self._aliases.get(parent, ())]:
                # The name of a child may start with the name of its parent. It is then renamed with the parent.
                old, new = urn_name(former), urn_name(parent)
                renamed = old + name[len(new) :] if name.startswith(new) else name
                _, project, path = self.make_urn(former, spec.type or request.type, renamed).split("::", 2)
                found.append(f"urn:pulumi:{spec.stack or pulumi.get_stack()}::{spec.project or project}::{path}")
        return [*(each.urn for each in getattr(request, "aliases", ()) if each.urn), *found]

    def _refuse_options(self, request: Any) -> None:  # noqa: ANN401 - a message of the SDK
        is_pin = request.type in _PINS
        if request.transforms:
            raise _unsupported("the option transforms")
        if request.hooks.ByteSize():
            raise _unsupported("the option hooks")
        if is_pin and request.importId:
            raise _unsupported("the option import_")
        if is_pin and any(each != _EVERY_INPUT and not each.isidentifier() for each in request.ignoreChanges):
            raise _unsupported("a part of an argument in ignore_changes")


def _unsupported(option: str) -> pulumi.RunError:
    return pulumi.RunError(
        f"MockedStack does not support {option}: the run would differ from a deployment.\n"
        "Test this program with a preview on the engine."
    )
