# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the resources of a plan that depend on a pin, through expressions, modules and the state.

A node is a resource without the keys of its instances, a variable or an output. A plan does not contain the
expressions of local values. What depends on a pin only through one is found in the state, if it already exists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.reading.affected import Dependents
from alicloud_iot_ota.review.reading.plan_json import Module, StateModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from alicloud_iot_ota.review.changes import Affected
    from alicloud_iot_ota.review.reading.plan_json import Plan, StateResource

_KEY = re.compile(r'\[(?:[0-9]+|"(?:[^"\\]|\\.)*"|\*)\]')
_NO_RESOURCES = frozenset({"count", "each", "local", "path", "self", "terraform", "tofu"})
"""The first words of references that lead to no resource."""
_DATA_PARTS = 3  # data.TYPE.NAME


def without_keys(address: str) -> str:
    """Return an address without the keys of instances: `pin.gateway` for `pin.gateway["eu"]`."""
    return _KEY.sub("", address)


class References:
    """The references between the resources of a plan.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._states = list(_states(plan))
        self._modules = list(_modules(plan))
        self._dependents: defaultdict[str, set[str]] = defaultdict(set)
        for instance in self._states:
            for needed in instance.depends_on or []:
                self._dependents[needed].add(without_keys(instance.address))
        for prefix, module in self._modules:
            for node, needed in _edges(prefix, module):
                self._dependents[needed].add(node)

    def dependents(self, changed: Iterable[Affected]) -> Dependents:
        """Return the dependents of all resources. `changed` are the changed instances of resources."""
        instances: defaultdict[str, list[Affected]] = defaultdict(list)
        for each in changed:
            instances[without_keys(each.urn)].append(each)
        return Dependents(self._dependents, instances)

    def sensitive(self) -> AbstractSet[str]:
        """Return the resources with a sensitive argument, in the state or from a variable or an output."""
        found = {without_keys(each.address) for each in self._states if _has_mark(each.sensitive_values)}
        waiting = [
            node(prefix, name)
            for prefix, module in self._modules
            for node, declared in ((_variable, module.variables), (_output, module.outputs))
            for name, each in (declared or {}).items()
            if each.sensitive
        ]
        seen = set(waiting)
        while waiting:
            for dependent in self._dependents.get(waiting.pop(), set()) - seen:
                seen.add(dependent)
                if " " in dependent:  # a variable or an output
                    waiting.append(dependent)
        return found | seen


def _states(plan: Plan) -> Iterator[StateResource]:
    """Yield the resources in the state."""
    values = None if plan.prior_state is None else plan.prior_state.values
    waiting = [None if values is None else values.root_module]
    while waiting:
        module = waiting.pop() or StateModule()
        yield from module.resources or []
        waiting += module.child_modules or []


def _modules(plan: Plan) -> Iterator[tuple[str, Module]]:
    """Yield the modules in the configuration, with the prefixes of their addresses."""
    waiting = [("", None if plan.configuration is None else plan.configuration.root_module)]
    while waiting:
        prefix, module = waiting.pop()
        module = module or Module()
        yield prefix, module
        waiting += [(f"{prefix}module.{name}.", call.module) for name, call in (module.module_calls or {}).items()]


def _has_mark(marks: object) -> bool:
    """Return whether a part of a value is sensitive."""
    waiting = [marks]
    while waiting:
        each = waiting.pop()
        if each is True:
            return True
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
    return False


def _edges(prefix: str, module: Module) -> Iterator[tuple[str, str]]:
    """Yield the edges in a module, and those between it and the modules that it calls."""
    for resource in module.resources or []:
        node = f"{prefix}{resource.address}"
        yield _all(prefix), node
        yield node, _needs(prefix)
        parts = (resource.expressions, resource.count_expression, resource.for_each_expression, resource.provisioners)
        yield from ((node, each) for each in _nodes(prefix, [*_references(parts), *(resource.depends_on or [])]))
    for name, output in (module.outputs or {}).items():
        references = [*_references(output.expression), *(output.depends_on or [])]
        yield from ((_output(prefix, name), each) for each in _nodes(prefix, references))
    for name, call in (module.module_calls or {}).items():
        inner = f"{prefix}module.{name}."
        yield _all(prefix), _all(inner)
        for variable, expression in (call.expressions or {}).items():
            yield from ((_variable(inner, variable), each) for each in _nodes(prefix, list(_references(expression))))
        yield _needs(inner), _needs(prefix)
        needed = [*_references((call.count_expression, call.for_each_expression)), *(call.depends_on or [])]
        yield from ((_needs(inner), each) for each in _nodes(prefix, needed))


def _nodes(prefix: str, references: Sequence[str]) -> Iterator[str]:
    """Yield the nodes that references in a module lead to. The engine adds the prefixes of each reference."""
    found = {without_keys(each) for each in references}
    inner = {each.rpartition(".")[0] for each in found}
    for reference in found:
        parts = reference.split(".")
        first = parts[0]
        if first in _NO_RESOURCES or len(parts) == 1:
            continue
        if first == "var":
            yield _variable(prefix, parts[1])
        elif first == "module":
            called = f"{prefix}module.{parts[1]}."
            if len(parts) > 2:  # noqa: PLR2004 - module.NAME.OUTPUT
                yield _output(called, parts[2])
            elif reference not in inner:  # the complete module
                yield _all(called)
        else:
            yield prefix + ".".join(parts[: _DATA_PARTS if first == "data" else 2])


def _references(value: object) -> Iterator[str]:
    """Yield the references in an expression, at any depth."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            references = each.get("references")
            if isinstance(references, list):
                yield from (text for text in references if isinstance(text, str))
            waiting += each.values()
        elif isinstance(each, (list, tuple)):
            waiting += each


def _variable(prefix: str, name: str) -> str:
    return f"{prefix} variable {name}"


def _output(prefix: str, name: str) -> str:
    return f"{prefix} output {name}"


def _all(prefix: str) -> str:
    """Return the node that depends on all resources in a module."""
    return f"{prefix} all"


def _needs(prefix: str) -> str:
    """Return the node that all resources in a module depend on."""
    return f"{prefix} needs"
