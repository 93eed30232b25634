# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The FirmwarePin resource: what Check resolves or leaves unchanged, and what Read finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.dynamic.pin_provider import PinProvider
from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    ArgumentError,
    IncompleteListingError,
    NoMatchError,
    OtaError,
    StateError,
    UnexpectedFirmwareError,
)
from alicloud_iot_ota.lookup import SharedLookup

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)

GATEWAY_4 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
"""The ID of the full package 4.0.0 of the gateway in the default fleet."""

CRITERIA: dict[str, object] = {"productKey": "a1GatewayK01", "destVersion": "4.0.0", "type": "full"}
RESOLVED: dict[str, object] = {
    "destVersion": "4.0.0",
    "firmwareId": GATEWAY_4,
    "type": "full",
}


@pytest.fixture
def lookup(emulator: Emulator, look_up: Callable[..., Lookup]) -> Lookup:
    """Return a lookup in the default fleet."""
    return look_up(emulator)


@pytest.fixture
def warnings() -> list[str]:
    """Return a list that collects warnings."""
    return []


@pytest.fixture
def dynamically(lookup: Lookup) -> PinProvider:
    """Return the dynamic provider with the same lookup service."""
    provider = PinProvider()
    provider._lookup = SharedLookup(lambda: lookup)
    return provider


def forbidden() -> Lookup:
    """Fail on any lookup."""
    raise AssertionError("nothing was to be looked up")


def resolve(lookup: Lookup, criteria: dict[str, object]) -> dict[str, object]:
    """Run Check of a new pin, which must resolve."""
    checked = pin_resource.check(lambda: lookup, {}, criteria, lambda _: None)
    assert checked.failures == []
    assert checked.firmware is not None
    return checked.firmware


def test_resolves(emulator: Emulator, lookup: Lookup) -> None:
    """A pin contains the identity of the package, by wire names and without absent fields."""
    row = next(row for row in emulator.packages() if row["FirmwareId"] == RESOLVED["firmwareId"])
    digest = f"sha256:{row['FirmwareSign']}"
    assert resolve(lookup, CRITERIA) == {**RESOLVED, "digest": digest, "firmwareSize": row["FirmwareSize"]}


def test_differential(lookup: Lookup) -> None:
    """A pin of a differential package contains its source version."""
    criteria = {**CRITERIA, "type": "differential", "srcVersion": "3.10.0"}
    assert resolve(lookup, criteria)["srcVersion"] == "3.10.0"


def test_range(lookup: Lookup) -> None:
    """A pin with a range skips unverified versions and, by default, pre-releases."""
    criteria = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "select": "highest"}
    assert resolve(lookup, {**criteria, "versionRange": "^4.0"})["destVersion"] == "4.0.0"
    with_prereleases = {**criteria, "versionRange": "^4.0", "includePrerelease": True}
    assert resolve(lookup, with_prereleases)["destVersion"] == "4.1.0-rc.1"


def test_what_was_left_out_is_told(lookup: Lookup, warnings: list[str]) -> None:
    """A pin that compares versions warns about those that it could not compare."""
    criteria = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
    pin_resource.check(lambda: lookup, {}, criteria, warnings.append)
    assert ["cam_2024-11-05" in warning for warning in warnings] == [True]


def test_unexpected_package(lookup: Lookup) -> None:
    """If an asserted value differs from the package's, the preview stops."""
    with pytest.raises(UnexpectedFirmwareError, match="expectedSize"):
        pin_resource.check(lambda: lookup, {}, {**CRITERIA, "expectedSize": 1}, lambda _: None)


def test_mistakes_that_types_do_not_tell_of() -> None:
    """Unreadable texts, a missing scope and invalid list elements are reported with their paths."""
    wrong = {"versionRange": "4.x.1", "select": "highest", "blocked": [{"reason": "it bricks", "digest": "9f"}]}
    checked = pin_resource.check(forbidden, {}, wrong, lambda _: None)
    assert sorted(failure.path for failure in checked.failures) == ["blocked[0].digest", "select", "versionRange"]


