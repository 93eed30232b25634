# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kind of a change, its risks, and the counts of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import review
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.pins.verdicts import Judgment, Verdict
from alicloud_iot_ota.review import Changes, Facts
from alicloud_iot_ota.review.changes import Affected, Change, Origin
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Kind, Risk
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing.block import _size_change

if TYPE_CHECKING:
    from collections.abc import Mapping

SHA = "sha256:" + "a" * 64


def held(dest_version: str, firmware_id: str = "id", **fields: object) -> PinnedFirmware:
    """Return a package, by default with a SHA-256 digest of its version."""
    described = {"type": "full", "digest": SHA, **fields}
    return PinnedFirmware(dest_version=dest_version, firmware_id=firmware_id, **described)  # type: ignore[arg-type]  # any


def change(
    old: PinnedFirmware | Withheld | None,
    new: PinnedFirmware | Withheld | None,
    criteria: Mapping[str, object] | None = None,
    **fields: object,
) -> Change:
    """Return a change of a pin."""
    given = {"old_criteria": criteria or {}, "new_criteria": criteria or {}, **fields}
    return Change(key="pin", name="pin", old=old, new=new, **given)  # type: ignore[arg-type]  # by name


DOTTED = {"versionScheme": "dotted"}
PATTERN = {"versionPattern": "isp-(?P<major>[0-9]+)[.](?P<minor>[0-9]+)"}


@pytest.mark.parametrize(
    ("old", "new", "criteria", "kind"),
    [
        ("4.0.0", "5.0.0", {}, Kind.MAJOR),
        ("3.10.0", "4.0.0-rc.1", {}, Kind.MAJOR),
        ("4.0.0", "4.1.0", {}, Kind.MINOR),
        ("3.9.0", "3.10.0", {}, Kind.MINOR),
        ("V2.2.0", "V2.3.0", {}, Kind.MINOR),
        ("4.0.0", "4.0.1", {}, Kind.PATCH),
        ("4.0.0-rc.1", "4.0.0-rc.2", {}, Kind.PRERELEASE),
        ("4.0.0-rc.1", "4.0.0", {}, Kind.PRERELEASE),
        ("4.0.0", "4.0.0-rc.1", {}, Kind.DOWNGRADE),
        ("3.10.0", "3.9.0", {}, Kind.DOWNGRADE),
        ("1.0", "1.1", {}, Kind.OTHER),
        ("1.0", "1.1", DOTTED, Kind.MINOR),
        ("1.2.3.4", "1.2.3.5", DOTTED, Kind.PATCH),
        ("1.0.12", "1.0.12b", DOTTED, Kind.PATCH),
        ("0", "1", DOTTED, Kind.MAJOR),
        ("isp-7.1", "isp-7.2", PATTERN, Kind.MINOR),
        ("isp-7.1", "isp-7.2", {}, Kind.OTHER),
        ("4.0.0", "latest", {}, Kind.OTHER),
        ("4.0.0", "v4.0.0", {}, Kind.OTHER),
        ("4.0.0+a", "4.0.0+b", {}, Kind.OTHER),
        ("4.0.0", "4.1.0", {"versionScheme": "calver"}, Kind.MINOR),
        ("4.0.0", "4.1.0", {"versionPattern": "("}, Kind.MINOR),
        ("4.0.0", "4.1.0", {"versionPattern": Withheld.SECRET}, Kind.MINOR),
        ("4.0.0", "4.0.0-b", {"versionScheme": "calver"}, Kind.OTHER),
        ("4.0.0", "4.0.0-b", {"versionPattern": "("}, Kind.OTHER),
        ("4.0.0-b", "4.0.0", {"versionScheme": Withheld.SECRET}, Kind.OTHER),
    ],
)
def test_by_versions(old: str, new: str, criteria: dict[str, object], kind: Kind) -> None:
    """Versions are read by the pin's criteria. Without criteria, the kind of an unreadable version is not guessed."""
    assert kind_of(change(held(old, "a"), held(new, "b"), criteria)) is kind


