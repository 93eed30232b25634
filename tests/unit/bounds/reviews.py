# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for previews and for the command line."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from alicloud_iot_ota import review
from alicloud_iot_ota.cli.commands import summarize
from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.engine.property_values import UNKNOWN
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry, concurrency, used_by
from alicloud_iot_ota.lookup import Lookups
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review import Changes, ReviewError
from alicloud_iot_ota.review.changes import Change, Origin
from alicloud_iot_ota.review.reading import affected, documents, pin_states, plan
from alicloud_iot_ota.review.reading.plan_documents import PlanDocument
from alicloud_iot_ota.review.reading.plan_json import (
    Configuration,
    Module,
    Plan,
    PlanDiagnostic,
    PlanVariable,
    VariableValue,
)
from alicloud_iot_ota.review.reading.preview_json import PreviewStep, ResourceState
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing import block, markdown, summary, value_text
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.unit.bounds.lab import LIMIT, Lab, attack


@attack("cli.commands.summarize.MAX_PREVIEW")
def attack_preview(lab: Lab) -> None:
    """The real limit would need 128 MiB for each read, so the test uses 1 MiB."""
    lab.monkeypatch.setattr(summarize, "MAX_PREVIEW", 1024**2)
    path = lab.path / "preview.json"
    path.write_bytes(b" " * 1024**2)
    assert len(summarize._read_text(str(path))) == 1024**2
    path.write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(ReviewError, match="larger than 1 MiB"):
        summarize._read_text(str(path))


@attack("review.reading.documents.MAX_LINES")
def attack_lines(lab: Lab) -> None:
    """The real limit would need a second per read, so the test uses 1,000 lines. JSON alone has no line limit."""
    lab.monkeypatch.setattr(documents, "MAX_LINES", 1000)
    assert documents.decode("\n" * 999 + "done\n" + '{"steps": []}').steps == []
    with pytest.raises(ReviewError, match="more than 1,000 lines"):
        documents.decode("\n" * 1000 + "done\n" + '{"steps": []}')
    assert documents.decode("\n" * 2000 + '{"steps": []}').steps == []


