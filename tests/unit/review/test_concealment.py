# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Hidden changes: secrets, padding and look-alike values cannot hide a change in a review."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from alicloud_iot_ota import review
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review import Changes
from alicloud_iot_ota.review.changes import Change, Origin
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Risk
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing.markdown import safe
from alicloud_iot_ota.review.writing.summary import MAX_SUMMARY
from alicloud_iot_ota.review.writing.value_text import format_exact, format_value

URN = "urn:pulumi:prod::fleet::alicloud-iot:ota:FirmwarePin::gateway"
FIRMWARE = {"destVersion": "4.0.0", "firmwareId": "id", "type": "full"}
HELD = PinnedFirmware(dest_version="4.0.0", firmware_id="id", type="full", digest="sha256:" + "a" * 64)
CIPHER = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
BRICKS = {"destVersion": "6.6.6", "reason": "bricks"}


def changes_of(old: dict[str, Any], new: dict[str, Any], op: str = "update", *reasons: str) -> Changes:
    """Read a preview with one step of a pin that keeps its package."""
    states = {side: {"inputs": {"firmware": FIRMWARE, **more}} for side, more in (("oldState", old), ("newState", new))}
    step = {"op": op, "urn": URN, **states, "diffReasons": list(reasons) or None}
    return review.read_preview(json.dumps({"steps": [step]}))


def shown(changes: Changes) -> str:
    """Return everything that a review shows: the Markdown and the JSON."""
    return review.summarize(changes, {}, "prod") + json.dumps(review.to_builtins(changes, {}, "prod"))


@pytest.mark.parametrize("reasons", [["blocked", "nameRegex"], ["blocked[0].reason", "nameRegex"], []])
@pytest.mark.parametrize("op", ["update", "replace", "create-replacement"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"blocked": [BRICKS]}, {"blocked": [{"destVersion": "9", "reason": "[secret]"}]}),
        ({"blocked": [BRICKS]}, {"blocked": [{"destVersion": "6.6.6", "reason": "[secret]"}]}),
        ({"blocked": [BRICKS]}, {"blocked": ["[secret]"]}),
        ({"blocked": [BRICKS]}, {"blocked": "[secret]"}),
        ({"blocked": [BRICKS]}, {"blocked": [CIPHER]}),
        ({"blocked": [BRICKS, "[secret]"]}, {"blocked": ["[secret]"]}),
        ({"blocked": ["[secret]", "a"]}, {"blocked": ["[secret]", "b"]}),
        ({"blocked": ["[secret]", "a"]}, {"blocked": ["[secret]", "[secret]"]}),
        ({"nameRegex": "^good-"}, {"nameRegex": "[secret]"}),
        ({"nameRegex": "[secret]"}, {"nameRegex": "^good-"}),
        ({"nameRegex": "[secret]"}, {"nameRegex": "[secret]"}),
        ({"keepers": {"a": "[secret]", "b": "1"}}, {"keepers": {"a": "[secret]", "b": "2"}}),
    ],
)
def test_a_withheld_change(old: dict[str, Any], new: dict[str, Any], op: str, reasons: list[str]) -> None:
    """A change with a hidden part is still shown as a change. If a block may have changed, this is a risk."""
    changes = changes_of(old, new, op, *reasons)
    text = review.summarize(changes, {}, "prod")
    assert "1 edited" in text
    assert ": `4.0.0` (edited)" in text
    assert not [word for word in ("no change", "same", "unchanged") if word in text]
    assert [line for line in text.splitlines() if line.startswith(("- `blocked`", "- `nameRegex`", "- `keepers"))]
    assert ("**Risk: block removed**" in text) == ("blocked" in old)


