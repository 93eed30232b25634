# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The mistakes in arguments that types cannot express, and the examples of the arguments."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.schema import fields
from alicloud_iot_ota.schema.arguments import (
    FirmwarePinArgs,
    GetFirmwareArgs,
    GetFirmwarePageArgs,
    GetFirmwaresArgs,
    GetLockedFirmwareArgs,
    GetUpgradePathArgs,
)
from alicloud_iot_ota.schema.criteria import BlockedFirmware
from alicloud_iot_ota.schema.json_schema import dereference, without_null
from alicloud_iot_ota.schema.validation import MAX_FAILURES, check, parse
from alicloud_iot_ota.selection import Block, FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.versions import VersionScheme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from alicloud_iot_ota.schema.collector import Arguments


def test_long_pattern() -> None:
    """The error for a very long pattern shortens it and shows its length."""
    (failure,) = check(GetFirmwareArgs, {"nameRegex": "a" * 10_000})
    assert '"aaa' in failure.reason
    assert failure.reason.endswith('...". It has 10000 characters.')
    assert len(failure.reason) < 250


def test_range_under_its_scheme() -> None:
    """A range is read by the scheme in the arguments."""
    assert check(GetFirmwareArgs, {"versionRange": "1.2.3.4", "versionScheme": "dotted"}) == []
    (failure,) = check(GetFirmwareArgs, {"versionRange": "1.2.3.4"})
    assert failure.path == "versionRange"


PARTS = "(?P<year>[0-9]+)_(?P<week>[0-9]+)"


def test_pattern_of_parts() -> None:
    """A pattern with numeric parts needs the scheme `dotted`, which is its default."""
    asked = {"versionPattern": PARTS, "versionRange": "2025.1.2.3"}
    assert check(GetFirmwareArgs, asked) == check(GetFirmwareArgs, {**asked, "versionScheme": "dotted"}) == []
    (failure,) = check(GetFirmwareArgs, {"versionPattern": PARTS, "versionScheme": "semver"})
    assert failure.path == "versionPattern"


@pytest.mark.parametrize("name", ["versionScheme", "versionPattern"])
def test_range_that_cannot_be_judged_yet(name: str) -> None:
    """If the scheme or the pattern is unknown in a preview, a range is not checked."""
    assert check(GetFirmwareArgs, {"versionRange": "1.2.3.4"}, unknown=[name]) == []


def test_range_that_cannot_be_judged_at_all() -> None:
    """If the scheme is invalid, only the scheme is reported, not the range."""
    failures = check(GetFirmwareArgs, {"versionRange": "1.2.3.4", "versionScheme": "calver"})
    assert [failure.path for failure in failures] == ["versionScheme"]


def test_blocked_in_a_path() -> None:
    """The blocked packages and the minimum age of getUpgradePath are checked like those of other functions."""
    sound = {"productKey": "a1", "moduleName": "default", "fromVersion": "1", "toVersion": "2"}
    wrong = {"blocked": [{"reason": "it bricks"}], "minAge": "old"}
    assert sorted(failure.path for failure in check(GetUpgradePathArgs, {**sound, **wrong})) == ["blocked[0]", "minAge"]
    assert check(GetUpgradePathArgs, sound) == []


def test_sizes_that_exclude_each_other() -> None:
    """A minimum size above the maximum size is an error."""
    assert [failure.path for failure in check(GetFirmwareArgs, {"minSize": 2, "maxSize": 1})] == ["minSize"]
    assert check(GetFirmwareArgs, {"minSize": 1, "maxSize": 1}) == []
    assert check(GetFirmwareArgs, {"minSize": 2}, unknown=["maxSize"]) == []


@pytest.mark.parametrize("kind", [GetFirmwareArgs, FirmwarePinArgs])
@pytest.mark.parametrize("select", ["highest", "newest"])
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "productKey and moduleName"),
        ({"productKey": "a1"}, "moduleName"),
        ({"moduleName": "default"}, "productKey"),
        ({"allowUnscoped": False}, "productKey and moduleName"),
    ],
)
def test_unscoped(kind: type[Arguments], select: str, given: dict[str, object], missing: str) -> None:
    """Selecting the highest or newest package needs a product and a module, or allowUnscoped."""
    (failure,) = check(kind, {"select": select, **given})
    assert failure.path == "select"
    assert failure.reason.startswith(f'select "{select}" requires {missing}. ')


@pytest.mark.parametrize(
    "given",
    [
        {"select": "highest", "productKey": "a1", "moduleName": "default"},
        {"select": "newest", "allowUnscoped": True},
        {"select": "only"},
        {},
    ],
)
def test_scoped(given: dict[str, object]) -> None:
    """A scope, allowUnscoped or `select: only` is sufficient."""
    assert check(GetFirmwareArgs, given) == []


