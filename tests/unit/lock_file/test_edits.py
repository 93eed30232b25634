# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Edits of one entry in a handwritten file: all other bytes stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting
from alicloud_iot_ota.lock_file.edits import Editor
from alicloud_iot_ota.lock_file.tables import criteria_values, locked_values
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

OLD = LockedFirmware(dest_version="1.0", firmware_id="old", type="full")
NEW = LockedFirmware(dest_version="2.0", firmware_id="new", type="full", digest="sm3:0f", firmware_size=7)
NAMES = [f"e{number}" for number in range(5)]  # the file has those with odd numbers
BY_HAND = """\
# What we deploy.
version = 1  # the schema

# The gateways in the field.
[firmware.gateway.criteria] # see the wiki
# Not 5 yet.
versionRange    =    '^4.0' # until revision C
productKey = "a1"
# [firmware.gateway.locked]

[firmware.gateway.locked]
firmwareId = "old"
destVersion = "1.0"  # [approved]
type = 'full'
moduleName = "default"

# Cameras follow their own clock.
[firmware.camera.criteria]
destVersion = "1.0"
"""
BUMPED = """\
# What we deploy.
version = 1  # the schema

# The gateways in the field.
[firmware.gateway.criteria] # see the wiki
moduleName = "default"
# Not 5 yet.
versionRange    =    "^5.0" # until revision C
productKey = "a1"
select = "highest"
# [firmware.gateway.locked]

[firmware.gateway.locked]
firmwareId = "new"
destVersion = "2.0"  # [approved]
digest = "sm3:0f"
firmwareSize = 7
type = 'full'
moduleName = "default"

# Cameras follow their own clock.
[firmware.camera.criteria]
destVersion = "1.0"
"""


def put(text: str, name: str, criteria: Mapping[str, object], locked: LockedFirmware | None) -> str:
    """Return the text with an entry added or changed."""
    editor = Editor(text, "firmware.lock")
    editor.put_all({name: (validation.parse(EntryArgs, criteria), locked)})
    return editor.text


def removed(text: str, name: str) -> str:
    """Return the text without an entry."""
    editor = Editor(text, "firmware.lock")
    editor.remove(name)
    return editor.text


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_bump(line_end: str) -> None:
    """A bump changes only the changed fields, adds new fields in order, and preserves every comment."""
    criteria = {"productKey": "a1", "moduleName": "default", "select": "highest", "versionRange": "^5.0"}
    bumped = put(BY_HAND.replace("\n", line_end), "gateway", criteria, NEW)
    assert bumped.replace(line_end, "\n") == BUMPED
    assert bumped.count("\n") == bumped.count(line_end)


def test_without_a_field() -> None:
    """An unset field is removed with the comment after it. A comment above it stays."""
    text = put(BY_HAND, "gateway", {"productKey": "a1"}, OLD)
    assert text == BY_HAND.replace("versionRange    =    '^4.0' # until revision C\n", "")


def test_nothing_to_change() -> None:
    """An entry with equal values does not change, whatever its spelling."""
    assert put(BY_HAND, "gateway", {"versionRange": "^4.0", "productKey": "a1"}, OLD) == BY_HAND


def test_first_result() -> None:
    """The first locked package is written after the criteria, before the next entry's comment."""
    text = put(BY_HAND + "# The end.", "camera", {"destVersion": "1.0"}, OLD)
    assert text == BY_HAND + (
        '\n[firmware.camera.locked]\ndestVersion = "1.0"\nfirmwareId = "old"\nmoduleName = "default"\ntype = "full"\n'
        "# The end."
    )


def test_result_taken_away() -> None:
    """Removing the locked package leaves the criteria and the next entry's comment unchanged."""
    text = put(BY_HAND, "gateway", {"versionRange": "^4.0", "productKey": "a1"}, None)
    start, end = BY_HAND.index("[firmware.gateway.locked]\nf"), BY_HAND.index("# Cameras")
    assert text == BY_HAND[:start] + BY_HAND[end:]


def test_removed() -> None:
    """An entry is removed with its comments, and the next entry keeps its own."""
    start, end = BY_HAND.index("# The gateways"), BY_HAND.index("# Cameras")
    assert removed(BY_HAND, "gateway") == BY_HAND[:start] + BY_HAND[end:]


def test_last_one_removed() -> None:
    """After the last entry is removed, the file does not end with an empty line."""
    assert removed(BY_HAND, "camera") == BY_HAND[: BY_HAND.index("\n# Cameras")]


def test_removed_is_no_entry() -> None:
    """Removing a missing entry is an error."""
    with pytest.raises(LockFileError, match='no entry "modem"'):
        removed(BY_HAND, "modem")


