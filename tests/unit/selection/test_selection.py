# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Matching and selection, compared with a simple reference for all criteria, and general properties of them.

The reference follows the documentation of the arguments as a user reads it, and works on the arguments as a user
writes them. It reads versions and ranges from small tables.
"""

from __future__ import annotations

import re
from collections import ChainMap
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    NoMatchError,
    SelectionError,
    UnexpectedFirmwareError,
    UnparsableError,
)
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.selection import Criteria, narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.selection import Decision, Matches

    Asked = Mapping[str, Any]
    Decide = Callable[[Asked, Sequence[Package]], Decision]
    SelectAll = Callable[[Asked, Sequence[Package]], Matches]

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
"""The current time of the fixtures."""


class Version(NamedTuple):
    """A version as a person reads it: three numbers, a stage, and the word of the stage if it has one."""

    numbers: tuple[int, int, int]
    stage: int
    word: str = ""


PRERELEASE, RELEASE, REVISION = range(3)

SEMVER = {
    "1.0.0": Version((1, 0, 0), RELEASE),
    "v1.0.0": Version((1, 0, 0), RELEASE),
    "1.0.0+b1": Version((1, 0, 0), RELEASE),
    "1.9.0": Version((1, 9, 0), RELEASE),
    "1.10.0-beta": Version((1, 10, 0), PRERELEASE, "beta"),
    "1.10.0-rc.1": Version((1, 10, 0), PRERELEASE, "rc.1"),
    "1.10.0": Version((1, 10, 0), RELEASE),
    "2.0.0-rc.1": Version((2, 0, 0), PRERELEASE, "rc.1"),
}
DOTTED = {**SEMVER, "1.0.0+b1": Version((1, 0, 0), REVISION, "b1"), "1.2": Version((1, 2, 0), RELEASE)}
SENSOR = {"isp-1.9.0": Version((1, 9, 0), RELEASE), "isp-1.10.0": Version((1, 10, 0), RELEASE)}
TEXTS = [*DOTTED, *SENSOR, "isp-x", "latest"]

Writing = tuple[dict[str, str], dict[str, Version]]
WRITINGS: list[Writing] = [
    ({}, SEMVER),
    ({"versionScheme": "dotted"}, DOTTED),
    ({"versionPattern": "isp-(?P<version>.+)"}, SENSOR),
    ({"versionPattern": r"isp-(?P<major>[0-9])\.(?P<minor>[0-9]+)\.(?P<patch>[0-9])"}, SENSOR),
]

RANGES: dict[str, Callable[[Version], bool]] = {
    "^1.0": lambda version: (1, 0, 0) <= version.numbers < (2, 0, 0),
    "<1.10": lambda version: version.numbers < (1, 10, 0),
    "1.2.x || >=1.10": lambda version: (1, 2, 0) <= version.numbers < (1, 3, 0) or version.numbers >= (1, 10, 0),
    ">=1.10.0-rc.1": lambda version: version >= Version((1, 10, 0), PRERELEASE, "rc.1"),
}
"""The versions in each range, if pre-releases count like other versions."""
NAMED_BY_RANGE = {">=1.10.0-rc.1": (1, 10, 0)}
"""For each range with a pre-release, the numbers of that pre-release."""

STRONG = ("SHA256", "c" * 64)
MD5 = {letter: ("MD5", letter * 32) for letter in "Aab"}
CREATED = {
    "2025-10-31T23:59:59.999Z": datetime(2025, 10, 31, 23, 59, 59, 999_000, tzinfo=timezone.utc),
    "2025-11-01T00:00:00Z": datetime(2025, 11, 1, tzinfo=timezone.utc),
    "2025-11-30T12:00:00.000Z": datetime(2025, 11, 30, 12, tzinfo=timezone.utc),
    "2025-11-30T12:00:00Z": datetime(2025, 11, 30, 12, tzinfo=timezone.utc),
}
AGES = {"30d": timedelta(days=30), "12h": timedelta(hours=12), "1w": timedelta(weeks=1)}
EXPIRIES = {"2025-11-30": False, "2025-12-01": False, "2025-12-01T00:00:01Z": True, "2026-12-01": True, None: True}
"""Expiry times of blocks, each with whether the block is still active."""

USUAL: dict[str, Any] = {
    "firmware_name": "gate-x",
    "module_name": "default",
    "product_key": "a1",
    "firmware_size": 10,
    "status": FirmwareStatus.VERIFIED.code,
    "type": FirmwareType.FULL.code,
    "utc_create": "2025-11-01T00:00:00Z",
    "digest": MD5["a"],
}
"""The fields of a package, unless unusual ones are drawn."""
UNUSUAL: dict[str, st.SearchStrategy[Any]] = {
    "digest": st.sampled_from(
        [MD5["A"], MD5["b"], STRONG, ("SHA256", "c" * 63), ("MD5", "g" * 32), (None, "a" * 32), (None, None)]
    ),
    "firmware_name": st.sampled_from(["cam-y", None]),
    "src_version": st.just("1.0.0"),
    "module_name": st.sampled_from([None, "modem"]),
    "product_key": st.sampled_from(["a2", None]),
    "firmware_size": st.sampled_from([1, 9, 11, None]),
    "status": st.sampled_from([None, 0, -1, 9]),
    "type": st.sampled_from([FirmwareType.DIFFERENTIAL.code, FirmwareType.DIFFERENTIAL.code, 7, None]),
    "utc_create": st.sampled_from([*CREATED, "yesterday", None]),
}


def some_of(arguments: dict[str, st.SearchStrategy[Any]], first_lines: int) -> st.SearchStrategy[dict[str, Any]]:
    """Draw values for a few of the arguments."""
    pairs = [st.tuples(st.just(name), values) for name, values in arguments.items()]
    return st.lists(st.one_of(pairs), max_size=first_lines, unique_by=lambda pair: pair[0]).map(dict)


def make(firmware_id: str, dest_version: str, unusual: dict[str, Any]) -> Package:
    """Return a package. A differential package has a source version."""
    fields = {**USUAL, **unusual}
    sign_method, firmware_sign = fields.pop("digest")
    if fields["type"] is FirmwareType.DIFFERENTIAL.code:
        fields = {"src_version": "0.9.0", **fields}
    return Package(
        firmware_id=firmware_id,
        dest_version=dest_version,
        sign_method=sign_method,
        firmware_sign=firmware_sign,
        **fields,
    )


PACKAGES = st.builds(make, st.sampled_from("abcdefghi"), st.sampled_from(TEXTS), some_of(UNUSUAL, 3))
"""Packages with small differences, so that they collide."""
CATALOGUES = st.lists(PACKAGES, min_size=2, max_size=7, unique_by=lambda firmware: firmware.firmware_id)
BLOCKS = st.fixed_dictionaries(
    {"reason": st.just("it bricks"), "expires": st.sampled_from(list(EXPIRIES))},
    optional={
        "destVersion": st.sampled_from(TEXTS),
        "firmwareId": st.sampled_from("abc"),
        "digest": st.just("md5:" + "a" * 32),
    },
).filter(lambda block: len(block) > 2)
ALL_STATUSES = ["verified", "notRequired", "unverified", "unknown"]
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "productKey": st.sampled_from(["a1", "a1", "a2"]),
    "moduleName": st.sampled_from(["default", "default", "modem"]),
    "type": st.sampled_from(["full", "full", "differential", "unknown"]),
    "srcVersion": st.just("1.0.0"),
    "fromVersion": st.sampled_from(["1.0.0", "1.0.0", "0.9.0"]),
    "firmwareName": st.sampled_from(["gate-x", "cam-y"]),
    "nameRegex": st.sampled_from(["^gate", "(?i)X$", "[a-z]{4}-"]),
    "destVersion": st.sampled_from(TEXTS),
    "versionRegex": st.sampled_from([r"^v?1\.", "[0-9]$", "1.*0"]),
    "versionRange": st.sampled_from(list(RANGES)),
    "includePrerelease": st.booleans(),
    "firmwareId": st.sampled_from("abc"),
    "signMethod": st.sampled_from(["MD5", "SHA256"]),
    "minSize": st.sampled_from([0, 9, 10]),
    "maxSize": st.sampled_from([10, 11]),
    "minAge": st.sampled_from(list(AGES)),
    "blocked": st.lists(BLOCKS, min_size=1, max_size=2),
    "statuses": st.lists(st.sampled_from(ALL_STATUSES), min_size=1, unique=True) | st.just(ALL_STATUSES),
}
CHOICES: dict[str, st.SearchStrategy[Any]] = {
    "expectedDigest": st.sampled_from(["md5:" + "A" * 32, "sha256:" + "c" * 64]),
    "expectedSize": st.sampled_from([1, 10]),
    "expectedFirmwareId": st.sampled_from("ab"),
    "weakDigest": st.sampled_from(["allow", "warn", "deny"]),
}

WRITTEN = st.sampled_from(WRITINGS).map(lambda writing: writing[0])
UNPARSABLE = st.sampled_from([*[{}] * 4, *({"onUnparsable": word} for word in ("warn", "ignore", "error", "error"))])
FILTERED = st.builds(lambda *parts: dict(ChainMap(*parts)), WRITTEN, UNPARSABLE, some_of(FILTERS, 5))
ASKED = st.builds(
    lambda filtered, select, choices: {**filtered, "select": select, **choices},
    FILTERED,
    st.sampled_from(["only", "highest", "newest"]),
    some_of(CHOICES, 2),
)


def reading(asked: Asked, text: str) -> Version | None:
    """Read a version in the way that the arguments declare."""
    written = {name: asked[name] for name in ("versionScheme", "versionPattern") if name in asked}
    return next(table for arguments, table in WRITINGS if arguments == written).get(text)


def is_blocked(block: Mapping[str, Any], firmware: Package) -> bool:
    """Return whether a block may apply to a package, expired or not. A missing digest matches any block."""
    return (
        block.get("destVersion") in (None, firmware.dest_version)
        and block.get("firmwareId") in (None, firmware.firmware_id)
        and (block.get("digest") in (None, firmware.digest) or firmware.digest is None)
    )


def idle_blocks(asked: Asked, catalog: list[Package]) -> int:
    """Count the active blocks that match no package."""
    held = [block for block in asked.get("blocked", []) if catalog and EXPIRIES[block["expires"]]]
    return sum(not any(is_blocked(block, firmware) for firmware in catalog) for block in held)


def meets_all_but_versions(asked: Asked, firmware: Package) -> bool:
    """Return whether a package meets each criterion that does not read its version."""
    asked = {"statuses": DEPLOYABLE, "blocked": [], **asked}
    name, size, created = firmware.firmware_name, firmware.firmware_size, CREATED.get(firmware.utc_create or "")
    verdicts: dict[str, Callable[[Any], bool]] = {
        "productKey": lambda wanted: firmware.product_key == wanted,
        "moduleName": lambda wanted: (firmware.module_name or "default") == wanted,
        "type": lambda wanted: firmware.type_word == wanted,
        "srcVersion": lambda wanted: firmware.src_version == wanted,
        "fromVersion": lambda wanted: (
            firmware.type == FirmwareType.FULL.code
            or (firmware.type == FirmwareType.DIFFERENTIAL.code and firmware.src_version == wanted)
        ),
        "firmwareName": lambda wanted: firmware.firmware_name == wanted,
        "nameRegex": lambda wanted: name is not None and re.search(wanted, name) is not None,
        "destVersion": lambda wanted: firmware.dest_version == wanted,
        "versionRegex": lambda wanted: re.search(wanted, firmware.dest_version) is not None,
        "firmwareId": lambda wanted: firmware.firmware_id == wanted,
        "signMethod": lambda wanted: firmware.sign_method == wanted,
        "minSize": lambda wanted: size is not None and size >= wanted,
        "maxSize": lambda wanted: size is not None and size <= wanted,
        "statuses": lambda wanted: firmware.status_word in wanted,
        "minAge": lambda wanted: created is not None and NOW - created >= AGES[wanted],
        "blocked": lambda entries: (
            not any(EXPIRIES[each["expires"]] and is_blocked(each, firmware) for each in entries)
        ),
    }
    if asked.get("select") in {"highest", "newest"} and not asked.keys() & SAYING_WHICH:
        verdicts["statuses"] = lambda wanted: firmware.type == FirmwareType.FULL.code and firmware.status_word in wanted
    return all(verdict(asked[name]) for name, verdict in verdicts.items() if name in asked)


SAYING_WHICH = {"type", "srcVersion", "fromVersion", "firmwareId", "firmwareName"}
"""Arguments that allow differential packages. Without them, `highest` and `newest` select a full one."""
NAMING = {"destVersion", "firmwareName", "firmwareId"}
"""Arguments that identify a package, which may be a pre-release."""


def versions_matter(asked: Asked) -> bool:
    """Return whether an unreadable version excludes a package."""
    is_chosen = asked.get("select") in {"highest", "newest"}
    excludes_prereleases = asked.get("includePrerelease", not is_chosen or bool(asked.keys() & NAMING)) is False
    is_compared = "versionRange" in asked or asked.get("select") == "highest"
    return is_compared or excludes_prereleases or "onUnparsable" in asked


def refuses_prereleases(asked: Asked) -> bool:
    """Return whether pre-releases are excluded, or are included only by a range that contains one."""
    included = asked.get("includePrerelease")
    by_default = asked.get("select") in {"highest", "newest"} and not asked.keys() & NAMING
    return included is False or (included is None and ("versionRange" in asked or by_default))


def is_fit(asked: Asked, version: Version) -> bool:
    """Return whether a version is in the range and is not an excluded pre-release."""
    wanted, included = asked.get("versionRange"), asked.get("includePrerelease")
    is_inside = wanted is None or RANGES[wanted](version)
    if version.stage != PRERELEASE or included:
        return is_inside
    if included is False:
        return False
    if asked.keys() & NAMING:
        return is_inside
    if wanted is not None:
        return is_inside and NAMED_BY_RANGE.get(wanted) == version.numbers
    return asked.get("select") in {None, "only"}


def obvious_matches(asked: Asked, catalog: Sequence[Package]) -> list[Package]:
    """Filter packages as the documentation describes."""
    found = []
    for firmware in catalog:
        version = reading(asked, firmware.dest_version)
        fits = not versions_matter(asked) if version is None else is_fit(asked, version)
        if fits and meets_all_but_versions(asked, firmware):
            found.append(firmware)
    if "fromVersion" not in asked:
        return found

    def leads(firmware: Package) -> tuple[str | None, str, str]:
        return firmware.product_key, firmware.module_name or "default", firmware.dest_version

    by_difference = {leads(firmware) for firmware in found if firmware.type == FirmwareType.DIFFERENTIAL.code}
    return [each for each in found if each.type == FirmwareType.DIFFERENTIAL.code or leads(each) not in by_difference]


def obviously_unparsable(asked: Asked, catalog: Sequence[Package]) -> list[Package]:
    """Return the packages that only their unreadable version excludes, unless such versions are ignored."""
    if not versions_matter(asked) or asked.get("onUnparsable") == "ignore":
        return []
    return [
        firmware
        for firmware in catalog
        if reading(asked, firmware.dest_version) is None and meets_all_but_versions(asked, firmware)
    ]


def obvious_best(asked: Asked, found: list[Package]) -> list[Package]:
    """Compare each match with each other, by version or by time."""
    if asked["select"] == "only" or len(found) == 1:
        return found

    def place(firmware: Package) -> Any:  # noqa: ANN401 - a version, or a time
        is_by_version = asked["select"] == "highest"
        return reading(asked, firmware.dest_version) if is_by_version else CREATED[firmware.utc_create or ""]

    best = [each for each in found if all(place(each) >= place(other) for other in found)]

    def file(firmware: Package) -> object:
        version = reading(asked, firmware.dest_version) or firmware.dest_version
        purpose = firmware.product_key, firmware.module_name or "default", firmware.type, firmware.src_version
        return purpose, version, firmware.digest, firmware.firmware_size

    if best[0].digest is not None and len(set(map(file, best))) == 1:
        return [min(best, key=lambda firmware: firmware.firmware_id)]
    return best


def obvious_choice(asked: Asked, catalog: Sequence[Package]) -> Package | type[SelectionError]:
    """Select a package as the documentation describes."""
    found = obvious_matches(asked, catalog)
    if asked.get("onUnparsable") == "error" and obviously_unparsable(asked, catalog):
        return UnparsableError
    if not found:
        return NoMatchError
    if asked["select"] == "newest" and len(found) > 1 and not {each.utc_create for each in found} <= set(CREATED):
        return UnparsableError
    chosen, *others = obvious_best(asked, found)
    if others:
        return AmbiguousMatchError
    digest = asked.get("expectedDigest")
    is_expected = (
        (digest is None or chosen.digest == digest.lower())
        and asked.get("expectedSize") in (None, chosen.firmware_size)
        and asked.get("expectedFirmwareId") in (None, chosen.firmware_id)
        and (asked.get("weakDigest") != "deny" or (chosen.sign_method, chosen.firmware_sign) == STRONG)
    )
    return chosen if is_expected else UnexpectedFirmwareError


def outcome(decision: Decision) -> Package | type[SelectionError]:
    """Return the selected package or the class of the error."""
    return type(decision.outcome) if isinstance(decision.outcome, SelectionError) else decision.outcome


def ids(firmwares: Sequence[Package]) -> list[str]:
    """Return the sorted IDs of packages."""
    return sorted(firmware.firmware_id for firmware in firmwares)


def everything(decision: Decision) -> object:
    """Return everything that a user sees of a decision."""
    return decision.explanation("here"), decision.warnings, decision.narrowing.matches, decision.candidates()


@settings(max_examples=800)
@given(ASKED, CATALOGUES)
def test_decision_agrees_with_the_reference(decide: Decide, asked: Asked, catalog: list[Package]) -> None:
    """Matches, unreadable versions, and the selection or the error agree with the reference.

    Warnings about unreadable versions and blocks without effect appear with any outcome. Warnings about a weak digest,
    an
    expired block and a suffix of unknown kind (b1) appear only for a selected package.
    """
    decision = decide(asked, catalog)
    unparsable = obviously_unparsable(asked, catalog)
    assert ids(decision.narrowing.matches) == ids(obvious_matches(asked, catalog))
    assert ids(decision.narrowing.unparsable) == ids(unparsable)
    chosen = outcome(decision)
    assert chosen == obvious_choice(asked, catalog)
    warnings = int(bool(unparsable) and asked.get("onUnparsable", "warn") == "warn") + idle_blocks(asked, catalog)
    if isinstance(chosen, Package):
        ended = [block for block in asked.get("blocked", []) if not EXPIRIES[block["expires"]]]
        is_strong = chosen.sign_method == "SHA256" and len(chosen.firmware_sign or "") == len(STRONG[1])
        warnings += asked.get("weakDigest") == "warn" and not is_strong
        warnings += sum(is_blocked(block, chosen) for block in ended)
        version = reading(asked, chosen.dest_version)
        warnings += version is not None and version.stage == REVISION and refuses_prereleases(asked)
    assert len(decision.warnings) == warnings


@settings(max_examples=300)
@given(FILTERED, CATALOGUES)
def test_all_matches_agree_with_the_reference(select_all: SelectAll, asked: Asked, catalog: list[Package]) -> None:
    """A list has the same criteria as a selection, but includes every status by default."""
    by_reference = {"statuses": [*ALL_STATUSES], **asked}
    if asked.get("onUnparsable") == "error" and obviously_unparsable(by_reference, catalog):
        with pytest.raises(UnparsableError):
            select_all(asked, catalog)
        return
    found = select_all(asked, catalog)
    assert ids(found.firmwares) == ids(obvious_matches(by_reference, catalog))
    is_told = asked.get("onUnparsable", "warn") == "warn" and obviously_unparsable(by_reference, catalog)
    assert len(found.warnings) == bool(is_told) + idle_blocks(asked, catalog)


@settings(max_examples=300)
@given(ASKED, CATALOGUES.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_order_of_the_service_is_no_matter(
    decide: Decide, asked: Asked, catalogues: tuple[list[Package], list[Package]]
) -> None:
    """The order of packages in the service does not change matches, selection, verdicts, warnings or errors."""
    one, other = (decide(asked, catalog) for catalog in catalogues)
    assert everything(one) == everything(other)


@settings(max_examples=300)
@given(ASKED, CATALOGUES)
def test_what_does_not_match_is_no_matter(decide: Decide, asked: Asked, catalog: list[Package]) -> None:
    """Packages that a criterion removes do not affect matches, selection, kind of error or warnings.

    A package with an unreadable version is an exception, if it meets all other criteria.
    """
    relevant = [each for each in catalog if obvious_matches(asked, [each]) or obviously_unparsable(asked, [each])]
    with_others, alone = decide(asked, catalog), decide(asked, relevant)
    assert with_others.narrowing.matches == alone.narrowing.matches
    assert outcome(with_others) == outcome(alone)

    def warnings(decision: Decision) -> list[str]:
        # blocks depend on all packages, and a suggestion also reads pre-releases
        own = [text for text in decision.warnings if not text.startswith("blocked[")]
        return [re.sub(r"(?<=\. )(Set|No) version(Scheme|Pattern).*", "", text) for text in own]

    assert warnings(with_others) == warnings(alone)


@settings(max_examples=300)
@given(FILTERED, st.sampled_from(["only", "highest", "newest"]), CATALOGUES)
def test_ambiguity_does_not_go_away(decide: Decide, filtered: Asked, select: str, catalog: list[Package]) -> None:
    """Adding a package resolves an ambiguity only if it is better than all others, and is therefore selected.

    In other words, a selection never depends on a package that is not selected. Two packages of one file count as one.
    """
    asked = {**filtered, "select": select}
    chosen = outcome(decide(asked, catalog))
    for added in catalog:
        is_better = isinstance(chosen, Package) and (added.digest or added) == (chosen.digest or chosen)
        if isinstance(chosen, Package) and (not is_better or (select == "only" and "fromVersion" not in asked)):
            others = [firmware for firmware in catalog if firmware is not added]
            assert outcome(decide(asked, others)) is not AmbiguousMatchError


def test_stable_order(package: Callable[..., Package], select_all: SelectAll) -> None:
    """The order is product, module, version (other text first, then ascending), full first, source version, ID."""
    ordered = [
        package("1.0.0", product_key=None),
        package("zz", module_name="boot"),
        package("1.9.0", module_name="boot"),
        package("1.10.0", module_name="boot"),
        package(
            "1.10.0", module_name="boot", type=FirmwareType.DIFFERENTIAL.code, src_version="1.0.0", firmware_id="z"
        ),
        package(
            "1.10.0", module_name="boot", type=FirmwareType.DIFFERENTIAL.code, src_version="1.9.0", firmware_id="y"
        ),
        package("1.10.0", module_name="boot", type=None),
        package("1.0.0", firmware_id="a"),
        package("1.0.0", firmware_id="b"),
        package("0.1.0", product_key="a2"),
    ]
    assert list(select_all({}, ordered[::-1]).firmwares) == ordered
    assert list(narrow(Criteria(), ordered[::-1], NOW).ordered(ordered[::-1])) == ordered


@pytest.mark.parametrize(
    ("versions", "highest"),
    [
        (["1.9.0", "1.10.0"], "1.10.0"),
        (["V2.2.0", "V2.3.0"], "V2.3.0"),
        (["1.0.0", "2.0.0-rc.1"], "1.0.0"),
        (["1.0.0+b", "0.9.0"], "1.0.0+b"),
        (["1.0.0", "9"], "1.0.0"),
    ],
)
def test_highest(package: Callable[..., Package], decide: Decide, versions: list[str], highest: str) -> None:
    """The highest version follows semver: numbers by value, a leading v ignored, pre-releases excluded."""
    chosen = decide({"select": "highest"}, [package(version) for version in versions]).chosen()
    assert chosen.dest_version == highest


def test_newest_goes_by_the_moment(package: Callable[..., Package], decide: Decide) -> None:
    """Creation times are compared as times, with any number of digits. The version does not matter."""
    catalog = [
        package("9.0.0", utc_create="2025-11-30T12:00:00Z"),
        package("1.0.0", utc_create="2025-11-30T12:00:00.001Z"),
    ]
    assert decide({"select": "newest"}, catalog).chosen().dest_version == "1.0.0"


def test_newest_of_one(package: Callable[..., Package], decide: Decide) -> None:
    """A single match is the newest even without a creation time."""
    only = package("1.0.0", utc_create=None)
    assert decide({"select": "newest"}, [only]).chosen() == only


def test_prerelease_by_name(package: Callable[..., Package], decide: Decide) -> None:
    """A pre-release is selected by its exact version, name or ID, also with `select` or a range."""
    candidate = package("2.0.0-rc.1", firmware_name="candidate", firmware_id="rc")
    catalog = [package("1.0.0"), candidate]
    assert decide({"destVersion": "2.0.0-rc.1"}, catalog).chosen() == candidate
    assert decide({"firmwareName": "candidate", "select": "highest"}, catalog).chosen() == candidate
    assert decide({"firmwareId": "rc", "select": "newest"}, catalog).chosen() == candidate
    assert decide({"destVersion": "2.0.0-rc.1", "versionRange": ">=1"}, catalog).chosen() == candidate


def test_no_prereleases_at_all(package: Callable[..., Package], decide: Decide) -> None:
    """With `includePrerelease: false`, pre-releases are excluded even if a range or an exact version matches them."""
    catalog = [package("2.0.0-rc.1"), package("2.0.0-rc.2")]
    asked = {"includePrerelease": False}
    assert outcome(decide({**asked, "versionRange": ">=2.0.0-rc.1", "select": "highest"}, catalog)) is NoMatchError
    assert outcome(decide({**asked, "destVersion": "2.0.0-rc.1"}, catalog)) is NoMatchError


SAME_FILE = {"sign_method": "SHA256", "firmware_sign": "c" * 64, "utc_create": "2025-11-01T00:00:00Z"}


@pytest.mark.parametrize("select", ["highest", "newest"])
@pytest.mark.parametrize(
    ("one", "other"),
    [("1.0.0", "1.0.0"), ("1.0.0", "v1.0.0"), ("v1.0.0", "1.0.0"), ("1.0.0+b", "1.0.0+a"), ("1.0.0", "1.0.0+a")],
)
def test_the_same_file_twice(
    package: Callable[..., Package], decide: Decide, select: str, one: str, other: str
) -> None:
    """If one file was published twice, the lowest ID is selected, however the version is written."""
    low, high = package(one, firmware_id="a", **SAME_FILE), package(other, firmware_id="b", **SAME_FILE)
    assert decide({"select": select}, [low, high]).chosen() == low


@pytest.mark.parametrize("select", ["highest", "newest"])
@pytest.mark.parametrize(
    "changes",
    [
        {"firmware_sign": "d" * 64},
        {"sign_method": None},
        {"firmware_sign": None},
        {"firmware_size": 9},
        {"module_name": "modem"},
        {"product_key": "a2"},
    ],
    ids=" ".join,
)
def test_another_file_of_equal_rank(
    package: Callable[..., Package], decide: Decide, select: str, changes: dict[str, object]
) -> None:
    """Two packages of equal rank are ambiguous if their digests or scopes differ, or if a digest is missing."""
    catalog = [package("1.0.0", **SAME_FILE), package("1.0.0", **{**SAME_FILE, **changes})]
    assert outcome(decide({"select": select}, catalog)) is AmbiguousMatchError


@pytest.mark.parametrize("select", ["highest", "newest"])
def test_one_file_for_other_devices(package: Callable[..., Package], decide: Decide, select: str) -> None:
    """Differential packages from different versions are different packages, even with equal digests."""
    catalog = [
        package("1.0.0", type=FirmwareType.DIFFERENTIAL.code, src_version=version, **SAME_FILE)
        for version in ("0.8.0", "0.9.0")
    ]
    asked = {"select": select, "type": "differential"}
    assert outcome(decide(asked, catalog)) is AmbiguousMatchError


@pytest.mark.parametrize("select", ["highest", "newest"])
def test_full_unless_it_is_said_which(package: Callable[..., Package], decide: Decide, select: str) -> None:
    """A differential package is selected only if the arguments specify the type or the source version."""
    usual = package("1.0.0", utc_create="2025-11-01T00:00:00Z")
    unknown = package("1.2.0", type=7, utc_create="2025-11-03T00:00:00Z")
    small = package(
        "1.1.0", type=FirmwareType.DIFFERENTIAL.code, src_version="1.0.0", utc_create="2025-11-02T00:00:00Z"
    )
    catalog = [usual, small, unknown]
    assert decide({"select": select}, catalog).chosen() == usual
    for which in ({"fromVersion": "1.0.0"}, {"srcVersion": "1.0.0"}, {"type": "differential"}):
        assert decide({"select": select, **which}, catalog).chosen() == small


@pytest.mark.parametrize(
    ("asked", "unread"),
    [
        ({"select": "newest"}, True),
        ({"select": "newest", "includePrerelease": True}, False),
        ({"select": "newest", "includePrerelease": True, "onUnparsable": "ignore"}, True),
        ({"includePrerelease": False, "versionRegex": "^4"}, True),
        ({"versionRegex": "^4"}, False),
    ],
)
def test_what_cannot_be_read_may_be_a_prerelease(
    package: Callable[..., Package],
    decide: Decide,
    asked: dict[str, object],
    unread: bool,  # noqa: FBT001 - a column
) -> None:
    """An unreadable version is excluded wherever pre-releases are, and if onUnparsable is set."""
    release = package("3.0.0", utc_create="2025-11-01T00:00:00Z")
    text = package("4.1-rc1", utc_create="2025-11-02T00:00:00Z")
    decision = decide(asked, [release, text] if "versionRegex" not in asked else [text])
    if unread:
        assert decision.outcome is not text
        assert bool(decision.warnings) == ("onUnparsable" not in asked)
    else:
        assert decision.chosen() == text


def test_a_block_by_digest_holds_what_has_none(package: Callable[..., Package], decide: Decide) -> None:
    """A block by digest also excludes a package without a digest, because it may be the blocked file."""
    blocked = [{"digest": "sha256:" + "c" * 64, "reason": "bricks"}]
    decision = decide({"blocked": blocked}, [package("1.0.0")])
    assert outcome(decision) is NoMatchError
    (verdict,) = decision.candidates()
    assert verdict.reason == "it may be blocked, because the service returns no digest for it: bricks"
    other = package("1.0.0", sign_method="SHA256", firmware_sign="d" * 64)
    assert decide({"blocked": blocked}, [other]).chosen() == other


def test_a_name_that_is_not_there_matches_nothing(package: Callable[..., Package], decide: Decide) -> None:
    """A package without a name matches no regular expression, not even one that matches an empty text."""
    assert outcome(decide({"nameRegex": ".*"}, [package("1.0.0", firmware_name=None)])) is NoMatchError


@pytest.mark.parametrize("select", ["highest", "newest"])
def test_two_without_a_digest(package: Callable[..., Package], decide: Decide, select: str) -> None:
    """Without a digest, two packages never count as one file."""
    catalog = [package("1.0.0", utc_create="2025-11-01T00:00:00Z") for _ in range(2)]
    assert outcome(decide({"select": select}, catalog)) is AmbiguousMatchError


def test_only_one_is_one(package: Callable[..., Package], decide: Decide) -> None:
    """With `only`, two packages are ambiguous even if they are the same file."""
    assert outcome(decide({}, [package("1.0.0", **SAME_FILE) for _ in range(2)])) is AmbiguousMatchError