@attack("review.reading.affected.MAX_DEPENDENCIES")
def attack_dependencies(_: Lab) -> None:
    """A thousand pins that a thousand resources depend on are exactly at the limit."""
    pin, count = "urn:pulumi:s::p::t::pin", 1000
    steps = [
        PreviewStep(op="same", urn=f"urn:pulumi:s::p::t::{number}", new_state=ResourceState(dependencies=[pin]))
        for number in range(count)
    ]
    dependents = affected.dependents_in(steps)
    for _pin in range(affected.MAX_DEPENDENCIES // count):
        assert dependents.of(pin) == ()
    with pytest.raises(ReviewError, match="more than 1,000,000 dependencies"):
        dependents.of(pin)


@attack("review.reading.plan.MAX_SECRETS")
def attack_secrets(_: Lab) -> None:
    """With too many sensitive values, a message is hidden even if it contains none of them."""

    def causes(count: int) -> tuple[str, ...]:
        configuration = Configuration(root_module=Module(variables={"keys": PlanVariable(sensitive=True)}))
        values = {"keys": VariableValue([f"key-{number}" for number in range(count)])}
        failure = PlanDiagnostic(severity="error", summary="No space left")
        return plan.read_plan(PlanDocument(Plan(configuration=configuration, variables=values), [failure])).causes

    assert causes(plan.MAX_SECRETS) == ("No space left",)
    assert causes(plan.MAX_SECRETS + 1) == (plan._HIDDEN,)


@attack("review.reading.pin_states.MAX_DEPTH")
def attack_nesting(_: Lab) -> None:
    """An unknown value at the deepest level is found. Deeper nesting is an error, without recursion."""

    def nested(value: object, levels: int) -> object:
        for _level in range(levels):
            value = [value]
        return value

    def held(levels: int) -> dict[str, object]:
        return pin_states.arguments_in(ResourceState(inputs={"keepers": nested(UNKNOWN, levels)}))

    deepest = pin_states.MAX_DEPTH
    assert held(deepest) == {"keepers": nested(Withheld.UNKNOWN, deepest)}
    for levels in (pin_states.MAX_DEPTH + 1, 100_000):
        with pytest.raises(ReviewError, match="nested more than 64 levels deep"):
            held(levels)


@attack("review.writing.summary.MAX_SUMMARY")
def attack_summary(_: Lab) -> None:
    """With any number of changes, the text has a limited length, and each change is shown or counted."""

    def text_of(count: int) -> str:
        items = [
            Change(
                key=str(number),
                name=f"pin-{number}",
                old=PinnedFirmware(dest_version="1.0.0", firmware_id="a", type="full"),
                new=PinnedFirmware(dest_version="2.0.0", firmware_id="b", type="full"),
                warnings=("x" * 5000,) * 3,
            )
            for number in range(count)
        ]
        return review.summarize(Changes(origin=Origin.PREVIEW, items=tuple(items)), {}, "prod")

    assert " more:**" not in text_of(20)
    text = text_of(2000)
    assert summary.MAX_SUMMARY / 2 < len(text) <= summary.MAX_SUMMARY
    assert f"**{2000 - text.count(chr(10) + '#### ')} more:** " in text


@attack("review.writing.markdown.MAX_LINE")
def attack_fenced_line(_: Lab) -> None:
    """A shortened line shows its length and its digest."""
    line = "x" * markdown.MAX_LINE
    assert markdown.fenced_block([line], "text")[1] == line
    truncate = markdown.fenced_block([f"{line}x"], "text")[1]
    assert truncate == f"{line}… (501 characters, SHA-256 {markdown.digest(line + 'x')})"


@attack("review.writing.value_text.MAX_SIDE")
def attack_side(_: Lab) -> None:
    """A shortened value shows its length and its digest."""
    text = "x" * value_text.MAX_SIDE
    assert block._value(text, text) == f"`{text}`"
    assert block._value(f"{text}x", text) == f"`{text}… (401 characters, SHA-256 {markdown.digest(text + 'x')})`"


@attack("lock_file.used_by.MAX_SOURCE")
def attack_source(lab: Lab) -> None:
    """A name at the very end of a file is found, if the file is not too large."""
    path = lab.path / "main.py"
    content = b'"gateway"'.rjust(used_by.MAX_SOURCE)
    path.write_bytes(content)
    assert used_by.find_uses({"gateway"}, [str(lab.path)]) == {"gateway": [f"{path}:1"]}
    path.write_bytes(b" " + content)
    with pytest.raises(LockFileError, match="larger than 16 MiB"):
        used_by.find_uses({"gateway"}, [str(lab.path)])


@attack("cli.output.tables.MAX_CELL")
def attack_cell(lab: Lab) -> None:
    """One long text does not widen every row. Without a terminal, lines do not wrap."""
    lab.monkeypatch.setattr(tables, "_width", lambda _: None)
    max_length = "x" * tables.MAX_CELL
    assert max_length in tables.table(("Name", "ID"), [(max_length, "1"), ("y", "2")])
    lines = tables.table(("Name", "ID"), [(f"{max_length}x", "1"), ("y", "2")]).splitlines()
    assert lines[1] == f"{max_length[:-3]}...  1"
    assert max(map(len, lines)) == len(f"{max_length}  ID")


@attack("lock_file.concurrency.MAX_THREADS")
def attack_threads(_: Lab) -> None:
    """Entries are processed in parallel up to the limit, each on its own thread. More entries use no more threads."""
    together = threading.Barrier(concurrency.MAX_THREADS)
    threads: set[int] = set()

    def meet(_lookup: object, held: object, _warn: object) -> object:
        threads.add(threading.get_ident())
        together.wait(LIMIT)
        return held

    asked = [Entry(str(number), EntryArgs(), None, "f", 1) for number in range(2 * concurrency.MAX_THREADS)]
    lookups = Lookups(lambda _: SimpleNamespace(cancel=lambda: None))  # type: ignore[arg-type,return-value]
    assert concurrency.map_entries(lookups, asked, meet, lambda _: None) == [(each, each) for each in asked]
    assert len(threads) == concurrency.MAX_THREADS