@pytest.mark.parametrize(
    ("old", "new", "criteria", "is_unknown"),
    [
        ("V1.2.3_20230105", "V1.2.10_20230901", {}, True),
        ("4.0.0", "latest", {}, True),
        ("1.0", "1.1", {}, True),
        ("1.0", "1.1", DOTTED, False),
        ("isp-7.1", "7.2", PATTERN, True),
        ("4.0.0", "4.0.0-b", {"versionScheme": "calver"}, True),
        ("4.0.0", "4.0.0-b", {"versionScheme": Withheld.SECRET}, True),
        ("4.0.0", "4.1.0", {"versionScheme": Withheld.SECRET}, False),
        ("4.0.0", "v4.0.0", {}, False),
        ("latest", "latest", {}, False),
        ("latest", "latest", {"versionScheme": Withheld.SECRET}, False),
        ("4.1.0", "4.0.0", {}, False),
    ],
)
def test_unknown_order_is_a_risk(*, old: str, new: str, criteria: dict[str, object], is_unknown: bool) -> None:
    """If the order of two versions is unknown, this is a risk that the reviewer must check."""
    risks = risks_of(change(held(old, "a"), held(new, "b"), criteria), None)
    assert (Risk.ORDER_UNKNOWN in risks) is is_unknown


@pytest.mark.parametrize(
    ("old", "new", "entry_criteria", "kind"),
    [
        ("3.9.0", "4.0.0", None, Kind.MAJOR),
        ("V3.10.0", "V3.9.0", None, Kind.DOWNGRADE),
        ("4.0.0-rc.1", "4.0.0", None, Kind.OTHER),
        ("4.0.0+b", "4.0.1+a", None, Kind.OTHER),
        ("1.0", "1.1", None, Kind.OTHER),
        ("1.0", "1.1", DOTTED, Kind.MINOR),
        ("1.0.0", "1.0.0-b", DOTTED, Kind.PATCH),
        ("1.0.0", "1.0.0-b", {}, Kind.DOWNGRADE),
        ("isp-7.2", "isp-7.1", PATTERN, Kind.DOWNGRADE),
    ],
)
def test_by_an_entry(old: str, new: str, entry_criteria: Mapping[str, object] | None, kind: Kind) -> None:
    """For a pin with an entry, the entry's criteria read the versions. If unknown, all schemes must agree."""
    pin = change(held(old, "a"), held(new, "b"), {"lockEntry": "gateway"}, entry_criteria=entry_criteria)
    assert kind_of(pin) is kind
    assert (Risk.DOWNGRADE in risks_of(pin, None)) is (kind is Kind.DOWNGRADE)


def test_another_entry_is_not_compared() -> None:
    """Packages of two entries are not compared, because they may be of different products."""
    criteria: list[dict[str, object]] = [{"lockEntry": "gateway"}, {"lockEntry": "meter"}]
    for new in ("1.5.2", "4.0.0"):
        pin = change(held("4.0.0", "a"), held(new, "b"), old_criteria=criteria[0], new_criteria=criteria[1])
        assert kind_of(pin) is Kind.OTHER


def test_place_of_an_entry() -> None:
    """A pin with an entry has the entry's scope, if it is known."""
    entry = {"productKey": "a1", "moduleName": "modem", "iotInstanceId": "iot-1"}
    known, unknown = (
        change(None, held("1.0.0"), {"lockEntry": "modem"}, entry_criteria=each) for each in (entry, None)
    )
    assert (known.new_place, known.iot_instance_id) == (("a1", "modem"), "iot-1")
    assert (unknown.new_place, unknown.iot_instance_id) == ((None, None), None)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (held("1.0.0", "a"), held("1.0.0", "b"), Kind.MOVED),
        (held("1.0.0", "a", firmware_size=1), held("1.0.0", "b", firmware_size=2), Kind.REPLACED),
        (held("1.0.0", "a"), held("1.0.0", "b", digest="sha256:" + "b" * 64), Kind.REPLACED),
        (held("1.0.0", "a"), held("1.0.0", "a", digest=None), Kind.REPLACED),
        (held("1.0.0", "a", digest=None), held("1.0.0", "b", digest=None), Kind.REPLACED),
        (held("1.0.0", "a"), held("1.0.0", "b", type="differential", src_version="0.9.0"), Kind.OTHER),
        (held("1.0.0"), held("1.0.0"), Kind.SAME),
        (None, held("1.0.0"), Kind.NEW),
        (Withheld.UNKNOWN, held("1.0.0"), Kind.NEW),
        (held("1.0.0"), None, Kind.REMOVED),
        (Withheld.SECRET, None, Kind.REMOVED),
        (held("1.0.0"), Withheld.SECRET, Kind.SECRET),
        (held("1.0.0"), Withheld.UNKNOWN, Kind.UNKNOWN),
        (None, None, Kind.SAME),
    ],
)
def test_by_the_rest(old: PinnedFirmware | Withheld | None, new: PinnedFirmware | Withheld | None, kind: Kind) -> None:
    """Without two comparable versions, the files decide the kind of change."""
    assert kind_of(change(old, new)) is kind


