# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Promotions against random catalogs: only the same file is promoted, and `outdated` shows what `promote` does."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.errors import BrokenPinError, CredentialsError, LockFileError, OtaError, PromotionError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.lock_file import Entry
from alicloud_iot_ota.lock_file.bump import BumpOptions
from alicloud_iot_ota.lock_file.promote import Source, plan_promotion, preview_promotion
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.lock_file.updates import EntryUpdate
    from alicloud_iot_ota.lookup import Lookup

_Result = TypeVar("_Result")
_Value = TypeVar("_Value")

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
TIMING = Timing(time=NOW.timestamp, monotonic=float, wait=bool, random=float)
DIGEST, OTHER = "ab" * 32, "cd" * 32
BLOCK = [{"digest": f"sha256:{DIGEST}", "reason": "bricks revision B"}]


GATEWAY = Package(
    firmware_id="f",
    dest_version="1.1.0",
    firmware_sign=DIGEST,
    sign_method="SHA256",
    type=FirmwareType.FULL.code,
    status=FirmwareStatus.VERIFIED.code,
    module_name="default",
    product_key="p",
)


def mostly(usual: _Value, *others: _Value) -> st.SearchStrategy[_Value]:
    """Return a strategy of a usual value and some others, so that many packages are the same file."""
    return st.sampled_from([usual] * 8 + [*others])


PACKAGES = st.builds(
    Package,
    firmware_id=st.sampled_from(["a", "b", "c", "d"]),
    dest_version=mostly("1.1.0", "1.0.0", "winter"),
    firmware_name=st.just("gateway"),
    src_version=mostly(None, "0.9.0"),
    firmware_sign=mostly(DIGEST, OTHER, None),
    firmware_size=mostly(1, None, 2),
    sign_method=st.just("SHA256"),
    module_name=mostly("default", None, "modem"),
    product_key=st.just("p"),
    type=mostly(FirmwareType.FULL.code, FirmwareType.DIFFERENTIAL.code),
    status=mostly(FirmwareStatus.VERIFIED.code, FirmwareStatus.UNVERIFIED.code),
    utc_create=mostly("2025-11-01T08:00:00.000Z", None, "2025-11-30T08:00:00.000Z"),
)
CATALOGS = st.lists(PACKAGES, max_size=4, unique_by=lambda each: each.firmware_id)
CRITERIA: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {},
    optional={
        "versionRange": st.just("^1.1"),
        "minAge": st.just("10d"),
        "blocked": st.just(BLOCK),
        "moduleName": st.just("default"),
        "statuses": st.just(["unverified"]),
        "maxSize": st.just(1),
    },
)


def entry(name: str, package: Package | None, criteria: dict[str, Any] | None = None) -> Entry:
    """Return an entry that is up to date."""
    args = validation.parse(EntryArgs, criteria or {})
    locked = None if package is None else pins.lock(package, None)
    return Entry(name, args, locked, "firmware.lock", 1, None if package is None else args)


def plan(catalog: Sequence[Package], target: Entry, source: Entry, options: BumpOptions | None = None) -> EntryUpdate:
    """Plan a promotion against a catalog."""
    lookup = lookup_of(catalog, timing=TIMING)
    return plan_promotion(lookup, target, stage(source), options or BumpOptions(), lambda _: None)


def stage(source: Entry) -> Source:
    """Return a previous stage that still has its package in its own instance."""
    held = [] if source.locked is None else [pins.unlock(source.locked)]
    catalog = [msgspec.structs.replace(each, status=FirmwareStatus.VERIFIED.code) for each in held]
    return Source(source, lambda: lookup_of(catalog, timing=TIMING))


def outcome(call: Callable[[], _Result]) -> _Result | OtaError:
    """Return the result of a call, or its error."""
    try:
        return call()
    except OtaError as error:
        return error


def identity(package: Package) -> tuple[str | None, ...]:
    """Return what must be the same in each stage."""
    return package.dest_version, package.module, package.type_word, package.src_version, package.digest


@given(CATALOGS, PACKAGES, st.none() | PACKAGES, CRITERIA)
def test_only_the_same_file(
    catalog: list[Package], wanted: Package, held: Package | None, criteria: dict[str, Any]
) -> None:
    """A promoted package is the same file, and meets all criteria. If there is such a package, it is promoted."""
    source = entry("dev", wanted)
    target = entry("prod", held, {"promoteFrom": "dev", "productKey": "p", **criteria})
    args = target.criteria.criteria
    expected = {
        each.firmware_id
        for each in catalog
        if identity(each) == identity(wanted)
        and each.digest is not None
        and len({each.firmware_size, wanted.firmware_size} - {None}) < 2
        and not any(selection.failed_identity_rules(args, each))
        and not any(selection.failed_fitness_rules(args, each, NOW))
    }
    found = outcome(lambda: plan(catalog, target, source, BumpOptions(allow_downgrade=True)))
    event(type(found).__name__)
    if not isinstance(found, OtaError) and not found.is_change:
        assert found.locked == target.locked
        assert held is not None
        assert identity(held) == identity(wanted)
        return
    if isinstance(found, PromotionError):
        assert not expected
    elif isinstance(found, BrokenPinError):  # a different file with the version or the ID that is locked
        assert held is not None
        assert expected
    elif isinstance(found, OtaError):
        assert wanted.digest is None
    else:
        assert found.locked is not None
        is_held = held is not None and held.firmware_id in expected
        assert found.locked.firmware_id == (held.firmware_id if is_held and held is not None else min(expected))


