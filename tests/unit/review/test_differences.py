# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Different states in a review: they never look the same, however long, numerous or unusual their values are."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from alicloud_iot_ota import review
from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review import Changes
from alicloud_iot_ota.review.changes import Change, Origin
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing.markdown import code, fenced_block, safe
from alicloud_iot_ota.review.writing.summary import MAX_SUMMARY
from alicloud_iot_ota.review.writing.value_text import format_change
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = [
    *("a" * 97, "a" * 100, "a" * 500, "b", "  ", " ", "\ufe0f", r"\ufe0f", "`", "```", "x60", r"\x60\x60\x60"),
    *(
        "/close",
        "\n/close",
        "\r/close\r",
        "- /close",
        "(secret)",
        "none",
        "(empty)",
        '"',
        "…",
        "1",
        "true",
        "é",
        "e\u0301",
    ),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=4).map("".join) | st.text(max_size=4)
BLOCKS = st.fixed_dictionaries({"destVersion": TEXTS, "reason": TEXTS})
VALUES = (
    TEXTS
    | st.booleans()
    | st.integers(0, 2)
    | st.sampled_from(Withheld)
    | st.lists(BLOCKS | TEXTS, max_size=9)
    | st.lists(st.sampled_from([{"destVersion": str(number)} for number in range(80)]), max_size=80)
    | st.dictionaries(TEXTS, TEXTS, max_size=4)
)
CRITERIA = st.dictionaries(st.sampled_from(["blocked", "keepers", "minSize", "nameRegex", "statuses"]) | TEXTS, VALUES)
IDENTITY = {"dest_version": TEXTS, "firmware_id": TEXTS, "type": st.sampled_from(["full", "differential", "x", "y"])}
MORE = {"digest": st.none() | TEXTS, "firmware_size": st.none() | st.integers(0, 2), "src_version": st.none() | TEXTS}
PLACE = {"product_key": st.none() | TEXTS, "firmware_name": st.none() | TEXTS, "iot_instance_id": st.none() | TEXTS}
HELD = st.builds(PinnedFirmware, **IDENTITY, **MORE) | st.builds(LockedFirmware, **IDENTITY, **MORE, **PLACE)
STATES = st.tuples(HELD, CRITERIA)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[tuple[PinnedFirmware, dict[str, object]], tuple[PinnedFirmware, dict[str, object]]]:
    """Draw two states: independent ones, or ones that differ in one value."""
    old, new = draw(STATES), draw(STATES)
    if draw(st.booleans()):
        criteria = dict(old[1])
        if new[1]:
            name = draw(st.sampled_from(sorted(new[1])))
            criteria[name] = new[1][name]
        new = (old[0], criteria)
    return old, new


def changed(old: tuple[PinnedFirmware, dict[str, object]], new: tuple[PinnedFirmware, dict[str, object]]) -> Change:
    """Return the change from one state to another."""
    return Change(key="p", name="p", old=old[0], new=new[0], old_criteria=old[1], new_criteria=new[1])


def reviewed(change: Change) -> str:
    """Return the review of one change."""
    return review.summarize(Changes(origin=Origin.LOCK_FILE, items=(change,)), {}, "firmware.lock")


def diff_lines(text: str) -> list[str]:
    """Return the lines of the diff in the details."""
    return text.partition("```diff\n")[2].partition("\n```")[0].splitlines()


def values_of(state: tuple[PinnedFirmware, dict[str, object]]) -> dict[tuple[str, ...], str]:
    """Return every value of a state by its path, as JSON."""
    held, criteria = state
    found: dict[tuple[str, ...], str] = {
        ("firmware", name): json.dumps(value) for name, value in msgspec.structs.asdict(held).items()
    }
    for name, value in criteria.items():
        found["criteria", name] = repr(value) if isinstance(value, Withheld) else json.dumps(value, sort_keys=True)
    return found


