# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Updates of an existing pin: which package it selects, and which changes need consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import pin_resource
from alicloud_iot_ota.errors import BrokenPinError, DowngradeError, IncompleteListingError, NoMatchError
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
from alicloud_iot_ota.schema.validation import check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.lookup import Lookup

    Props = Mapping[str, object]

METER = "a1MeterK001"
HIGHEST: Props = {"productKey": METER, "moduleName": "default", "type": "full", "select": "highest"}
ONCE: Props = {**HIGHEST, "resolve": "once"}
DIGEST, OTHER_DIGEST = "ab" * 32, "cd" * 32


class Stack:
    """A pin with its state and its warnings. Each step is a new process with its own catalog."""

    def __init__(self, emulator: Emulator, look_up: Callable[..., Lookup]) -> None:
        self.emulator = emulator
        self._look_up = look_up
        self._state: Props = {}
        self.warnings: list[str] = []

    def look_up(self) -> Lookup:
        """Return a lookup of a new process."""
        return self._look_up(self.emulator)

    def up(self, given: Props) -> str:
        """Run Check, store the result as the state, and return the package's ID."""
        self.warnings = []
        checked = pin_resource.check(self.look_up, self._state, given, self.warnings.append)
        assert checked.failures == []
        assert checked.firmware is not None
        self._state = {**given, "firmware": checked.firmware}
        return str(checked.firmware["firmwareId"])

    def refresh(self) -> Props | None:
        """Run Read, and return the package, or None if it was deleted. The state does not change."""
        self.warnings = []
        now = pin_resource.read(self.look_up(), "pin", self._state, self.warnings.append)
        if now is None:
            return None
        firmware = now["firmware"]
        assert isinstance(firmware, dict)
        return firmware

    def publish(self, version: str, firmware_id: str, digest: str = DIGEST, **fields: str | int | None) -> None:
        """Publish a package of the meter."""
        row: dict[str, Any] = {"ProductKey": METER, "DestVersion": version, "FirmwareId": firmware_id}
        self.emulator.publish(**row, SignMethod="SHA256", FirmwareSign=digest, FirmwareSize=924, **fields)

    def replace(self, version: str, old_id: str, new_id: str, digest: str) -> None:
        """Delete a package, and publish another one with the same version."""
        self.emulator.withdraw(old_id)
        self.publish(version, new_id, digest)


@pytest.fixture
def stack(emulator: Emulator, look_up: Callable[..., Lookup]) -> Stack:
    """Return a pin that is not created yet. Package "two" with version 2.0.0 is the highest of the meter."""
    stack = Stack(emulator, look_up)
    stack.publish("2.0.0", "two")
    return stack


def test_always_follows(stack: Stack) -> None:
    """By default, the pin follows the highest version, without a warning."""
    assert stack.up(HIGHEST) == "two"
    stack.publish("2.1.0", "three")
    assert stack.up(HIGHEST) == "three"
    assert stack.warnings == []


def test_once_keeps(stack: Stack) -> None:
    """A pin with `resolve: once` stays on its package, and one warning reports a newer one."""
    assert stack.up(ONCE) == "two"
    assert stack.warnings == []
    stack.publish("2.1.0", "three")
    assert stack.up(ONCE) == "two"
    (told,) = stack.warnings
    assert told == (
        "2.1.0, firmwareId three, is newer than the pinned 2.0.0. To select again, change a value of keepers, or "
        "change the criteria. To turn off this warning, set onNewer to ignore."
    )
    assert stack.up({**ONCE, "onNewer": "ignore"}) == "two"
    assert stack.warnings == []


@pytest.mark.parametrize(
    "change",
    [{"keepers": {"campaign": "2"}}, {"versionRange": ">=1"}, {"nameRegex": "."}],
    ids=lambda each: next(iter(each)),
)
def test_once_chooses_anew(stack: Stack, change: Props) -> None:
    """Changed keepers or criteria select again. A changed allowDowngrade does not."""
    given = {**ONCE, "keepers": {"campaign": "1"}}
    assert stack.up(given) == "two"
    stack.publish("2.1.0", "three")
    assert stack.up({**given, "allowDowngrade": True}) == "two"
    assert stack.up({**given, **change}) == "three"