def test_a_withheld_part() -> None:
    """A secret part hides only itself."""
    changes = changes_of({"blocked": [BRICKS]}, {"blocked": [BRICKS, {"destVersion": "9", "reason": CIPHER}]})
    (change,) = changes.items
    assert change.new_criteria["blocked"] == [BRICKS, {"destVersion": "9", "reason": Withheld.SECRET}]
    text = shown(changes)
    assert '`blocked` adds `{"destVersion": "9", "reason": (secret)}`' in text
    assert "ciphertext" not in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plain", "[secret]"),
        (["plain", "a"], ["[secret]", "a"]),
        (["a", "plain"], ["[secret]", "a"]),
        ([{"destVersion": "1", "reason": "plain"}], [{"destVersion": "1", "reason": "[secret]"}]),
        ([{"destVersion": "1", "reason": "plain"}], [{"destVersion": "2"}, {"destVersion": "1", "reason": CIPHER}]),
        ([{"destVersion": "1", "reason": "plain"}], ["[secret]"]),
        ([{"destVersion": "1", "reason": "plain"}], "[secret]"),
        ({"a": "plain"}, {"a": "[secret]"}),
        ([["plain"]], [["[secret]"], ["b"]]),
        ([{"a": "plain"}], [["[secret]"], {"a": "b"}]),
        ([{"a": {"b": "plain"}}], [{"a": {"b": "c"}}, {"a": {"b": "[secret]"}}, {"c": "[secret]"}]),
        ([{"a": ["plain"]}], [{"a": "[secret]"}, {"a": ["b"]}]),
        ({"a": ["plain"]}, {"a": "[secret]"}),
        ({"a": "plain"}, ["[secret]"]),
        (["plain"], {"a": "[secret]"}),
    ],
)
def test_a_new_secret(old: object, new: object) -> None:
    """A value that becomes secret is hidden on both sides, wherever it is."""
    assert "plain" not in shown(changes_of({"x": old}, {"x": new}))
    assert "plain" not in shown(changes_of({"x": new}, {"x": old}))


@pytest.mark.parametrize(("op", "reasons"), [("refresh", []), ("update", ["__provider"])])
def test_a_difference_without_reason(op: str, reasons: list[str]) -> None:
    """A difference counts as a change, whatever reasons the engine lists."""
    (change,) = changes_of({"nameRegex": "^good-"}, {"nameRegex": "[secret]"}, op, *reasons).items
    assert change.withheld_edits == ("nameRegex",)


@pytest.mark.parametrize("reasons", [["blocked"], []])
def test_a_secret_beside_a_difference(reasons: list[str]) -> None:
    """An added block does not hide a possible change of a secret block next to it."""
    (change,) = changes_of({"blocked": ["[secret]"]}, {"blocked": ["[secret]", BRICKS]}, "update", *reasons).items
    assert change.withheld_edits == ("blocked",)
    assert risks_of(change, None) == (Risk.BLOCK_REMOVED,)


def test_many_secrets() -> None:
    """A long list of different secrets is read in one pass, not once per element."""
    number = 10_000
    old = [{f"k{index}": "plain", "n": index} for index in range(number)]
    new = [{f"k{index}": "[secret]", "n": index} for index in range(number)]
    (change,) = changes_of({"blocked": old}, {"blocked": new}).items
    assert change.old_criteria == change.new_criteria
    assert change.withheld_edits == ("blocked",)


def test_a_secret_that_stays() -> None:
    """A secret that stays equal is not a change, even if the step changes another property."""
    same = {"blocked": [BRICKS, "[secret]"]}
    assert changes_of(same, same, "same").items == ()
    assert changes_of(same, same, "update", "__provider").items == ()


def test_a_secret_firmware_that_differs() -> None:
    """A package with a secret part has changed if another part differs."""
    old, new = ({"firmware": {**FIRMWARE, "destVersion": each, "digest": "[secret]"}} for each in ("1", "2"))
    (change,) = changes_of(old, new, "update", "blocked").items
    assert (change.old, change.new) == (Withheld.SECRET, Withheld.SECRET)


def edited(name: str, old: list[object], new: list[object]) -> Change:
    """Return a change of an entry's blocks."""
    return Change(key=name, name=name, old=HELD, new=HELD, old_criteria={"blocked": old}, new_criteria={"blocked": new})


def padded(change: Change, length: int = 40) -> str:
    """Return the review of a change among 1,000 bumps."""
    bumped = msgspec.structs.replace(HELD, dest_version="4.0.1")
    names = [f"bump{number:04}-" + "x" * length for number in range(1000)]
    bumps = (Change(key=name, name=name, old=HELD, new=bumped) for name in names)
    return review.summarize(Changes(origin=Origin.LOCK_FILE, items=(*bumps, change)), {}, "firmware.lock")


@pytest.mark.parametrize(
    "new",
    [
        [],
        [{**BRICKS, "destVersion": "6.6.7"}],
        [{**BRICKS, "expires": "2026-01-01"}],
        [{**BRICKS, "productKey": "another"}],
    ],
)
def test_a_lost_block_is_urgent(new: list[object]) -> None:
    """An edit that removes or loosens a block comes before all bumps, with its risk."""
    change = edited("zz", [BRICKS], new)
    assert risks_of(change, None) == (Risk.BLOCK_REMOVED,)
    text = padded(change)
    assert text.index("#### `zz`") < text.index("#### `bump0000")
    assert "**Risk: block removed**" in text


