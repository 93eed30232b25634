# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete reviews of the emulator's default fleet, and what the catalog adds to them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import alicloud_iot_emulator
from alicloud_iot_ota import pins, review
from alicloud_iot_ota.api import wire
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.lock_file import LockFile, canonical
from alicloud_iot_ota.pins import verdicts
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.review import Changes
from alicloud_iot_ota.review.changes import Affected, Change, Origin, by_wire_names
from alicloud_iot_ota.review.judging.facts import facts_of
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Kind, Risk
from alicloud_iot_ota.review.reading.lock_entries import is_entry_of, named_entry
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.selection import Criteria

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.pins import PinnedFirmware

    Golden = Callable[[str, str], None]

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
FLEET = json.loads(Path(alicloud_iot_emulator.__file__).with_name("fleet.json").read_text(encoding="utf-8"))
PREVIEWS = Path(__file__).parent / "golden" / "previews"
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "select": "highest"}


def firmwares(*more: dict[str, object]) -> list[Package]:
    """Return the packages of the fleet, with some replaced by ID."""
    rows = {row["FirmwareId"]: row for row in [*FLEET["packages"], *more]}
    body = {"Success": True, "FirmwareInfo": {"SimpleFirmwareInfo": list(rows.values())}}
    return [wire.parse_package(row, "R") for row in wire.decode(json.dumps(body).encode()).rows]


FIRMWARES = firmwares()


def named(name: str) -> PinnedFirmware:
    """Return the pin of a package in the fleet."""
    return pins.pin(next(each for each in FIRMWARES if each.firmware_name == name))


def pin(
    name: str,
    old: PinnedFirmware | Withheld | None,
    new: PinnedFirmware | Withheld | None,
    criteria: Mapping[str, object],
    *affected: str,
    old_criteria: Mapping[str, object] | None = None,
) -> Change:
    """Return a change of a native pin, with resources that it updates."""
    urn = f"urn:pulumi:prod::fleet::alicloud-iot:ota:FirmwarePin::{name}"
    return Change(
        key=urn,
        name=name,
        old=old,
        new=new,
        old_criteria={} if old is None else old_criteria or criteria,
        new_criteria={} if new is None else criteria,
        affected=tuple(
            Affected(each, "fleet:rollout:Job", "update", f"urn:pulumi:prod::fleet::fleet:rollout:Job::{each}")
            for each in affected
        ),
    )


def reviewed(*items: Change, catalogue: list[Package] | None = None) -> str:
    """Review the changes of a preview with facts from the fleet."""
    looked_up = {each.key: facts_of(each, catalogue or FIRMWARES, NOW) for each in items}
    facts = {key: found for key, found in looked_up.items() if found is not None}
    return review.summarize(Changes(origin=Origin.PREVIEW, items=items, stack="prod"), facts, "prod")


REPUBLISHED = {
    **next(row for row in FLEET["packages"] if row["FirmwareName"] == "meter-1.5.2"),
    "FirmwareId": "Zk2nVb81QhRw07LxTfJcSy5mGd3P0100",
    "FirmwareSign": "d1" * 32,
    "FirmwareSize": 267776,
    "UtcCreate": "2025-11-28T16:20:05.000Z",
}


def test_one_bump(golden: Golden) -> None:
    """A review of a bump shows the kind, the age, and newer packages that were skipped."""
    criteria = {**GATEWAY, "versionRange": "^3.2"}
    bump = pin("gateway", named("gateway-3.2.1"), named("gateway-3.10.0"), criteria, "rollout-eu", "rollout-us")
    golden("one-bump.md", reviewed(bump))


def test_downgrade(golden: Golden) -> None:
    """A downgrade is the first risk in its review."""
    criteria = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "destVersion": "V2.2.0"}
    before = {**criteria, "destVersion": "V2.3.0"}
    down = pin("camera", named("camera-V2.3.0"), named("camera-V2.2.0"), criteria, "rollout-eu", old_criteria=before)
    golden("downgrade.md", reviewed(down))


def test_digest_replaced(golden: Golden) -> None:
    """If only the file under a version changed, the review reports the file, not the version."""
    new = pins.pin(firmwares(REPUBLISHED)[-1])
    criteria = {"productKey": "a1MeterK001", "moduleName": "default", "type": "full", "destVersion": "1.5.2"}
    replaced = pin("meter", named("meter-1.5.2"), new, criteria, "rollout-eu")
    golden("digest-replaced.md", reviewed(replaced, catalogue=firmwares(REPUBLISHED)))