@pytest.mark.parametrize("text", ["version = 1", "version = 1\n", "version = 1\r\n", "version = 1\n\n# The end."])
def test_first_entry(text: str) -> None:
    """The first entry is written at the end of the file, after an empty line."""
    end = "\r\n" if "\r" in text else "\n"
    gap = end if text.endswith("\n") else end * 2
    expected = f'{text}{gap}[firmware.a.criteria]{end}productKey = "a1"{end}'
    assert put(text, "a", {"productKey": "a1"}, None) == expected


@pytest.mark.parametrize(
    "entry",
    [
        '[firmware]\na.criteria.productKey = "a1"\nb.criteria = { productKey = "b" }\n',
        '[firmware]\na = { criteria = { productKey = "a1" } }\nb.criteria = { productKey = "b" }\n',
        '[firmware.a]\ncriteria = { productKey = "a1" }\n[firmware.b]\ncriteria.productKey = "b"\n',
        '[firmware.a]\ncriteria.productKey = "a1"\n\n# b\n["firmware"."b".criteria]\nproductKey = "b"\n',
        'firmware.a.criteria.productKey = "a1"\nfirmware.b.criteria.productKey = "b"\n',
        '[firmware.b.criteria]\nproductKey = "b"\n\n[firmware.a.criteria]\nproductKey = "a1"\n',
        """
[firmware.a.criteria]
productKey = "a1"
[[firmware.a.criteria.blocked]]
reason = "x"
destVersion = "1"
[firmware.b.criteria]
productKey = "b"
""",
    ],
)
def test_other_spellings(entry: str) -> None:
    """An entry in any TOML form can be changed and removed, and other entries stay unchanged."""
    text = f"# Ours\nversion = 1\n{entry}"
    others = [line for line in text.splitlines() if "b" in line.split("=")[0].split(".") or '"b"' in line]
    blocked = [{"destVersion": "2", "reason": "y"}]
    for changed in (
        put(text, "a", {"productKey": "a1"}, NEW),
        put(text, "a", {"productKey": "a2", "blocked": blocked}, NEW),
        removed(text, "a"),
    ):
        assert [line for line in others if line in changed.splitlines()] == others
        entries = lock_file.parse(changed, "firmware.lock").entries
        assert criteria_values(entries["b"].criteria) == {"productKey": "b"}
        assert "a" not in entries or entries["a"].locked == NEW


@pytest.mark.parametrize("edit", [lambda text: put(text, "a", {}, NEW), lambda text: removed(text, "a")])
def test_what_cannot_be_changed(edit: object) -> None:
    """A file that is one inline table cannot be edited, and the error says how to rewrite it."""
    assert callable(edit)
    with pytest.raises(LockFileError) as caught:
        edit('version = 1\nfirmware = { a = { criteria = { productKey = "a1" } } }\n')
    assert str(caught.value) == (
        'Entry "a" in firmware.lock is written in a form that cannot be edited safely.\n'
        "Write it as two tables, [firmware.a.criteria] and [firmware.a.locked], one field per line."
    )


@dataclass(frozen=True)
class Written:
    """A handwritten file: its parts, and the number of its comments."""

    head: str
    blocks: Mapping[str, str]
    comments: int

    @property
    def text(self) -> str:
        """Return the text of the file."""
        return self.head + "".join(self.blocks.values())


HOSTILE = st.sampled_from(["#", '"', "'", '"""', "'''", "[firmware.e1.locked]", "\\", "# c", "=", "]", "}"])
IDENTIFIERS = (
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=8).filter(str.strip) | HOSTILE
)
TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: first_hidden(text) is None and text.strip()) | HOSTILE
CRITERIA = st.fixed_dictionaries(
    {},
    optional={
        "productKey": IDENTIFIERS,
        "moduleName": IDENTIFIERS,
        "minSize": st.integers(0, 99),
        "allowUnscoped": st.booleans(),
        "statuses": st.lists(st.sampled_from(["verified", "verifying"]), min_size=1, max_size=2),
        "blocked": st.lists(st.fixed_dictionaries({"reason": TEXTS, "firmwareId": IDENTIFIERS}), max_size=2),
    },
)
LOCKED = st.none() | st.builds(
    LockedFirmware,
    dest_version=IDENTIFIERS,
    firmware_id=IDENTIFIERS,
    type=st.sampled_from(["full", "differential"]),
    firmware_name=st.none() | TEXTS,
    firmware_size=st.none() | st.integers(0, 99),
)


