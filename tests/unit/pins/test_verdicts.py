# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Verdicts on the current state of a pinned package."""

from __future__ import annotations

from datetime import datetime, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import pins
from alicloud_iot_ota.base.times import parse_duration
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.pins.verdicts import Difference, Verdict, judge
from alicloud_iot_ota.selection import Block, Criteria

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
CRITERIA = Criteria(statuses=DEPLOYABLE)
PLACE = ("a1", "default")
SHA, OTHER_SHA = "ab" * 32, "cd" * 32
PINNED = Package(
    firmware_id="id-1",
    dest_version="4.0.0",
    firmware_name="gateway-4.0.0",
    firmware_sign=SHA,
    firmware_size=924,
    sign_method="SHA256",
    module_name="default",
    product_key="a1",
    status=FirmwareStatus.VERIFIED.code,
    type=FirmwareType.FULL.code,
)
AS_LONG = msgspec.structs.replace(PINNED, firmware_sign=None)  # the service returns a size, and no digest


def verdict(
    now: Package | None, before: Package = PINNED, criteria: Criteria = CRITERIA, place: tuple[str, str] = PLACE
) -> Verdict:
    """Judge the pinned package by a catalog in which it was changed, deleted or replaced."""
    others = [msgspec.structs.replace(PINNED, firmware_id="id-9", dest_version="9.0.0")]
    return judge(pins.pin(before), others if now is None else [*others, now], criteria, NOW, place).verdict


def other(**fields: object) -> Package:
    """Return the pinned package with other fields."""
    return msgspec.structs.replace(PINNED, **fields)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (PINNED, Verdict.OK),
        (other(utc_modified="2030-01-01T00:00:00Z", firmware_desc="another", product_name="another"), Verdict.OK),
        (other(status=-1), Verdict.OK),
        (other(firmware_size=None), Verdict.OK),  # the digest is sufficient
        (other(firmware_id="id-2"), Verdict.MOVED),
        (other(firmware_id="id-2", firmware_size=None), Verdict.MOVED),
        (other(firmware_id="id-2", firmware_sign=OTHER_SHA), Verdict.REPLACED),
        (other(firmware_id="id-2", firmware_sign=None), Verdict.REPLACED),
        (other(firmware_id="id-2", firmware_sign="ab" * 16, sign_method="MD5"), Verdict.REPLACED),
        (other(firmware_id="id-2", firmware_size=925), Verdict.REPLACED),  # as is possible with MD5
        (other(firmware_sign=OTHER_SHA), Verdict.CHANGED),
        (other(firmware_sign=None), Verdict.CHANGED),
        (other(firmware_size=925), Verdict.CHANGED),
        (other(firmware_sign="ab" * 16, sign_method="MD5"), Verdict.CHANGED),
        (other(type=FirmwareType.DIFFERENTIAL.code), Verdict.CHANGED),
        (other(dest_version="4.0.1"), Verdict.CHANGED),
        (other(type=FirmwareType.DIFFERENTIAL.code, src_version="3.0.0"), Verdict.CHANGED),
        (None, Verdict.MISSING),
        (other(firmware_id="id-2", dest_version="4.0.1"), Verdict.MISSING),  # another version is not a replacement
        (other(firmware_id="id-2", product_key="a2"), Verdict.MISSING),
        (other(firmware_id="id-2", module_name="modem"), Verdict.MISSING),
        (other(firmware_id="id-2", type=FirmwareType.DIFFERENTIAL.code, src_version="3.0.0"), Verdict.MISSING),
        (other(status=FirmwareStatus.UNVERIFIED.code), Verdict.STATUS_REGRESSED),
        (other(status=FirmwareStatus.VERIFICATION_FAILED.code), Verdict.STATUS_REGRESSED),
        (other(status=77), Verdict.STATUS_REGRESSED),
        (other(status=None), Verdict.STATUS_REGRESSED),
        (other(firmware_id="id-2", status=FirmwareStatus.UNVERIFIED.code), Verdict.STATUS_REGRESSED),
        (other(firmware_sign=OTHER_SHA, status=FirmwareStatus.UNVERIFIED.code), Verdict.CHANGED),  # the worse of two
    ],
)
def test_verdict(now: Package | None, expected: Verdict) -> None:
    """Each possible change of a pinned package has its verdict."""
    assert verdict(now) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (AS_LONG, Verdict.OK),  # the same ID, and no evidence of a change
        (msgspec.structs.replace(AS_LONG, firmware_size=1), Verdict.CHANGED),
        (PINNED, Verdict.CHANGED),  # whether this digest is of the same file is unknown
        (msgspec.structs.replace(AS_LONG, firmware_id="id-2"), Verdict.REPLACED),
    ],
)
def test_verdict_without_a_digest(now: Package, expected: Verdict) -> None:
    """If the service returns no digest, only the same ID proves that it is the same package."""
    assert verdict(now, AS_LONG) is expected


