# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Edits of a manifest that people wrote: other entries, their comments and their form stay the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest
from alicloud_iot_ota.lock_file.manifest_edits import edit
from alicloud_iot_ota.lock_file.tables import criteria_values
from tests.unit.lock_file.samples import CRITERIA, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMES = [f"e{number}" for number in range(5)]  # the manifest has those with odd numbers
BY_HAND = """\
# What we deploy.

# The gateways in the field.
[firmware.gateway] # see the wiki
# Not 5 yet.
versionRange    =    '^4.0' # until revision C
productKey = "a1"
# [firmware.gateway]

# All cameras:

# Cameras follow their own clock.
[firmware.camera]
destVersion = "1.0" # [approved]

[[firmware.camera.blocked]]
destVersion = "0.9"
reason = "x"
# The end.
"""


BLOCKED = '[[firmware.a.blocked]]\nreason = "x"\ndestVersion = "1"\n'


def change(text: str, **entries: Mapping[str, object] | None) -> str:
    """Return the text after a change of some entries."""
    return edit(text, "firmware.toml", {name: None if each is None else parsed(each) for name, each in entries.items()})


def read(text: str) -> dict[str, dict[str, object]]:
    """Return the values of each entry."""
    return {name: criteria_values(each.criteria) for name, each in manifest.parse(text, "m.toml").entries.items()}


def test_first_entry() -> None:
    """The first entry of a new file is a table with one field on each line."""
    blocked = [{"destVersion": "2", "reason": 'a "b"'}]
    assert change("", gateway={"productKey": "a1", "minSize": 1, "blocked": blocked, "statuses": ["verified"]}) == (
        "[firmware.gateway]\n"
        'productKey = "a1"\n'
        "minSize = 1\n"
        "blocked = [\n"
        '    {reason = "a \\"b\\"", destVersion = "2"},\n'
        "]\n"
        'statuses = ["verified"]\n'
    )


def test_new_entry() -> None:
    """A new entry is written at the end of the file, after an empty line."""
    assert change(BY_HAND, modem={"productKey": "a1"}) == f'{BY_HAND}\n[firmware.modem]\nproductKey = "a1"\n'


def test_change() -> None:
    """A change keeps every comment. New fields are written after the others."""
    gateway = {"versionRange": "^5.0", "productKey": "a1", "moduleName": "default"}
    expected = BY_HAND.replace("'^4.0'", '"^5.0"').replace(
        "# [firmware.gateway]\n", 'moduleName = "default"\n# [firmware.gateway]\n'
    )
    assert change(BY_HAND, gateway=gateway) == expected  # fmt: skip


def test_without_a_field() -> None:
    """An unset field is removed with the comment after it. A comment above it stays."""
    expected = BY_HAND.replace("versionRange    =    '^4.0' # until revision C\n", "")
    assert change(BY_HAND, gateway={"productKey": "a1"}) == expected


def test_nothing_to_change() -> None:
    """An entry with equal values does not change, whatever its form."""
    assert change(BY_HAND, gateway={"versionRange": "^4.0", "productKey": "a1"}) == BY_HAND
    assert edit(BY_HAND, "firmware.toml", {}) == BY_HAND


def test_removed() -> None:
    """An entry is removed with the comments on it. Comments after an empty line stay, as do those of other entries."""
    start, end = BY_HAND.index("# The gateways"), BY_HAND.index("# All cameras")
    assert change(BY_HAND, gateway=None) == BY_HAND[:start] + BY_HAND[end:]
    assert change(BY_HAND, camera=None) == BY_HAND[: BY_HAND.index("\n# Cameras")]
    assert change(BY_HAND, gateway=None, camera=None) == "# What we deploy.\n\n# All cameras:\n"


def test_several_changes() -> None:
    """Entries are added, changed and removed together."""
    text = change(BY_HAND, gateway=None, modem={"productKey": "a1"}, camera={"destVersion": "2.0"})
    assert read(text) == {"camera": {"destVersion": "2.0"}, "modem": {"productKey": "a1"}}
    assert "# All cameras:\n\n# Cameras follow their own clock.\n[firmware.camera]\n" in text


