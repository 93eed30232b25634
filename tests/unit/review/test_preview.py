# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Previews of the real engine (3.259, both forms of the pin), and texts that are none, as a review reads them."""

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
    """Read a preview that the engine made."""
    return review.read_preview((PREVIEWS / f"{name}.json").read_text(encoding="utf-8"))


def by_name(changes: Changes) -> dict[str, Change]:
    """Return changes by the names of their pins."""
    return {change.name: change for change in changes.items}


def step(op: str, urn: str, old: object = None, new: object = None, **more: object) -> dict[str, object]:
    """Make a step; what it holds may be anything."""
    return {"op": op, "urn": urn, "oldState": old, "newState": new, **more}


def preview(*steps: object, **more: object) -> str:
    """Make the JSON of a preview."""
    return json.dumps({"steps": list(steps), **more})


def holding(version: str, **more: object) -> dict[str, Any]:
    """Make the state of a pin that holds a version."""
    return {"inputs": {"firmware": {"destVersion": version, "firmwareId": f"id-{version}", "type": "full"}, **more}}


@pytest.mark.parametrize("name", ["native-update", "native-update-show", "native-replace", "dynamic-update"])
def test_a_bump(name: str) -> None:
    """Old and new package, criteria and dependents are read, in either form, and also where all steps are shown."""
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
    """A pin that is new affects what is created by way of others, too; one that goes affects what goes with it."""
    created = by_name(read("native-create"))
    assert {name: kind_of(change) for name, change in created.items()} == {"gateway": Kind.NEW, "modem": Kind.NEW}
    assert [each.name for each in created["gateway"].affected] == ALL
    assert created["modem"].affected == ()
    deleted = by_name(read("native-delete"))
    assert {kind_of(change) for change in deleted.values()} == {Kind.REMOVED}
    assert {each.op for each in deleted["gateway"].affected} == {"delete"}


def test_nothing_changes() -> None:
    """An unchanged stack has no change."""
    assert read("native-same").items == ()


def test_what_the_update_will_tell() -> None:
    """A criterion that is not known yet, and an import, leave the package unknown."""
    changes = by_name(read("native-unknown"))
    assert changes["gateway"].new is Withheld.UNKNOWN
    assert changes["gateway"].new_criteria["moduleName"] is Withheld.UNKNOWN
    assert kind_of(changes["gateway2"]) is Kind.NEW
    assert by_name(read("native-import"))["imp"].new is Withheld.UNKNOWN


def test_what_is_only_read_is_no_change() -> None:
    """A `.get` shows no package in a preview, so nothing is said of it."""
    assert "seen" not in by_name(read("native-get"))


def test_a_secret() -> None:
    """What the program keeps secret is nowhere, on neither side: the old value would tell of the new one."""
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
    """The engine's own comparison shows whether a secret package stays. Of a dynamic pin that moves, it has none."""
    state = {"inputs": {"firmware": "[secret]"}}
    changes = review.read_preview(preview(step("update", PIN + "p", state, state, diffReasons=reasons)))
    assert len(changes.items) == count


def test_an_argument_that_becomes_known_only_later() -> None:
    """A plain value that is to be unknown changes in plain sight; one that stays unknown may change unseen."""
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
    """One secret part makes the package secret, masked or encrypted."""
    state = holding("1.0.0")
    state["inputs"]["firmware"]["digest"] = hidden
    (change,) = review.read_preview(preview(step("create", PIN + "p", None, state))).items
    assert change.new is Withheld.SECRET


@pytest.mark.parametrize("name", ["native-refresh", "dynamic-refresh"])
def test_a_warning_finds_its_pin(name: str) -> None:
    """A warning is its pin's by URN or, as the dynamic form has none, by the ID that it names."""
    changes = read(name)
    (change,) = changes.items
    assert kind_of(change) is Kind.MINOR
    assert len(change.warnings) == 1
    assert change.warnings[0].startswith(f"Firmware {V4_0} (4.0.0) is pinned, but its status is")
    assert changes.notes == ()


def test_a_warning_of_an_unchanged_pin() -> None:
    """It is told although the pin makes no step, and the ones of other programs are not."""
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
    """The error is the pin's, in this package's own words and whole."""
    changes = read(name)
    (change,) = changes.items
    assert (change.name, kind_of(change), changes.problem) == ("modem", Kind.FAILED, None)
    assert change.errors[0].startswith("No package matches, of 13 packages")
    assert change.errors[0].endswith("Correct destVersion, or publish that version first.")


def test_a_program_that_fails() -> None:
    """The review says that the preview failed, and why."""
    changes = read("dynamic-crash")
    assert changes.items == ()
    assert changes.problem == "an unhandled error occurred: python inline source runtime error: boom"
    assert "The preview failed, so this may not be all of it" in review.summarize(changes, {}, "prod")


def test_a_refresh_before() -> None:
    """Of several steps of a pin, the state before the first and after the last count, also where it was gone."""
    text = preview(
        step("delete", PIN + "p", holding("1.0.0"), None),
        step("create", PIN + "p", None, holding("1.1.0")),
        step("delete-replaced", PIN + "p", holding("1.0.0"), None),
    )
    (change,) = review.read_preview(text).items
    assert kind_of(change) is Kind.MINOR


