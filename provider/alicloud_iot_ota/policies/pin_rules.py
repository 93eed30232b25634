# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What each policy requires of a pin. A rule returns nothing, or raises the error that stops the pin.

A rule that cannot be decided raises an error too: in an update, a pin that cannot be judged must not pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.text import format_full_text, format_text
from alicloud_iot_ota.base.times import format_age, format_timestamp, parse_duration, read_utc
from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.pins.verdicts import differences
from alicloud_iot_ota.policies.violations import PolicyViolationError, WithheldInputError
from alicloud_iot_ota.schema.enums import PinResolve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alicloud_iot_ota.base.times import Duration
    from alicloud_iot_ota.policies.analyzed_pin import AnalyzedPin
    from alicloud_iot_ota.selection import Block


class Surroundings(NamedTuple):
    """What a rule may look at, in addition to the pin.

    Attributes:
        now: The time, in UTC.
        locked: Returns the package of an entry in a lock file, by the path of the file and the name of the entry.
    """

    now: datetime
    locked: Callable[[str | None, str], LockedFirmware]


def require_locked(pin: AnalyzedPin, _settings: object, around: Surroundings) -> None:
    """Require that the package of the pin is the one that its entry in the lock file has.

    Raises:
        OtaError: It is not, or this cannot be decided.
    """
    entry = pin.text("lockEntry")
    if not entry:
        raise PolicyViolationError(
            "The package is not locked: the pin does not set lockEntry.",
            "Run `alicloud-iot-ota add NAME` with the criteria of the pin. Then replace them with lockEntry.",
        )
    if pin.keeps_firmware:
        raise PolicyViolationError(
            "The package may not be the one in firmware.lock: ignoreChanges of the pin includes firmware.",
            "Remove firmware from ignoreChanges. The entry in firmware.lock already keeps the package.",
        )
    _locked_package(pin, entry, around)


def _locked_package(pin: AnalyzedPin, entry: str, around: Surroundings) -> LockedFirmware:
    """Return the package of a pin as its entry in the lock file records it.

    Raises:
        OtaError: The entry has another package, or the lock file cannot be read.
    """
    firmware, locked = pin.firmware, around.locked(pin.text("lockFile"), entry)
    found = differences(firmware, pins.unlock(locked))
    if found and not pins.are_same_file(locked, firmware):
        raise PolicyViolationError(
            f"Package {_identify(firmware)} does not come from the lock file: entry "
            f'"{format_text(entry)}" has another package, {_identify(locked)}. They differ in '
            f"{', '.join(each.name for each in found)}.",
            "Remove what keeps its package, such as a transformation, or a --target that does not include the pin. "
            "For `pulumi policy analyze`, check out the commit of the deployment.",
        )
    return locked


def require_sha256(pin: AnalyzedPin, _settings: object, _around: Surroundings) -> None:
    """Require that the package has a SHA-256 digest.

    Raises:
        OtaError: It does not, or this cannot be decided.
    """
    firmware = pin.firmware
    name = (firmware.digest or "").partition(":")[0]
    if name != "sha256":
        found = f"has the digest algorithm {format_text(name)}" if name else "has no digest"
        raise PolicyViolationError(
            f"Package {_identify(firmware)} {found}; SHA-256 is required.",
            "Publish the package with SHA256 as its signMethod, and pin that package.",
        )


def require_age(pin: AnalyzedPin, least: Duration | None, around: Surroundings) -> None:
    """Require that the file of the package was published some time ago.

    A pin with `lockEntry` is judged by the time of creation in firmware.lock. The state of a pin has no times, so any
    other pin must itself set `minAge`, which the provider enforces when it selects the package.

    Raises:
        OtaError: It was not, or this cannot be decided.
    """
    if least is None or not least.length:  # every package is old enough for 0d
        return
    entry = pin.text("lockEntry")
    if not entry:
        _require_criterion(pin, least)
        return
    locked = _locked_package(pin, entry, around)
    created = read_utc(locked.utc_create)
    if created is None:
        raise PolicyViolationError(
            f'The age of package {_identify(locked)} is unknown: entry "{format_text(entry)}" has no creation time.',
            "Lock a package with a creation time.",
        )
    if around.now - created < least.length:
        age = format_text(format_age(max(0.0, (around.now - created).total_seconds())))
        raise PolicyViolationError(
            f"Package {_identify(locked)} is {age} old; minAge of the policy is {least.text}.",
            f"Wait until {format_text(format_timestamp(created + least.length))}, or lock an older package.",
        )


def _require_criterion(pin: AnalyzedPin, least: Duration) -> None:
    """Require that the criteria of a pin have at least this `minAge`."""
    remedy = f"Set minAge of the pin to {least.text}, or use lockEntry."
    if pin.keeps_firmware:
        raise PolicyViolationError(
            "The age of the package is unknown: ignoreChanges of the pin includes firmware, so minAge is not checked.",
            "Remove firmware from ignoreChanges.",
        )
    if pin.text("resolve") == PinResolve.ONCE.value:
        raise PolicyViolationError(
            "The age of the package is unknown: resolve of the pin is once, so minAge only counts for the first "
            "selection.",
            "Use lockEntry, or remove resolve.",
        )
    given = pin.text("minAge")
    if given is None:
        raise PolicyViolationError(f"The pin does not set minAge; minAge of the policy is {least.text}.", remedy)
    try:
        span = parse_duration(given).length
    except ParseError:  # the provider accepted it, so the value was damaged later
        raise WithheldInputError("minAge") from None
    if span < least.length:
        raise PolicyViolationError(
            f"minAge of the pin is {format_text(given)}; minAge of the policy is {least.text}.", remedy
        )


def refuse_downgrades(pin: AnalyzedPin, _settings: object, _around: Surroundings) -> None:
    """Require that the pin does not allow downgrades.

    Raises:
        OtaError: It does, or this cannot be decided.
    """
    if pin.is_on("allowDowngrade"):
        raise PolicyViolationError(
            "allowDowngrade of the pin is true.",
            "Remove allowDowngrade. For a downgrade on purpose, disable this policy for that deployment.",
        )


def refuse_unscoped(pin: AnalyzedPin, _settings: object, _around: Surroundings) -> None:
    """Require that the pin does not compare packages of several products or modules.

    Raises:
        OtaError: It does, or this cannot be decided.
    """
    if pin.is_on("allowUnscoped"):
        raise PolicyViolationError(
            "allowUnscoped of the pin is true, so its package may belong to another product.",
            "Remove allowUnscoped, and set productKey and moduleName.",
        )


def refuse_blocked(pin: AnalyzedPin, blocks: Sequence[Block], around: Surroundings) -> None:
    """Require that the package is not blocked.

    Raises:
        OtaError: It is blocked, may be blocked, or this cannot be decided.
    """
    if not blocks:
        return
    firmware = pin.firmware
    package = pins.unlock(LockedFirmware(**msgspec.structs.asdict(firmware)))
    for rule in selection.failed_fitness_rules(selection.Fitness(blocked=tuple(blocks)), package, around.now):
        raise PolicyViolationError(
            f"Package {_identify(firmware)} must not be deployed: {format_full_text(rule.reason(package))}.",
            "Pin another package. To end the block, remove it from the configuration of the policy.",
        )


def _identify(firmware: PinnedFirmware) -> str:
    return f"{format_text(firmware.dest_version)} (firmwareId {format_text(firmware.firmware_id)})"