@pytest.mark.parametrize(
    ("before", "now", "is_unproven"),
    [
        (PINNED, other(firmware_sign=None), True),
        (AS_LONG, PINNED, True),
        (PINNED, other(firmware_sign="ab" * 16, sign_method="MD5"), True),
        (PINNED, other(firmware_id="id-2", firmware_sign=None), True),
        (PINNED, other(firmware_sign=None, firmware_size=1), False),
        (PINNED, other(firmware_sign=OTHER_SHA), False),
        (PINNED, other(firmware_id="id-2", firmware_sign=OTHER_SHA), False),
    ],
)
def test_what_is_not_proved_is_no_incident_yet(before: Package, now: Package, is_unproven: bool) -> None:  # noqa: FBT001
    """Without two digests of one algorithm, the error stops the deployment and asks the user to check the file."""
    judgment = judge(pins.pin(before), [now], CRITERIA, NOW, PLACE)
    assert judgment.is_unproven is is_unproven
    with pytest.raises(BrokenPinError) as caught:
        judgment.require("It", "Run this.")
    assert caught.value.remedy.startswith("Check whether it is the same file") is is_unproven


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"module_name": "modem"}, "moduleName: default -> modem"),
        ({"product_key": "a2"}, "productKey: a1 -> a2"),
        ({"firmware_name": "evil"}, "firmwareName: gateway-4.0.0 -> evil"),
        ({"utc_create": "2020-01-01T00:00:00Z"}, "utcCreate: 2025-01-01T00:00:00Z -> 2020-01-01T00:00:00Z"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_an_entry_that_says_something_else_of_its_package(fields: dict[str, str], difference: str) -> None:
    """Everything that firmware.lock records about a package must match the catalog."""
    before = other(utc_create="2025-01-01T00:00:00Z")
    locked = pins.lock(before, "iot-1")
    assert judge(locked, [before], CRITERIA, NOW, PLACE).verdict is Verdict.OK
    judgment = judge(locked, [msgspec.structs.replace(before, **fields)], CRITERIA, NOW, PLACE)
    assert judgment.verdict is Verdict.CHANGED
    assert [str(each) for each in judgment.differences] == [difference]
    again = msgspec.structs.replace(before, firmware_id="id-2", **fields)
    assert judge(locked, [again], CRITERIA, NOW).verdict is Verdict.MOVED  # the new ID may have another name


def test_source_version_is_told() -> None:
    """If the source version of a differential package differs, the verdict shows both source versions."""
    delta = other(type=FirmwareType.DIFFERENTIAL.code, src_version="3.0.0")
    judgment = judge(pins.pin(delta), [msgspec.structs.replace(delta, src_version="3.1.0")], CRITERIA, NOW, PLACE)
    assert [str(each) for each in judgment.differences] == ["srcVersion: 3.0.0 -> 3.1.0"]


def test_place_that_is_not_known() -> None:
    """If only part of the scope is known, a package anywhere in that part counts as a replacement."""
    elsewhere = other(firmware_id="id-2", product_key="a2", firmware_sign=OTHER_SHA)
    assert judge(pins.pin(PINNED), [elsewhere], CRITERIA, NOW).verdict is Verdict.REPLACED
    assert judge(pins.pin(PINNED), [elsewhere], CRITERIA, NOW, (None, "modem")).verdict is Verdict.MISSING


@pytest.mark.parametrize(
    "block",
    [
        Block(reason="bricks", dest_version="4.0.0"),
        Block(reason="bricks", firmware_id="id-1"),
        Block(reason="bricks", digest=f"sha256:{SHA}"),
    ],
)
def test_blocked(block: Block) -> None:
    """A block stops an unchanged package, and has priority over the status. An expired block has no effect."""
    criteria = msgspec.structs.replace(CRITERIA, blocked=(block,))
    assert verdict(PINNED, criteria=criteria) is Verdict.BLOCKED
    assert verdict(other(status=FirmwareStatus.UNVERIFIED.code), criteria=criteria) is Verdict.BLOCKED
    expired = msgspec.structs.replace(block, expires=NOW)
    assert verdict(PINNED, criteria=msgspec.structs.replace(CRITERIA, blocked=(expired,))) is Verdict.OK


def test_age_counts_when_a_package_is_chosen_only() -> None:
    """A higher minAge does not break a pinned package: the age counts only for a new selection."""
    criteria = msgspec.structs.replace(CRITERIA, min_age=parse_duration("1w"))
    assert verdict(other(utc_create="2025-11-30T00:00:00Z"), criteria=criteria) is Verdict.OK


def test_of_several_namesakes_the_same_file_counts() -> None:
    """If the pinned file was published several times again, the pin moves to its lowest ID."""
    catalog = [
        other(firmware_id="id-4"),
        other(firmware_id="id-2", firmware_sign=OTHER_SHA),
        other(firmware_id="id-3"),
    ]
    judgment = judge(pins.pin(PINNED), catalog, CRITERIA, NOW, PLACE)
    assert (judgment.verdict, judgment.firmware) == (Verdict.MOVED, catalog[2])


def test_differences_are_told_with_old_and_new_values() -> None:
    """The error that stops a deployment lists old and new values, and the fix."""
    judgment = judge(
        pins.pin(PINNED), [other(firmware_id="id-2", firmware_sign=OTHER_SHA, firmware_size=None)], CRITERIA, NOW, PLACE
    )
    assert judgment.differences == (
        Difference("digest", f"sha256:{SHA}", f"sha256:{OTHER_SHA}"),
        Difference("firmwareId", "id-1", "id-2"),
        Difference("firmwareSize", "924 bytes", None),
    )
    with pytest.raises(BrokenPinError) as caught:
        judgment.require("The entry gateway", "Run this.")
    assert str(caught.value) == (
        "The entry gateway is broken. It has 4.0.0 (full), firmwareId id-1; that version now has a different file "
        "(replaced).\n"
        f"  digest: sha256:{SHA} -> sha256:{OTHER_SHA}\n"
        "  firmwareId: id-1 -> id-2\n"
        "  firmwareSize: 924 bytes -> none\n"
        "Find out who republished this version and why. Run this."
    )
    assert caught.value.verdict == "replaced"


@pytest.mark.parametrize("now", [PINNED, other(firmware_id="id-2")], ids=["ok", "moved"])
def test_the_same_file_passes(now: Package) -> None:
    """The same file passes under any ID, and the current package is returned."""
    assert judge(pins.pin(PINNED), [now], CRITERIA, NOW, PLACE).require("It", "Run this.") is now


@given(st.data())
def test_no_file_but_the_pinned_one_ever_passes(data: st.DataObject) -> None:
    """In any catalog, a package passes only with the pinned version and the pinned digest (or the ID without one)."""
    some = st.builds(
        Package,
        firmware_id=st.sampled_from(["id-1", "id-2", "id-3"]),
        dest_version=st.sampled_from(["4.0.0", "4.0.1"]),
        firmware_sign=st.sampled_from([SHA, OTHER_SHA, None]),
        firmware_size=st.sampled_from([924, 925, None]),
        sign_method=st.sampled_from(["SHA256", "MD5", None]),
        module_name=st.sampled_from(["default", "modem", None]),
        product_key=st.sampled_from(["a1", "a2"]),
        status=st.sampled_from([FirmwareStatus.VERIFIED.code, FirmwareStatus.UNVERIFIED.code, None]),
        type=st.sampled_from([FirmwareType.FULL.code, FirmwareType.DIFFERENTIAL.code]),
        src_version=st.sampled_from([None, "3.0.0"]),
    )
    before = data.draw(some)
    catalog = data.draw(st.lists(some, max_size=5, unique_by=lambda firmware: firmware.firmware_id))
    judgment = judge(pins.pin(before), catalog, CRITERIA, NOW, (before.product_key, before.module))
    if judgment.verdict.is_passing:
        now = judgment.firmware
        assert now is not None
        assert now in catalog
        assert now.status_word in DEPLOYABLE
        assert (now.dest_version, now.type, now.src_version, now.digest) == (
            before.dest_version,
            before.type,
            before.src_version,
            before.digest,
        )
        assert now.digest is not None or now.firmware_id == before.firmware_id
    else:
        with pytest.raises(BrokenPinError) as caught:
            judgment.require("The pin", "Run this.")
        assert len(str(caught.value).splitlines()) <= 15
        assert ": " not in str(caught.value).splitlines()[0]
