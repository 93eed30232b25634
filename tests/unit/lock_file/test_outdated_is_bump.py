# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`outdated` and `bump` agree: a newer package in `outdated` is the one that `bump` locks."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.errors import ArgumentError, LockFileError, OtaError, UnparsableError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.lock_file import Entry, bump
from alicloud_iot_ota.lock_file.bump import BumpOptions
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable
from alicloud_iot_ota.versions import Order
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.lock_file.updates import EntryUpdate
    from alicloud_iot_ota.lookup import Lookup

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
DIGESTS = ["ab" * 32, "cd" * 32]
READABLE = ["1.0.0", "1.0.0-a1b2c3d", "1.0.0-07a3ca9", "1.1.0", "2.0.0-rc.1", "2.0.0"]
UNREADABLE = ["2022.05", "2023.01.05", "winter", "V1.2.3_20230105"]
VERSIONS = [*READABLE, *UNREADABLE]
DAYS = [None, *(f"2025-11-{day:02}T08:00:00.000Z" for day in (1, 2, 3, 4))]

PACKAGES = st.builds(
    Package,
    firmware_id=st.sampled_from(["a", "b", "c", "d", "e", "f"]),
    dest_version=st.sampled_from(VERSIONS),
    firmware_name=st.sampled_from(["one", "two"]),
    src_version=st.none(),
    firmware_sign=st.sampled_from([None, *DIGESTS]),
    firmware_size=st.just(1),
    sign_method=st.just("SHA256"),
    module_name=st.sampled_from([*["default"] * 6, "modem"]),
    product_key=st.just("a1"),
    type=st.sampled_from([*[FirmwareType.FULL.code] * 6, FirmwareType.DIFFERENTIAL.code]),
    status=st.sampled_from([*[FirmwareStatus.VERIFIED.code] * 5, FirmwareStatus.UNVERIFIED.code]),
    utc_create=st.sampled_from(DAYS) | st.sampled_from(DAYS[1:]),
).map(
    lambda each: (
        msgspec.structs.replace(each, src_version="1.0.0") if each.type == FirmwareType.DIFFERENTIAL.code else each
    )
)
CATALOGS = st.lists(PACKAGES, min_size=2, max_size=6, unique_by=lambda each: each.firmware_id)
"""Few different versions and times, so that ties are common."""

SCOPES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"productKey": "a1", "moduleName": "default"},
        {"productKey": "a1", "moduleName": "default"},
        {"productKey": "a1", "allowUnscoped": True},
    ]
)
CRITERIA: dict[str, st.SearchStrategy[Any]] = {
    "versionRange": st.sampled_from([">=1.0.0", "^1.0.0", "*"]),
    "versionScheme": st.sampled_from(["semver", "dotted"]),
    "versionPattern": st.just("(?P<year>[0-9]{4})[.](?P<month>[0-9]+)(?:[.](?P<day>[0-9]+))?"),
    "versionRegex": st.sampled_from(["[.]", "^[0-9]"]),
    "includePrerelease": st.booleans(),
    "onUnparsable": st.sampled_from(["warn", "ignore", "error"]),
    "statuses": st.just(["verified", "unverified"]),
    "minAge": st.sampled_from(["1d", "28d"]),
    "type": st.just("full"),
    "fromVersion": st.just("1.0.0"),
    "blocked": st.sampled_from([[{"destVersion": version, "reason": "bricks"}] for version in VERSIONS]),
}
NAMES = ["destVersion", "firmwareId", "firmwareName"]


def look_up(packages: Sequence[Package]) -> Lookup:
    """Return a lookup with these packages at NOW."""
    timing = Timing(time=NOW.timestamp, monotonic=lambda: 0.0, wait=lambda _: False, random=lambda: 0.5)
    return lookup_of(packages, timing=timing)


def chosen_from(asked: dict[str, Any], catalogue: Sequence[Package]) -> Package | None:
    """Return the package that a lock would have selected from these packages."""
    try:
        return selection.decide(validation.parse(EntryArgs, asked).criteria, catalogue, NOW, "here").chosen()
    except OtaError:
        return None