def test_blocks_of_an_entry() -> None:
    """A pin that changes to an entry may lose a block. If the entry is available, its blocks count."""
    change = msgspec.structs.replace(edited("a", [BRICKS], []), new_criteria={"lockEntry": "a"})
    assert Risk.BLOCK_REMOVED in risks_of(change, None)
    kept = msgspec.structs.replace(change, entry_criteria={"blocked": [BRICKS]})
    assert Risk.BLOCK_REMOVED not in risks_of(kept, None)


def test_more_blocks_are_no_risk() -> None:
    """An added block and a removed entry are not a risk."""
    assert risks_of(edited("a", [], [BRICKS]), None) == ()
    gone = msgspec.structs.replace(edited("a", [BRICKS], []), new=None, new_criteria={})
    assert risks_of(gone, None) == ()


@pytest.mark.parametrize("length", [0, 40, 300])
def test_padding(length: int) -> None:
    """Inputs that differ only in pins that are not shown, for lack of space, have different reviews."""
    texts = {padded(edited("zz", [], [{**BRICKS, "reason": reason}]), length) for reason in "abc"}
    assert len(texts) == 3
    assert all("#### `zz`" not in text and len(text) <= MAX_SUMMARY for text in texts)


def test_omitted_details() -> None:
    """Inputs that differ only in omitted details have different reviews, also if the omitted lines did not change."""
    filler = {f"x{number:03}": "y" * 300 for number in range(100)}
    texts = set()
    for last in "ab":
        criteria = {**filler, "z": last}
        items = [
            Change(
                key=f"p{number:02}",
                name=f"p{number:02}",
                old=HELD,
                new=HELD,
                old_criteria=criteria,
                new_criteria={**criteria, "minSize": number},
            )
            for number in range(30)
        ]
        texts.add(review.summarize(Changes(origin=Origin.PREVIEW, items=tuple(items)), {}, "prod"))
        texts.add(review.summarize(Changes(origin=Origin.PREVIEW, items=(items[0],)), {}, "prod"))
    assert len(texts) == 4


def test_many_notes() -> None:
    """Previews that differ only in the last of many warnings have different reviews."""
    texts = {
        review.summarize(
            Changes(origin=Origin.PREVIEW, notes=(*(f"firmware {number}" for number in range(15)), last)), {}, "prod"
        )
        for last in ("x", "y")
    }
    assert len(texts) == 2


PARTS = [
    *("\\", "\\\\", "`", "``", r"\x60", r"\x60\x60", "\n", r"\n", "\x9b", r"\x9b", "\ufe0f", r"\ufe0f", "u0020", "x9b"),
    *("n", "d", "1", "true", "null", '"', "[", "]", "{", "}", "(secret)", "(known after the update)", "(empty)", " "),
    *(", ", ": ", "1e5", "NaN", "é", "e\u0301", "\U000e0001", r"\U000e0001"),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=6).map("".join) | st.text(max_size=4)
SCALARS = TEXTS | st.booleans() | st.integers(-2, 2) | st.none() | st.sampled_from(Withheld)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=5
)
PAIRS = (
    st.tuples(VALUES, VALUES)
    | VALUES.map(lambda value: (value, format_value(value) + ""))
    | TEXTS.map(lambda text: (text, safe(text) + ""))
)


@given(PAIRS)
@example(("``", r"\x60\x60"))
@example(("\n", r"\n"))
@example(("\\\n", r"\\n"))
@example(("\x9b", r"\x9b"))
@example(("1", 1))
@example(("true", True))
@example((["``"], r'["\x60\x60"]'))
@example((["\\x60\\x60"], r'["\x60\x60"]'))
@example(([Withheld.SECRET], "[(secret)]"))
@example((["[secret]"], [Withheld.SECRET]))
def test_no_two_values_are_spelt_alike(pair: tuple[object, object]) -> None:
    """Different values always have different texts, also across files: an escape never equals a plain text."""
    one, other = pair
    assume(repr(one) != repr(other) and not (one == other and type(one) is type(other)))
    assert format_value(one) != format_value(other)
    assert format_exact(one) != format_exact(other)
    if isinstance(one, str) and isinstance(other, str):
        assert safe(one) != safe(other)


@pytest.mark.parametrize("text", [r"^v\d+\.\d+$", "^4.0", "[0-9]+", "(a|b)", "4.1.0", r"C:\a", "it's", r"\S+\w"])
def test_ordinary_texts_stay(text: str) -> None:
    """An unambiguous text is shown unchanged."""
    assert format_value(text) == text


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000])
def test_odd_texts(text: str) -> None:
    """A text that JSON cannot parse, because it is too deep or too long, is shown too."""
    assert text in format_value(text)