@pytest.mark.parametrize(
    "entry",
    [
        '[firmware]\na.productKey = "a1"\nb = { productKey = "b" }\n',
        '[firmware]\na = { productKey = "a1" }\nb.productKey = "b"\n',
        'firmware.a.productKey = "a1"\nfirmware.b.productKey = "b"\n',
        'firmware = { a = { productKey = "a1" }, b = { productKey = "b" } }\n',
        '["firmware"."a"]\nproductKey = "a1"\n[firmware."b"]\nproductKey = "b"\n',
        '[firmware.a]\nproductKey = """\n[firmware.a]"""\n[firmware.b]\nproductKey = "b"\n',
        f'[firmware.b]\nproductKey = "b"\n[firmware.a]\nminSize = 1\n{BLOCKED}',
        f'{BLOCKED}[firmware.b]\nproductKey = "b"\n[firmware.a]\nminSize = 1\n',
    ],
)  # fmt: skip
def test_other_forms(entry: str) -> None:
    """An entry in any form is changed and removed, or the error says how to write it. Other entries stay the same."""
    blocked = [{"destVersion": "2", "reason": "y"}]
    for expected in ({"productKey": "a2"}, {"moduleName": "m", "blocked": blocked}, None):
        try:
            text = change(f"# Ours\n\n{entry}# End\n", a=expected)
        except LockFileError as error:
            assert "cannot be edited safely (entry a)" in error.message  # noqa: PT017 - some forms can be edited
            continue
        assert read(text) == {"b": {"productKey": "b"}} | ({} if expected is None else {"a": expected})
        assert text.startswith("# Ours\n\n")


def test_error() -> None:
    """The error for a form that cannot be edited says how to write the entry."""
    with pytest.raises(LockFileError) as caught:
        change('[firmware]\na.productKey = "a1"\n', a=None)
    assert str(caught.value) == (
        "firmware.toml is written in a form that cannot be edited safely (entry a).\n"
        "Write each entry as a table with its own header, such as [firmware.gateway], with one field on each line. "
        "Or edit the file by hand, then run `alicloud-iot-ota lock`."
    )


class Written(NamedTuple):
    """A manifest that a person wrote.

    Attributes:
        text: The text.
        entries: The values of each entry.
        free: The comments that are not above a header or a field, or in an entry.
    """

    text: str
    entries: Mapping[str, Mapping[str, object]]
    free: Sequence[str]