@st.composite
def situations(draw: st.DrawFn) -> tuple[dict[str, Any], Package, list[Package]]:
    """Draw criteria, a locked package, and today's catalog, which may lack or change that package."""
    catalogue = draw(CATALOGS)
    asked: dict[str, Any] = {
        **draw(SCOPES),
        "select": draw(st.sampled_from(["only", "highest", "highest", "highest", "newest", "newest"])),
    }
    for name in draw(st.lists(st.sampled_from(list(CRITERIA)), max_size=2, unique=True)):
        asked[name] = draw(CRITERIA[name])
    yesterday = [catalogue[:count] for count in range(1, len(catalogue) + 1)]
    chosen = [each for each in (chosen_from(asked, packages) for packages in yesterday) if each is not None]
    pinned = draw(st.sampled_from(chosen[:1] * 4 + catalogue))
    names = draw(st.sampled_from([[], [], [], ["destVersion"], ["destVersion"], ["firmwareId"], ["firmwareName"]]))
    texts: dict[str, str | None] = {
        "destVersion": pinned.dest_version,
        "firmwareId": pinned.firmware_id,
        "firmwareName": pinned.firmware_name,
    }
    asked.update({name: texts[name] for name in names})
    if draw(st.sampled_from([True, True, False])):
        return asked, pinned, catalogue
    fate = draw(st.sampled_from(["withdrawn", "other ID", "other file", "unverified"]))
    others = [each for each in catalogue if each is not pinned]
    changes: dict[str, dict[str, Any]] = {
        "other ID": {"firmware_id": "g"},
        "other file": {"firmware_id": "g", "firmware_sign": "ef" * 32},
        "unverified": {"status": FirmwareStatus.UNVERIFIED.code},
    }
    now = [] if fate == "withdrawn" else [msgspec.structs.replace(pinned, **changes[fate])]
    return asked, pinned, [*others, *now]


def unreadable_and_later(args: EntryArgs, pinned: Package, catalogue: Sequence[Package]) -> set[str]:
    """Return the versions that may be newer, computed without the code under test."""
    criteria = args.criteria
    if criteria.on_unparsable is OnUnparsable.IGNORE or args.firmware_id or args.firmware_name:
        return set()
    if (
        criteria.select is FirmwareSelect.NEWEST
        and not msgspec.structs.replace(criteria, dest_version=None).reads_versions
    ):
        return set()  # creation times decide the order
    blocked = {block.dest_version for block in criteria.blocked}
    oldest = None if criteria.min_age is None else NOW - criteria.min_age.length
    says_which = (args.type, args.from_version)
    is_anywhere = criteria.select is not FirmwareSelect.ONLY and args.allow_unscoped
    is_chosen = args.dest_version is not None or criteria.select is not FirmwareSelect.ONLY
    kinds = {FirmwareType.FULL.code} if args.type or (is_chosen and not any(says_which)) else set(FirmwareType)
    return {
        each.dest_version
        for each in catalogue
        if (is_anywhere or (each.product_key, each.module) == (pinned.product_key, pinned.module))
        and each.dest_version != pinned.dest_version
        and criteria.reader.read(each.dest_version) is None
        and each.status_word in (criteria.statuses or ())
        and each.type in kinds
        and each.dest_version not in blocked
        and (criteria.version_regex is None or criteria.version_regex.is_found_in(each.dest_version))
        and (oldest is None or (each.created is not None and each.created <= oldest))
        and (each.created is None or pinned.created is None or each.created > pinned.created)
    }


UNSCOPED = {"productKey": "a1", "allowUnscoped": True}
SCOPE = {"productKey": "a1", "moduleName": "default"}


def made(version: str, firmware_id: str, day: int | None, **fields: Any) -> Package:  # noqa: ANN401 - passes them on
    """Return a package."""
    return Package(
        firmware_id=firmware_id,
        dest_version=version,
        type=FirmwareType.FULL.code,
        status=FirmwareStatus.VERIFIED.code,
        utc_create=None if day is None else DAYS[day],
        **{"product_key": "a1", "module_name": "default", **fields},
    )


FIRST = made("1.0.0", "a", 1)
IN_MODEM = made("2.0.0", "m", 3, module_name="modem")


