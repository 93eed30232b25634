# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rules for pins: which pins pass, which are stopped, and which cannot be decided."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.base.times import Duration, parse_duration
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.policies import pin_rules
from alicloud_iot_ota.policies.analyzed_pin import AnalyzedPin
from alicloud_iot_ota.policies.pin_rules import Surroundings
from alicloud_iot_ota.policies.violations import PolicyViolationError, UnknownInputError, WithheldInputError
from alicloud_iot_ota.selection import Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.errors import OtaError

    Rule = Callable[[AnalyzedPin, Any, Surroundings], None]

NOW = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
SHA256 = f"sha256:{'0f' * 32}"
FIRMWARE: dict[str, object] = {"destVersion": "4.0.0", "firmwareId": ID, "type": "full", "digest": SHA256}
WEEK = parse_duration("7d")
LONGER = parse_duration("7d1s")
WITHHELD = "[secret]"
"""What the engine passes instead of a secret that it cannot decrypt."""


def pin(*ignored: str, firmware: object = FIRMWARE, **values: object) -> AnalyzedPin:
    """Return a pin of a program."""
    return AnalyzedPin({"firmware": firmware, **values}, ignored=ignored)


def locked(**fields: object) -> LockedFirmware:
    """Return the package of an entry, created a week ago."""
    values = {"dest_version": "4.0.0", "firmware_id": ID, "type": "full", "digest": SHA256}
    return LockedFirmware(**{**values, "utc_create": "2026-11-22T12:00:00.000Z", **fields})  # type: ignore[arg-type] # as the test says


def judge(rule: Rule, judged: AnalyzedPin, settings: object = None, entry: LockedFirmware | None = None) -> str:
    """Return the message of a rule, or an empty text if the pin passes."""

    def find(path: str | None, name: str) -> LockedFirmware:
        if entry is None:
            raise LockFileError(f"Lock file {path} has no {name}.", "Restore it.")
        return entry

    try:
        rule(judged, settings, Surroundings(NOW, find))
    except PolicyViolationError as error:
        return str(error)
    return ""


def undecided(rule: Rule, judged: AnalyzedPin, settings: object, error: type[OtaError]) -> None:
    """Assert that a rule cannot be decided."""
    with pytest.raises(error):
        judge(rule, judged, settings)


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (pin(lockEntry="gateway"), ""),
        (pin("minAge", "firmwares", 'keepers["firmware"]', lockEntry="gateway"), ""),
        (pin(productKey="a1GatewayK01"), "the pin does not set lockEntry"),
        (pin(lockEntry=None), "the pin does not set lockEntry"),
        (pin(lockEntry=""), "the pin does not set lockEntry"),
        *(
            (pin(path, lockEntry="gateway"), "ignoreChanges of the pin includes firmware")
            for path in (
                "firmware",
                "firmware.destVersion",
                'firmware["digest"]',
                '["firmware"]',
                "*",
                "['firmware'].type",
            )
        ),
    ],
)
def test_firmware_locked(judged: AnalyzedPin, words: str) -> None:
    """Only a pin whose package comes from an entry passes."""
    message = judge(pin_rules.require_locked, judged, entry=locked())
    assert words in message
    assert bool(message) is bool(words)


OTHER_FILE = f"sha256:{'1f' * 32}"


@pytest.mark.parametrize(
    ("entry", "differing"),
    [
        (locked(firmware_name="gateway-4.0.0", module_name="modem", utc_create=None), ""),
        (locked(firmware_id="moved"), ""),
        (locked(firmware_size=5), ""),  # the state of an older release may have no size
        (locked(firmware_id="other", digest=OTHER_FILE), "digest, firmwareId"),
        (locked(firmware_id="other", digest=None), "digest, firmwareId"),
        (locked(firmware_id="other", dest_version="4.1.0", digest=OTHER_FILE), "destVersion, digest, firmwareId"),
        (locked(digest=OTHER_FILE), "digest"),  # the ID of the entry, with another file
        (locked(digest=None), "digest"),
    ],
)
@pytest.mark.parametrize("rule", [pin_rules.require_locked, pin_rules.require_age])
def test_package_of_the_entry(rule: Rule, entry: LockedFirmware, differing: str) -> None:
    """The package of the pin must be the one in the lock file: the same file, or an equal package without a digest."""
    message = judge(rule, pin(lockEntry="gateway"), parse_duration("1s"), entry)
    if differing:
        assert message == (
            f'Package 4.0.0 (firmwareId {ID}) does not come from the lock file: entry "gateway" has another package, '
            f"{entry.dest_version} (firmwareId {entry.firmware_id}). They differ in {differing}.\n"
            "Remove what keeps its package, such as a transformation, or a --target that does not include the pin. "
            "For `pulumi policy analyze`, check out the commit of the deployment."
        )
    else:
        assert "another package" not in message


