# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Invalid argument values and combinations, and mistakes in `blocked`.

Each is a failure at its property's path before any request, for functions and for pins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import Wire

SINGULAR = ("getFirmware", "findFirmware", "explainFirmware", "Check")
BLOCK = {"destVersion": "4.0.0", "reason": "bricks"}

Case = tuple[dict[str, Any], str, tuple[str, ...]]
FILTERS: dict[str, Case] = {
    "nameRegex": (
        {"nameRegex": "(gateway"},
        "nameRegex",
        ("RE2", '"(gateway"', "missing )"),
    ),
    "nameRegex: look-around": (
        {"nameRegex": "gateway(?!-modem)"},
        "nameRegex",
        ("RE2", '"gateway(?!-modem)"', "invalid perl operator"),
    ),
    "nameRegex: too long": ({"nameRegex": "a" * 513}, "nameRegex", ("at most 512 characters", "It has 513 characters")),
    "versionRegex": ({"versionRegex": "*"}, "versionRegex", ("RE2", '"*"', "no argument for repetition")),
    "versionRange": (
        {"versionRange": "4,5"},
        "versionRange",
        ('"^4.0"', '"4,5"'),
    ),
    "versionRange: no version of the scheme": (
        {"versionRange": ">=1.2.3.4"},
        "versionRange",
        ('"1.2.3.4"',),
    ),
    "versionRange: nothing in it": ({"versionRange": ">5 <4"}, "versionRange", ('">5 <4"',)),
    "versionScheme": (
        {"versionScheme": "calver"},
        "versionScheme",
        ('"dotted", "semver"', '"calver"'),
    ),
    "versionPattern": (
        {"versionPattern": "v(?P<version>.+"},
        "versionPattern",
        ("RE2", "missing )"),
    ),
    "versionPattern: groups of both kinds": (
        {"versionPattern": "(?P<version>.+)-(?P<build>.+)"},
        "versionPattern",
        (
            "only the named group (?P<version>...)",
            '"(?P<version>.+)-(?P<build>.+)"',
            "Its named groups are version, build.",
        ),
    ),
    "versionPattern: no group": (
        {"versionPattern": "isp-.+"},
        "versionPattern",
        ("only the named group (?P<version>...)", '"isp-.+"', "It has no named group."),
    ),
    "onUnparsable": (
        {"onUnparsable": "skip"},
        "onUnparsable",
        ('"error", "ignore", "warn"', '"skip"'),
    ),
    "includePrerelease": (
        {"includePrerelease": "yes"},
        "includePrerelease",
        ("true or false", '"yes"'),
    ),
    "signMethod": ({"signMethod": "SHA1"}, "signMethod", ('"MD5", "SHA256"', '"SHA1"')),
    "minSize": ({"minSize": -1}, "minSize", ("a whole number from 0", "-1")),
    "maxSize": ({"maxSize": 1.5}, "maxSize", ("a whole number from 0", "1.5")),
    "minSize above maxSize": (
        {"minSize": 2048, "maxSize": 1024},
        "minSize",
        ("minSize", "maxSize"),
    ),
    "minAge": ({"minAge": "2 weeks"}, "minAge", ('"14d"', '"2 weeks"')),
    "statuses": ({"statuses": ["ready"]}, "statuses[0]", ("statuses[0]", '"ready"')),
    "fromVersion": ({"fromVersion": 4}, "fromVersion", ("a string", "the number 4", "Quote the value")),
    "blocked: no list": ({"blocked": BLOCK}, "blocked", ("a list", "an object")),
    "blocked: no object": ({"blocked": ["4.0.0"]}, "blocked[0]", ("an object", '"4.0.0"')),
    "blocked: null": ({"blocked": [BLOCK, None]}, "blocked[1]", ("an object", "null")),
    "blocked: no reason": (
        {"blocked": [{"destVersion": "4.0.0"}]},
        "blocked[0].reason",
        ("required", "a string"),
    ),
    "blocked: a number": (
        {"blocked": [BLOCK, {"destVersion": "4.0.0", "reason": 7}]},
        "blocked[1].reason",
        ("a string", "the number 7", "Quote the value"),
    ),
    "blocked: no package": (
        {"blocked": [BLOCK, {"reason": "bricks"}]},
        "blocked[1]",
        ("firmwareId", "digest", "destVersion"),
    ),
    "blocked: an unknown name": (
        {"blocked": [{**BLOCK, "firmwareID": "x"}]},
        "blocked[0].firmwareID",
        ('"blocked[0].firmwareID"', '"firmwareId"'),
    ),
    "blocked: an empty ID": (
        {"blocked": [{**BLOCK, "firmwareId": ""}]},
        "blocked[0].firmwareId",
        ("empty", "omit it"),
    ),
    "blocked: half a digest": (
        {"blocked": [{**BLOCK, "digest": "sha256:9f3c"}]},
        "blocked[0].digest",
        ('"sha256:" with 64', '"sha256:9f3c"'),
    ),
    "blocked: no moment": (
        {"blocked": [{**BLOCK, "expires": "2026-02-30"}]},
        "blocked[0].expires",
        ('"2026-12-31"', '"2026-02-30"'),
    ),
    "blocked: a time without a zone": (
        {"blocked": [{**BLOCK, "expires": "2026-12-31T08:00:00"}]},
        "blocked[0].expires",
        ("UTC", '"2026-12-31T08:00:00"'),
    ),
}
"""Arguments, the path of the invalid property, and the texts of the failure."""