def test_from_always_to_once(stack: Stack) -> None:
    """Changing `resolve` to `once` keeps the current package."""
    assert stack.up(HIGHEST) == "two"
    stack.publish("2.1.0", "three")
    assert stack.up(ONCE) == "two"


def test_once_follows_the_same_file(stack: Stack) -> None:
    """If the same file was published again, the pin changes to the new ID with a warning."""
    stack.up(ONCE)
    stack.replace("2.0.0", "two", "two-again", DIGEST)
    assert stack.up(ONCE) == "two-again"
    (told,) = stack.warnings
    assert told == (
        "The pin has 2.0.0 (full), firmwareId two; the same file now has firmwareId two-again (moved). The pin uses "
        "that ID from now on."
    )
    assert stack.up(ONCE) == "two-again"
    assert stack.warnings == []


@pytest.mark.parametrize(
    ("happening", "verdict", "told"),
    [
        (lambda stack: stack.emulator.withdraw("two"), "missing", "that ID no longer exists"),
        (
            lambda stack: stack.replace("2.0.0", "two", "new", OTHER_DIGEST),
            "replaced",
            f"digest: sha256:{DIGEST} -> sha256:{OTHER_DIGEST}",
        ),
        (
            lambda stack: stack.emulator.change("two", FirmwareSign=OTHER_DIGEST),
            "changed",
            f"digest: sha256:{DIGEST} -> sha256:{OTHER_DIGEST}",
        ),
        (lambda stack: stack.emulator.change("two", Status=3), "statusRegressed", "its status is verificationFailed"),
    ],
    ids=["missing", "replaced", "changed", "status regressed"],
)
def test_once_is_stopped(stack: Stack, happening: Callable[[Stack], None], verdict: str, told: str) -> None:
    """The pinned package is verified again. The error shows what changed, old and new values, and how to continue."""
    stack.up(ONCE)
    happening(stack)
    with pytest.raises(BrokenPinError) as caught:
        stack.up(ONCE)
    assert caught.value.verdict == verdict
    assert told in caught.value.message
    is_other = verdict in {"replaced", "changed"}
    way_on = f"set expectedDigest to sha256:{OTHER_DIGEST}" if is_other else "change a value of keepers"
    assert way_on in caught.value.remedy


def test_once_is_judged_by_what_may_be_deployed_now(stack: Stack) -> None:
    """A later block or status rule can stop the pin, but never selects another package."""
    stack.up(ONCE)
    stack.publish("2.1.0", "three")
    other = {"firmwareId": "another", "reason": "bricks revision B"}
    for change in ({"blocked": [other]}, {"statuses": ["verified", "unverified"]}, {"minAge": "9w"}):
        assert stack.up({**ONCE, **change}) == "two"
    with pytest.raises(BrokenPinError) as caught:
        stack.up({**ONCE, "blocked": [{**other, "firmwareId": "two"}]})
    assert caught.value.verdict == "blocked"
    with pytest.raises(BrokenPinError) as caught:
        stack.up({**ONCE, "statuses": ["unverified"]})
    assert caught.value.verdict == "statusRegressed"


def test_once_takes_the_file_that_is_meant(stack: Stack) -> None:
    """Setting expectedDigest, as the error suggests, accepts the new file."""
    stack.up(ONCE)
    stack.replace("2.0.0", "two", "new", OTHER_DIGEST)
    assert stack.up({**ONCE, "expectedDigest": f"sha256:{OTHER_DIGEST}"}) == "new"
    assert stack.up({**ONCE, "expectedDigest": f"sha256:{OTHER_DIGEST}"}) == "new"


def test_once_cannot_be_told(stack: Stack) -> None:
    """An incomplete list does not break a pin."""
    stack.up(ONCE)
    stack.emulator.fault("short-page", times=9)
    with pytest.raises(IncompleteListingError):
        stack.up(ONCE)