class Hand:
    """A writer with a random TOML style.

    Args:
        draw: Makes the random choices.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.end = self._some("\n", "\r\n")
        self.comments = 0

    def _some(self, *options: str) -> str:
        return self._draw(st.sampled_from(options))

    def _comment(self) -> str:
        self.comments += 1
        return f"# {self.comments} of [firmware.e1.criteria] = '\"{{"

    def after(self) -> str:
        """Write an optional comment or space after a value or a header."""
        return self._comment() if self._draw(st.booleans()) else self._some("", " ", "\t")

    def above(self) -> str:
        """Write optional comments and empty lines above a field."""
        return "".join(
            (self._comment() if self._draw(st.booleans()) else "") + self.end
            for _ in range(self._draw(st.integers(0, 2)))
        )

    def value(self, given: object) -> str:
        """Write a value."""
        if isinstance(given, list):
            space = self._some("", " ", self.end, f" # in a list{self.end}")
            return f"[{space}" + f",{space}".join(map(formatting.format_value, given)) + f"{space}]"
        spellings = [formatting.format_value(given)]
        if isinstance(given, str) and given.isprintable():
            spellings += [] if "'" in given else [f"'{given}'", f"'''{self.end}{given}'''"]
            spellings += [] if '"' in given or "\\" in given else [f'"""{self.end}{given}"""']
        return self._some(*spellings)

    def table(self, name: str, which: str, values: Mapping[str, object]) -> str:
        """Write a table of an entry."""
        header = self._some(
            f"[firmware.{name}.{which}]", f'[ firmware . "{name}".{which} ]', f" [firmware.'{name}'.{which}]"
        )
        lines = [header + self.after()]
        for key in self._draw(st.permutations(sorted(values))):
            field = self._some(key, f'"{key}"', f"  {key}") + self._some("=", " = ", "   =   ")
            lines.append(self.above() + field + self.value(values[key]) + self.after())
        return self.end.join(lines) + self.end

    def entry(self, name: str) -> str:
        """Write an entry."""
        over = self._comment() + self.end if self._draw(st.booleans()) else ""
        text = over + self.table(name, "criteria", self._draw(CRITERIA))
        locked = self._draw(LOCKED)
        if locked is not None:
            text += self.above() + self.table(name, "locked", locked_values(locked))
        return text + self._some("", self.end, self.end * 2)


@st.composite
def written(draw: st.DrawFn) -> Written:
    """Draw a handwritten file."""
    hand = Hand(draw)
    head = f"{hand.above()}version = 1{hand.after()}{hand.end}{hand.above()}{hand.end}"
    blocks = {name: hand.entry(name) for name in draw(st.permutations(NAMES[1::2]))}
    return Written(head, blocks, hand.comments)


@given(written(), st.sampled_from(NAMES), CRITERIA, LOCKED)
def test_only_the_entry_concerned(
    file: Written, name: str, criteria: dict[str, object], locked: LockedFirmware | None
) -> None:
    """A changed entry has the new values, and every byte of the other entries stays the same."""
    changed = put(file.text, name, criteria, locked)
    entries = dict(lock_file.parse(changed, "firmware.lock").entries)
    entry = entries.pop(name)
    assert (criteria_values(entry.criteria), entry.locked) == (criteria, locked)
    before = lock_file.parse(file.text, "firmware.lock").entries
    assert {each: (entry.criteria, entry.locked) for each, entry in entries.items()} == {
        each: (entry.criteria, entry.locked) for each, entry in before.items() if each != name
    }
    rest = changed
    for part in (file.head, *(block for each, block in file.blocks.items() if each != name)):
        _, found, rest = rest.partition(part)
        assert found == part
    if name not in file.blocks:  # a new entry is removed without a trace
        again = removed(changed, name)
        assert again.split() == file.text.split()


@given(written(), st.sampled_from(NAMES[1::2]))
def test_no_other_entry_is_removed(file: Written, name: str) -> None:
    """Removing an entry removes only its own lines."""
    others = "".join(block for each, block in file.blocks.items() if each != name)
    assert removed(file.text, name).rstrip() == (file.head + others).rstrip()


@given(written(), st.sampled_from(NAMES[1::2]), st.integers(100, 200))
def test_every_comment_stays(file: Written, name: str, size: int) -> None:
    """If no field is removed, no comment is removed."""
    entry = lock_file.parse(file.text, "firmware.lock").entry(name)
    criteria = {**criteria_values(entry.criteria), "minSize": size, "srcVersion": "1.0"}
    changed = put(file.text, name, criteria, entry.locked)
    for number in range(1, file.comments + 1):
        assert f"# {number} of " in changed