@given(pairs())
def test_what_differs_is_shown(
    pair: tuple[tuple[PinnedFirmware, dict[str, object]], tuple[PinnedFirmware, dict[str, object]]],
) -> None:
    """If states differ, the removed and added lines of the diff differ, and no line says "unchanged"."""
    old, new = pair
    assume(values_of(old) != values_of(new))
    text = reviewed(changed(old, new))
    removed = sorted(line[1:] for line in diff_lines(text) if line.startswith("-"))
    added = sorted(line[1:] for line in diff_lines(text) if line.startswith("+"))
    assert removed != added
    assert "unchanged" not in text
    assert "(same firmware)" not in text
    assert len(text) <= MAX_SUMMARY


@given(pairs(), STATES)
def test_two_changes_differ(
    pair: tuple[tuple[PinnedFirmware, dict[str, object]], tuple[PinnedFirmware, dict[str, object]]],
    old: tuple[PinnedFirmware, dict[str, object]],
) -> None:
    """Changes to two different states have different reviews."""
    one, other = pair
    assume(values_of(one) != values_of(other))
    assert reviewed(changed(old, one)) != reviewed(changed(old, other))


@given(VALUES, VALUES, st.integers(40, 200))
@example("1.0.12", "1.0.12\ufe0f", 100)
@example(r"\ufe0f", "\ufe0f", 100)
@example("```", r"\x60\x60\x60", 100)
@example("a" * 5000 + "b", "a" * 5000 + "c", 100)
@example("a" * 5000, "a" * 5001, 100)
@example("1", 1, 100)
@example([True], [1], 100)
@example("", "(empty)", 100)
@example("(secret)", Withheld.SECRET, 100)
@example("a b", "a  b", 100)
@example("a", "a ", 100)
def test_sides(old: object, new: object, max_length: int) -> None:
    """Two different values have different short texts, even on a page that collapses spaces."""
    assume(type(old) is not type(new) or old != new)
    texts = [" ".join((text or "(empty)").split()) for text in format_change(old, new, max_length)]
    assert texts[0] != texts[1]
    assert max(map(len, texts)) <= max_length + 120


def test_seventh_block() -> None:
    """If one of many blocks changed, it is shown without opening the details."""
    blocks = [{"destVersion": f"1.0.{number}", "reason": "bricks revision B " * 5} for number in range(12)]
    new = [*blocks[:6], {**blocks[6], "destVersion": "1.0.66"}, *blocks[7:]]
    held = PinnedFirmware(dest_version="4.0.0", firmware_id="a", type="full")
    text = reviewed(changed((held, {"blocked": blocks}), (held, {"blocked": new})))
    (line,) = (line for line in text.splitlines() if line.startswith("- `blocked`"))
    assert '"destVersion": "1.0.6",' in line
    assert '"destVersion": "1.0.66",' in line
    changed_lines = [each for each in diff_lines(text) if each[0] in "-+"]
    assert changed_lines == [
        f"{sign} blocked: {json.dumps(block, sort_keys=True)}" for sign, block in (("-", blocks[6]), ("+", new[6]))
    ]


def test_long_texts() -> None:
    """For long texts, the first difference is shown, with a digest of the rest."""
    head = "a" * 5000
    assert [each.split('"')[0][-1] for each in format_change(f"{head}b", f"{head}c", 100)] == ["b", "c"]
    old = "x" * 300
    ends = {format_change(old, f"y{head}{end}", 100)[1] for end in "bc"}
    assert len(ends) == 2


def test_texts_that_just_fit() -> None:
    """Values of exactly the maximum length are shown in full. Longer values are shortened."""
    assert format_change("a" * 100, "b" * 100, 100) == ("a" * 100, "b" * 100)
    blanks = format_change("a  b", "a b", 16)
    assert blanks == (r'"a\u0020\u0020b"', '"a b"')
    assert format_change("a  b", "a b", 15)[0] != blanks[0]


