# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Support for every verdict, including one that is added later, in each output that reports verdicts."""

from __future__ import annotations

import pytest

from alicloud_iot_ota import pins, review
from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.cli.commands.check import _fields, _row
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.page.pins import _pin
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.check import CheckedEntry
from alicloud_iot_ota.pins.verdicts import Judgment, Presence, Verdict
from alicloud_iot_ota.review import Changes, Facts
from alicloud_iot_ota.review.changes import Change, Origin
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Kind, Risk
from alicloud_iot_ota.schema.arguments import EntryArgs

FIRMWARE = Package(firmware_id="id-1", dest_version="4.0.0", firmware_sign="ab" * 32, sign_method="SHA256")
LOCKED = pins.lock(FIRMWARE, None)
ENTRY = Entry(name="gateway", path="firmware.lock", line=1, criteria=EntryArgs(), locked=LOCKED)
NAMES = [*Verdict.__members__, "REVOKED"]


@pytest.fixture(params=NAMES)
def verdict(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """Return each verdict, and then a new one that has only a row in the table."""
    if request.param in Verdict.__members__:
        return Verdict[request.param]
    added = object.__new__(Verdict)
    added._name_, added._value_ = "REVOKED", "revoked"
    added.__init__("revoked", "revoked by Alibaba Cloud", Presence.SAME_PACKAGE, "Ask why.")  # type: ignore[misc]
    monkeypatch.setitem(Verdict._member_map_, "REVOKED", added)
    monkeypatch.setitem(Verdict._value2member_map_, "revoked", added)
    monkeypatch.setattr(Verdict, "_member_names_", [*Verdict._member_names_, "REVOKED"])
    return added


@pytest.fixture
def judgment(verdict: Verdict) -> Judgment:
    """Return a judgment with that verdict."""
    there = None if verdict.presence is Presence.ABSENT else FIRMWARE
    return Judgment(LOCKED, verdict, "and so it is", there)


def reviewed(change: Change, facts: Facts | None = None) -> str:
    """Return the review of one change in Markdown."""
    changes = Changes(origin=Origin.PREVIEW, items=(change,))
    return review.summarize(changes, {} if facts is None else {change.key: facts}, "here")


def test_error(judgment: Judgment) -> None:
    """A failing verdict stops a deployment with its remedy and exit code 3. Other verdicts do not."""
    if judgment.verdict.is_passing:
        assert judgment.require("The pin", "Go on.") is FIRMWARE
        return
    with pytest.raises(BrokenPinError) as caught:
        judgment.require("The pin", "Go on.")
    assert caught.value.remedy == f"{judgment.verdict.remedy} Go on."
    assert caught.value.message.endswith(f"and so it is ({judgment.verdict.value}).")
    assert ExitCode.of(caught.value) is ExitCode.BROKEN_PIN


def test_command_line(judgment: Judgment) -> None:
    """`check` and the page show the verdict's word, and an error or a warning unless the package is unchanged."""
    found = CheckedEntry(ENTRY, judgment, judgment.verdict.value)
    is_error, is_warning = found.error is not None, found.warning is not None
    passes, is_itself = judgment.verdict.is_passing, judgment.verdict.presence is Presence.SAME_PACKAGE
    assert (is_error, is_warning) == (not passes, passes and not is_itself)
    assert _row(found)[2] == _fields(found)["verdict"] == judgment.verdict.value
    told = _pin(found, None)
    assert (told.verdict, told.can_be_deployed) == (judgment.verdict.value, passes)


def test_entry(judgment: Judgment) -> None:
    """The fix for an entry accepts the digest if another file exists, and selects again otherwise."""
    remedy_for = resolution.remedy_for(ENTRY, judgment)
    assert ("--accept-digest" in remedy_for) is (judgment.verdict.presence is Presence.OTHER_FILE)


def test_review_of_facts(judgment: Judgment) -> None:
    """In JSON, a review contains the verdict's word. A verdict that stops a deployment is a risk."""
    change, facts = Change(key="pin", name="pin", new=LOCKED), Facts(judgment)
    is_risk = Risk.BROKEN in risks_of(change, facts)
    assert is_risk is not judgment.verdict.is_passing
    assert (f"broken pin ({judgment.verdict.words})" in reviewed(change, facts)) is is_risk
    document = review.to_builtins(Changes(origin=Origin.PREVIEW, items=(change,)), {"pin": facts}, "here")
    assert f"'verdict': '{judgment.verdict.value}'" in str(document)
    is_there = judgment.verdict.presence in {Presence.SAME_PACKAGE, Presence.SAME_FILE}
    assert (facts.firmware is FIRMWARE) is is_there


def test_review_of_a_stopped_preview(judgment: Judgment) -> None:
    """A review of a stopped preview recognizes the verdict in the error, and shows its description."""
    if judgment.verdict.is_passing:
        return
    error = str(judgment.error("The pin", "Go on."))
    change = Change(key="pin", name="pin", errors=(error,))
    assert kind_of(change) is Kind.BROKEN
    assert f"broken pin ({judgment.verdict.words})" in reviewed(change)


def test_a_row_without_a_part() -> None:
    """A verdict without one of its parts fails at its declaration."""
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'remedy'"):

        class _Verdict(TableEnum):
            __init__ = Verdict.__init__
            REVOKED = "revoked", "revoked by Alibaba Cloud", Presence.SAME_PACKAGE