def test_several_with_risks(golden: Golden) -> None:
    """The most urgent pin comes first: a broken one, then an unverified one, then a major bump, and so on."""
    modem = {"productKey": "a1GatewayK01", "moduleName": "modem", "type": "full", "select": "highest"}
    isp = {
        "productKey": "a1CameraK01",
        "moduleName": "isp",
        "select": "highest",
        "versionPattern": "isp-(?P<version>.+)",
        "versionScheme": "dotted",
    }
    camera = {"productKey": "a1CameraK01", "moduleName": "default", "statuses": ["verified", "verifying"]}
    meter = {"productKey": "a1MeterK001", "moduleName": "default", "fromVersion": "1.5.0", "select": "highest"}
    jobs = [f"rollout-{place}" for place in ("ap", "cn-east", "cn-north", "eu", "sa", "us", "us-west")]
    golden(
        "several.md",
        reviewed(
            pin("gateway", named("gateway-3.10.0"), named("gateway-4.0.0"), GATEWAY, *jobs),
            pin("modem", named("gateway-modem-1.0.10"), named("gateway-modem-1.0.12"), modem, "rollout-eu"),
            pin("isp", named("camera-isp-7.1"), named("camera-isp-7.2"), isp),
            pin("camera", named("camera-V2.3.0"), named("camera-V2.4.0"), camera, "cameras"),
            pin("meter", named("meter-1.5.0"), named("meter-1.5.2-from-1.5.0"), meter),
        ),
    )


def test_no_change(golden: Golden) -> None:
    """A review without changes is one line."""
    golden("no-change.md", reviewed())


def test_new_and_removed(golden: Golden) -> None:
    """A new pin is described, and a removed one is listed."""
    modem = {"productKey": "a1GatewayK01", "moduleName": "modem", "destVersion": "1.0.9"}
    golden(
        "new-and-removed.md",
        reviewed(
            pin("gateway", None, named("gateway-4.0.0"), GATEWAY, "rollout-eu"),
            pin("old-modem", named("gateway-modem-1.0.9"), None, modem),
        ),
    )


def test_failed(golden: Golden) -> None:
    """The review of a preview that failed at a pin shows the cause and says that it is incomplete."""
    changes = review.read_preview((PREVIEWS / "dynamic-fail.json").read_text(encoding="utf-8"))
    golden("failed.md", review.summarize(changes, {}, "prod"))


def test_broken(golden: Golden) -> None:
    """If a broken pin stopped the preview, the review counts it and shows the verdict and the fix."""
    text = (PREVIEWS / "dynamic-fail.json").read_text(encoding="utf-8")
    document = json.loads(text)
    pinned = pins.PinnedFirmware(firmware_id="old-id", dest_version="1.0.12", type="full", digest="sha256:" + "ab" * 32)
    other = Package(
        firmware_id="new-id",
        dest_version="1.0.12",
        type=FirmwareType.FULL.code,
        firmware_sign="cd" * 32,
        sign_method="SHA256",
    )
    error = verdicts.judge(pinned, [other], Criteria(), NOW).error("The entry modem of firmware.lock", "Do this.")
    (diagnostic,) = (each for each in document["diagnostics"] if "No package matches" in each["message"])
    diagnostic["message"] = str(error)
    changes = review.read_preview(json.dumps(document))
    golden("broken.md", review.summarize(changes, {}, "prod"))


RANGE = {"moduleName": "default", "productKey": "a1GatewayK01", "select": "highest", "type": "full"}
METER = {"destVersion": "1.5.2", "productKey": "a1MeterK001", "type": "full"}


def lock_file(**packages: str) -> LockFile:
    """Return a lock file with packages of the fleet. A package may have a range after its name."""
    entries = {}
    for entry, package in packages.items():
        name, version_range = package.partition(" ")[::2]
        values = {**RANGE, "versionRange": version_range} if version_range else METER
        found = next(each for each in FIRMWARES if each.firmware_name == name)
        entries[entry] = (validation.parse(EntryArgs, values), pins.lock(found, "iot-emulator01"))
    return canonical.parse(canonical.render(entries), "firmware.lock")


def compared() -> Changes:
    """Compare two lock files with a bumped, a new and a removed entry."""
    old = lock_file(gateway="gateway-3.10.0 ^3.2", meter="meter-1.5.2")
    return review.compare(old, lock_file(gateway="gateway-4.0.0 ^4.0", modem="gateway-4.0.0 ~4.0"))


def test_lock_files(golden: Golden) -> None:
    """Lock files are compared without a lookup, and the review says that the status is unknown."""
    golden("lock-file.md", review.summarize(compared(), {}, "firmware.lock"))