@pytest.mark.parametrize("op", ["delete", "discard"])
def test_gone(op: str) -> None:
    """What is deleted, or read no more, goes, whatever state the step still shows."""
    (change,) = review.read_preview(preview(step(op, PIN + "p", holding("1.0.0"), holding("1.0.0")))).items
    assert kind_of(change) is Kind.REMOVED


def test_other_criteria_of_the_same_package() -> None:
    """They are a change of their own; the SDK's own properties are none."""
    old, new = holding("1.0.0", __provider="x"), holding("1.0.0", __provider="y")
    assert review.read_preview(preview(step("update", PIN + "p", old, new))).items == ()
    new["inputs"]["versionRange"] = "^1.0"
    (change,) = review.read_preview(preview(step("update", PIN + "p", old, new))).items
    assert kind_of(change) is Kind.SAME
    assert "- `versionRange` none → `^1.0`" in review.summarize(
        Changes(origin=Origin.PREVIEW, items=(change,)), {}, "prod"
    )


def test_circles_and_names_with_colons() -> None:
    """Dependencies in a circle end, and a name may look like a part of a URN."""
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
    """They count as those of the resource do."""
    job = "urn:pulumi:prod::fleet::my:m:T::job"
    state = {"propertyDependencies": {"firmwareId": [PIN + "p"], "none": None}}
    text = preview(step("create", PIN + "p", None, holding("1.0.0")), step("create", job, None, state))
    (change,) = review.read_preview(text).items
    assert [each.urn for each in change.affected] == [job]


def test_a_pin_that_was_read_before() -> None:
    """A pin that the program takes over from a `.get` held its package in its outputs."""
    old = {"outputs": holding("1.0.0")["inputs"]}
    (change,) = review.read_preview(preview(step("replace", PIN + "p", old, holding("1.1.0")))).items
    assert kind_of(change) is Kind.MINOR


STATE = {"inputs": {"firmware": {"destVersion": 4}}}


@pytest.mark.parametrize("size", [0, 2**63 - 1])
def test_the_sizes_of_a_file(size: int) -> None:
    """A size is what the service can give: none below 0, and none of more than 63 bits."""

    def of_size(number: int) -> Changes:
        firmware = {"destVersion": "1.0.0", "firmwareId": "id", "type": "full", "firmwareSize": number}
        return review.read_preview(preview(step("create", PIN + "gateway", None, {"inputs": {"firmware": firmware}})))

    (change,) = of_size(size).items
    assert isinstance(change.new, PinnedFirmware)
    assert change.new.firmware_size == size
    with pytest.raises(ReviewError, match="The firmware of gateway is not what this release knows"):
        of_size(size + 1 if size else -1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The JSON of the preview is empty."),
        (" \n", "The JSON of the preview is empty."),
        ("Previewing update (prod):\n", "line 1, "),
        ('{\n "steps": [\n  {"op": tru}\n ]\n}', "line 3, "),
        ('{\n "steps": [\n', "line 3, the last one, "),
        ('{"steps": ["\ud800"]}', "The preview is no JSON."),
        ('{"a":' * 100_000, "The preview is no JSON."),
        (preview(step("create", PIN + "gateway", None, DEEP)), "nested deeper than 64"),
        ("[]", "Expected `object`, got `array`"),
        ('{"steps": {}}', "$.steps"),
        ('{"steps": [{"op": "same"}]}', "`urn` - at `$.steps[0]`"),
        ("{}", "The JSON holds no steps of a preview."),
        ('{"resources": []}', "The JSON holds no steps of a preview."),
        (
            '{"diagnostics": [{"severity": "error", "message": "error: no passphrase\\nat all"}]}',
            "The preview failed, no passphrase\n",
        ),
        (preview(step("adopt", "urn:pulumi:s::p::t::n")), 'The operation "adopt" of steps[0]'),
        (preview(step("create", PIN + "gateway", None, STATE)), "The firmware of gateway is not what this release"),
        (preview(step("create", PIN + "gateway", None, {"inputs": {"firmware": 7}})), "The firmware of gateway"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_is_no_preview(text: str, words: str) -> None:
    """It is an error that says where and what, and what to do; nothing is concluded from it."""
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
    """The engine's other form is recognized, and the error says how to get the right one."""
    with pytest.raises(ReviewError, match="Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW"):
        read("native-stream")


def test_many_pins_with_many_notes() -> None:
    """Each note finds its pin, however many there are of both."""
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
    """Pins in a long chain each reach all after them: that is refused, and not followed for minutes."""
    urns = [f"{PIN}p{number}" for number in range(3000)]
    chain = [
        step("update", urn, holding("1"), {**holding("2"), "dependencies": urns[max(0, index - 1) : index]})
        for index, urn in enumerate(urns)
    ]
    with pytest.raises(ReviewError, match="more than 1,000,000 dependencies"):
        review.read_preview(preview(*chain))


def test_true_is_not_one() -> None:
    """A change of a value to one that Python takes for the same is a change."""
    held = holding("1", minSize=1), holding("1", minSize=True)
    (change,) = review.read_preview(preview(step("update", f"{PIN}p", *held))).items
    assert change.new_criteria == {"minSize": True}