def test_equal_package_without_a_digest() -> None:
    """Without digests, only the ID shows that the packages are the same."""
    judged = pin(firmware={**FIRMWARE, "digest": None}, lockEntry="gateway")
    assert judge(pin_rules.require_locked, judged, entry=locked(digest=None)) == ""
    assert "They differ in firmwareId." in judge(
        pin_rules.require_locked, judged, entry=locked(digest=None, firmware_id="other")
    )


@pytest.mark.parametrize("rule", [pin_rules.require_locked, pin_rules.require_age])
def test_lock_file_that_cannot_be_compared(rule: Rule) -> None:
    """A pin never passes if the lock file cannot be read, or if the engine could not decrypt the pin."""
    undecided(rule, pin(lockEntry="gateway"), WEEK, LockFileError)
    for values in ({"lockEntry": WITHHELD}, {"lockEntry": 4}, {"lockEntry": "gateway", "lockFile": WITHHELD}):
        undecided(rule, pin(**values), WEEK, WithheldInputError)
    undecided(rule, pin(firmware=WITHHELD, lockEntry="gateway"), WEEK, WithheldInputError)
    for name in ("lockEntry", "lockFile", "firmware"):
        judged = AnalyzedPin({"lockEntry": "gateway", "firmware": FIRMWARE}, unknown=frozenset({name}))
        undecided(rule, judged, WEEK, UnknownInputError)


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        (SHA256, ""),
        (f"md5:{'0f' * 16}", "has the digest algorithm md5; SHA-256 is required"),
        ("sha1:0f", "has the digest algorithm sha1; SHA-256 is required"),
        ("sha2560:0f", "has the digest algorithm sha2560"),
        (None, "has no digest; SHA-256 is required"),
    ],
)
def test_firmware_sha256(digest: str | None, words: str) -> None:
    """Only a package with a SHA-256 digest passes."""
    message = judge(pin_rules.require_sha256, pin(firmware={**FIRMWARE, "digest": digest}))
    assert words in message
    assert bool(message) is bool(words)


@pytest.mark.parametrize(
    ("rule", "name"),
    [(pin_rules.refuse_downgrades, "allowDowngrade"), (pin_rules.refuse_unscoped, "allowUnscoped")],
)
def test_switches(rule: Rule, name: str) -> None:
    """A pin that sets the switch to true is stopped. A value that is not a switch cannot be decided."""
    for passing in (pin(), pin(**{name: False}), pin(**{name: None})):
        assert judge(rule, passing) == ""
    assert f"{name} of the pin is true" in judge(rule, pin(**{name: True}))
    values: list[object] = [WITHHELD, "false", 0, 1, []]
    for value in values:
        undecided(rule, pin(**{name: value}), None, WithheldInputError)
    undecided(rule, AnalyzedPin({}, unknown=frozenset({name})), None, UnknownInputError)


