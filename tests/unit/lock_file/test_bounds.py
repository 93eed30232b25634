# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Limits for lock files: any content is read, or rejected with its line, in time proportional to its length."""

from __future__ import annotations

import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.edits import Editor
from alicloud_iot_ota.lock_file.layout import TomlLayout
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.lock_file.tokens import MAX_DEPTH, MAX_LINE, MAX_LINES, MAX_PARTS, tokens
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

HEAD = 'version = 1\n[firmware.a.criteria]\nproductKey = "a"\n'
DEEP = f"Keys, lists and tables may be nested at most {MAX_DEPTH} deep."
PARTS = f"The file has more than {MAX_PARTS:,} fields, tables and lists."
# Each of these needed minutes or gigabytes before, or would at the maximum file size.
REFUSED = {
    "a deep key": ("a." * 20_000 + "a = 1\n", 4, DEEP),
    "a deep key in quotes": ('"a".' * 10_000 + "a = 1\n", 4, DEEP),
    "a deep header": ("[" + "a." * 20_000 + "a]\n", 4, DEEP),
    "a deep key in a table": ("x = { " + "a." * 20_000 + "a = 1 }\n", 4, DEEP),
    "deep lists": ("x = " + "[" * 60_000 + "\n", 4, DEEP),
    "deep lists on lines": ("x = " + "[\n" * 60_000, 4 + MAX_DEPTH, DEEP),
    "deep tables": ("x = " + "{ a = " * 9_000 + "\n", 4, DEEP),
    "many fields": ("".join(f"k{number} = 1\n" for number in range(MAX_PARTS + 1)), MAX_PARTS + 1, PARTS),
    "many list elements": ("[[x]]\n" * MAX_PARTS, MAX_PARTS // 2 + 2, PARTS),
    "a long line": (
        "# " + "x" * MAX_LINE + "\n",
        4,
        f"This line has {MAX_LINE + 2:,} characters; at most {MAX_LINE:,}",
    ),
    "many lines": ("\n" * MAX_LINES, MAX_LINES, f"The file has {MAX_LINES + 4:,} lines; at most {MAX_LINES:,}"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """A file above a limit is rejected with the line and the fix."""
    text, line, what = REFUSED[name]
    with pytest.raises(LockFileError) as caught:
        lock_file.parse(HEAD + text, "firmware.lock")
    assert f"firmware.lock:{line}: {what}" in caught.value.message
    assert caught.value.remedy.startswith("Write each field on a separate line")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"k{number} = 1\n" for number in range(20_000)),
        "".join(f"'k{number}' = 1\n" for number in range(20_000)),
        "[[x]]\na = 1\na = 2\n" * 15_000,
        "[firmware.a.criteria]\n" * 50_000,
        "=======\n" * 100_000,
        'x = """' + '\\"""' * 15_000 + "\n",
        "".join(f'[firmware."é{number}"]\n' for number in range(30_000)),
        "blocked = [\n" + "{},\n" * 90_000 + "]\n",
        "statuses = [\n" + "1,\n" * 100_000 + "]\n",
        "x = [\n" + "2020-01-01,\n" * 100_000 + "]\n",
        "\n" * 150_000 + "x",
    ],
)
def test_mistakes(text: str) -> None:
    """Many errors in one file are reported quickly, in at most fourteen lines."""
    with pytest.raises(LockFileError) as caught:
        lock_file.parse(HEAD + text, "firmware.lock")
    assert len(caught.value.message.splitlines()) <= 14


@pytest.mark.parametrize(
    "text", ['"' * 3001, "'" * 3001, '"""' + '\\"' * 1000, "a.b.c" * 500, "[{]}" * 500, "é\n" * 500, '"a\\\nb"\n' * 300]
)
def test_tokens(text: str) -> None:
    """The tokens of any text cover it completely, without overlaps."""
    found = list(tokens(text))
    assert "".join(text[token.start : token.end] for token in found) == text
    assert all(token.start < token.end for token in found)


def test_layout_is_found_by_path() -> None:
    """One entry among many is found, changed and removed without reading all others."""
    count = 300
    editor = Editor("version = 1\n", "firmware.lock")
    criteria = {"productKey": "a1", "blocked": [{"destVersion": "1", "reason": "x"}]}
    editor.put_all({f"e{number}": (validation.parse(EntryArgs, criteria), None) for number in range(count)})
    moved = validation.parse(EntryArgs, {**criteria, "moduleName": "m"})
    editor.put_all({f"e{number}": (moved, None) for number in range(count)})
    layout = TomlLayout(editor.text)
    path = ("firmware", "e7", "criteria")
    assert [statement.path[-1] for statement in layout.section(path)] == [
        "criteria",
        "blocked",
        "moduleName",
        "productKey",
    ]
    assert layout.below(path) == layout.section(path)
    editor.remove(*(f"e{number}" for number in range(1, count)))
    assert list(editor.lock_file.entries) == ["e0"]
    assert criteria_values(editor.lock_file.entries["e0"].criteria) == {**criteria, "moduleName": "m"}


def test_many_entries_in_other_spellings() -> None:
    """Entries with dotted keys are rewritten together, and regular entries between them stay unchanged."""
    regular = '# ours\n[firmware.r.criteria]\nproductKey = "a1" # stays\n'
    odd = "".join(f'o{number}.criteria.productKey = "a1"\n' for number in range(300))
    editor = Editor(f"version = 1\n[firmware]\n{odd}\n{regular}", "firmware.lock")
    names = ["r", *(f"o{number}" for number in range(300))]
    moved = EntryArgs(product_key="a1", module_name="m")
    editor.put_all(dict.fromkeys(names, (moved, None)))
    assert 'productKey = "a1" # stays\n' in editor.text
    assert {entry.criteria.module_name for entry in editor.lock_file.entries.values()} == {"m"}