def test_lock_files_that_were_looked_up() -> None:
    """If every entry was looked up, the review counts zero broken pins."""
    changes = review.compare(lock_file(gateway="gateway-3.10.0 ^4.0"), lock_file(gateway="gateway-4.0.0 ^4.0"))
    facts_by_key = {"gateway": facts(named("gateway-4.0.0"), GATEWAY, FIRMWARES)}
    first = review.summarize(changes, facts_by_key, "firmware.lock").splitlines()[1]
    assert first == "**Firmware: 1 bump, 0 downgrades, 0 broken pins** (lock file `firmware.lock`)"


def test_lock_files_that_were_looked_up_in_part() -> None:
    """If an entry was not looked up, the review does not count broken pins."""
    old = lock_file(gateway="gateway-3.10.0 ^4.0", meter="meter-1.5.0")
    changes = review.compare(old, lock_file(gateway="gateway-4.0.0 ^4.0", meter="meter-1.5.2"))
    facts_by_key = {"gateway": facts(named("gateway-4.0.0"), GATEWAY, FIRMWARES)}
    first = review.summarize(changes, facts_by_key, "firmware.lock").splitlines()[1]
    assert first == "**Firmware: 2 bumps, 0 downgrades** (lock file `firmware.lock`)"


def test_lock_files_that_are_alike() -> None:
    """An unchanged entry is not a change, even if it is on another line."""
    old = lock_file(meter="meter-1.5.2")
    (change,) = review.compare(old, lock_file(gateway="gateway-4.0.0 ^4.0", meter="meter-1.5.2")).items
    assert change.name == "gateway"


def test_lock_file_with_other_criteria_alone() -> None:
    """If only criteria changed, the review says that the firmware is the same, and shows the criteria."""
    changes = review.compare(*(lock_file(gateway=f"gateway-4.0.0 {each}") for each in ("^4.0", "~4.0")))
    (change,) = changes.items
    assert kind_of(change) is Kind.SAME
    text = review.summarize(changes, {}, "firmware.lock")
    assert "#### `gateway`: `4.0.0` (edited)" in text
    assert "- `versionRange` `^4.0` → `~4.0`" in text


@pytest.mark.parametrize(
    ("fields", "is_held"),
    [
        ({}, True),
        ({"firmware_id": "anew"}, True),
        ({"dest_version": "4.0.1"}, False),
        ({"digest": "sha256:" + "ab" * 32}, False),
        ({"digest": None}, False),
    ],
    ids=["the same", "moved", "another version", "another file", "unproven"],
)
def test_entry_of_a_pin(fields: Mapping[str, Any], is_held: bool) -> None:  # noqa: FBT001 - the expected answer
    """An entry is used for a pin only if it has the pin's package, not another state of the lock file."""
    entry = lock_file(gateway="gateway-4.0.0 ^4.0").entries["gateway"]
    change = pin("p", None, msgspec.structs.replace(named("gateway-4.0.0"), **fields), {"lockEntry": "gateway"})
    assert named_entry(change) == ("firmware.lock", "gateway")
    assert is_entry_of(entry, change) is is_held


def test_entry_without_a_digest() -> None:
    """Without a digest, the ID decides whether an entry has the pin's package."""
    entry = lock_file(gateway="gateway-4.0.0 ^4.0").entries["gateway"]
    assert entry.locked is not None
    entry = msgspec.structs.replace(entry, locked=msgspec.structs.replace(entry.locked, digest=None))
    new = msgspec.structs.replace(named("gateway-4.0.0"), digest=None)
    for firmware, is_held in ((new, True), (msgspec.structs.replace(new, firmware_id="anew"), False)):
        assert is_entry_of(entry, pin("p", None, firmware, {"lockEntry": "gateway"})) is is_held


@pytest.mark.parametrize(
    "criteria", [GATEWAY, {"lockEntry": Withheld.SECRET}, {"lockEntry": "gateway", "lockFile": Withheld.UNKNOWN}]
)
def test_no_entry_of_a_pin(criteria: Mapping[str, object]) -> None:
    """A pin with its own criteria has no entry, and a hidden entry name does not identify one."""
    assert named_entry(pin("p", None, named("gateway-4.0.0"), criteria)) is None


def test_criteria_of_an_entry() -> None:
    """An entry's criteria explain skipped newer packages, and are not changed criteria of the pin."""
    bump = pin("gateway", named("gateway-3.10.0"), named("gateway-4.0.0"), {"lockEntry": "gateway"})
    entry = lock_file(gateway="gateway-4.0.0 ~4.0.0").entries["gateway"]
    known = msgspec.structs.replace(bump, entry_criteria=by_wire_names(entry.criteria))
    for change, is_told in ((known, True), (bump, False)):
        seen = reviewed(change)
        assert ("- newer, but skipped: `4.1.0-rc.1` (outside versionRange); `4.0.1` (unverified)" in seen) is is_told
        assert "`versionRange`" not in seen