OF_ONE: dict[str, Case] = {
    "highest of everything": (
        {"select": "highest"},
        "select",
        ('select "highest"', "productKey and moduleName", "allowUnscoped to true"),
    ),
    "highest of a product": (
        {"select": "highest", "productKey": "a1GatewayK01"},
        "select",
        ('select "highest"', "moduleName"),
    ),
    "newest of a module": (
        {"select": "newest", "moduleName": "default", "allowUnscoped": False},
        "select",
        ('select "newest"', "productKey"),
    ),
    "allowUnscoped": ({"allowUnscoped": 1}, "allowUnscoped", ("true or false", "the number 1")),
    "expectedDigest": (
        {"expectedDigest": f"sha256:{'0' * 63}"},
        "expectedDigest",
        ('"sha256:" with 64', '"md5:" with 32'),
    ),
    "expectedDigest: no algorithm": ({"expectedDigest": "0" * 64}, "expectedDigest", ('"sha256:" with 64',)),
    "expectedSize": ({"expectedSize": "1024"}, "expectedSize", ("a whole number", '"1024"')),
    "expectedFirmwareId": ({"expectedFirmwareId": ""}, "expectedFirmwareId", ("empty",)),
    "weakDigest": (
        {"weakDigest": "refuse"},
        "weakDigest",
        ('"allow", "deny", "warn"', '"refuse"'),
    ),
}
"""The same for arguments that getFirmwares does not support."""


def assert_refused(provider: Wire, emulator: Emulator, to: str, case: Case) -> None:
    """Assert that there is one failure, as the case describes, and no request."""
    criteria, path, words = case
    (failure,) = provider.send(to, criteria).failures
    assert failure.property == path
    assert [word for word in words if word not in failure.reason] == [], failure.reason
    assert emulator.requests == []


@pytest.mark.parametrize("to", [*SINGULAR, "getFirmwares"])
@pytest.mark.parametrize("case", FILTERS.values(), ids=FILTERS)
def test_a_wrong_filter_is_told_at_its_place(provider: Wire, emulator: Emulator, to: str, case: Case) -> None:
    """An invalid filter is a failure at its path, down to the property of a list element."""
    assert_refused(provider, emulator, to, case)


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize("case", OF_ONE.values(), ids=OF_ONE)
def test_a_wrong_choice_is_told_at_its_place(provider: Wire, emulator: Emulator, to: str, case: Case) -> None:
    """An invalid argument for the selection of one package is a failure at its path."""
    assert_refused(provider, emulator, to, case)


@pytest.mark.parametrize("to", ["getFirmware", "Check", "getFirmwares"])
def test_a_reason_that_is_required_is_not_to_be_left_out(provider: Wire, to: str) -> None:
    """An empty reason is rejected without the advice to omit it."""
    (failure,) = provider.send(to, {"blocked": [{**BLOCK, "reason": ""}]}).failures
    assert failure.property == "blocked[0].reason"
    assert failure.reason.startswith("blocked[0].reason must not be empty")
    assert "omit it" not in failure.reason


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
def test_mistakes_of_every_kind_are_told_at_once(provider: Wire, to: str) -> None:
    """All kinds of mistakes are reported together, with a failure for each list element."""
    criteria = {
        "colour": "blue",
        "minSize": "1",
        "minAge": "soon",
        "select": "highest",
        "productKey": "a1GatewayK01",
        "blocked": [{"reason": 1}, {"destVersion": 2, "reason": "bricks"}],
    }
    assert {failure.property for failure in provider.send(to, criteria).failures} == {
        "colour",
        "minSize",
        "minAge",
        "select",
        "blocked[0].reason",
        "blocked[1].destVersion",
    }


@pytest.mark.parametrize(
    "criteria",
    [
        {"select": "highest", "productKey": "?", "moduleName": "default"},
        {"select": "newest", "productKey": "a1GatewayK01", "moduleName": "?"},
        {"select": "highest", "allowUnscoped": "?"},
        {"select": "?"},
        {"minSize": 2048, "maxSize": "?"},
        {"versionRange": ">=1.2.3.4", "versionScheme": "?"},
        {"versionPattern": "?", "versionRange": "^4"},
    ],
    ids=lambda each: ", ".join(f"{name} {value}" for name, value in each.items()),
)
def test_what_is_not_known_yet_may_still_turn_out_right(
    provider: Wire, emulator: Emulator, unknown: str, criteria: dict[str, object]
) -> None:
    """An unknown argument in a preview may become valid, so there is no failure, and the package is unknown."""
    answer = provider.check({name: unknown if value == "?" else value for name, value in criteria.items()})
    assert not answer.failures
    assert answer.inputs["firmware"] == unknown
    assert emulator.requests == []


def test_what_stays_wrong_whatever_turns_out_is_told(provider: Wire, unknown: str) -> None:
    """A mistake that no unknown value can correct is a failure in a preview."""
    (failure,) = provider.check({"select": "highest", "productKey": unknown}).failures
    assert failure.property == "select"
    assert "moduleName" in failure.reason