class Hand:
    """A writer with a random TOML style.

    Args:
        draw: Makes the random choices.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._comments = 0
        self.end = self._some("\n", "\n", "\n", "\r\n")

    def _some(self, *options: str) -> str:
        return self._draw(st.sampled_from(options))

    def comment(self) -> str:
        """Write a comment that looks like other parts of TOML."""
        self._comments += 1
        return f"# {self._comments} of [firmware.e1] = '\"{{"

    def after(self) -> str:
        """Write an optional comment or space after a value or a header."""
        return self.comment() if self._draw(st.booleans()) else self._some("", " ", "\t")

    def above(self) -> str:
        """Write optional comments and empty lines above a field or a header."""
        lines = self._draw(st.lists(st.booleans(), max_size=2))
        return "".join((self.comment() if is_comment else "") + self.end for is_comment in lines)

    def value(self, values: object) -> str:
        """Write a value."""
        if isinstance(values, list):
            space = self._some("", " ", self.end, f" # in a list{self.end}")
            return f"[{space}" + f",{space}".join(map(canonical._format, values)) + f"{space}]"
        forms = [canonical._format(values)]
        if isinstance(values, str) and values.isprintable():
            forms += [] if "'" in values else [f"'{values}'", f"'''{self.end}{values}'''"]
            forms += [] if '"' in values or "\\" in values else [f'"""{self.end}{values}"""']
        return self._some(*forms)

    def fields(self, values: Mapping[str, object], separator: str = "") -> str:
        """Write fields in any order, on lines or with a separator between them."""
        written = []
        for key in self._draw(st.permutations(sorted(values))):
            field = self._some(key, f'"{key}"', f"  {key}") + self._some("=", " = ", "   =   ")
            before, after = ("", "") if separator else (self.above(), self.after() + self.end)
            written.append(before + field + self.value(values[key]) + after)
        return separator.join(written)

    def entry(self, name: str, values: Mapping[str, object]) -> str:
        """Write an entry as one or more tables."""
        header = self._some(f"[firmware.{name}]", f'[ firmware . "{name}" ]', f" [firmware.'{name}']")
        blocked = values.get("blocked")
        is_apart = isinstance(blocked, list) and blocked and self._draw(st.booleans())
        text = header + self.after() + self.end
        text += self.fields({key: value for key, value in values.items() if key != "blocked" or not is_apart})
        for each in blocked if isinstance(blocked, list) and is_apart else ():
            text += self.above() + f"[[firmware.{name}.blocked]]" + self.after() + self.end + self.fields(each)
        return text


@st.composite
def written(draw: st.DrawFn) -> Written:
    """Draw a manifest."""
    hand = Hand(draw)
    head, free = "", [hand.comment()]
    text = free[0] + hand.end * 2
    entries = {name: draw(CRITERIA) for name in draw(st.permutations(NAMES[1::2]))}
    form = draw(st.sampled_from(["tables", "tables", "tables", "dotted", "inline"]))
    odd = "" if form == "tables" else next(iter(entries))
    if form == "dotted" and entries[odd]:
        fields = (hand.fields({key: value}, ", ").strip() for key, value in entries[odd].items())
        head = "".join(f"firmware.{odd}.{field}{hand.end}" for field in fields)
    elif form != "tables":
        head = f"[firmware]{hand.end}{odd} = {{" + hand.fields(entries[odd], ", ") + "}" + hand.end
    for name, values in entries.items():
        if name != odd:
            text += draw(st.sampled_from(["", hand.comment() + hand.end])) + hand.entry(name, values)
            if draw(st.booleans()):
                free.append(hand.comment())
                text += hand.end + free[-1] + hand.end * 2
    return Written(head + text, entries, free)


@given(written(), st.dictionaries(st.sampled_from(NAMES), st.none() | CRITERIA, max_size=3))
def test_exactly_the_expected_values(file: Written, changes: Mapping[str, Mapping[str, object] | None]) -> None:
    """An edited manifest has exactly the expected values, or is refused. Comments between entries stay."""
    try:
        before = read(file.text)
    except LockFileError:
        event("not valid")
        return
    assert before == file.entries
    try:
        text = change(file.text, **changes)
    except LockFileError as error:
        event("refused")
        assert "cannot be edited safely" in error.message  # noqa: PT017 - some forms can be edited
        return
    event("edited")
    expected = {name: each for name, each in {**file.entries, **changes}.items() if each is not None}
    assert read(text) == expected
    assert [line.strip() for line in text.split("\n") if line.strip() in file.free] == file.free
    if not changes:
        assert text == file.text


@given(written(), st.sampled_from(NAMES[1::2]), st.integers(100, 200))
def test_every_comment_stays(file: Written, name: str, size: int) -> None:
    """If no field is removed, no comment is removed, and all stay in their order."""
    try:
        text = change(file.text, **{name: {**file.entries[name], "minSize": size, "srcVersion": "1.0"}})
    except LockFileError:
        return
    pattern = r"# ([0-9]+) of "
    assert re.findall(pattern, text) == re.findall(pattern, file.text)


def test_no_line_end() -> None:
    """Without a line end at the end of the file, the last comment does not become that of the new entry."""
    text = '[firmware.a]\nproductKey = "x"\n# about a'
    edited = change(text, b={"productKey": "y"})
    assert edited == f'{text}\n\n[firmware.b]\nproductKey = "y"\n'
    assert change(edited, b=None).rstrip() == text


@pytest.mark.parametrize("between", ["", '# about z\n[firmware.z]\nproductKey = "z"\n'])
def test_split_entry(between: str) -> None:
    """No field is added to an entry with fields below another header: a comment would get another meaning."""
    text = (
        f'[firmware.a]\nproductKey = "x"\n{between}# about the block\n[[firmware.a.blocked]]\nfirmwareId = "i"\n'
        'reason = "r"\n'
    )
    values = {"productKey": "x", "blocked": [{"firmwareId": "i", "reason": "r"}]}
    with pytest.raises(LockFileError, match="cannot be edited safely"):
        change(text, a={**values, "versionRange": ">=1"})
    assert change(text, a={**values, "productKey": "y"}) == text.replace('"x"', '"y"')