@pytest.mark.parametrize(
    ("least", "entry", "words"),
    [
        (None, None, ""),
        (WEEK, locked(), ""),
        (WEEK, locked(firmware_id="moved"), ""),
        (LONGER, locked(), "is 168 hours old; minAge of the policy is 7d1s.\nWait until 2026-11-29T12:00:01Z"),
        (WEEK, locked(utc_create="2027-01-01T00:00:00.000Z"), "is 0 seconds old"),
        (WEEK, locked(utc_create=None), "has no creation time"),
        (WEEK, locked(utc_create="yesterday"), "has no creation time"),
        (WEEK, locked(firmware_id="other", digest=OTHER_FILE), 'entry "gateway" has another package, 4.0.0'),
        (WEEK, locked(firmware_id="other", digest=None), 'entry "gateway" has another package'),
    ],
)
def test_firmware_age_of_an_entry(least: Duration | None, entry: LockedFirmware, words: str) -> None:
    """The time of creation in firmware.lock decides, if the entry has the file of the pin."""
    message = judge(pin_rules.require_age, pin(lockEntry="gateway"), least, entry)
    assert words in message
    assert bool(message) is bool(words)


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (pin(minAge="7d"), ""),
        (pin(minAge="1w"), ""),
        (pin(minAge="168h"), ""),
        (pin(minAge="30d"), ""),
        (pin(minAge="6d23h"), "minAge of the pin is 6d23h; minAge of the policy is 7d"),
        (pin(), "The pin does not set minAge; minAge of the policy is 7d"),
        (pin(lockEntry=""), "The pin does not set minAge; minAge of the policy is 7d"),
        (pin(minAge="7d", resolve="always"), ""),
        (pin(minAge="7d", resolve="once"), "resolve of the pin is once, so minAge only counts for the first selection"),
        (pin("firmware", minAge="7d"), "ignoreChanges of the pin includes firmware, so minAge is not checked"),
    ],
)
def test_firmware_age_of_criteria(judged: AnalyzedPin, words: str) -> None:
    """A pin without an entry must have a criterion that the provider enforces. Every package is old enough for 0d."""
    message = judge(pin_rules.require_age, judged, WEEK)
    assert words in message
    assert bool(message) is bool(words)
    assert judge(pin_rules.require_age, judged, parse_duration("0d")) == ""


@pytest.mark.parametrize("values", [{"minAge": WITHHELD}, {"minAge": "7 days"}, {"minAge": 7}, {"lockEntry": WITHHELD}])
def test_firmware_age_that_is_withheld(values: dict[str, object]) -> None:
    """A secret that the engine could not decrypt never passes."""
    undecided(pin_rules.require_age, pin(**values), WEEK, WithheldInputError)


def test_firmware_age_without_a_lock_file() -> None:
    """If the lock file cannot be read, the error of the lock file stops the pin."""
    undecided(pin_rules.require_age, pin(lockEntry="gateway"), WEEK, LockFileError)


@pytest.mark.parametrize(
    ("block", "digest", "words"),
    [
        (Block(reason="bricks", dest_version="4.0.0"), SHA256, "it is blocked: bricks."),
        (Block(reason="bricks", firmware_id=ID), SHA256, "it is blocked: bricks."),
        (Block(reason="bricks", digest=SHA256), SHA256, "it is blocked: bricks."),
        (Block(reason="bricks", digest=SHA256), None, "it may be blocked, because the service returns no digest"),
        (
            Block(reason="bricks", dest_version="4.0.0", expires=NOW + timedelta(seconds=1)),
            SHA256,
            "bricks, until 2026",
        ),
        (Block(reason="bricks", dest_version="4.0.0", expires=NOW), SHA256, ""),
        (Block(reason="bricks", dest_version="4.0"), SHA256, ""),
        (Block(reason="bricks", dest_version="4.0.0", firmware_id="other"), SHA256, ""),
    ],
)
def test_firmware_blocked(block: Block, digest: str | None, words: str) -> None:
    """A block has the same meaning as in the criteria of a lookup."""
    judged = pin(firmware={**FIRMWARE, "digest": digest})
    message = judge(pin_rules.refuse_blocked, judged, (Block(reason="-", dest_version="-"), block))
    assert words in message
    assert bool(message) is bool(words)


@pytest.mark.parametrize("rule", [pin_rules.require_sha256, pin_rules.refuse_blocked])
def test_package_that_is_not_visible(rule: Rule) -> None:
    """A package that is unknown, damaged or withheld never passes."""
    blocks = (Block(reason="bricks", dest_version="4.0.0"),)
    undecided(rule, AnalyzedPin({}, unknown=frozenset({"firmware"})), blocks, UnknownInputError)
    for firmware in (WITHHELD, None, {}, {**FIRMWARE, "digest": 5}, {**FIRMWARE, "firmwareId": WITHHELD}):
        undecided(rule, pin(firmware=firmware), blocks, WithheldInputError)