@pytest.mark.parametrize(
    ("given", "unknown", "missing"),
    [
        ({}, ["productKey", "moduleName"], None),
        ({"moduleName": "default"}, ["productKey"], None),
        ({}, ["allowUnscoped"], None),
        ({}, ["productKey"], "moduleName"),
        ({}, ["moduleName"], "productKey"),
    ],
)
def test_scope_in_a_preview(given: dict[str, object], unknown: list[str], missing: str | None) -> None:
    """An unknown scope in a preview is not missing. A scope that is not set is reported immediately."""
    failures = check(GetFirmwareArgs, {"select": "highest", **given}, unknown=unknown)
    assert [f"requires {missing}." in failure.reason for failure in failures] == ([True] if missing else [])


EVERY_MISTAKE = {
    "versionRange": "x y",
    "nameRegex": "(",
    "versionRegex": ")",
    "versionPattern": "[",
    "minAge": "old",
    "expectedDigest": "9f",
    "blocked": [{"reason": "it bricks"}, {"reason": "it bricks", "digest": "9f", "expires": "soon"}],
    "minSize": 2,
    "maxSize": 1,
    "select": "highest",
}


INDEPENDENT: dict[str, tuple[str, object]] = {
    "versionRange": ("versionRange", "x y"),
    "versionScheme": ("versionScheme", "calver"),
    "versionPattern": ("versionPattern", "["),
    "versionRegex": ("versionRegex", ")"),
    "nameRegex": ("nameRegex", 4),
    "minAge": ("minAge", "old"),
    "minSize": ("minSize", -1),
    "maxSize": ("maxSize", "big"),
    "type": ("type", "x"),
    "statuses[1]": ("statuses", ["verified", "good"]),
    "productKey": ("productKey", ""),
    "moduleName": ("moduleName", " "),
    "destVersion": ("destVersion", 4),
    "firmwareName": ("firmwareName", "a\u200bb"),
    "includePrerelease": ("includePrerelease", "yes"),
    "onUnparsable": ("onUnparsable", True),
    "select": ("select", "best"),
    "expectedDigest": ("expectedDigest", "9f"),
    "expectedSize": ("expectedSize", 1.5),
    "producKey": ("producKey", "a1"),
}
"""Independent errors by their path, each as an argument with its value."""

BLOCKED: dict[str, dict[str, object]] = {
    "": {"reason": "it bricks"},
    ".reason": {"reason": 4, "firmwareId": "x"},
    ".digest": {"reason": "it bricks", "digest": "9f"},
    ".expires": {"reason": "it bricks", "firmwareId": "x", "expires": "soon"},
    ".firmwareId": {"reason": "it bricks", "firmwareId": ""},
    ".firmwareID": {"reason": "it bricks", "firmwareID": "x"},
    ".destVersion": {"reason": "it bricks", "destVersion": "\u0435"},
}


