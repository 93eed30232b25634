# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reviews of arbitrary previews: limited in length, stable, and without text that acts as Markdown."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from hypothesis import event, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alicloud_iot_ota import review
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review import Changes
from alicloud_iot_ota.review.changes import Affected, Change, Origin
from alicloud_iot_ota.review.judging.facts import facts_of
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.review.writing.markdown import code, fenced_block
from alicloud_iot_ota.review.writing.summary import MARKER, MAX_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
BAD = [
    "@octocat",
    "#123",
    "owner/repo#1",
    "https://example.com/",
    "www.example.com",
    "<script>alert(1)</script>",
    "</details>",
    "-->",
    "```",
    "`",
    "``x`",
    "a|b",
    "**bold**",
    "[a](https://example.com)",
    "![a](https://example.com/a.png)",
    "\n\n# heading",
    "\r- item",
    "\u202egnp.exe",
    "\u2028",
    "\x1b[31m",
    "\ud800",
    "&lt;",
    "\\`",
    " ",
    "",
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
]
LONG = 5_000  # characters, too many to show in one place
TEXTS = (
    st.text(max_size=8)
    | st.lists(st.sampled_from(range(len(BAD))), max_size=3).map(lambda places: "".join(BAD[each] for each in places))
    | st.sampled_from("x`<").map(lambda char: char * LONG)
)
VERSIONS = st.sampled_from(["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0"]) | TEXTS
SIZES = st.none() | st.integers(0, 2**63 - 1)
IDENTITY = {
    "dest_version": VERSIONS,
    "firmware_id": TEXTS,
    "type": st.sampled_from(["full", "differential", "unknown"]) | TEXTS,
    "digest": st.none() | st.sampled_from(["sha256:" + "a" * 64, "md5:" + "b" * 32]) | TEXTS,
    "firmware_size": SIZES,
    "src_version": st.none() | VERSIONS,
}
HELD = (
    st.none()
    | st.sampled_from(Withheld)
    | st.builds(PinnedFirmware, **IDENTITY)
    | st.builds(LockedFirmware, **IDENTITY, product_key=st.none() | TEXTS, utc_create=st.none() | TEXTS)
)
CRITERIA = st.dictionaries(
    st.sampled_from(["productKey", "moduleName", "versionRange", "versionPattern", "keepers"]) | TEXTS,
    TEXTS | st.integers() | st.sampled_from(Withheld) | st.lists(TEXTS, max_size=2),
    max_size=4,
)
OPS = st.sampled_from(["create", "update", "delete", "replace"])
CHANGES = st.builds(
    lambda **fields: Change(**fields),  # noqa: PLW0108 - of a class, Hypothesis would want to read the annotations
    key=TEXTS,
    name=TEXTS,
    old=HELD,
    new=HELD,
    old_criteria=CRITERIA,
    new_criteria=CRITERIA,
    affected=st.lists(st.builds(Affected, name=TEXTS, type=TEXTS, op=OPS, urn=TEXTS), max_size=8).map(tuple),
    warnings=st.lists(TEXTS, max_size=4).map(tuple),
    errors=st.just(()) | st.lists(TEXTS, max_size=2).map(tuple),
)
ANY = st.builds(
    Changes,
    origin=st.sampled_from(Origin),
    items=st.lists(CHANGES, max_size=5, unique_by=lambda change: change.key).map(tuple),
    problem=st.none() | TEXTS,
    causes=st.lists(TEXTS, max_size=5).map(tuple),
    is_certain=st.booleans(),
    notes=st.lists(TEXTS, max_size=3).map(tuple),
)
CATALOGUE = st.lists(
    st.builds(
        Package,
        firmware_id=TEXTS.filter(bool),
        dest_version=VERSIONS.filter(bool),
        status=st.sampled_from([-1, 0, 1, 2, 3, 7]) | st.none(),
        type=st.sampled_from([0, 1]) | st.none(),
        utc_create=st.sampled_from(["2025-11-01T00:00:00Z", "soon", None]),
        product_key=TEXTS,
    ),
    max_size=4,
)
OWN_HTML = re.compile(r"<!-- alicloud-iot-ota -->|</?details>|<details><summary>[A-Za-z0-9 ]+</summary>")
OWN_WORDS = re.compile(r"[A-Za-z0-9 ,.:;()→+%-]*")


def parts(tokens: list[Token]) -> Iterator[Token]:
    """Yield every token of a document, including inline tokens."""
    for token in tokens:
        yield token
        yield from parts(token.children or [])