@pytest.mark.parametrize("withheld", Withheld)
def test_every_reason_to_withhold_is_a_kind(withheld: Withheld) -> None:
    """If a package is hidden, the kind of change is the reason for hiding it."""
    kind = kind_of(change(None, withheld))
    assert (kind.value, kind.words) == (withheld.value, withheld.words)


def test_another_product_is_not_compared() -> None:
    """Versions of different products or modules are not compared."""
    criteria: list[dict[str, object]] = [{"productKey": key, "moduleName": "default"} for key in ("a1", "b2")]
    moved = change(held("4.0.0", "a"), held("1.5.2", "b"), old_criteria=criteria[0], new_criteria=criteria[1])
    assert kind_of(moved) is Kind.OTHER
    assert risks_of(moved, None) == (Risk.ELSEWHERE,)
    for old, new in (({}, criteria[1]), (criteria[0], {})):
        unscoped = change(held("4.0.0", "a"), held("1.5.2", "b"), old_criteria=old, new_criteria=new)
        assert kind_of(unscoped) is Kind.DOWNGRADE


@pytest.mark.parametrize(
    ("old", "new", "risks"),
    [
        (held("1.0.0"), held("1.1.0"), []),
        (held("1.0.0"), held("2.0.0"), [Risk.MAJOR]),
        (held("2.0.0"), held("1.0.0", digest="md5:" + "a" * 32), [Risk.DOWNGRADE, Risk.MD5]),
        (held("1.0.0"), held("1.1.0", digest="sm3:" + "a" * 64), [Risk.WEAK_DIGEST]),
        (held("1.0.0"), held("1.1.0", digest=None), [Risk.NO_DIGEST]),
        (held("1.0.0"), held("1.0.0", digest="sha256:" + "b" * 64), [Risk.DIGEST_CHANGED]),
        (held("1.0.0"), held("1.0.0", digest=None), [Risk.NO_DIGEST]),
        (held("1.0.0"), held("1.1.0", type="differential", src_version="1.0.0"), [Risk.TYPE_CHANGED]),
        (held("1.0.0"), held("1.1.0", type="differential", src_version="0.9.0"), [Risk.TYPE_CHANGED, Risk.SOURCE_GAP]),
        (held("1.0.0"), held("1.0.0", type="differential", src_version="0.9.0"), [Risk.TYPE_CHANGED]),
        (held("1.1.0", type="differential", src_version="1.0.0"), held("1.1.0"), [Risk.TYPE_CHANGED]),
        (None, held("1.0.0", digest="md5:" + "a" * 32), [Risk.MD5]),
        (held("1.0.0", digest="md5:" + "a" * 32), None, []),
        (held("1.0.0", digest=None), held("1.0.0", digest=None), []),
        (held("1.0.0"), Withheld.SECRET, []),
    ],
)
def test_risks(old: PinnedFirmware | Withheld | None, new: PinnedFirmware | Withheld | None, risks: list[Risk]) -> None:
    """Risks are listed with the most urgent first. An unchanged or removed package has none."""
    assert list(risks_of(change(old, new), None)) == risks


BLOCK = {"firmwareId": "id", "reason": "boots no more"}


@pytest.mark.parametrize(
    ("package", "old", "new", "is_risk"),
    [
        (held("1.0.0"), {"blocked": [BLOCK]}, {}, True),
        (held("1.0.0"), {"blocked": [BLOCK]}, {"blocked": [BLOCK]}, False),
        (held("1.0.0"), {"blocked": [BLOCK]}, {"blocked": Withheld.SECRET}, True),
        (held("1.0.0"), {}, {"blocked": Withheld.SECRET}, False),
        (None, {"blocked": [BLOCK]}, {"select": "highest"}, True),  # a secret pin that keeps its package
        (None, {"blocked": [BLOCK]}, {}, False),  # the pin is removed
    ],
)
def test_a_block_is_removed(
    *, package: PinnedFirmware | None, old: dict[str, object], new: dict[str, object], is_risk: bool
) -> None:
    """A removed or changed block is a risk, unless its pin is removed too."""
    risks = risks_of(change(package, package, old_criteria=old, new_criteria=new), None)
    assert (Risk.BLOCK_REMOVED in risks) is is_risk