@given(
    st.sets(st.sampled_from(sorted(INDEPENDENT))),
    st.lists(st.sampled_from(sorted(BLOCKED)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_each_mistake_is_told(names: set[str], blocked: list[str], random: Random) -> None:
    """Each independent error is reported, so that none hides another."""
    picked = [INDEPENDENT[name] for name in names]
    picked += [("blocked", [BLOCKED[part] for part in blocked])] if blocked else []
    random.shuffle(picked)
    expected = {*names, *(f"blocked[{index}]{part}" for index, part in enumerate(blocked))}
    failures = check(GetFirmwareArgs, dict(picked))
    assert sorted(failure.path for failure in failures) == sorted(expected)


def test_mistakes_in_one_element() -> None:
    """Each invalid part of one element is reported."""
    (element,) = [{"reason": "", "digest": "9f", "expires": "soon", "firmwareID": "x"}]
    failures = check(GetFirmwareArgs, {"blocked": [element, "x", {"reason": "it bricks", "digest": "9f"}]})
    assert sorted(failure.path for failure in failures) == [
        "blocked[0].digest",
        "blocked[0].expires",
        "blocked[0].firmwareID",
        "blocked[0].reason",
        "blocked[1]",
        "blocked[2].digest",
    ]


def test_more_mistakes_than_are_told() -> None:
    """After the maximum number of errors in a list, its other elements are ignored, but other arguments are checked."""
    failures = check(GetFirmwareArgs, {"blocked": [{"reason": 1, "firmwareId": "x"}] * 150, "minAge": "old"})
    assert len(failures) == MAX_FAILURES + 1
    assert failures[-1].path == "minAge"


@pytest.mark.parametrize("name", ["versionScheme", "versionPattern", "includePrerelease", "destVersion"])
def test_range_that_no_way_reads(name: str) -> None:
    """A range that is invalid under every scheme is reported even if the scheme is unknown."""
    (failure,) = check(GetFirmwareArgs, {"versionRange": "latest"}, unknown=[name])
    assert failure.path == "versionRange"
    assert check(GetFirmwareArgs, {"versionRange": ">=4 <4.0.0"}, unknown=["includePrerelease"]) == []
    assert check(GetFirmwareArgs, {"versionRange": ">=4 <4.0.0"}, unknown=["destVersion"]) == []
    assert len(check(GetFirmwareArgs, {"versionRange": ">=4 <4.0.0"})) == 1


def test_range_beside_a_pattern_that_is_none() -> None:
    """If the pattern is invalid, the range is checked by the scheme, unless the pattern contradicts the scheme."""
    asked = {"versionRange": "1.2.3.4", "versionScheme": "semver"}
    paths = [failure.path for failure in check(GetFirmwareArgs, {**asked, "versionPattern": "["})]
    assert sorted(paths) == ["versionPattern", "versionRange"]
    assert [failure.path for failure in check(GetFirmwareArgs, {**asked, "versionPattern": PARTS})] == [
        "versionPattern"
    ]


def test_all_mistakes_at_once() -> None:
    """One run reports all errors, those of names and types first."""
    failures = check(GetFirmwareArgs, {**EVERY_MISTAKE, "type": "x", "producKey": "a1"})
    assert [failure.path for failure in failures[:2]] == ["producKey", "type"]
    assert sorted(failure.path for failure in failures[2:]) == [
        "blocked[0]",
        "blocked[1].digest",
        "blocked[1].expires",
        "expectedDigest",
        "minAge",
        "minSize",
        "nameRegex",
        "select",
        "versionPattern",
        "versionRange",  # invalid under every scheme
        "versionRegex",
    ]


def test_all_mistakes_beside_a_required_argument() -> None:
    """A required argument that is wrong, missing or unknown hides no other error."""
    given = {"productKey": "a1", "moduleName": "default", "fromVersion": "1", "toVersion": "2", "minAge": "old"}
    assert [each.path for each in check(GetUpgradePathArgs, {**given, "toVersion": 4})] == ["toVersion", "minAge"]
    assert [each.path for each in check(GetUpgradePathArgs, {**given, "toVersion": None})] == ["toVersion", "minAge"]
    assert [each.path for each in check(GetUpgradePathArgs, given, unknown=["toVersion"])] == ["minAge"]


def test_criteria_of_mistakes() -> None:
    """Unchecked arguments are rejected with every error when their criteria are read."""
    args = msgspec.convert(EVERY_MISTAKE, GetFirmwareArgs)
    with pytest.raises(ArgumentError) as caught:
        _ = args.criteria
    assert list(caught.value.failures) == check(GetFirmwareArgs, EVERY_MISTAKE)


def test_secrets_are_not_shown() -> None:
    """An error shows no part of a secret, not even in a parser's reason or for a list element."""
    names = ["versionRange", "nameRegex", "versionRegex", "minAge", "expectedDigest"]
    entries = [{"reason": "canary", "digest": "canary", "expires": "canary"}, {"reason": "canary"}, {"canary": "x"}]
    for asked in (dict.fromkeys(names, "canary("), {"blocked": entries[:2]}, {"versionPattern": "canary"}):
        failures = check(GetFirmwareArgs, asked, secret=[*names, "versionPattern", "blocked"])
        assert len(failures) >= len(asked)
        assert not any("canary" in failure.reason for failure in failures)
    (failure,) = check(GetFirmwareArgs, {"minAge": "canary"}, secret=["minAge"])
    assert failure.reason.startswith("minAge ")
    assert failure.reason.endswith(", got an invalid secret.")
    assert "canary" not in failure.reason
    (failure,) = check(GetFirmwareArgs, {"minSize": 31415, "maxSize": 1}, secret=["minSize"])
    assert "31415" not in failure.reason
    (failure,) = check(GetFirmwareArgs, {"select": "highest"}, secret=["select"])
    assert "highest" not in failure.reason


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31mred", "\u2028", "a\tb"])
@pytest.mark.parametrize("name", ["versionRange", "minAge", "type", "expectedDigest"])
def test_what_does_not_print_is_escaped(name: str, text: str) -> None:
    """An error is one printable line, whatever the value."""
    (failure,) = check(GetFirmwareArgs, {name: text})
    assert failure.reason.isprintable()


def test_what_sound_arguments_mean() -> None:
    """Each argument is read into the criteria."""
    args = parse(
        GetFirmwareArgs,
        {
            "productKey": "a1",
            "moduleName": "modem",
            "versionRange": "^4.0",
            "versionScheme": "dotted",
            "onUnparsable": "ignore",
            "includePrerelease": False,
            "signMethod": "SHA256",
            "minAge": "1w2d12h",
            "select": "newest",
            "expectedDigest": "MD5:" + "A" * 32,
            "weakDigest": "warn",
            "blocked": [{"reason": "it bricks", "firmware_id": "x"}],
        },
    )
    criteria = args.criteria
    assert (criteria.product_key, criteria.module_name) == ("a1", "modem")
    assert (criteria.reader.scheme, str(criteria.version_range)) == (VersionScheme.DOTTED, "^4.0")
    assert (criteria.on_unparsable, criteria.include_prerelease) == (OnUnparsable.IGNORE, False)
    assert criteria.sign_method == "SHA256"
    assert criteria.min_age is not None
    assert criteria.min_age.length == timedelta(days=9, hours=12)
    assert (criteria.select, criteria.weak_digest) == (FirmwareSelect.NEWEST, WeakDigest.WARN)
    assert criteria.expected_digest == "md5:" + "a" * 32
    assert criteria.blocked == (Block(reason="it bricks", firmware_id="x"),)
    assert criteria.statuses == ("verified", "notRequired")


def test_defaults() -> None:
    """By default, a selection allows deployable packages, and a list includes every status."""
    assert parse(GetFirmwareArgs, {}).criteria.statuses == ("verified", "notRequired")
    assert parse(GetFirmwaresArgs, {}).criteria.statuses is None
    assert parse(GetFirmwareArgs, {}).criteria.select is FirmwareSelect.ONLY


SCOPED = {"productKey": "a1", "moduleName": "default"}
NEEDED: dict[type[msgspec.Struct], Mapping[str, object]] = {
    GetFirmwareArgs: SCOPED,
    GetFirmwaresArgs: {},
    GetUpgradePathArgs: {**SCOPED, "fromVersion": "1.0.0", "toVersion": "2.0.0"},
    GetFirmwarePageArgs: {"currentPage": 1, "pageSize": 10},
    GetLockedFirmwareArgs: {"name": "gateway"},
    FirmwarePinArgs: SCOPED,
}
"""The arguments that each kind needs in addition to an example."""
NEEDED_BY: dict[str, Mapping[str, object]] = {
    "keepers": {"resolve": "once"},
    "lockEntry": {},
    "lockFile": {"lockEntry": "gateway"},
}
"""The arguments that an example for a pin's own argument needs in addition."""


def examples(kind: type[msgspec.Struct]) -> dict[str, list[Any]]:
    """Return the examples of each argument, by its wire name."""
    (_,), definitions = msgspec.json.schema_components([kind])
    properties = definitions[kind.__name__]["properties"]
    return {name: dereference(spec, definitions).get("examples", []) for name, spec in properties.items()}


EXAMPLES = [
    pytest.param(kind, name, example, id=f"{kind.__name__} {name} {example}")
    for kind in NEEDED
    for name, values in examples(kind).items()
    for example in values
]


@pytest.mark.parametrize(("kind", "name", "example"), EXAMPLES)
def test_examples(kind: type[Arguments], name: str, example: object) -> None:
    """Every example of an argument is valid."""
    beside = NEEDED_BY.get(name, NEEDED[kind]) if kind is FirmwarePinArgs else NEEDED[kind]
    assert check(kind, {**beside, name: example}) == []


def test_examples_of_blocked() -> None:
    """Every example of a property of a blocked package is valid."""
    for name, values in examples(BlockedFirmware).items():
        assert values
        for value in values:
            assert check(GetFirmwareArgs, {"blocked": [{"reason": "it bricks", "firmwareId": "x", name: value}]}) == []


@pytest.mark.parametrize("kind", NEEDED)
def test_every_argument_has_an_example(kind: type[msgspec.Struct]) -> None:
    """No argument lacks an example, so that the tests above test every argument."""
    assert [name for name, values in examples(kind).items() if not values] == []


@pytest.mark.parametrize("kind", NEEDED)
def test_examples_and_defaults_are_values(kind: type[msgspec.Struct]) -> None:
    """A description contains no example and no default as text, which would not be valid in every front end."""
    (_,), definitions = msgspec.json.schema_components([kind])
    for spec in definitions[kind.__name__]["properties"].values():
        assert not re.search(r"(?i)for example: |default: |by default", without_null(spec)["description"])


def test_every_shared_field_is_tested() -> None:
    """Every shared argument declaration belongs to one of the kinds above."""
    used = {
        without_null(spec)["description"]
        for kind in NEEDED
        for spec in msgspec.json.schema_components([kind])[1][kind.__name__]["properties"].values()
    }
    declared = {
        meta.description
        for value in vars(fields).values()
        for meta in getattr(value, "__metadata__", ())
        if isinstance(meta, msgspec.Meta)
    }
    assert declared
    assert declared <= used