def blocks(text: str) -> list[list[str]]:
    """Return the visible lines of each pin, as a Git host shows them."""
    shown = re.sub(r"^<details>.*?^</details>$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [block.splitlines() for block in re.split(r"^#### ", shown, flags=re.MULTILINE)[1:]]


MUCH = Change(
    key="p",
    name="p",
    old=PinnedFirmware(dest_version="1.0.0", firmware_id="a", type="full", firmware_size=1),
    new=PinnedFirmware(dest_version="2.0.0", firmware_id="b", type="full", firmware_size=2),
    new_criteria={str(number): number for number in range(9)},
    affected=tuple(Affected(str(number), "t", "update", str(number)) for number in range(20)),
    warnings=tuple(str(number) for number in range(20)),
)


@given(changes=ANY, catalogue=CATALOGUE, where=TEXTS)
@example(changes=Changes(origin=Origin.PREVIEW), catalogue=[], where="</details>")
@example(changes=Changes(origin=Origin.PREVIEW, items=(MUCH,)), catalogue=[], where="prod")
def test_any_changes(changes: Changes, catalogue: list[Package], where: str) -> None:
    """The review has a limited length, at most twelve lines per pin, and no Markdown but this package's own."""
    looked_up = {each.key: facts_of(each, catalogue, NOW) for each in changes.items}
    facts = {key: found for key, found in looked_up.items() if found is not None}
    text = review.summarize(changes, facts, where)
    event(f"changes: {len(changes.items)}")
    assert len(text) <= MAX_SUMMARY
    assert text.startswith(f"{MARKER}\n**Firmware: ")
    assert all(char.isprintable() or char == "\n" for char in text)
    assert len(blocks(text)) == len(changes.items)
    for block in blocks(text):
        assert len([line for line in block if line]) <= 12
    for token in parts(MarkdownIt("commonmark").parse(text)):
        if token.type in {"html_block", "html_inline"}:
            assert all(OWN_HTML.fullmatch(line) for line in token.content.splitlines() if line), token.content
        elif token.type == "text":
            assert OWN_WORDS.fullmatch(token.content), token.content
        else:
            assert token.type not in {"link_open", "image", "blockquote_open", "code_block"}
    turned = Changes(
        origin=changes.origin,
        items=changes.items[::-1],
        problem=changes.problem,
        notes=changes.notes,
        causes=changes.causes,
        is_certain=changes.is_certain,
    )
    assert review.summarize(turned, facts, where) == text
    assert review.to_builtins(turned, facts, where) == review.to_builtins(changes, facts, where)


@given(text=TEXTS)
@example(text="```")
@example(text="~~~")
@example(text="` a `` b `")
def test_any_text(text: str) -> None:
    """A code span shows one text only as code, and a fenced block shows its lines."""
    (paragraph,) = (token for token in MarkdownIt("commonmark").parse(code(text)) if token.type == "inline")
    assert [token.type for token in paragraph.children or []] == ["code_inline"]
    (block,) = MarkdownIt("commonmark").parse("\n".join(fenced_block([text, f"  {text}"], "text")))
    assert block.type == "fence"
    assert len(block.content.splitlines()) == 2


def test_more_than_there_is_room_for() -> None:
    """Pins that do not fit are counted and listed, the counts stay correct, and the most urgent pin is shown."""
    items = [
        Change(
            key=f"key-{number}",
            name=f"pin-{number:04}",
            old=PinnedFirmware(dest_version="2.0.0", firmware_id="a", type="full", digest="sha256:" + "a" * 64),
            new=PinnedFirmware(
                dest_version="1.0.0" if number == 999 else "2.1.0",
                firmware_id="b",
                type="full",
                digest="sha256:" + "b" * 64,
            ),
        )
        for number in range(1000)
    ]
    text = review.summarize(Changes(origin=Origin.PREVIEW, items=tuple(items)), {}, "prod")
    assert len(text) <= MAX_SUMMARY
    assert text.splitlines()[1] == "**Firmware: 999 bumps, 1 downgrade, 0 broken pins** (stack `prod`)"
    assert text.index("#### `pin-0999`") < text.index("#### `pin-0000`")
    seen = text.count("\n#### ")
    assert f"**{1000 - seen} more:** `pin-{seen - 1:04}`, " in text
    assert re.search(r"^\*\*[0-9]+ more:.*, … \(SHA-256 of all their changes: [0-9a-f]{32}\)$", text, re.MULTILINE)