def test_downgrade_guard(stack: Stack) -> None:
    """A downgrade needs allowDowngrade."""
    stack.publish("2.1.0", "three")
    assert stack.up(HIGHEST) == "three"
    stack.emulator.change("three", Status=3)
    with pytest.raises(DowngradeError, match=r"has 2\.1\.0, and the criteria now select 2\.0\.0 "):
        stack.up(HIGHEST)
    assert stack.up({**HIGHEST, "allowDowngrade": True}) == "two"
    assert stack.up(HIGHEST) == "two"  # the pin already has that version, so this is not a downgrade


def test_downgrade_by_hand(stack: Stack) -> None:
    """A lower exact version is also a downgrade that needs allowDowngrade."""
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    assert stack.up(format_exact) == "two"
    with pytest.raises(DowngradeError):
        stack.up({**format_exact, "destVersion": "1.5.0", "type": "full"})


def test_another_product_is_no_downgrade(stack: Stack) -> None:
    """A pin may change to another product. Versions of two products are not compared."""
    assert stack.up(HIGHEST) == "two"
    assert stack.up({"productKey": "a1GatewayK01", "moduleName": "modem", "destVersion": "1.0.9"})


def test_replaced_under_the_same_version(stack: Stack) -> None:
    """Another file with the pinned version stops the pin until the user sets its digest or its ID."""
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    stack.up(format_exact)
    stack.replace("2.0.0", "two", "new", OTHER_DIGEST)
    with pytest.raises(BrokenPinError) as caught:
        stack.up(format_exact)
    assert caught.value.verdict == "replaced"
    assert caught.value.remedy.endswith(f"To accept the new file, set expectedDigest to sha256:{OTHER_DIGEST}.")
    for meant in ({"expectedDigest": f"SHA256:{OTHER_DIGEST}"}, {"expectedFirmwareId": "new"}, {"firmwareId": "new"}):
        state = dict(stack._state)
        assert stack.up({**format_exact, **meant}) == "new"
        stack._state = state


def test_replaced_without_a_digest(stack: Stack) -> None:
    """Without digests, it is unknown if the file is the same, and the user accepts it by its ID."""
    stack.emulator.change("two", FirmwareSign=None)
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    stack.up(format_exact)
    stack.emulator.withdraw("two")
    stack.emulator.publish(ProductKey=METER, DestVersion="2.0.0", FirmwareId="new", FirmwareSign=None)
    with pytest.raises(BrokenPinError, match="no digest shows whether") as caught:
        stack.up(format_exact)
    assert caught.value.remedy.endswith("set expectedFirmwareId to new.")
    assert stack.up({**format_exact, "expectedFirmwareId": "new"}) == "new"


@pytest.mark.parametrize(
    "given",
    [HIGHEST, {"firmwareId": "two"}, {"productKey": METER, "destVersion": "2.0.0", "expectedFirmwareId": "two"}],
    ids=["by version", "by its ID", "by an ID that is asserted"],
)
def test_changed_under_the_same_id(stack: Stack, given: Props) -> None:
    """Another file under the pinned ID stops the pin until the user sets its digest."""
    stack.up(given)
    stack.emulator.change("two", FirmwareSign=OTHER_DIGEST)
    with pytest.raises(BrokenPinError, match="that ID now belongs to a different package") as caught:
        stack.up(given)
    assert caught.value.verdict == "changed"
    assert stack.up({**given, "expectedDigest": f"sha256:{OTHER_DIGEST}"}) == "two"


def test_a_digest_that_is_gone(stack: Stack) -> None:
    """If the digest was removed, the user can check the file and accept it by its ID."""
    given = {"firmwareId": "two"}
    stack.up(given)
    stack.emulator.change("two", FirmwareSign=None)
    with pytest.raises(BrokenPinError) as caught:
        stack.up(given)
    assert "no digest shows whether it is still the same file" in caught.value.message
    assert caught.value.remedy.startswith("Check whether it is the same file")
    assert stack.up({**given, "expectedFirmwareId": "two"}) == "two"


