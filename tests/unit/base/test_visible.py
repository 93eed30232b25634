# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Visible characters: every code point is either shown unchanged, or escaped and rejected."""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base import visible
from alicloud_iot_ota.base.visible import MAX_MARKS, escape_json, first_hidden, first_non_ascii, is_ascii, printable
from alicloud_iot_ota.base.visible_characters import RANGES
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import manifest
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs, FirmwarePinArgs
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = range(sys.maxunicode + 1)
NAMED = [
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x2800, 0x3164, 0xFFA0, 0x1BCA0, 0x1D173, 0xE0041, 0xE0100),
    *(0x0085, 0x009B, 0x00A0, 0x2003, 0x202F, 0x3000, 0x00AD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xE000, 0xD800, 0x378),
    *range(0xFE00, 0xFE10),
]
# All of Default_Ignorable_Code_Point in DerivedCoreProperties-13.0.0.txt.
IGNORABLE = [
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
]
REDACTED = {0x2800, 0x2D7F, 0xFFFC, 0x1107F, 0x16FE4, 0x1D159}


def codes(ranges: str) -> Iterator[int]:
    """Yield every code point in the table."""
    for each in ranges.split():
        first, _, last = each.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def test_table() -> None:
    """The table matches the definition for Unicode 13.0. It is the same in every Python version."""
    table = set(codes(RANGES))
    ignorable = {code for first, last in IGNORABLE for code in range(first, last + 1)}
    defined = {
        code
        for code in ALL
        if code == 0x20 or (unicodedata.category(chr(code))[0] in "LMNPS" and code not in ignorable | REDACTED)
    }
    assert table <= defined
    if unicodedata.unidata_version == "13.0.0":
        assert table == defined
    assert len(table) == 143_408
    assert hashlib.sha256(RANGES.encode()).hexdigest()[:16] == "29d08587a89aa4fb"


def test_every_code_point() -> None:
    """In every Python version, a code point that is not escaped is visible, and an escaped one is rejected."""
    for code in ALL:
        char = chr(code)
        text = f"a{char}b"
        shown = printable(text)
        if shown != text:
            assert is_ascii(shown)
            found = first_hidden(text)
            assert found is not None
            assert found == (1, f"U+{code:04X}")
        else:
            assert first_hidden(text) is None
            assert unicodedata.category(char)[0] in "LMNPS" or char == " "
            assert unicodedata.is_normalized("NFC", text)
        assert (first_non_ascii(char) is None) == (" " <= char <= "~")


@pytest.mark.parametrize("code", NAMED)
def test_hidden(code: int) -> None:
    """Reject a hidden character anywhere: in a file, as an escape in a file, in an argument, in a setting."""
    char = chr(code)
    version = f"1.0.12{char}"
    escape = f"\\U{code:08X}"
    blocked = '[firmware.a]\nblocked = [{{ destVersion = "{}", reason = "{}" }}]\n'
    texts = [blocked.format(*values) for values in ((version, "x"), ("1", f"x{char}"))]
    texts += [blocked.format(*values) for values in ((f"1{escape}", "x"), ("1", f"x{escape}"))]
    texts += [f"# {char}\n", f'[firmware."a{escape}"]\n']
    for text in texts:
        with pytest.raises(LockFileError):
            manifest.parse(text, "firmware.toml")
    values: dict[str, object] = {
        "destVersion": version,
        "firmwareName": version,
        "nameRegex": version,
        "versionPattern": f"(?P<version>.+){char}",
        "blocked": [{"destVersion": version, "reason": "x"}],
    }
    for name, value in values.items():
        failures = validation.check(EntryArgs, {name: value})
        assert any(f"U+{code:04X}" in failure.reason or code == 0xD800 for failure in failures), name
    pin = {"resolve": "once", "keepers": {"a": version}}
    assert validation.check(FirmwarePinArgs, pin)
    assert validation.check(FirmwarePinArgs, {"resolve": "once", "keepers": {version: "a"}})
    assert validation.check(ProviderArgs, {"region": f"cn-shanghai{char}"}, strict=False)


@pytest.mark.parametrize(
    "text", ["固件 4.0", "Straße", "бутылка", "ภาษาไทย", "हिन्दी", "🔥 bricks", "a, b; (c) «d» €", "한국어"]
)
def test_other_texts(text: str) -> None:
    """Names and reasons may contain any visible text."""
    assert first_hidden(text) is None
    assert printable(text) == text
    criteria = {"firmwareName": text, "blocked": [{"destVersion": "1", "reason": text}]}
    assert validation.check(EntryArgs, criteria) == []


@pytest.mark.parametrize(
    "text", ["e\u0301", "\u0301", '"\u0301', " \u0301", "a" + "\u0323" * (MAX_MARKS + 1), "\u2126"]
)
def test_marks(text: str) -> None:
    """Reject marks that merge with a quote or a space, too many marks, and text that is not in composed form."""
    assert first_hidden(text) is not None


@given(st.text())
def test_texts(text: str) -> None:
    """An escaped text is visible, on one line and in composed form. A visible text is unchanged."""
    shown = printable(text)
    assert first_hidden(shown) is None
    assert unicodedata.is_normalized("NFC", shown)
    assert (shown == text) == (first_hidden(text) is None)


@given(
    st.recursive(st.text() | st.none() | st.integers(), lambda each: st.lists(each) | st.dictionaries(st.text(), each))
)
def test_json(value: object) -> None:
    """JSON output shows every character and keeps its value."""
    document = escape_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(document) == value
    assert first_hidden(document, "\n") is None


def test_secret() -> None:
    """Reject a secret with a hidden character, without showing it."""
    (failure,) = validation.check(EntryArgs, {"destVersion": "s3cret\u200b"}, secret=["destVersion"])
    assert "s3cret" not in failure.reason
    assert "U+200B" not in failure.reason


@pytest.mark.parametrize("path", ["deploy/固件.lock", "e\u0301/firmware.lock"])
def test_path(path: str) -> None:
    """A path may contain any form of Unicode that its file system uses."""
    assert validation.check(FirmwarePinArgs, {"lockEntry": "a", "lockFile": path}) == []


def test_lines_of_keepers() -> None:
    """A keeper may have several lines, such as a file that the program reads."""
    assert validation.check(FirmwarePinArgs, {"resolve": "once", "keepers": {"a": "x: 1\r\n\ty\n"}}) == []


SIMILAR = "a \n\u00e9e\u0301\u1100\u1161\uac00\u11a8\u0915\u093c\u212b"
"""Characters that merge with each other, in composed and other forms."""


@given(st.text(st.characters() | st.sampled_from(SIMILAR)))
def test_the_shortcut(text: str) -> None:
    """The search for hidden characters has the same result with and without the shortcut for simple texts."""
    position, expected = 0, None
    for piece, is_seen in visible._classify(text, "\n"):
        if not is_seen:
            expected = visible.HiddenCharacter(position, f"U+{ord(piece):04X}")
            break
        position += len(piece)
    assert first_hidden(text, "\n") == expected