@settings(max_examples=max(400, settings().max_examples // 10))
@given(situations())
@example(({**SCOPE, "select": "highest"}, FIRST, [FIRST, made("2022.05", "b", 2)]))
@example(({**SCOPE, "destVersion": "1.0.0"}, FIRST, [FIRST, made("2022.05", "b", 2)]))
@example(({**SCOPE, "select": "newest"}, FIRST, [FIRST, made("0.9.0", "b", 2)]))
@example(({**SCOPE, "select": "newest", "destVersion": "1.0.0"}, FIRST, [FIRST, made("2.0.0", "b", None)]))
@example(({**SCOPE, "select": "highest"}, FIRST, [FIRST, made("2.0.0", "b", 2), made("2.0.0", "c", 2)]))
@example(
    (
        {**SCOPE, "select": "newest", "firmwareName": "one"},
        made("1.0.0", "a", 1, firmware_name="one"),
        [
            made("1.0.0", "a", 1, firmware_name="one"),
            made("2022.05", "b", 2, firmware_name="one"),
            made("1.1.0", "c", None, firmware_name="one"),
        ],
    )
)
@example(({**SCOPE, "versionRange": "*"}, FIRST, [FIRST, made("2.0.0", "b", 2)]))
@example(({**UNSCOPED, "select": "highest"}, IN_MODEM, [made("1.0.0", "a", 1)]))
@example(({**UNSCOPED, "select": "highest"}, IN_MODEM, [IN_MODEM, made("2022.05", "b", 4)]))
def test_outdated_is_bump(situation: tuple[dict[str, Any], Package, list[Package]]) -> None:
    """`outdated` reports the package or the error of `bump`, and lists possibly newer packages."""
    asked, pinned, catalogue = situation
    try:
        args = validation.parse(EntryArgs, asked)
    except ArgumentError:
        assume(False)  # noqa: FBT003 - hypothesis has it so
    entry = Entry("e", args, pins.lock(pinned, None), "firmware.lock", 4)
    lookup = look_up(catalogue)
    told: list[str] = []
    move: EntryUpdate | None = None
    error: OtaError | None = None
    try:
        move = bump.plan_bump(lookup, entry, BumpOptions(), told.append)
    except OtaError as caught:
        error = caught
    try:
        found = bump.preview_bump(lookup, entry, told.append)
    except LockFileError:
        event("the entry contradicts itself")
        assert any(selection.failed_identity_rules(args.criteria, pinned))
        return
    except UnparsableError:
        event("unreadable is an error")
        assert args.on_unparsable is OnUnparsable.ERROR
        assert isinstance(error, UnparsableError)
        return
    event("moves" if found.newer else "fails" if found.error else "stays")
    event("possibly newer" if found.is_possibly_newer else "nothing is possibly newer")
    assert str(found.error) == str(error)
    assert found.newer == (move.locked if move is not None and move.is_change else None)
    if found.newer is not None:
        order = args.criteria.reader.order(found.newer.dest_version, pinned.dest_version)
        is_by_time = args.select is FirmwareSelect.NEWEST
        assert order in {Order.EQUAL, Order.HIGHER} or (is_by_time and order is Order.UNKNOWN)
    listed = {each.firmware.dest_version for each in found.skipped if each.is_possibly_newer}
    moved = set() if found.newer is None else {found.newer.dest_version}
    assert unreadable_and_later(args, pinned, catalogue) <= listed | moved
    # Each listed package has a reason and is listed once, including one that `bump` would reject.
    assert all(each.reason for each in found.skipped)
    assert len({each.firmware.firmware_id for each in found.skipped}) == len(found.skipped)
    assert moved.isdisjoint(each.firmware.dest_version for each in found.skipped)
    if found.error is None:
        assert not any(each.criterion == "bump" for each in found.skipped)


@settings(max_examples=max(400, settings().max_examples // 10))
@given(situations())
def test_silence_means_up_to_date(situation: tuple[dict[str, Any], Package, list[Package]]) -> None:
    """If `outdated` reports no newer package, no matching package is higher (or later, with `select: newest`)."""
    asked, pinned, catalogue = situation
    try:
        args = validation.parse(EntryArgs, asked)
    except ArgumentError:
        assume(False)  # noqa: FBT003 - as above
    entry = Entry("e", args, pins.lock(pinned, None), "firmware.lock", 4)
    try:
        found = bump.preview_bump(look_up(catalogue), entry, lambda _: None)
    except OtaError:
        return
    if found.newer is not None or found.skipped or found.error is not None:
        return
    names = dict.fromkeys(NAMES)
    criteria = validation.parse(EntryArgs, {**asked, **names}).criteria
    for each in catalogue:
        if (each.product_key, each.module) != (pinned.product_key, pinned.module) or each.created is None:
            continue
        try:
            chosen = selection.decide(criteria, [each], NOW, "here").chosen()
        except OtaError:
            continue
        if criteria.select is FirmwareSelect.NEWEST:
            assert pinned.created is not None
            assert chosen.created is not None
            assert chosen.created <= pinned.created
        else:
            assert criteria.reader.order(chosen.dest_version, pinned.dest_version).value in {
                "lower",
                "equal",
                "unknown",
            }
