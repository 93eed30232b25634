# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the resource FirmwarePin does, for both of its forms: the look-up that a preview can show.

The look-up happens in Check, and its result goes into the checked inputs, as one object `firmware`. That is the only
way in which the engine prints `old => new`, counts an update, lets `--expect-no-changes` fail, and gives dependents the
new ID in a preview. What the user typed is never rewritten.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.declarations import validation
from alicloud_iot_ota.declarations.arguments import FirmwarePinArgs
from alicloud_iot_ota.errors import AmbiguousMatchError, ArgumentError, Failure, NoMatchError, OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from alicloud_iot_ota.declarations.results import FirmwarePinResult
    from alicloud_iot_ota.lookup import Lookup, Warn

FIRMWARE = "firmware"
_ID_PARTS = ("productKey", "moduleName", "destVersion")


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of Check.

    Attributes:
        firmware: What the pin holds, by wire names; None where it cannot be known yet.
        failures: What is wrong with the arguments.
    """

    firmware: dict[str, object] | None = None
    failures: list[Failure] = field(default_factory=list)


class Resolutions:
    """The packages that Check resolved in this process, and so the only ones that a pin may come to hold.

    The engine applies a resource's `ignoreChanges` to what Check returned. A path to a part of `firmware` would keep
    that part of another package, and the pin would hold a mixture of two.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[str] = set()

    def add(self, firmware: Mapping[str, object]) -> None:
        """Take note of what Check resolved."""
        with self._lock:
            self._known.add(_key(firmware))

    def require(self, firmware: object) -> None:
        """Make sure that a pin is to hold what Check resolved, where that is known.

        Raises:
            ArgumentError: It is something else.
        """
        with self._lock:
            is_known = not isinstance(firmware, dict) or not firmware or _key(firmware) in self._known
        if not is_known:
            reason = (
                "firmware would hold parts of two packages, because ignoreChanges keeps one part of it. In "
                "ignoreChanges, name it as a whole or not at all."
            )
            raise ArgumentError([Failure(FIRMWARE, reason)])


def _key(firmware: Mapping[str, object]) -> str:
    return json.dumps(firmware, sort_keys=True)


def check(  # noqa: PLR0913 - the parts of the engine's request
    lookup: Callable[[], Lookup],
    olds: Mapping[str, object],
    news: Mapping[str, object],
    warn: Warn,
    *,
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
) -> Checked:
    """Resolve the criteria of a pin.

    Args:
        lookup: Gives the service; not called where nothing is to be looked up.
        olds: The checked inputs of the state, empty for a new pin.
        news: The inputs of the program.
        warn: Tells the user something that is no error.
        secret: The names of inputs whose values must not be shown.
        unknown: The names of inputs whose values are not known in this preview.

    Raises:
        OtaError: The look-up failed, or found none or several packages.
    """
    given = {name: value for name, value in news.items() if name != FIRMWARE}
    failures = validation.check(
        FirmwarePinArgs, given, secret=secret, unknown=[name for name in unknown if name != FIRMWARE]
    )
    kept = news.get(FIRMWARE)
    if kept and kept != olds.get(FIRMWARE):
        # The dynamic form gets here with ignoreChanges of a part: its program names a firmware for the engine to fill.
        reason = (
            "firmware is what the pin resolves to; leave it out. In ignoreChanges, name it as a whole or not at all."
        )
        failures.append(Failure(FIRMWARE, reason))
    if failures:
        return Checked(failures=failures)
    if isinstance(kept, dict) and kept:  # the engine's ignoreChanges put the state's value there: it is frozen
        return Checked(kept)
    if unknown:
        return Checked()
    args = validation.parse(FirmwarePinArgs, given, secret)
    return Checked(_plain(lookup().resolve_pin(args, warn)))


def read(
    lookup: Lookup, resource_id: str, inputs: Mapping[str, object], warn: Warn, *, secret: Collection[str] = ()
) -> dict[str, object] | None:
    """Return the inputs of a pin as they are true now, or None where its package is gone.

    Args:
        lookup: The service.
        resource_id: The ID in the state or, for an import or a `.get`, the one that the user wrote.
        inputs: The inputs of the state; without a `firmware` in them this is an import or a `.get`.
        warn: Tells the user something that is no error.
        secret: The names of inputs whose values must not be shown.

    Raises:
        OtaError: The look-up failed. An import that matches none or several packages is an error too.
    """
    given = {name: value for name, value in inputs.items() if name != FIRMWARE and value is not None}
    pinned = inputs.get(FIRMWARE)
    if isinstance(pinned, dict) and pinned:
        args = validation.parse(FirmwarePinArgs, given, secret)
        now = lookup.verify_pin(str(pinned["firmwareId"]), args, warn)
        return None if now is None else {**given, FIRMWARE: _plain(now)}
    given = given or criteria_of(resource_id)
    try:
        found = lookup.resolve_pin(validation.parse(FirmwarePinArgs, given, secret), warn)
    except AmbiguousMatchError as error:
        raise AmbiguousMatchError(error.message, "Use the firmwareId of one of them as the ID.") from None
    except NoMatchError as error:
        remedy = f'Check the ID "{resource_id}". What is not verified yet cannot be pinned, and so not imported.'
        raise NoMatchError(error.message, remedy) from None
    return {**given, FIRMWARE: _plain(found)}


def criteria_of(resource_id: str) -> dict[str, object]:
    """Return the criteria that an import ID means: `firmwareId`, or `productKey/moduleName/destVersion`.

    Raises:
        ArgumentError: It is neither.
    """
    parts = resource_id.split("/")
    if len(parts) == 1 and parts[0]:
        return {"firmwareId": parts[0]}
    if len(parts) == len(_ID_PARTS) and all(parts):
        return dict(zip(_ID_PARTS, parts, strict=True))
    raise ArgumentError(
        [
            Failure(
                "id",
                f'The ID "{resource_id}" names no package: write its firmwareId, or {"/".join(_ID_PARTS)}.',
            )
        ]
    )


def failed(error: OtaError) -> list[Failure]:
    """Return an error of the look-up as a failure of the resource, for a form that has no other way to say it."""
    return list(error.failures) if isinstance(error, ArgumentError) else [Failure("", str(error))]


def _plain(result: FirmwarePinResult) -> dict[str, object]:
    plain: dict[str, Any] = msgspec.to_builtins(result.firmware)
    return plain