def test_an_empty_text_beside_its_word() -> None:
    """An empty text differs from the text "(empty)"."""
    assert len({code(text) for text in format_change("", "(empty)", 100, safe)}) == 2


def test_details_without_room_are_counted() -> None:
    """If the details do not all fit, the review counts the omitted ones."""
    held = PinnedFirmware(dest_version="4.0.0", firmware_id="a", type="full")
    texts = {f"x{number}": "y" * 300 for number in range(40)}
    items = tuple(
        Change(key=f"p{number}", name=f"p{number}", old=held, new=held, new_criteria={**texts, "n": number})
        for number in range(20)
    )
    text = review.summarize(Changes(origin=Origin.PREVIEW, items=items), {}, "prod")
    seen = text.count("<details>")
    assert 0 < seen < 20
    assert f"**{20 - seen} without details, to limit the length:** `p" in text


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4), TEXTS)
def test_no_quick_action(warnings: list[str], notes: list[str], name: str) -> None:
    """No line begins with a slash, no fence has more than three backticks, and every character is visible."""
    held = PinnedFirmware(dest_version=name, firmware_id=name, type=name)
    change = Change(key=name, name=name, old=held, new=held, warnings=tuple(warnings), errors=())
    changes = Changes(origin=Origin.PREVIEW, items=(change,), problem=name, notes=tuple(notes))
    failed = msgspec.structs.replace(change, errors=tuple(warnings))
    for each in (changes, msgspec.structs.replace(changes, items=(failed,))):
        text = review.summarize(each, {}, name)
        assert first_hidden(text, "\n") is None
        assert "````" not in text
        for line in text.split("\n"):
            assert not line.lstrip().startswith("/")
            assert line in {"```", "```diff", "```text"} or "```" not in line


@pytest.mark.parametrize("line", ["/close", "  /close", "\t/close", "\n/close"])
def test_fenced_command(line: str) -> None:
    """A slash command in a fenced block is prefixed, and stays readable."""
    (_, *texts, _) = fenced_block([line], "text")
    assert all(not text.strip().startswith("/") for text in texts)
    assert "/close" in "".join(texts)


def test_runs_of_backticks() -> None:
    """A run of backticks is escaped visibly. A single backtick is unchanged."""
    assert code("a```b`c") == r"``a\x60\x60\x60b`c``"
    assert fenced_block(["```", "`"], "text") == ["```text", r"\x60\x60\x60", "`", "```"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"firmware_name": "x"}),
        ({"product_key": "p"}, {"product_key": "q"}),
        ({"iot_instance_id": "p"}, {"iot_instance_id": "q"}),
        ({"utc_create": "2025-01-01T00:00:00Z"}, {"utc_create": "2025-01-01T00:00:01Z"}),
        ({"blocks": ["1", "2"]}, {"blocks": ["2", "1"]}),
        ({"blocks": ["1", "1"]}, {"blocks": ["1"]}),
        ({"blocks": ["1"]}, {"blocks": []}),
    ],
)
def test_lock_files(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """A change of any field of an entry is shown, and not called unchanged."""
    files = []
    for values in (old, new):
        package = {name: value for name, value in values.items() if name != "blocks"}
        locked = LockedFirmware(dest_version="1.0", firmware_id="id", type="full", **package)
        blocked = [{"destVersion": each, "reason": "r"} for each in values.get("blocks", ())]
        criteria = validation.parse(EntryArgs, {"productKey": "p", "blocked": blocked})
        files.append(canonical.parse(canonical.render({"a": (criteria, locked)}), "firmware.lock"))
    changes = review.compare(*files)
    text = review.summarize(changes, {}, "firmware.lock")
    signs = defaultdict(list)
    for line in diff_lines(text):
        signs[line[0]].append(line[1:])
    assert signs["-"] != signs["+"]
    assert "1 edited" in text
    assert re.search(r"^- `\w+` ", text, re.MULTILINE)