def test_where_to_look_up() -> None:
    """An entry provides the instance and scope of its package. A pin provides those in its criteria."""
    gateway, meter, _ = compared().items
    assert (gateway.iot_instance_id, gateway.new_place) == ("iot-emulator01", ("a1GatewayK01", "default"))
    assert (meter.iot_instance_id, meter.new_place) == (None, (None, None))
    scoped = pin("gateway", None, named("gateway-4.0.0"), {"iotInstanceId": "iot-1"})
    assert (scoped.iot_instance_id, scoped.new_place) == ("iot-1", (None, None))


def facts(new: PinnedFirmware, criteria: Mapping[str, object], catalogue: list[Package]) -> review.Facts:
    """Return the facts about the new package of a pin."""
    found = facts_of(pin("p", None, new, criteria), catalogue, NOW)
    assert found is not None
    return found


def test_facts() -> None:
    """The catalog provides the status, the age, and the newer packages that were skipped."""
    found = facts(named("gateway-4.0.0"), GATEWAY, FIRMWARES)
    assert found.firmware is not None
    assert (found.firmware.status_word, found.age_days, found.is_broken) == ("verified", 40, False)
    assert found.newer is not None
    assert found.newer.best is None
    assert [(each.firmware.dest_version, each.criterion) for each in found.newer.skipped] == [
        ("4.1.0-rc.1", "includePrerelease"),
        ("4.0.1", "statuses"),
    ]


@pytest.mark.parametrize(
    "criteria",
    [
        {"lockEntry": "gateway"},
        {**GATEWAY, "versionRange": Withheld.SECRET},
        {**GATEWAY, "versionRange": "no range"},
        {**GATEWAY, "select": "lowest"},
    ],
    ids=["in the lock file", "secret", "malformed", "of another release"],
)
def test_criteria_that_are_not_known(criteria: Mapping[str, object]) -> None:
    """If criteria are unknown or invalid, newer packages and the status are not judged."""
    found = facts(named("gateway-4.0.1"), criteria, FIRMWARES)
    assert (found.newer, found.is_broken) == (None, False)
    assert Risk.UNVERIFIED in risks_of(pin("p", None, named("gateway-4.0.1"), criteria), found)


def test_a_newer_one_that_fits() -> None:
    """A newer package that meets the criteria is listed, because the pin did not move to it."""
    text = reviewed(pin("gateway", named("gateway-3.2.1"), named("gateway-3.10.0"), GATEWAY))
    assert "- newer available: `4.0.0`" in text


def test_arguments_that_are_no_criteria_do_not_matter() -> None:
    """Arguments of a pin that are not criteria do not prevent reading the criteria."""
    assert facts(named("gateway-4.0.0"), {**GATEWAY, "resolve": "once", "keepers": {"a": "b"}}, FIRMWARES).newer


def test_a_pin_that_is_broken() -> None:
    """A broken pin is counted, listed with its verdict, and described in the details. No facts are shown for it."""
    new = named("meter-1.5.2")
    catalogue = [each for each in firmwares(REPUBLISHED) if each.firmware_id != new.firmware_id]
    criteria = {"productKey": "a1MeterK001", "moduleName": "default", "type": "full"}
    found = facts(new, criteria, catalogue)
    assert (found.judgment.verdict, found.firmware, found.age_days) == (Verdict.REPLACED, None, None)
    text = reviewed(pin("meter", named("meter-1.5.0"), new, criteria), catalogue=catalogue)
    assert "**Firmware: 1 bump, 0 downgrades, 1 broken pin** (stack `prod`)" in text
    assert "**Risk: broken pin (replaced)**" in text
    assert "- full, not in the catalog" in text
    assert "catalog: the pin has 1.5.2 (full)" in text


def test_a_namesake_elsewhere_is_another_firmware() -> None:
    """A package with the same version in another product does not replace a missing one."""
    new = named("meter-1.5.2")
    catalogue = [each for each in firmwares(REPUBLISHED) if each.firmware_id != new.firmware_id]
    criteria = {"productKey": "a1GatewayK01", "moduleName": "default"}
    assert facts(new, criteria, catalogue).judgment.verdict is Verdict.MISSING


