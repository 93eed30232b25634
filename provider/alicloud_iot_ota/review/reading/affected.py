# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the changed resources that depend on a pin."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Affected
from alicloud_iot_ota.review.reading.preview_json import PreviewStep, ReviewError, name_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

MAX_DEPENDENCIES = 1_000_000
"""Dependencies that are followed in total, from all pins of a preview."""

_UNCHANGED = frozenset({"same", "read", "refresh"})


class Dependents:
    """The resources of a preview or a plan, by the resources that they depend on.

    Args:
        dependents: The keys of the resources that depend on each resource directly, by its key.
        changed: The changed resources, by key. In a plan, the instances of a resource share a key.
    """

    def __init__(self, dependents: Mapping[str, AbstractSet[str]], changed: Mapping[str, Sequence[Affected]]) -> None:
        self._budget = MAX_DEPENDENCIES
        self._dependents = dependents
        self._changed = changed

    def of(self, key: str) -> tuple[Affected, ...]:
        """Return the changed resources that depend on a resource, directly or through others.

        Raises:
            ReviewError: The preview has too many dependencies.
        """
        seen, waiting = {key}, [key]
        while waiting:
            each = waiting.pop()
            dependents = self._dependents.get(each, set())
            self._budget -= len(dependents) + len(self._changed.get(each, ()))
            if self._budget < 0:
                raise ReviewError(
                    f"The preview has more than {MAX_DEPENDENCIES:,} dependencies on pins.",
                    "Review a smaller stack, or review the lock file with `summarize --old FILE --new FILE`.",
                )
            for dependent in dependents - seen:
                seen.add(dependent)
                waiting.append(dependent)
        return tuple(sorted(each for other in seen - {key} for each in self._changed.get(other, ())))


def dependents_in(steps: Sequence[PreviewStep]) -> Dependents:
    """Return the dependents of all resources in a preview.

    Unless the preview shows all resources, an unchanged resource has no step. Resources that depend on a pin only
    through an unchanged resource are then not found.
    """
    dependents: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        for urn in _dependencies(step):
            dependents[urn].add(step.urn)
    ops = {step.urn: step.op for step in steps}
    changed = {urn: [Affected(name_of(urn), type_of(urn), op, urn)] for urn, op in ops.items() if op not in _UNCHANGED}
    return Dependents(dependents, changed)


def _dependencies(step: PreviewStep) -> Iterator[str]:
    """Yield the URNs that a resource depends on, after the step or, if it is deleted, before the step."""
    state = step.new_state or step.old_state
    if state is not None:
        yield from state.dependencies or []
        for urns in (state.property_dependencies or {}).values():
            yield from urns or []
