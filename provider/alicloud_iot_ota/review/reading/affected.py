# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which resources a change of a pin reaches."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Affected
from alicloud_iot_ota.review.reading.preview_json import PreviewStep, ReviewError, name_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DEPENDENCIES = 1_000_000
"""Dependencies that are followed from all pins of a preview together."""

_UNCHANGED = frozenset({"same", "read", "refresh"})


class Dependents:
    """The resources of a preview by those that they depend on.

    Args:
        steps: The steps of the preview. A resource that stays as it is has none, unless the preview shows all; what
            depends on a pin by way of it alone cannot be told.
    """

    def __init__(self, steps: Sequence[PreviewStep]) -> None:
        self._budget = MAX_DEPENDENCIES
        self._ops = {step.urn: step.op for step in steps}
        self._dependents: dict[str, set[str]] = defaultdict(set)
        for step in steps:
            for urn in _dependencies(step):
                self._dependents[urn].add(step.urn)

    def of(self, urn: str) -> tuple[Affected, ...]:
        """Return the resources that change and depend on one, directly or by way of others.

        Raises:
            ReviewError: The resources depend on each other in more ways than can be followed.
        """
        seen, waiting = {urn}, [urn]
        while waiting:
            dependents = self._dependents.get(waiting.pop(), set())
            self._budget -= len(dependents)
            if self._budget < 0:
                raise ReviewError(
                    f"The preview has more than {MAX_DEPENDENCIES:,} dependencies of resources on pins.",
                    "Review a smaller stack, or the lock file: `summarize --old FILE --new FILE`.",
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
    """Yield the URNs that a resource depends on: after the step, or before it where it goes."""
    state = step.new_state or step.old_state
    if state is not None:
        yield from state.dependencies or []
        for urns in (state.property_dependencies or {}).values():
            yield from urns or []