def test_scope_that_is_not_known_yet() -> None:
    """A scope that is unknown in a preview is not missing. An unreadable range is still an error."""
    unknown = ["productKey", "moduleName"]
    checked = pin_resource.check(forbidden, {}, {"select": "highest"}, lambda _: None, unknown=unknown)
    assert checked == pin_resource.CheckOutcome()
    wrong = {"select": "highest", "versionRange": "4.x.1"}
    checked = pin_resource.check(forbidden, {}, wrong, lambda _: None, unknown=unknown)
    assert [failure.path for failure in checked.failures] == ["versionRange"]


def test_wrong_arguments_look_nothing_up() -> None:
    """All argument errors are reported before any lookup."""
    checked = pin_resource.check(forbidden, {}, {"destVersion": 4, "producKey": "a"}, lambda _: None)
    assert [failure.path for failure in checked.failures] == ["producKey", "destVersion"]
    assert checked.firmware is None


def test_unknown_input_looks_nothing_up() -> None:
    """If an input is unknown in a preview, the pin is unknown too, without a lookup."""
    checked = pin_resource.check(forbidden, {}, {"productKey": "a1GatewayK01"}, lambda _: None, unknown=["destVersion"])
    assert checked == pin_resource.CheckOutcome()


def test_wrong_beside_unknown() -> None:
    """An argument error is reported even if another value is unknown."""
    checked = pin_resource.check(forbidden, {}, {"productKey": ""}, lambda _: None, unknown=["destVersion"])
    assert [failure.path for failure in checked.failures] == ["productKey"]


def test_secret_is_not_shown() -> None:
    """The error for a wrong secret does not show it."""
    checked = pin_resource.check(forbidden, {}, {"type": "canary"}, lambda _: None, secret=["type"])
    assert "canary" not in checked.failures[0].reason


def test_frozen_by_ignore_changes() -> None:
    """With ignoreChanges on `firmware`, the pin stays as it is in the state, without a lookup."""
    olds = {**CRITERIA, "firmware": RESOLVED}
    checked = pin_resource.check(forbidden, olds, olds, lambda _: None)
    assert checked == pin_resource.CheckOutcome(firmware=RESOLVED)


@pytest.mark.parametrize("olds", [{}, {**CRITERIA, "firmware": RESOLVED}], ids=["new", "existing"])
def test_firmware_is_not_for_the_user(olds: dict[str, object]) -> None:
    """Reject a `firmware` that the user sets."""
    news = {**CRITERIA, "firmware": {**RESOLVED, "firmwareId": "made-up"}}
    checked = pin_resource.check(forbidden, olds, news, lambda _: None)
    assert [failure.path for failure in checked.failures] == ["firmware"]


@pytest.mark.parametrize(
    "damaged",
    [{"firmwareId": 5}, {"destVersion": None}, {"firmwareSize": "large"}, {"firmwareSize": 1.5}, {"digest": ["x"]}],
    ids=str,
)
def test_a_state_changed_by_hand(lookup: Lookup, damaged: dict[str, object]) -> None:
    """An invalid `firmware` in the state is an error with the cause and the fix, in an update and in a refresh."""
    olds = {**CRITERIA, "firmware": {**RESOLVED, **damaged}}
    for call in (
        lambda: pin_resource.check(lambda: lookup, olds, CRITERIA, lambda _: None),
        lambda: pin_resource.read(lookup, "pin", olds, lambda _: None),
    ):
        with pytest.raises(StateError, match="The pin in the state is damaged") as raised:
            call()
        assert next(iter(damaged)) in raised.value.message
        assert "pulumi state delete" in raised.value.remedy