@given(CATALOGS, PACKAGES, PACKAGES, CRITERIA)
def test_preview_is_promotion(catalog: list[Package], wanted: Package, held: Package, criteria: dict[str, Any]) -> None:
    """The preview of a promotion has the same package or the same error."""
    source = entry("dev", wanted)
    target = entry("prod", held, {"promoteFrom": "dev", "productKey": "p", **criteria})
    preview = outcome(
        lambda: preview_promotion(lookup_of(catalog, timing=TIMING), target, stage(source), lambda _: None)
    )
    found = outcome(lambda: plan(catalog, target, source))
    if isinstance(preview, OtaError):
        assert "is inconsistent" in preview.message
    elif isinstance(found, OtaError):
        assert (preview.newer, str(preview.error)) == (None, str(found))
    else:
        assert (preview.newer, preview.error) == (found.locked if found.moves else None, None)


@pytest.mark.parametrize(
    ("criteria", "told"),
    [
        ({"blocked": BLOCK}, "is broken. It has 1.0.0"),
        ({"versionRange": "^2"}, "is inconsistent"),
    ],
)
def test_broken_source(package: Callable[..., Package], criteria: dict[str, Any], told: str) -> None:
    """A source that blocks its own package, or does not meet its own criteria, is not promoted."""
    held = package("1.0.0", firmware_sign=DIGEST, sign_method="SHA256")
    with pytest.raises((BrokenPinError, LockFileError)) as caught:
        plan([held], entry("prod", None, {"promoteFrom": "dev", "productKey": "a1"}), entry("dev", held, criteria))
    assert told in caught.value.message


def test_first_package_is_not_guarded(package: Callable[..., Package]) -> None:
    """An entry without a package gets its first one, also if it was locked in no instance before."""
    held = package("1.0.0", firmware_sign=DIGEST, sign_method="SHA256")
    update = plan([held], entry("prod", None, {"promoteFrom": "dev", "productKey": "a1"}), entry("dev", held))
    assert (update.what, update.old) == ("promoted from dev", None)


def test_many_similar_packages(package: Callable[..., Package]) -> None:
    """The error shows at most three packages of each kind, and counts the others."""
    held = package("1.0.0", firmware_sign=DIGEST, sign_method="SHA256")
    files = [package("1.0.0", firmware_sign=f"{n:064x}", sign_method="SHA256") for n in range(5)]
    names = [package(f"1.0.{n}", firmware_sign=DIGEST, sign_method="SHA256") for n in range(1, 5)]
    with pytest.raises(PromotionError) as caught:
        plan([*files, *names], entry("prod", None, {"promoteFrom": "dev", "productKey": "a1"}), entry("dev", held))
    lines = caught.value.message.splitlines()
    assert [line for line in lines if line.startswith("  and")] == ["  and 2 more", "  and 1 more"]
    assert len(lines) + 1 <= selection.phrases.MOST_LINES


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"status": FirmwareStatus.UNVERIFIED.code}, "statusRegressed"),
        ({"firmware_id": "other", "firmware_sign": OTHER}, "replaced"),
        ({"dest_version": "9.9"}, "changed"),
    ],
)
def test_withdrawn_in_the_previous_stage(changes: dict[str, Any], verdict: str) -> None:
    """A package that the previous stage may not deploy any more is not promoted."""
    source = Source(
        entry("dev", GATEWAY), lambda: lookup_of([msgspec.structs.replace(GATEWAY, **changes)], timing=TIMING)
    )
    target = entry("prod", None, {"promoteFrom": "dev", "productKey": "p"})
    with pytest.raises(BrokenPinError, match='entry "dev" is broken') as caught:
        plan_promotion(lookup_of([GATEWAY], timing=TIMING), target, source, BumpOptions(), lambda _: None)
    assert caught.value.verdict == verdict


def test_unreadable_previous_stage() -> None:
    """Credentials that cannot read the previous stage do not prevent a promotion, but there is a warning."""

    def no_profile() -> Lookup:
        raise CredentialsError("No profile.", "Set one.")

    warnings: list[str] = []
    target = entry("prod", None, {"promoteFrom": "dev", "productKey": "p"})
    source = Source(entry("dev", GATEWAY), no_profile)
    update = plan_promotion(lookup_of([GATEWAY], timing=TIMING), target, source, BumpOptions(), warnings.append)
    assert update.what == "promoted from dev"
    assert [each.partition("\n")[0] for each in warnings] == [
        'firmware.lock:1: entry "dev" was not checked in its own instance before the promotion.'
    ]


def test_already_promoted() -> None:
    """An entry keeps the copy of its previous stage, even if that copy could not be selected now."""
    target = entry("prod", GATEWAY, {"promoteFrom": "dev", "productKey": "p", "minAge": "10d"})
    young = msgspec.structs.replace(GATEWAY, utc_create="2025-11-30T08:00:00.000Z")
    copy = msgspec.structs.replace(young, firmware_id="g")
    held = entry("prod", young, {"promoteFrom": "dev", "productKey": "p", "minAge": "10d"})
    for found in (plan([young], held, entry("dev", copy)), plan([], target, entry("dev", GATEWAY))):
        assert (found.what, found.is_change) == ("unchanged", False)
    without = msgspec.structs.replace(GATEWAY, firmware_sign=None, sign_method=None)
    assert plan([], entry("prod", without, {"promoteFrom": "dev"}), entry("dev", without)).what == "unchanged"


def test_copy_with_another_id() -> None:
    """A copy that was published again is locked with its new ID."""
    again = msgspec.structs.replace(GATEWAY, firmware_id="again")
    held = entry("prod", GATEWAY, {"promoteFrom": "dev", "productKey": "p"})
    update = plan([again], held, entry("dev", msgspec.structs.replace(GATEWAY, firmware_id="dev")))
    assert update.locked is not None
    assert (update.locked.firmware_id, update.what) == ("again", "same file, now firmwareId again")
