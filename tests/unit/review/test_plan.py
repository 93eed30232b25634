# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Plans of OpenTofu (1.12), damaged plans, and other texts, as the review reads them.

`tests/terraform/test_review.py` records the plans, and compares them with those of both engines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import review
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review import Changes, ReviewError
from alicloud_iot_ota.review.changes import Origin
from alicloud_iot_ota.review.judging.kinds import kind_of, verdict_of
from alicloud_iot_ota.review.judging.tables import Kind
from alicloud_iot_ota.review.reading.plan_values import MAPS
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN
from alicloud_iot_ota.terraform import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.review.changes import Change

PLANS = Path(__file__).parent / "golden" / "plans"
PIN = "alicloudiot_ota_firmware_pin"
HIDDEN = "The message contains a sensitive value and is hidden. Read the output of the command."


def text_of(name: str) -> str:
    """Return a recorded plan, below its stream."""
    return (PLANS / f"{name}.json").read_text(encoding="utf-8")


def read(name: str) -> Changes:
    """Read a recorded plan."""
    return review.read_preview(text_of(name))


def by_name(changes: Changes) -> dict[str, Change]:
    """Return changes by the names of their pins."""
    return {change.name: change for change in changes.items}


def kinds(changes: Changes) -> dict[str, Kind]:
    """Return the kind of each change."""
    return {change.name: kind_of(change) for change in changes.items}


def pin(version: str | None, **more: object) -> dict[str, Any] | None:
    """Return the value of a pin, or None if there is no version."""
    firmware = {"dest_version": version, "firmware_id": f"id-{version}", "type": "full", "digest": None}
    return None if version is None else {"firmware": firmware, "product_key": "a1", "module_name": None, **more}