def test_a_differential_package_in_the_place_of_a_full_one(stack: Stack) -> None:
    """A differential package instead of a full one is another file, unless the user requests that type."""
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    stack.up(format_exact)
    stack.emulator.withdraw("two")
    stack.publish("2.0.0", "delta", OTHER_DIGEST, Type=1, SrcVersion="1.5.2")
    with pytest.raises(BrokenPinError, match=r"another package of that version, which is differential from 1\.5\.2"):
        stack.up(format_exact)
    assert stack.up({**format_exact, "type": "differential"}) == "delta"


def test_moved(stack: Stack) -> None:
    """The same file under another ID is accepted with a warning."""
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    stack.up(format_exact)
    stack.replace("2.0.0", "two", "two-again", DIGEST)
    assert stack.up(format_exact) == "two-again"
    assert len(stack.warnings) == 1
    assert "the same file now has firmwareId two-again (moved). The pin uses that ID from now on." in stack.warnings[0]


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ({"productKey": METER, "destVersion": "2.0.0"}, "To move the pin, change destVersion."),
        ({"firmwareId": "two"}, "To move the pin, change firmwareId."),
        ({"firmwareId": "two", "destVersion": "2.0.0"}, "To move the pin, change destVersion and firmwareId."),
    ],
)
def test_newer_than_an_exact_pin(stack: Stack, given: Props, way: str) -> None:
    """An exact pin warns about a newer package. An unverified package does not count."""
    stack.publish("3.0.0", "unverified", Status=0)
    stack.up(given)
    assert stack.warnings == []
    stack.publish("2.1.0", "three")
    assert stack.up(given) == "two"
    assert len(stack.warnings) == 1
    assert stack.warnings[0].startswith("2.1.0, firmwareId three, is newer than the pinned 2.0.0.")
    assert way in stack.warnings[0]


def test_a_range_bounds_the_news(stack: Stack) -> None:
    """A pin with `resolve: once` reports no newer versions outside its range."""
    ranged = {**ONCE, "versionRange": "^2"}
    stack.publish("3.0.0", "three")
    assert stack.up(ranged) == "two"
    assert stack.warnings == []
    stack.publish("2.1.0", "four")
    assert stack.up(ranged) == "two"
    assert [warning.partition(" is newer")[0] for warning in stack.warnings] == ["2.1.0, firmwareId four,"]


def test_a_namesake_in_another_module_is_not_the_same_file(stack: Stack) -> None:
    """A pin with a known module does not move to a package in another module."""
    stack.up(ONCE)
    stack.emulator.withdraw("two")
    stack.publish("2.0.0", "elsewhere", DIGEST, ModuleName="modem")
    with pytest.raises(BrokenPinError) as caught:
        stack.up(ONCE)
    assert caught.value.verdict == "missing"
    assert stack.refresh() is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"moduleName": "default"}, {"moduleName": "modem"}),
        ({"productKey": METER}, {"productKey": "a1GatewayK01"}),
    ],
    ids=["module", "product"],
)
def test_another_place_is_another_choice(stack: Stack, before: Props, after: Props) -> None:
    """A package in another module or product is a new selection. It is not a downgrade or a replacement."""
    scope = {"productKey": METER, "moduleName": "default"}
    stack.publish("1.0.0", "modem", OTHER_DIGEST, ModuleName="modem")
    stack.up({**scope, **before, "type": "full", "select": "highest"})
    stack.up({**scope, **after, "type": "full", "select": "highest", "versionRange": "<4"})


def test_refresh_follows_the_same_file(stack: Stack) -> None:
    """If the same file has a new ID, a refresh shows the new ID with a warning."""
    stack.up(HIGHEST)
    stack.replace("2.0.0", "two", "two-again", DIGEST)
    firmware = stack.refresh()
    assert firmware is not None
    assert firmware["firmwareId"] == "two-again"
    assert len(stack.warnings) == 1


def test_refresh_of_what_was_replaced(stack: Stack) -> None:
    """If the file was replaced, a refresh shows the new file with a warning."""
    stack.up(HIGHEST)
    stack.replace("2.0.0", "two", "new", OTHER_DIGEST)
    firmware = stack.refresh()
    assert firmware is not None
    assert (firmware["firmwareId"], firmware["digest"]) == ("new", f"sha256:{OTHER_DIGEST}")
    assert ["that version now has a different file (replaced)" in warning for warning in stack.warnings] == [True]


