# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Previews of the real engine (3.259, both forms of the pin) and invalid texts, as the review reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import review
from alicloud_iot_ota.engine.property_values import UNKNOWN
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review import Changes, ReviewError
from alicloud_iot_ota.review.changes import Origin
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.tables import Kind
from alicloud_iot_ota.review.values import Withheld

if TYPE_CHECKING:
    from alicloud_iot_ota.review.changes import Change

PREVIEWS = Path(__file__).parent / "golden" / "previews"
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
V4_1 = "HFiEeZDMeZ9ltltlSbdX8vOtXH160100"
ALL = ["after", "c", "c-job", "rollout"]
PIN = "urn:pulumi:prod::fleet::alicloud-iot:ota:FirmwarePin::"


def read(name: str) -> Changes:
    """Read a recorded preview of the engine."""
    return review.read_preview((PREVIEWS / f"{name}.json").read_text(encoding="utf-8"))


def by_name(changes: Changes) -> dict[str, Change]:
    """Return changes by the names of their pins."""
    return {change.name: change for change in changes.items}


def step(op: str, urn: str, old: object = None, new: object = None, **more: object) -> dict[str, object]:
    """Return a step with any content."""
    return {"op": op, "urn": urn, "oldState": old, "newState": new, **more}


def preview(*steps: object, **more: object) -> str:
    """Return the JSON of a preview."""
    return json.dumps({"steps": list(steps), **more})


def holding(version: str, **more: object) -> dict[str, Any]:
    """Return the state of a pin with a version."""
    return {"inputs": {"firmware": {"destVersion": version, "firmwareId": f"id-{version}", "type": "full"}, **more}}


@pytest.mark.parametrize("name", ["native-update", "native-update-show", "native-replace", "dynamic-update"])
def test_a_bump(name: str) -> None:
    """The packages, criteria and dependents of a bump are read in both forms of the pin, with and without all steps."""
    changes = read(name)
    (change,) = changes.items
    assert (changes.stack, changes.problem, changes.notes) == ("prod", None, ())
    assert change.name == "gateway"
    assert kind_of(change) is Kind.MINOR
    assert isinstance(change.old, PinnedFirmware)
    assert change.new == PinnedFirmware(
        dest_version="4.1.0", firmware_id=V4_1, type="full", digest="sha256:" + "0f" * 32, firmware_size=22_000_000
    )
    assert change.old.firmware_id == V4_0
    assert change.new_criteria == {
        "moduleName": "default",
        "productKey": "a1GatewayK01",
        "select": "highest",
        "type": "full",
    }
    assert [(each.name, each.op) for each in change.affected] == [(name, "update") for name in ALL[1:]]


def test_created_and_deleted() -> None:
    """A new pin affects created resources, also through others. A removed pin affects the resources removed with it."""
    created = by_name(read("native-create"))
    assert {name: kind_of(change) for name, change in created.items()} == {"gateway": Kind.NEW, "modem": Kind.NEW}
    assert [each.name for each in created["gateway"].affected] == ALL
    assert created["modem"].affected == ()
    deleted = by_name(read("native-delete"))
    assert {kind_of(change) for change in deleted.values()} == {Kind.REMOVED}
    assert {each.op for each in deleted["gateway"].affected} == {"delete"}


def test_nothing_changes() -> None:
    """An unchanged stack has no changes."""
    assert read("native-same").items == ()


def test_what_the_update_will_tell() -> None:
    """If a criterion is unknown, or for an import, the package is unknown."""
    changes = by_name(read("native-unknown"))
    assert changes["gateway"].new is Withheld.UNKNOWN
    assert changes["gateway"].new_criteria["moduleName"] is Withheld.UNKNOWN
    assert kind_of(changes["gateway2"]) is Kind.NEW
    assert by_name(read("native-import"))["imp"].new is Withheld.UNKNOWN