def change(old: object, new: object, *actions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return the change of a pin."""
    diff = {"actions": [*actions], "before": old, "after": new, **more}
    return {"address": f"{PIN}.gateway", "mode": "managed", "type": PIN, "name": "gateway", "change": diff}


def plan(*changes: object, **more: object) -> str:
    """Return the JSON of a plan."""
    return json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": list(changes), **more})


def said(severity: str, summary: str, detail: str = "", address: str | None = None, **more: object) -> str:
    """Return a line of a stream."""
    diagnostic = {"severity": severity, "summary": summary, "detail": detail, **more}
    diagnostic |= {} if address is None else {"address": address}
    level = {"warning": "warn"}.get(severity, severity)
    return json.dumps({"@level": level, "@message": summary, "type": "diagnostic", "diagnostic": diagnostic}) + "\n"


@pytest.mark.parametrize("name", ["create", "edit", "fail", "remove", "update"])
def test_the_comment(name: str, golden: Callable[[str, str], None]) -> None:
    """The complete comment about a recorded plan."""
    golden(f"plan-{name}.md", review.summarize(read(name), {}, "plan.json"))


def test_a_bump() -> None:
    """The packages, the criteria by wire names, and the dependents of a bump are read."""
    changes = read("update")
    assert (changes.origin, changes.stack, changes.problem, changes.notes) == (Origin.PLAN, None, None, ())
    gateway = by_name(changes)["gateway"]
    assert kind_of(gateway) is Kind.MINOR
    assert gateway.key == "alicloudiot_ota_firmware_pin.gateway"
    assert isinstance(gateway.old, PinnedFirmware)
    assert gateway.new == PinnedFirmware(
        dest_version="4.1.0",
        firmware_id="HFiEeZDMeZ9ltltlSbdX8vOtXH160100",
        type="full",
        digest="sha256:" + "0f" * 32,
        firmware_size=22_000_000,
    )
    assert gateway.new_criteria == {
        "moduleName": "default",
        "productKey": "a1GatewayK01",
        "select": "highest",
        "type": "full",
    }


def test_dependents() -> None:
    """Dependents are found through other resources, the outputs and variables of modules, and local values."""
    changes = by_name(read("update"))
    assert [(each.name, each.type, each.op) for each in changes["gateway"].affected] == [
        ("terraform_data.job", "terraform_data", "update"),
        ("terraform_data.label", "terraform_data", "replace"),
        ("terraform_data.rollout", "terraform_data", "update"),
    ]
    inner = changes['module.site["eu"].inner']
    assert inner.key == 'module.site["eu"].alicloudiot_ota_firmware_pin.inner'
    assert [each.urn for each in inner.affected] == ["module.fleet.terraform_data.campaign", "terraform_data.site"]


def test_nothing_changes() -> None:
    """A plan without changes has only the warnings of its pins."""
    changes = review.read_preview(text_of("same").splitlines()[-1])
    assert (changes.items, changes.is_failed) == ((), False)
    assert set(kinds(read("same")).values()) == {Kind.SAME}


def test_what_the_apply_will_tell() -> None:
    """If an argument is unknown, the package is unknown."""
    (later,) = (each for each in read("unknown").items if each.name == "later")
    assert later.new is Withheld.UNKNOWN
    assert later.new_criteria["type"] is Withheld.UNKNOWN
    assert kinds(read("create"))["later"] is Kind.UNKNOWN


def test_other_criteria() -> None:
    """The keys of a map stay as the user wrote them. Other names are wire names, at every level."""
    edited = by_name(read("edit"))['each["4.0.0"]']
    assert kind_of(edited) is Kind.SAME
    assert edited.new_criteria["keepers"] == {"campaign_name": "spring"}
    assert edited.new_criteria["blocked"] == [{"destVersion": "9.9.9", "reason": "bricks it"}]
    assert edited.old_criteria["blocked"] == [{"destVersion": "9.9.9", "reason": "bricks the modem"}]
    assert {
        each.wire_name for each in schema.block_of(FIRMWARE_PIN).arguments if each.type == ["map", "string"]
    } == MAPS


def test_moved_imported_and_forgotten() -> None:
    """A moved pin keeps its old package, an imported one is new, and a forgotten one is removed."""
    moved = kinds(read("move-and-import"))
    assert "gateway" not in moved
    assert (moved["main"], moved["imported"]) == (Kind.MINOR, Kind.NEW)
    removed = kinds(read("remove"))
    assert {name for name, kind in removed.items() if kind is Kind.REMOVED} >= {"camera[0]", "later"}


def test_drift() -> None:
    """What a refresh found about a package is a warning. A new ID is a change, from the package of the last apply."""
    changes = read("drift")
    assert set(kinds(changes).values()) == {Kind.SAME}
    assert all("that version now has a different file (replaced)" in str(each.warnings) for each in changes.items)
    assert not changes.is_failed
    drifted = change(pin("1.0.0"), pin("1.1.0"), "update")
    (both,) = review.read_preview(plan(change(pin("1.1.0"), pin("1.2.0"), "update"), resource_drift=[drifted])).items
    assert isinstance(both.old, PinnedFirmware)
    assert both.old.dest_version == "1.0.0"


def test_a_broken_pin() -> None:
    """The verdict of a broken pin is found in its error."""
    changes = read("broken")
    broken = by_name(changes)['each["4.0.0"]']
    assert kind_of(broken) is Kind.BROKEN
    assert (verdict_of(broken) or kind_of(broken)).value == "missing"
    assert (changes.problem, changes.is_failed) == (None, True)


def test_a_failed_plan() -> None:
    """The errors of pins belong to the pins. Those of data sources are causes, with their places."""
    changes = read("fail")
    missing = by_name(changes)["missing"]
    assert kind_of(missing) is Kind.FAILED
    assert missing.errors[0].startswith("No package matches. Searched 13 packages")
    (cause,) = changes.causes
    assert cause.splitlines()[1] == "  with data.alicloudiot_ota_firmware.missing, on main.tf line 27"
    assert changes.problem == cause.splitlines()[0]
    alone = review.read_preview(text_of("fail").splitlines()[-1])
    assert alone.problem is not None
    assert alone.problem.startswith("The plan does not contain the cause.")
    stream = "\n".join(text_of("fail").splitlines()[:-1])
    assert [(each.name, kind_of(each)) for each in review.read_preview(stream).items] == [("missing", Kind.FAILED)]


def test_failed_conditions() -> None:
    """A failed condition is the cause of a failed plan. A failed `check` block does not stop a plan."""
    checks = [
        {
            "address": {"kind": kind, "to_display": f"{kind}.a"},
            "status": "fail",
            "instances": [{"address": {"to_display": f"{kind}.a[0]"}, "problems": [{"message": "Too old."}]}],
        }
        for kind in ("check", "resource")
    ]
    assert review.read_preview(plan(errored=True, checks=checks)).causes == ("resource.a[0]: Too old.",)
    assert not review.read_preview(plan(checks=checks[:1])).is_failed


def test_warnings_without_a_pin() -> None:
    """Warnings about firmware are notes. Other warnings are not, and an unknown severity always is."""
    lines = [
        said("warning", "4.1.0 is newer.", "", "data.alicloudiot_ota_firmware.d"),
        said(
            "warning",
            "Check block assertion failed",
            "No.",
            snippet={"code": "alicloudiot_ota_firmware_pin.g.firmware"},
        ),
        said("warning", "Value for undeclared variable"),
        said("fatal", "Odd"),
    ]
    assert review.read_preview("".join(lines) + plan()).notes == (
        "4.1.0 is newer.\n  with data.alicloudiot_ota_firmware.d",
        "Check block assertion failed\nNo.",
        "Odd",
    )


def test_an_error_of_the_engine() -> None:
    """A cause has the summary, the place and the detail. A line of the log with an error counts too."""
    place = {"filename": "main.tf", "start": {"line": 3}}
    stream = said("error", "Unsupported attribute", "No such attribute.", "terraform_data.a", range=place)
    assert review.read_preview(stream).causes == (
        "Unsupported attribute\n  with terraform_data.a, on main.tf line 3\nNo such attribute.",
    )
    assert review.read_preview('{"@level":"error","@message":"Error: No space left"}').problem == "Error: No space left"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize(
    "mark", [{"product_key": True}, {"keepers": {"b": True}}, {"firmware": {"digest": True}}, True]
)
def test_a_sensitive_value(side: str, mark: object) -> None:
    """If an argument or the package is sensitive, both packages, the value and the messages are hidden."""
    old, new = (pin(version, product_key="a1SecretK01", keepers={"b": "x"}) for version in ("7.0.1", "7.0.2"))
    marks = {f"{side}_sensitive": mark}
    warning = said("warning", "Package id-7.0.1 is old.", "", f"{PIN}.gateway")
    changes = review.read_preview(warning + plan(change(old, new, "update", **marks)))
    (only,) = changes.items
    assert (only.old, only.new) == (Withheld.SECRET, Withheld.SECRET)
    assert only.warnings == (HIDDEN,)
    shown = review.summarize(changes, {}, "plan") + json.dumps(review.to_builtins(changes, {}, "plan"))
    assert "7.0." not in shown
    if mark in (True, {"product_key": True}):
        assert "a1SecretK01" not in shown


def test_a_sensitive_value_that_changes() -> None:
    """A change of a sensitive value is reported without the value. The same value is not a change."""
    mark = {"before_sensitive": {"keepers": True}, "after_sensitive": {"keepers": True}}
    old, new = (pin("1.0.0", keepers={"token": token}) for token in ("one", "two"))
    (edited,) = review.read_preview(plan(change(old, new, "update", **mark))).items
    assert (edited.withheld_edits, edited.old, edited.new) == (("keepers",), None, None)
    assert review.read_preview(plan(change(old, old, "no-op", **mark))).items == ()


def test_a_sensitive_value_in_a_message() -> None:
    """A message of another resource with a sensitive value is hidden, because the engine does not mark it."""
    changes = read("fail-sensitive")
    assert by_name(changes)["camera[0]"].errors == (HIDDEN,)
    assert "a1CameraK01" not in json.dumps(review.to_builtins(changes, {}, "plan"))
    variables = {"variables": {"key": {"value": "a1SecretK01"}}}
    declared = {"configuration": {"root_module": {"variables": {"key": {"sensitive": True}}}}}
    stream = said("error", "Bad", "In a1SecretK01.") + said("error", "Worse", "In a1OtherK01.")
    assert review.read_preview(stream + plan(**variables, **declared)).causes == (HIDDEN, "Worse\nIn a1OtherK01.")


@pytest.mark.parametrize("of", ["var.key", "module.a.key"])
def test_a_sensitive_argument_of_a_pin_that_failed(of: str) -> None:
    """A plan has no values for a new pin that failed. The references of its arguments show whether one is sensitive."""
    arguments = {"product_key": {"references": [of, of.rpartition(".")[0]]}}
    module = {
        "variables": {"key": {"sensitive": True}},
        "resources": [{"address": f"{PIN}.new", "expressions": arguments}],
        "module_calls": {"a": {"module": {"outputs": {"key": {"sensitive": True, "expression": {}}}}}},
    }
    stream = said("error", "No matching firmware", "No package matches.", f"{PIN}.new")
    (failed,) = review.read_preview(stream + plan(errored=True, configuration={"root_module": module})).items
    assert failed.errors == (HIDDEN,)


def test_replaced_and_deposed() -> None:
    """A replacement is one change. The rest of an earlier one, a deposed object, is not a change."""
    for actions in (("delete", "create"), ("create", "delete"), ("create", "forget")):
        rest = change(pin("0.9.0"), None, "delete") | {"deposed": "a1b2c3d4"}
        (only,) = review.read_preview(plan(change(pin("1.0.0"), pin("1.1.0"), *actions), rest)).items
        assert kind_of(only) is Kind.MINOR


def test_a_deferred_change() -> None:
    """A change that the engine postponed is a change. Its package is unknown."""
    deferred = change(None, {"product_key": "a1"}, "create", after_unknown={"firmware": True})
    (only,) = review.read_preview(plan(deferred_changes=[{"reason": "x", "resource_change": deferred}])).items
    assert only.new is Withheld.UNKNOWN


def test_what_is_no_pin() -> None:
    """Data sources, also those that are read during the apply, and other resources are not pins."""
    data = change(None, pin("1.0.0"), "read") | {"mode": "data", "address": f"data.{PIN}.a"}
    other = change(None, {"firmware": 1}, "create") | {"type": "terraform_data", "address": "terraform_data.a"}
    assert review.read_preview(plan(data, other)).items == ()


def test_a_pin_with_an_entry() -> None:
    """The lock file and the entry of a pin are read by their wire names."""
    arguments = {"lock_entry": "gateway", "lock_file": "./firmware.lock"}
    (only,) = review.read_preview(plan(change(None, pin("1.0.0", **arguments), "create"))).items
    assert (only.new_criteria["lockEntry"], only.new_criteria["lockFile"]) == ("gateway", "./firmware.lock")
    assert only.criteria is None


@pytest.mark.parametrize(
    "text",
    [
        plan(change(pin("1.0.0"), pin("1.1.0"), "update")),
        json.dumps(json.loads(plan(change(pin("1.0.0"), pin("1.1.0"), "update"))), indent=2),
    ],
    ids=["one line", "indented"],
)
def test_other_lines_around_it(text: str) -> None:
    """A plan is found among other lines, such as those of a wrapper, in the encodings of every shell."""
    expected = review.read_preview(text)
    for around in (f"[command]/opt/tofu show -json plan\n{text}\n", f"\ufeff{text}", f"{text}\nDone.\n"):
        assert review.read_preview(around) == expected
        assert review.read_preview(around.replace("\n", "\r\n")) == expected
        assert review.read_preview(review.text_of(around.encode("utf-16"))) == expected


BUMP = plan(change(pin("1.0.0"), pin("1.1.0"), "update"))
STREAM = '{"@level":"info","@message":"OpenTofu 1.12.6","type":"version","ui":"1.2"}\n'


@pytest.mark.parametrize(
    ("text", "words", "fix"),
    [
        (f"{BUMP}\n{BUMP}", "Expected one plan, got 2 in lines 1, 2.", "Pass one plan."),
        (BUMP[:-20], "The plan is not valid JSON.\n  line 1", "tofu show -json PLANFILE"),
        (STREAM + BUMP[:-20], "The plan is not valid JSON.\n  line 2", "tofu show -json PLANFILE"),
        (STREAM + STREAM[:-20] + "\n" + BUMP, "The plan is not valid JSON.\n  line 2", "tofu show -json PLANFILE"),
        (STREAM, "got the stream of `plan -json`, which has no versions.", "tofu show -json PLANFILE"),
        (
            STREAM + said("warning", "Old"),
            "got the stream of `plan -json`",
            "`plan -out=PLANFILE` writes the plan file.",
        ),
        ('{"format_version":"1.0"}', "Expected the JSON of a plan, got a state.", "terraform show -json PLANFILE"),
        ('{"format_version":"1.0","values":{}}', "Expected the JSON of a plan, got a state.", "PLANFILE"),
        (
            '{"version":4,"terraform_version":"1","lineage":"x"}',
            "Expected the JSON of a preview, got a state.",
            "PLANFILE",
        ),
        ('{"format_version":"1.0","provider_schemas":{}}', "got other JSON of OpenTofu or Terraform.", "PLANFILE"),
        (
            BUMP.replace('"1.2"', '"2.0"'),
            "The plan has the format 2.0, which this release",
            "Upgrade alicloud-iot-ota.",
        ),
        (BUMP.replace('"1.2"', '"0.2"'), "The plan has the format 0.2", "Upgrade alicloud-iot-ota."),
        (BUMP.replace('"1.2"', "1"), "The JSON is not a plan that this release supports.", "PLANFILE"),
        (plan(resource_drift=[change(None, None, "adopt")]), 'Unknown actions "adopt"', "Upgrade"),
        (plan(7), "The JSON is not a plan that this release supports.", "PLANFILE"),
        (plan(change(None, None, "adopt")), f'Unknown actions "adopt" of {PIN}.gateway in the plan.', "Upgrade"),
        (
            plan(change(None, {"firmware": {"dest_version": 4}}, "create")),
            "The firmware of pin gateway has a form",
            "Use",
        ),
        (plan(change(None, {"firmware": 7}, "create")), "The firmware of pin gateway has a form", "Use"),
        (plan(change(None, 7, "create")), "The firmware of pin gateway has a form", "Use"),
        (
            "\nOpenTofu will perform the following actions:\n",
            "Expected the JSON of a plan, got its text output.",
            "Run `tofu",
        ),
        ('# alicloudiot_ota_firmware_pin.a["x"]:\nresource {\n}\n', "got its text output.\n  line 1", "Run `tofu"),
        ("# module.m[0].data.alicloudiot_ota_firmware.a:\ndata {\n}\n", "got its text output.", "Run `tofu"),
        (
            '{\n  "a": {\n    "sensitive": false,\n    "type": "string",\n    "value": "4.0.0"\n  }\n}\n',
            "got other JSON of OpenTofu or Terraform.",
            "Run `tofu show -json PLANFILE`",
        ),
        (
            "\nNo changes. Your infrastructure matches the configuration.\n",
            "got its text output.\n  line 2",
            "Run `tofu",
        ),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_no_plan(text: str, words: str, fix: str) -> None:
    """Invalid text is an error with the cause, and with the right command."""
    with pytest.raises(ReviewError) as caught:
        review.read_preview(text)
    message = str(caught.value)
    assert words in message
    assert fix in message.splitlines()[-1]
    assert len(message.splitlines()) <= 4


def test_a_plan_file() -> None:
    """A plan file is not its JSON."""
    with pytest.raises(ReviewError, match="Expected the JSON of a plan, got the plan file"):
        review.text_of(b"PK\x03\x04\x14\x00\x08\x00")


def test_nested_too_deeply() -> None:
    """A value that is nested more deeply than any argument is an error."""
    deep = json.loads("[" * 100 + "]" * 100)
    with pytest.raises(ReviewError, match="nested more than 64 levels deep"):
        review.read_preview(plan(change(None, pin("1.0.0", keepers=deep), "create")))


def test_a_circle_of_references() -> None:
    """Circular references do not cause an endless loop."""
    resources = [
        {
            "address": f"terraform_data.{one}",
            "expressions": {"input": {"references": [f"{PIN}.gateway", f"terraform_data.{two}"]}},
        }
        for one, two in ("ab", "ba")
    ]
    others = [
        change(None, {}, "create") | {"type": "terraform_data", "address": f"terraform_data.{name}"} for name in "ab"
    ]
    text = plan(change(None, pin("1.0.0"), "create"), *others, configuration={"root_module": {"resources": resources}})
    (only,) = review.read_preview(text).items
    assert [each.name for each in only.affected] == ["terraform_data.a", "terraform_data.b"]


def test_a_complete_module() -> None:
    """`depends_on` a module depends on each resource in it, also the other way, and in nested modules."""
    inner = {"resources": [{"address": f"{PIN}.gateway"}]}
    caller = {
        "resources": [{"address": "terraform_data.a", "depends_on": ["module.m"]}],
        "module_calls": {
            "m": {"module": {"module_calls": {"n": {"module": inner}}}},
            "after": {
                "depends_on": ["module.m"],
                "module": {"module_calls": {"n": {"module": {"resources": [{"address": "terraform_data.b"}]}}}},
            },
        },
    }
    others = [
        change(None, {}, "create") | {"type": "terraform_data", "address": address}
        for address in ("terraform_data.a", "module.after.module.n.terraform_data.b[0]")
    ]
    first = change(None, pin("1.0.0"), "create") | {"address": f"module.m.module.n.{PIN}.gateway"}
    (only,) = review.read_preview(plan(first, *others, configuration={"root_module": caller})).items
    assert [each.name for each in only.affected] == ["module.after.module.n.terraform_data.b[0]", "terraform_data.a"]


def test_names_in_keys() -> None:
    """A key may contain anything, such as brackets, quotes, and the type of a pin."""
    key = f'a].{PIN}.b\\"['
    address = f'module.m["{key}"].{PIN}.gateway["{key}"]'
    (only,) = review.read_preview(plan(change(None, pin("1.0.0"), "create") | {"address": address})).items
    assert only.name == f'module.m["{key}"].gateway["{key}"]'


@given(data=st.data(), name=st.sampled_from(["create", "drift", "fail", "fail-sensitive", "remove", "update"]))
def test_damaged_plans(data: st.DataObject, name: str) -> None:
    """A damaged plan is read or refused. It is never an internal error, and a secret stays hidden."""
    lines = text_of(name).splitlines()
    document = json.loads(lines[-1])
    for _ in range(data.draw(st.integers(1, 3))):
        damage(document, data)
    try:
        changes = review.read_preview("\n".join([*lines[:-1], json.dumps(document)]))
    except ReviewError:
        return
    assert review.summarize(changes, {}, "plan")
    assert json.dumps(review.to_builtins(changes, {}, "plan"))


def damage(document: Any, data: st.DataObject) -> None:  # noqa: ANN401 - JSON
    """Replace one value in a document with another one."""
    while True:
        keys = list(document) if isinstance(document, dict) else list(range(len(document)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(document[key], (dict, list)) or not document[key] or data.draw(st.integers(0, 5)) == 0:
            document[key] = data.draw(
                st.sampled_from([None, True, 0, -1, "", "x", [], {}, [[]], {"a": {}}, ["a"], "1.2"])
            )
            return
        document = document[key]


@given(cut=st.integers(0, 30_000))
def test_cut_plans(cut: int) -> None:
    """A plan that was cut off is an error, and not a review without changes."""
    text = text_of("update")
    start = text.rindex("\n", 0, -1)
    end = min(start + 2 + cut, len(text) - 2)
    with pytest.raises(ReviewError):
        review.read_preview(text[start + 1 : end])