def first_line(
    origin: Origin, *items: Change, problem: str | None = None, facts: Mapping[str, Facts] | None = None
) -> str:
    """Return the line with the counts."""
    return review.summarize(Changes(origin=origin, items=items, problem=problem), facts or {}, "here").splitlines()[1]


def test_counts() -> None:
    """Bumps and downgrades are always counted. Broken pins are counted only if all packages were looked up."""
    bump = change(held("1.0.0"), held("1.1.0"))
    failed = change(None, None, errors=("no",))
    preview, lock = Origin.PREVIEW, Origin.LOCK_FILE
    assert first_line(preview, bump) == "**Firmware: 1 bump, 0 downgrades, 0 broken pins** (stack `here`)"
    assert first_line(preview, bump, problem="x") == "**Firmware: 1 bump, 0 downgrades** (stack `here`)"
    assert first_line(preview, failed) == "**Firmware: 0 bumps, 0 downgrades, 1 failed pin** (stack `here`)"
    assert first_line(lock, bump, bump) == "**Firmware: 2 bumps, 0 downgrades** (lock file `here`)"
    many = [
        change(held("1.1.0"), held("1.0.0")),
        change(held("1.0.0", "a"), held("1.0.0", "b")),
        change(held("1.0.0"), held("1.0.0", digest=None)),
        change(None, held("1.0.0")),
        change(held("1.0.0"), None),
        change(held("1.0.0"), held("x")),
        change(held("1.0.0"), held("1.0.0"), warnings=("w",)),
    ]
    assert first_line(preview, *many) == (
        "**Firmware: 0 bumps, 1 downgrade, 0 broken pins, 1 replaced file, 1 moved, 1 new, "
        "1 removed, 1 unchanged, 1 other change** (stack `here`)"
    )


def test_counts_of_broken_pins() -> None:
    """A broken pin is counted once, from the preview or the catalog. Removed pins need no lookup."""
    missing = Facts(Judgment(held("1.0.0"), Verdict.MISSING, "which is gone"))
    stopped = change(None, held("1.0.0"), errors=("The pin holds 1.0.0, which is gone (missing).",))
    assert "1 broken pin" in first_line(Origin.PREVIEW, stopped, facts={"pin": missing})
    assert "1 broken pin, 1 new" in first_line(Origin.PREVIEW, change(None, held("1.0.0")), facts={"pin": missing})
    removed = change(held("1.0.0"), None)
    assert "0 broken pins, 1 removed" in first_line(Origin.LOCK_FILE, removed)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (1000, 1021, "+21 bytes, +2.1 %"),
        (2_000_000, 500_000, "-1,500,000 bytes, -75.0 %"),
        (0, 5, "+5 bytes"),
    ],
)
def test_growth(old: int, new: int, text: str) -> None:
    """A changed size is shown in bytes and in percent of the old size."""
    assert _size_change(old, new) == text


def test_what_just_fits_is_shown() -> None:
    """An ID, a digest and names that fit exactly are shown in full."""
    affected = tuple(Affected(f"job-{number}", "job", "update", f"urn-{number}") for number in range(5))
    new = held("1.0.0", "id-34567890", digest="sha256:" + "a" * 12)
    text = review.summarize(Changes(origin=Origin.PREVIEW, items=(change(None, new, affected=affected),)), {}, "here")
    assert "- id `id-34567890`\n- digest `sha256:aaaaaaaaaaaa`\n" in text
    assert "- affects: `job-0`, `job-1`, `job-2`, `job-3`, `job-4` (update)\n" in text


def test_the_criteria_of_a_secret_pin_that_keeps_its_package() -> None:
    """The criteria of a secret pin that keeps its package are shown."""
    secret = change(None, None, old_criteria={"select": "newest"}, new_criteria={"select": "highest"})
    text = review.summarize(Changes(origin=Origin.PREVIEW, items=(secret,)), {}, "here")
    assert "- `select` `newest` → `highest`\n" in text