def test_a_package_from_the_future() -> None:
    """If the clock is behind the creation time, the age is omitted."""
    package = named("gateway-4.0.0")
    created = next(each.created for each in FIRMWARES if each.firmware_id == package.firmware_id)
    assert created is not None
    change = pin("p", None, package, GATEWAY)
    for offset, age in ((-1, None), (0, 0), (86_399, 0), (86_400, 1)):
        found = facts_of(change, FIRMWARES, created + timedelta(seconds=offset))
        assert found is not None
        assert found.age_days == age


def test_nothing_to_look_up() -> None:
    """A removed or hidden package has no facts."""
    package = named("gateway-4.0.0")
    for new in (None, Withheld.SECRET, Withheld.UNKNOWN):
        assert facts_of(pin("p", package, new, GATEWAY), FIRMWARES, NOW) is None


def test_values_that_differ_never_look_alike() -> None:
    """If shortened IDs or digests would look the same, both are shown in full."""
    old, new = named("gateway-3.10.0"), named("gateway-3.10.0")
    ids = ["AAAAAA-1-ZZZZ-ZZZZ", "AAAAAA-2-ZZZZ-ZZZZ"]
    digests = ["sha256:" + "a" * 60 + end for end in ("0000", "0001")]
    change = pin(
        "p",
        pins.PinnedFirmware(dest_version=old.dest_version, type="full", firmware_id=ids[0], digest=digests[0]),
        pins.PinnedFirmware(dest_version=new.dest_version, type="full", firmware_id=ids[1], digest=digests[1]),
        {},
    )
    seen = reviewed(change).partition("<details>")[0]
    assert f"- id `{ids[0]}` → `{ids[1]}`" in seen
    assert f"- digest `{digests[0]}` → `{digests[1]}`" in seen


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (None, None, "- digest none, as before"),
        (None, "md5:" + "a" * 32, "- digest none → `md5:aaaaaaaaaaaa…`"),
        ("md5:" + "a" * 32, None, "- digest `md5:aaaaaaaaaaaa…` → none"),
    ],
)
def test_a_digest_that_is_not_there(old: str | None, new: str | None, line: str) -> None:
    """If one side has no digest, the line shows on which side."""
    before, after = (
        pins.PinnedFirmware(dest_version=version, type="full", firmware_id=version, digest=digest)
        for version, digest in (("1.0.0", old), ("1.1.0", new))
    )
    assert line in reviewed(pin("p", before, after, {})).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (5, 5, "- size 5 bytes, as before"),
        (None, 2048, "- size 2.0 KiB"),
        (2048, None, "- size 2.0 KiB → unknown"),
    ],
)
def test_a_size_that_is_not_there(old: int | None, new: int | None, line: str) -> None:
    """Sizes are compared only if both are known."""
    before, after = (
        pins.PinnedFirmware(dest_version=version, type="full", firmware_id=version, firmware_size=size)
        for version, size in (("1.0.0", old), ("1.1.0", new))
    )
    assert line in reviewed(pin("p", before, after, {})).splitlines()


def test_for_machines() -> None:
    """The JSON has the content and order of the Markdown, and marks hidden values."""
    secret = pin("camera", Withheld.SECRET, Withheld.SECRET, {"productKey": Withheld.SECRET})
    major = pin("gateway", named("gateway-3.10.0"), named("gateway-4.0.0"), GATEWAY, "rollout-eu")
    found = facts_of(major, FIRMWARES, NOW)
    assert found is not None
    changes = Changes(origin=Origin.PREVIEW, items=(secret, major), stack="prod")
    report: dict[str, Any] = review.to_builtins(changes, {major.key: found}, "prod")
    assert json.loads(json.dumps(report)) == report
    assert (report["origin"], report["where"], report["bumps"], report["brokenPins"]) == ("preview", "prod", 1, 0)
    first, second = report["changes"]
    assert (first["name"], first["kind"], first["risks"]) == ("gateway", "major", ["major"])
    assert first["new"]["firmwareId"] == named("gateway-4.0.0").firmware_id
    assert first["facts"] == {
        "verdict": "ok",
        "status": "verified",
        "utcCreate": "2025-10-21T06:31:44.000Z",
        "ageDays": 40,
        "newer": None,
        "skipped": [
            {
                "destVersion": "4.1.0-rc.1",
                "firmwareId": "EukLkIXuh5QyyAYIMMNVw0VLG1900100",
                "criterion": "includePrerelease",
                "reason": "it is a pre-release",
            },
            {
                "destVersion": "4.0.1",
                "firmwareId": "9Vxk46iiE10s4qpFEGEQ3QIZ23wO0100",
                "criterion": "statuses",
                "reason": "its status is unverified",
            },
        ],
    }
    assert second["old"] == second["newCriteria"]["productKey"] == {"withheld": "secret"}