@pytest.mark.parametrize(
    ("given", "stops"),
    [(ONCE, "The pin is broken. It has 2.0.0 "), (HIGHEST, "allowDowngrade")],
    ids=["once", "always"],
)
def test_refresh_of_what_is_gone(stack: Stack, given: Props, stops: str) -> None:
    """If the package was deleted, a refresh reports this and what the next update does."""
    stack.up(given)
    stack.emulator.withdraw("two")
    assert stack.refresh() is None
    (told,) = stack.warnings
    assert "(missing)." in told
    why = told.partition("With these inputs, the next update will fail:\n")[2]
    assert "2.0.0" in why
    assert stops in why


@pytest.mark.parametrize("given", [ONCE, HIGHEST], ids=["once", "always"])
def test_refresh_tells_what_the_next_update_does(stack: Stack, given: Props) -> None:
    """If the status failed, a refresh says that the next update stops, and why."""
    stack.up(given)
    stack.emulator.change("two", Status=3)
    assert stack.refresh() is not None
    (told,) = stack.warnings
    assert "its status is verificationFailed" in told
    assert "With these inputs, the next update will fail:\n" in told
    assert ("(statusRegressed)" in told) is (given is ONCE)


def test_what_secrets_led_to_is_not_told(stack: Stack) -> None:
    """If a criterion is secret, a warning does not show the new ID of the package."""
    state = {**HIGHEST, "firmware": pin_resource.check(stack.look_up, {}, HIGHEST, print).firmware}
    stack.replace("2.0.0", "two", "two-again", DIGEST)
    told: list[str] = []
    pin_resource.check(stack.look_up, state, HIGHEST, told.append, secret=["productKey"])
    assert len(told) == 1
    assert "two-again" not in told[0]


def test_an_exact_version_that_is_gone(stack: Stack) -> None:
    """If an exact version was deleted, the lookup fails, with or without a state."""
    format_exact = {"productKey": METER, "destVersion": "2.0.0"}
    stack.up(format_exact)
    stack.emulator.withdraw("two")
    with pytest.raises(NoMatchError):
        stack.up(format_exact)


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        (
            {**HIGHEST, "keepers": {"a": "b"}},
            "keepers",
            "keepers requires resolve to be once. Set resolve to once, or remove keepers.",
        ),
        (
            {**HIGHEST, "lockFile": "a.lock"},
            "lockFile",
            "lockFile requires lockEntry. Set lockEntry, or remove lockFile.",
        ),
        (
            {"lockEntry": "gateway", "destVersion": "4.0.0", "resolve": "once"},
            "lockEntry",
            "lockEntry uses the criteria in the lock file. Remove destVersion, resolve.",
        ),
    ],
)
def test_arguments_that_do_not_go_together(given: Props, path: str, reason: str) -> None:
    """Reject combinations of arguments that have no effect or that contradict each other."""
    assert [(each.path, each.reason) for each in check(FirmwarePinArgs, given)] == [(path, reason)]


def test_keepers_are_texts() -> None:
    """A keeper of another type is an error with the keeper's own path."""
    (failure,) = check(FirmwarePinArgs, {**ONCE, "keepers": {"campaign": 7}})
    assert failure.path == "keepers.campaign"
    assert "the number 7" in failure.reason


def test_arguments_that_are_not_known_yet() -> None:
    """An unknown argument in a preview counts as set, and its value is not checked."""
    assert check(FirmwarePinArgs, {**HIGHEST, "keepers": {"a": "b"}}, unknown=["resolve"]) == []
    assert check(FirmwarePinArgs, {"lockFile": "a.lock"}, unknown=["lockEntry"]) == []
    (failure,) = check(FirmwarePinArgs, {"lockEntry": "gateway"}, unknown=["destVersion"])
    assert "Remove destVersion." in failure.reason