@pytest.mark.parametrize(
    "outputs",
    [
        *({"firmware": {**RESOLVED, "destVersion": 3}}, {"firmware": {**RESOLVED, "firmwareId": None}}),
        *({"firmware": "4.0.0"}, {"firmware": []}, {"firmware": None}, {}),
    ],
    ids=str,
)
def test_outputs_changed_by_hand(dynamically: PinProvider, outputs: dict[str, object]) -> None:
    """Invalid outputs in the state are rewritten: the engine compares only inputs, but dependents read outputs."""
    news = {**CRITERIA, "firmware": RESOLVED}
    assert dynamically.diff("firmware-pin", {**CRITERIA, **outputs}, news).changes is True
    assert dynamically.diff("firmware-pin", news, news).changes is None
    assert (
        dynamically.diff("firmware-pin", {**news, "firmware": {**RESOLVED, "destVersion": "3.9"}}, news).changes is None
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(ANY_JSON.filter(lambda value: value is not None))
def test_any_firmware_in_the_state(lookup: Lookup, dynamically: PinProvider, value: object) -> None:
    """Any other value instead of `firmware` is a damaged state in both forms, never a new pin."""
    olds = {**CRITERIA, "firmware": value}
    for call in (
        lambda: pin_resource.check(lambda: lookup, olds, CRITERIA, lambda _: None),
        lambda: pin_resource.check(lambda: lookup, olds, olds, lambda _: None),  # frozen by ignoreChanges
        lambda: pin_resource.read(lookup, "pin", olds, lambda _: None),
    ):
        with pytest.raises(StateError, match="The pin in the state is damaged"):
            call()
    (failure,) = dynamically.check(olds, CRITERIA).failures
    assert failure.reason.startswith("The pin in the state is damaged")
    with pytest.raises(OtaError, match="The pin in the state is damaged"):
        dynamically.read("firmware-pin", olds)
    dynamically.diff("firmware-pin", olds, {**CRITERIA, "firmware": RESOLVED})
    with pytest.raises(ArgumentError):
        pin_resource.Resolutions().require(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.sampled_from([*RESOLVED, "digest", "firmwareSize", "srcVersion"]), ANY_JSON)
def test_any_field_of_the_firmware_in_the_state(
    lookup: Lookup, dynamically: PinProvider, name: str, value: object
) -> None:
    """A field of a wrong type is a damaged state. Any other text is a valid field of a package."""
    olds = {**CRITERIA, "firmware": {**RESOLVED, name: value}}
    is_number = name == "firmwareSize"
    is_sound = isinstance(value, int) and not isinstance(value, bool) if is_number else isinstance(value, str)
    is_sound = is_sound or (value is None and name not in RESOLVED)
    for call in (
        lambda: pin_resource.check(lambda: lookup, olds, CRITERIA, lambda _: None),
        lambda: pin_resource.read(lookup, "pin", olds, lambda _: None),
        lambda: dynamically.read("firmware-pin", olds),
    ):
        told = _message_of(call)
        if told is not None:
            assert is_sound or ("The pin in the state is damaged" in told and f"firmware.{name}`" in told)
        else:
            assert is_sound or (is_number and isinstance(value, float) and value.is_integer())


def _message_of(call: Callable[[], object]) -> str | None:
    """Return the error message of a call, or None if it succeeds."""
    try:
        call()
    except OtaError as error:
        return error.message
    return None


def test_no_match(lookup: Lookup) -> None:
    """A version that does not exist stops the preview."""
    with pytest.raises(NoMatchError, match=r"9\.9\.9"):
        pin_resource.check(lambda: lookup, {}, {**CRITERIA, "destVersion": "9.9.9"}, lambda _: None)


def test_refresh_of_what_is_unchanged(lookup: Lookup) -> None:
    """A refresh of an unchanged package leaves the inputs unchanged."""
    inputs = {**CRITERIA, "firmware": resolve(lookup, CRITERIA)}
    assert pin_resource.read(lookup, "pin", inputs, lambda _: None) == inputs


def test_refresh_keeps_what_was_typed(lookup: Lookup) -> None:
    """A refresh returns all criteria exactly as the user wrote them."""
    criteria: dict[str, object] = {
        **CRITERIA,
        "versionRange": "^4",
        "minAge": "7d",
        "blocked": [{"destVersion": "4.0.1", "reason": "bricks revision B"}],
    }
    inputs = {**criteria, "firmware": resolve(lookup, criteria)}
    assert pin_resource.read(lookup, "pin", inputs, lambda _: None) == inputs


def test_refresh_shows_drift(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """If the file under the ID changed, a refresh updates `firmware` and leaves the user's inputs unchanged."""
    inputs = {**CRITERIA, "firmware": resolve(look_up(emulator), CRITERIA)}
    emulator.change(GATEWAY_4, FirmwareSign="ABCD" * 16, FirmwareSize=1)
    now = pin_resource.read(look_up(emulator), "pin", inputs, lambda _: None)
    assert now is not None
    assert now["firmware"] == {**RESOLVED, "digest": f"sha256:{'abcd' * 16}", "firmwareSize": 1}
    assert {name: value for name, value in now.items() if name != "firmware"} == CRITERIA


def test_refresh_follows_the_pin_and_not_the_criteria(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """A refresh reads the pinned package. A newer package that meets the criteria is left to the next update."""
    criteria: dict[str, object] = {
        "productKey": "a1MeterK001",
        "moduleName": "default",
        "type": "full",
        "select": "highest",
    }
    inputs = {**criteria, "firmware": resolve(look_up(emulator), criteria)}
    emulator.publish(ProductKey="a1MeterK001", DestVersion="1.6.0")
    assert pin_resource.read(look_up(emulator), "pin", inputs, lambda _: None) == inputs
    assert resolve(look_up(emulator), criteria)["destVersion"] == "1.6.0"


def test_refresh_of_what_is_gone(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """If a complete list lacks the package, a refresh reports the pin as deleted."""
    inputs = {**CRITERIA, "firmware": resolve(look_up(emulator), CRITERIA)}
    emulator.withdraw(GATEWAY_4)
    assert pin_resource.read(look_up(emulator), "pin", inputs, lambda _: None) is None


def test_refresh_of_what_cannot_be_told(emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
    """If the list is incomplete, a refresh does not report the package as deleted."""
    inputs = {**CRITERIA, "firmware": resolve(look_up(emulator), CRITERIA)}
    emulator.fault("short-page", times=9)
    with pytest.raises(IncompleteListingError):
        pin_resource.read(look_up(emulator), "pin", inputs, lambda _: None)


def test_refresh_warns_of_a_failed_verification(
    emulator: Emulator, look_up: Callable[..., Lookup], warnings: list[str]
) -> None:
    """If only the status failed, the pin stays, and a warning shows the status."""
    inputs = {**CRITERIA, "firmware": resolve(look_up(emulator), CRITERIA)}
    emulator.change(GATEWAY_4, Status=3)
    assert pin_resource.read(look_up(emulator), "pin", inputs, warnings.append) == inputs
    assert len(warnings) == 1
    assert "verificationFailed" in warnings[0]


@pytest.mark.parametrize(
    ("resource_id", "criteria"),
    [
        ("tWozn8m0xRZZoIVMmdCztEcywCQZ0100", {"firmwareId": "tWozn8m0xRZZoIVMmdCztEcywCQZ0100"}),
        (
            "a1GatewayK01/default/3.2.1",
            {"productKey": "a1GatewayK01", "moduleName": "default", "destVersion": "3.2.1"},
        ),
    ],
)
def test_import(lookup: Lookup, resource_id: str, criteria: dict[str, object]) -> None:
    """An import accepts two forms of ID, and the next Check does not change the imported inputs."""
    inputs = pin_resource.read(lookup, resource_id, {}, lambda _: None)
    assert inputs is not None
    firmware = inputs.pop("firmware")
    assert inputs == criteria
    assert resolve(lookup, inputs) == firmware
    assert isinstance(firmware, dict)
    assert firmware["firmwareId"] == "tWozn8m0xRZZoIVMmdCztEcywCQZ0100"


@pytest.mark.parametrize("resource_id", ["", "a/b", "a/b/c/d", "a//c", "/"])
def test_bad_import_id(resource_id: str) -> None:
    """The error for an invalid import ID shows both valid forms."""
    with pytest.raises(ArgumentError) as caught:
        pin_resource.criteria_of(resource_id)
    assert f'"{resource_id}"' in caught.value.message
    assert "must be a firmwareId or productKey/moduleName/destVersion, got" in caught.value.message


def test_import_of_nothing(lookup: Lookup) -> None:
    """An import ID without a package is an error."""
    with pytest.raises(NoMatchError):
        pin_resource.read(lookup, "no-such-id", {}, lambda _: None)


def test_import_of_several(lookup: Lookup) -> None:
    """An import of a version with several packages is an error that lists their IDs."""
    with pytest.raises(AmbiguousMatchError, match=GATEWAY_4):
        pin_resource.read(lookup, "a1GatewayK01/default/4.0.0", {}, lambda _: None)


def test_errors_as_failures() -> None:
    """An argument error keeps its paths as failures. Any other error is one failure without a path."""
    with pytest.raises(ArgumentError) as caught:
        pin_resource.criteria_of("a/b")
    assert [failure.path for failure in pin_resource.to_failures(caught.value)] == ["id"]
    (failure,) = pin_resource.to_failures(NoMatchError("none", "look"))
    assert (failure.path, failure.reason) == ("", "none\nlook")
