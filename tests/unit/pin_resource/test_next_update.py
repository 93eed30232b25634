# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A refresh announces exactly what the next update does, whatever changed since the last update."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.errors import ArgumentError, OtaError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    Inputs = dict[str, object]

STOPS = "With these inputs, the next update will fail:\n"
SELECTS = re.compile(r"With these inputs, the next update will select (\S+), firmwareId (\S+)\.$")
VERSIONS = ("1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "V2.0.1_20230105", "winter")
DIGESTS = ("ab" * 32, "cd" * 32, None)
TIMES = ("2019-03-14T15:09:26.000Z", "2018-02-07T18:28:18.000Z", None)
IDS = ("a", "b", "c", "d")

PACKAGES = st.builds(
    Package,
    firmware_id=st.sampled_from(IDS),
    dest_version=st.sampled_from(VERSIONS),
    firmware_sign=st.sampled_from(DIGESTS),
    sign_method=st.just("SHA256"),
    firmware_size=st.sampled_from([5, 6]),
    module_name=st.just("default"),
    product_key=st.just("a1"),
    type=st.just(FirmwareType.FULL.code),
    status=st.just(FirmwareStatus.VERIFIED.code),
    utc_create=st.sampled_from(TIMES),
)
CATALOGS = st.lists(PACKAGES, min_size=1, max_size=4, unique_by=lambda each: each.firmware_id)
EXTRAS: dict[str, st.SearchStrategy[Any]] = {
    "onUnparsable": st.sampled_from(["error", "warn", "ignore"]),
    "resolve": st.sampled_from(["always", "once"]),
    "allowDowngrade": st.booleans(),
}
FITNESS: dict[str, st.SearchStrategy[Any]] = {
    "statuses": st.sampled_from([["verified"], ["verified", "verificationFailed"]]),
    "minAge": st.sampled_from(["1w", "370w", "1000w"]),
    "blocked": st.sampled_from(
        [[{"firmwareId": "a", "reason": "it bricks"}], [{"destVersion": "2.0.0", "reason": "x"}]]
    ),
}


@st.composite
def changed(draw: st.DrawFn, catalog: Sequence[Package]) -> list[Package]:
    """Draw a changed catalog: packages stay, are deleted, republished, or lose their status, and others are added."""
    later = []
    for each in catalog:
        happening = draw(st.sampled_from(["stays", "stays", "deleted", "new ID", "new file", "no digest", "failed"]))
        if happening == "deleted":
            continue
        fields: dict[str, dict[str, object]] = {
            "stays": {},
            "new ID": {"firmware_id": each.firmware_id * 2},
            "new file": {"firmware_sign": "ef" * 32},
            "no digest": {"firmware_sign": None},
            "failed": {"status": FirmwareStatus.VERIFICATION_FAILED.code},
        }
        later.append(msgspec.structs.replace(each, **fields[happening]))
    known = {each.firmware_id for each in later}
    return [*later, *(each for each in draw(CATALOGS) if each.firmware_id not in known)]


@st.composite
def arguments(draw: st.DrawFn, kinds: dict[str, st.SearchStrategy[Any]], first_lines: int) -> Inputs:
    """Draw some arguments."""
    return {
        name: draw(kinds[name])
        for name in draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=first_lines))
    }


@st.composite
def criteria_for(draw: st.DrawFn, catalog: Sequence[Package]) -> Inputs:
    """Draw criteria that may select one of the packages."""
    one = draw(st.sampled_from(catalog))
    choices: list[Inputs] = [
        {"select": "highest"},
        {"select": "highest", "versionRange": ">=1"},
        {"select": "newest"},
        {"select": "newest", "includePrerelease": True},
        {"destVersion": one.dest_version},
        {"firmwareId": one.firmware_id},
        {"firmwareId": one.firmware_id, **({} if one.digest is None else {"expectedDigest": one.digest})},
    ]
    return {"productKey": "a1", "moduleName": "default", **draw(st.sampled_from(choices)), **draw(arguments(EXTRAS, 3))}


def update(catalog: Sequence[Package], olds: Inputs, given_: Inputs) -> Inputs | OtaError:
    """Run Check like an update, and return the inputs of the new state or the error."""
    try:
        checked = pin_resource.check(lambda: lookup_of(catalog), olds, given_, lambda _: None)
    except OtaError as error:
        return error
    if checked.failures:
        return ArgumentError(checked.failures)
    return {**given_, "firmware": checked.firmware}


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_a_refresh_announces_what_the_next_update_does(data: st.DataObject) -> None:
    """An announced stop is the error of the update, and an announced package is selected. Silence means no stop."""
    catalog = data.draw(CATALOGS)
    criteria = data.draw(criteria_for(catalog))
    state = update(catalog, {}, criteria)
    assume(not isinstance(state, OtaError))
    assert isinstance(state, dict)
    inputs = {**criteria, **data.draw(arguments(FITNESS, 2))}
    state = update(catalog, state, inputs)
    assume(not isinstance(state, OtaError))
    assert isinstance(state, dict)

    later = data.draw(changed(catalog))
    warnings: list[str] = []
    pin_resource.read(lookup_of(later), "pin", state, warnings.append)
    outcome = update(later, state, inputs)

    text = "\n".join(warnings)
    _, stops, error = text.partition(STOPS)
    selects = SELECTS.search(text)
    if isinstance(outcome, OtaError):
        assert stops, f"a refresh without a warning ({text}), but the update stops: {outcome}"
        assert error == str(outcome)
        return
    firmware = outcome["firmware"]
    assert isinstance(firmware, dict)
    assert not stops
    if selects is not None:
        assert (selects[1], selects[2]) == (firmware["destVersion"], firmware["firmwareId"])
    elif warnings:
        pytest.fail(f"a warning that does not say what the next update does: {text}")


@pytest.mark.parametrize("resolve", ["once", "always"])
def test_a_raised_minimum_age(resolve: str) -> None:
    """A higher minAge does not affect a pin with `resolve: once`, but it stops a pin that follows its criteria."""
    young = Package(
        firmware_id="a",
        dest_version="1.0.0",
        product_key="a1",
        module_name="default",
        type=FirmwareType.FULL.code,
        status=FirmwareStatus.VERIFIED.code,
        utc_create="2019-03-14T15:09:26.000Z",
    )
    given_: Inputs = {"productKey": "a1", "moduleName": "default", "select": "highest", "resolve": resolve}
    state = update([young], {}, given_)
    assert isinstance(state, dict)
    warnings: list[str] = []
    aged = {**state, "minAge": "1000w"}
    pin_resource.read(lookup_of([young]), "pin", aged, warnings.append)
    assert len(warnings) == (0 if resolve == "once" else 1)
    assert isinstance(update([young], state, {**given_, "minAge": "1000w"}), dict if resolve == "once" else OtaError)


def test_what_a_program_only_reads_has_no_next_update() -> None:
    """A refresh of a `.get` resource reports changes but announces no update, because Check never runs for it."""
    failed = Package(
        firmware_id="a",
        dest_version="1.0.0",
        type=FirmwareType.FULL.code,
        status=FirmwareStatus.VERIFICATION_FAILED.code,
    )
    state = {"firmwareId": "a", "firmware": {"destVersion": "1.0.0", "firmwareId": "a", "type": "full"}}
    warnings: list[str] = []
    pin_resource.read(lookup_of([failed]), "pin", state, warnings.append, is_owned=False)
    assert warnings == ["Package a (1.0.0) is pinned, but its status is verificationFailed."]
