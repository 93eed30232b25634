# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Criteria for deployability, in each place that judges a package that was selected earlier.

A new criterion needs an example here, or a test fails.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from alicloud_iot_ota import pin_resource, pins, selection
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.pins import verdicts
from alicloud_iot_ota.pins.verdicts import VERDICT_BY_RULE
from alicloud_iot_ota.schema.arguments import POLICY_ARGUMENTS, FirmwarePinArgs, GetFirmwareArgs
from alicloud_iot_ota.schema.validation import parse
from alicloud_iot_ota.selection import FITNESS
from tests.unit.fixed_catalog import lookup_of

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
SCOPE: dict[str, object] = {"productKey": "a1", "moduleName": "default", "select": "newest"}
UNMET: dict[str, object] = {
    "statuses": ["verified"],
    "minAge": "1000w",
    "blocked": [{"firmwareId": "old", "reason": "it bricks"}],
}
"""For each of these criteria, a value that `OLD` does not meet."""


def package(firmware_id: str, **fields: Any) -> Package:  # noqa: ANN401 - tests pass what they like
    """Return a deployable package."""
    given = {
        "dest_version": "1.0.0",
        "product_key": "a1",
        "module_name": "default",
        "type": FirmwareType.FULL.code,
        "status": FirmwareStatus.VERIFIED.code,
        "utc_create": "2019-03-14T15:09:26.000Z",
        **fields,
    }
    return Package(firmware_id=firmware_id, **given)


OLD = package("old", status=FirmwareStatus.UNVERIFIED.code)
NEW = package("new", dest_version="2.0.0", utc_create="2020-03-14T15:09:26.000Z")


def test_every_criterion_has_an_example_and_a_verdict() -> None:
    """Each criterion is an argument of a pin, has a verdict for packages that do not meet it, and is tested here."""
    assert set(UNMET) == FITNESS == set(VERDICT_BY_RULE)
    assert set(FirmwarePinArgs.__struct_encode_fields__) >= FITNESS
    assert not FITNESS & POLICY_ARGUMENTS
    assert not POLICY_ARGUMENTS & set(GetFirmwareArgs.__struct_encode_fields__)


@pytest.mark.parametrize("name", sorted(FITNESS))
def test_its_rule_is_one_of_fitness(name: str) -> None:
    """A package that does not meet one of these criteria is not deployable, but it is still the same package."""
    criteria = parse(GetFirmwareArgs, {name: UNMET[name]}).criteria
    assert name in [rule.name for rule in selection.failed_fitness_rules(criteria, OLD, NOW)]
    assert [rule.name for rule in selection.failed_identity_rules(criteria, OLD)] == []


@pytest.mark.parametrize("name", sorted(FITNESS))
def test_the_verdict_on_a_pinned_package(name: str) -> None:
    """A package that does not meet a criterion has that criterion's verdict, unless it counts only for a selection."""
    fit = parse(GetFirmwareArgs, {"statuses": ["unverified"], name: UNMET[name]}).criteria
    judgment = verdicts.judge(pins.pin(OLD), [OLD], fit, NOW)
    assert judgment.verdict is (VERDICT_BY_RULE[name] or verdicts.Verdict.OK)


@pytest.mark.parametrize("name", sorted(FITNESS))
def test_a_pin_keeps_its_package_and_judges_it(name: str) -> None:
    """A new criterion never makes a pin with `resolve: once` select another package. A refresh reports it."""
    given = {**SCOPE, "statuses": ["unverified", "verified"], "resolve": "once"}
    held = pin_resource.check(lambda: lookup_of([OLD]), {}, given, lambda _: None)
    state, changed = {**given, "firmware": held.firmware}, {**given, name: UNMET[name]}
    catalog = [OLD, NEW]
    if VERDICT_BY_RULE[name] is None:
        kept = pin_resource.check(lambda: lookup_of(catalog), state, changed, lambda _: None)
        assert kept.firmware == held.firmware
    else:
        with pytest.raises(BrokenPinError):
            pin_resource.check(lambda: lookup_of(catalog), state, changed, lambda _: None)

    warnings: list[str] = []
    pin_resource.read(lookup_of(catalog), "pin", {**state, **changed}, warnings.append, is_owned=False)
    assert "\n".join(warnings).startswith("Package old (1.0.0) is pinned, but ")