def test_what_is_only_read_is_no_change() -> None:
    """A resource from `.get` has no package in a preview, so the review omits it."""
    assert "seen" not in by_name(read("native-get"))


def test_a_secret() -> None:
    """A secret package is hidden on both sides, because its old value could reveal the new one."""
    changes = read("dynamic-secret")
    modem = by_name(changes)["modem"]
    assert (modem.old, modem.new) == (Withheld.SECRET, Withheld.SECRET)
    assert modem.old_criteria["productKey"] is Withheld.SECRET
    shown = review.summarize(changes, {}, "prod") + json.dumps(review.to_builtins(changes, {}, "prod"))
    assert "tKuv3L" not in shown
    assert "2131a1e0a3c9" not in shown


@pytest.mark.parametrize(
    ("reasons", "count"), [(["firmware"], 1), (["__provider"], 0), (None, 1)], ids=["firmware", "another", "none"]
)
def test_a_secret_that_stays(reasons: list[str] | None, count: int) -> None:
    """The engine's diff shows whether a secret package changes. A dynamic pin that moves has no such diff."""
    state = {"inputs": {"firmware": "[secret]"}}
    changes = review.read_preview(preview(step("update", PIN + "p", state, state, diffReasons=reasons)))
    assert len(changes.items) == count


def test_an_argument_that_becomes_known_only_later() -> None:
    """A change from a known to an unknown value is visible. A value that stays unknown may have changed."""
    plain, unknown = (holding("1.0.0", keepers=value) for value in ({"campaign": "a"}, UNKNOWN))
    (visible,) = review.read_preview(preview(step("update", PIN + "p", plain, unknown))).items
    assert (visible.withheld_edits, visible.new_criteria["keepers"]) == ((), Withheld.UNKNOWN)
    (unseen,) = review.read_preview(preview(step("update", PIN + "p", unknown, unknown))).items
    assert unseen.withheld_edits == ("keepers",)


@pytest.mark.parametrize(
    "hidden",
    ["[secret]", {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}],
    ids=["masked", "encrypted"],
)
def test_a_part_that_is_secret(hidden: object) -> None:
    """A package with a secret part is secret, masked or encrypted."""
    state = holding("1.0.0")
    state["inputs"]["firmware"]["digest"] = hidden
    (change,) = review.read_preview(preview(step("create", PIN + "p", None, state))).items
    assert change.new is Withheld.SECRET


@pytest.mark.parametrize("name", ["native-refresh", "dynamic-refresh"])
def test_a_warning_finds_its_pin(name: str) -> None:
    """A warning is matched to its pin by URN or, in the dynamic form, by the package ID in its text."""
    changes = read(name)
    (change,) = changes.items
    assert kind_of(change) is Kind.MINOR
    assert len(change.warnings) == 1
    assert change.warnings[0].startswith(f"Firmware {V4_0} (4.0.0) is pinned, but its status is")
    assert changes.notes == ()


def test_a_warning_of_an_unchanged_pin() -> None:
    """A warning of an unchanged pin is shown. Warnings of other programs are not."""
    said = [
        {"urn": PIN + "gateway", "severity": "warning", "message": "warning: 4.1.0 is newer.\n"},
        {"severity": "warning", "message": "warning: Firmware of the modem is old.\n"},
        {"severity": "warning", "message": "warning: something else\n"},
        {"severity": "info", "message": "firmware"},
    ]
    changes = review.read_preview(preview(step("same", "urn:pulumi:s::p::t::n"), diagnostics=said))
    (change,) = changes.items
    assert (kind_of(change), change.warnings) == (Kind.SAME, ("4.1.0 is newer.",))
    assert changes.notes == ("Firmware of the modem is old.",)


@pytest.mark.parametrize("name", ["native-fail", "dynamic-fail"])
def test_a_pin_that_fails(name: str) -> None:
    """The error of a pin that fails is this package's complete message."""
    changes = read(name)
    (change,) = changes.items
    assert (change.name, kind_of(change), changes.problem) == ("modem", Kind.FAILED, None)
    assert change.errors[0].startswith("No package matches, of 13 packages")
    assert change.errors[0].endswith("Correct destVersion, or publish that version first.")


