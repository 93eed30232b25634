# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the changed resources that depend on a pin."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Affected
from alicloud_iot_ota.review.reading.preview_json import PreviewStep, ReviewError, name_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DEPENDENCIES = 1_000_000
"""Dependencies that are followed in total, from all pins of a preview."""

_UNCHANGED = frozenset({"same", "read", "refresh"})


class Dependents:
    """The resources of a preview, by the resources that they depend on.

    Args:
        steps: The steps of the preview. Unless the preview shows all resources, an unchanged resource has no step.
            Resources that depend on a pin only through an unchanged resource are then not found.
    """

    def __init__(self, steps: Sequence[PreviewStep]) -> None:
        self._budget = MAX_DEPENDENCIES
        self._ops = {step.urn: step.op for step in steps}
        self._dependents: dict[str, set[str]] = defaultdict(set)
        for step in steps:
            for urn in _dependencies(step):
                self._dependents[urn].add(step.urn)

    def of(self, urn: str) -> tuple[Affected, ...]:
        """Return the changed resources that depend on a resource, directly or through others.

        Raises:
            ReviewError: The preview has too many dependencies.
        """
        seen, waiting = {urn}, [urn]
        while waiting:
            dependents = self._dependents.get(waiting.pop(), set())
            self._budget -= len(dependents)
            if self._budget < 0:
                raise ReviewError(
                    f"The preview has more than {MAX_DEPENDENCIES:,} dependencies on pins.",
                    "Review a smaller stack, or review the lock file with `summarize --old FILE --new FILE`.",
                )
            for dependent in dependents - seen:
                seen.add(dependent)
                waiting.append(dependent)
        return tuple(
            sorted(
                Affected(name_of(each), type_of(each), self._ops[each], each)
                for each in seen - {urn}
                if self._ops[each] not in _UNCHANGED
            )
        )


def _dependencies(step: PreviewStep) -> Iterator[str]:
    """Yield the URNs that a resource depends on, after the step or, if it is deleted, before the step."""
    state = step.new_state or step.old_state
    if state is not None:
        yield from state.dependencies or []
        for urns in (state.property_dependencies or {}).values():
            yield from urns or []