def test_a_program_that_fails() -> None:
    """If the program fails, the review says so, and why."""
    changes = read("dynamic-crash")
    assert changes.items == ()
    assert changes.problem == "an unhandled error occurred: python inline source runtime error: boom"
    assert "The preview failed, so this review is incomplete" in review.summarize(changes, {}, "prod")


def test_a_refresh_before() -> None:
    """Several steps of a pin are one change, from the state before the first to the state after the last."""
    text = preview(
        step("delete", PIN + "p", holding("1.0.0"), None),
        step("create", PIN + "p", None, holding("1.1.0")),
        step("delete-replaced", PIN + "p", holding("1.0.0"), None),
    )
    (change,) = review.read_preview(text).items
    assert kind_of(change) is Kind.MINOR


@pytest.mark.parametrize("op", ["delete", "discard"])
def test_gone(op: str) -> None:
    """A deleted or discarded pin is removed, whatever state its step shows."""
    (change,) = review.read_preview(preview(step(op, PIN + "p", holding("1.0.0"), holding("1.0.0")))).items
    assert kind_of(change) is Kind.REMOVED


def test_other_criteria_of_the_same_package() -> None:
    """Other criteria of the same package are a change. Internal properties of the SDK are not."""
    old, new = holding("1.0.0", __provider="x"), holding("1.0.0", __provider="y")
    assert review.read_preview(preview(step("update", PIN + "p", old, new))).items == ()
    new["inputs"]["versionRange"] = "^1.0"
    (change,) = review.read_preview(preview(step("update", PIN + "p", old, new))).items
    assert kind_of(change) is Kind.SAME
    assert "- `versionRange` none → `^1.0`" in review.summarize(
        Changes(origin=Origin.PREVIEW, items=(change,)), {}, "prod"
    )


def test_circles_and_names_with_colons() -> None:
    """Circular dependencies do not cause an endless loop, and a name may contain colons like a URN."""
    a, b = "urn:pulumi:s::p::my:m:T::a::b", "urn:pulumi:s::p::my:m:T::c"
    states = [{"dependencies": urns} for urns in ([PIN + "p", b], [a])]
    text = preview(
        step("create", PIN + "p", None, holding("1.0.0")),
        step("create", a, None, states[0]),
        step("create", b, None, states[1]),
    )
    (change,) = review.read_preview(text).items
    assert [(each.name, each.type) for each in change.affected] == [("a::b", "my:m:T"), ("c", "my:m:T")]


DEEP = {"inputs": {"keepers": json.loads("[" * 100 + "]" * 100)}}


def test_dependencies_of_a_property() -> None:
    """Dependencies of a property count like dependencies of the resource."""
    job = "urn:pulumi:prod::fleet::my:m:T::job"
    state = {"propertyDependencies": {"firmwareId": [PIN + "p"], "none": None}}
    text = preview(step("create", PIN + "p", None, holding("1.0.0")), step("create", job, None, state))
    (change,) = review.read_preview(text).items
    assert [each.urn for each in change.affected] == [job]


def test_a_pin_that_was_read_before() -> None:
    """For a pin that replaces a `.get`, the old package is read from its outputs."""
    old = {"outputs": holding("1.0.0")["inputs"]}
    (change,) = review.read_preview(preview(step("replace", PIN + "p", old, holding("1.1.0")))).items
    assert kind_of(change) is Kind.MINOR


STATE = {"inputs": {"firmware": {"destVersion": 4}}}


@pytest.mark.parametrize("size", [0, 2**63 - 1])
def test_the_sizes_of_a_file(size: int) -> None:
    """A valid size is from 0 to 63 bits. Other sizes are an error."""

    def of_size(number: int) -> Changes:
        firmware = {"destVersion": "1.0.0", "firmwareId": "id", "type": "full", "firmwareSize": number}
        return review.read_preview(preview(step("create", PIN + "gateway", None, {"inputs": {"firmware": firmware}})))

    (change,) = of_size(size).items
    assert isinstance(change.new, PinnedFirmware)
    assert change.new.firmware_size == size
    with pytest.raises(ReviewError, match="The firmware of pin gateway has a form that this release does not support"):
        of_size(size + 1 if size else -1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The JSON of the preview is empty."),
        (" \n", "The JSON of the preview is empty."),
        ("Previewing update (prod):\n", "line 1, "),
        ('{\n "steps": [\n  {"op": tru}\n ]\n}', "line 3: "),
        ('{\n "steps": [\n', "line 3, the last one: "),
        ('{"steps": ["\ud800"]}', "The preview is not valid JSON."),
        ('{"a":' * 100_000, "The preview is not valid JSON."),
        (preview(step("create", PIN + "gateway", None, DEEP)), "nested more than 64 levels deep"),
        ("[]", "Expected `object`, got `array`"),
        ('{"steps": {}}', "$.steps"),
        ('{"steps": [{"op": "same"}]}', "`urn` - at `$.steps[0]`"),
        ("{}", "The JSON of the preview contains no steps."),
        ('{"resources": []}', "The JSON of the preview contains no steps."),
        (
            '{"diagnostics": [{"severity": "error", "message": "error: no passphrase\\nat all"}]}',
            "The preview failed: no passphrase\n",
        ),
        (preview(step("adopt", "urn:pulumi:s::p::t::n")), 'Unknown operation "adopt" in steps[0]'),
        (
            preview(step("create", PIN + "gateway", None, STATE)),
            "The firmware of pin gateway has a form that this release",
        ),
        (preview(step("create", PIN + "gateway", None, {"inputs": {"firmware": 7}})), "The firmware of pin gateway"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_is_no_preview(text: str, words: str) -> None:
    """Invalid text is an error with its position, the cause and the fix."""
    with pytest.raises(ReviewError) as caught:
        review.read_preview(text)
    message = str(caught.value)
    assert words in message
    first, *_, last = message.splitlines()
    assert ": " not in first
    assert first.endswith(".")
    assert last.endswith(".")
    assert len(message.splitlines()) <= 15


def test_a_stream_of_events() -> None:
    """The engine's event stream is recognized, and the error says how to get the right format."""
    with pytest.raises(ReviewError, match="Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW"):
        read("native-stream")


def test_many_pins_with_many_notes() -> None:
    """If there are many warnings, each one is matched to its pin."""
    count = 4000
    steps = [step("update", f"{PIN}p{number}", holding("1"), holding(f"2-{number}")) for number in range(count)]
    notes = [
        {"severity": "warning", "message": f"warning: firmware id-2-{number}, is old. " + "x" * 200}
        for number in range(count)
    ]
    changes = review.read_preview(preview(*steps, diagnostics=notes))
    assert [len(change.warnings) for change in changes.items] == [1] * count
    assert changes.notes == ()


def test_more_dependencies_than_can_be_followed() -> None:
    """A long chain of pins with too many dependencies is rejected, because following it would need minutes."""
    urns = [f"{PIN}p{number}" for number in range(3000)]
    chain = [
        step("update", urn, holding("1"), {**holding("2"), "dependencies": urns[max(0, index - 1) : index]})
        for index, urn in enumerate(urns)
    ]
    with pytest.raises(ReviewError, match="more than 1,000,000 dependencies"):
        review.read_preview(preview(*chain))


def test_true_is_not_one() -> None:
    """A change from 1 to true is a change, although the values are equal in Python."""
    held = holding("1", minSize=1), holding("1", minSize=True)
    (change,) = review.read_preview(preview(step("update", f"{PIN}p", *held))).items
    assert change.new_criteria == {"minSize": True}
