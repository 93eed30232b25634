# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Limits for both files: any content is read, or rejected with its line, in time proportional to its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest, manifest_edits
from alicloud_iot_ota.lock_file.merge import recover
from alicloud_iot_ota.lock_file.tokens import MAX_DEPTH, MAX_LINE, MAX_LINES, MAX_PARTS
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = '[firmware.a]\nproductKey = "a"\n\n'
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
    "many fields": ("".join(f"k{number} = 1\n" for number in range(MAX_PARTS + 1)), MAX_PARTS + 2, PARTS),
    "many list elements": ("[[x]]\n" * MAX_PARTS, MAX_PARTS // 2 + 3, PARTS),
    "a long line": (
        "# " + "x" * MAX_LINE + "\n",
        4,
        f"This line has {MAX_LINE + 2:,} characters; at most {MAX_LINE:,}",
    ),
    "many lines": ("\n" * MAX_LINES, MAX_LINES, f"The file has {MAX_LINES + 4:,} lines; at most {MAX_LINES:,}"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("parse", [manifest.parse, canonical.parse, recover])
def test_refused(name: str, parse: Callable[[str, str], object]) -> None:
    """A file above a limit is rejected with the line and the fix."""
    text, line, what = REFUSED[name]
    with pytest.raises(LockFileError) as caught:
        parse(HEAD + text, "file")
    assert f"file:{line}: {what}" in caught.value.message
    assert caught.value.remedy.startswith("Write each field on a separate line")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"k{number} = 1\n" for number in range(20_000)),
        "".join(f"'k{number}' = 1\n" for number in range(20_000)),
        "[[x]]\na = 1\na = 2\n" * 15_000,
        "[firmware.b]\n" * 50_000,
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
    for parse, head in ((manifest.parse, HEAD), (canonical.parse, f"{canonical.HEADER}{HEAD}")):
        with pytest.raises(LockFileError) as caught:
            parse(head + text, "file")
        assert len(caught.value.message.splitlines()) <= 14


def test_edit_of_many_entries() -> None:
    """A manifest with many entries is edited in time that is proportional to its length."""
    names = [f"e{number}" for number in range(1500)]
    text = "".join(f"# {name}\n[firmware.{name}]\nproductKey = 'a1'\n\n" for name in names)
    edited = manifest_edits.edit(text, "firmware.toml", dict.fromkeys(names[:-1]) | {"new": EntryArgs()})
    assert edited == f"# {names[-1]}\n[firmware.{names[-1]}]\nproductKey = 'a1'\n\n[firmware.new]\n"
    changed = manifest_edits.edit(text, "firmware.toml", dict.fromkeys(names, EntryArgs(product_key="a2")))
    assert changed == text.replace("'a1'", '"a2"')


def test_many_conflicts() -> None:
    """A lock file with many conflicts, or only with markers, is read in time that is proportional to its length."""
    locked = LockedFirmware(dest_version="1.0", firmware_id="old", type="full")
    lines = canonical.render({f"e{number}": (EntryArgs(), locked) for number in range(1500)})
    conflict = '<<<<<<< a\nfirmwareId = "ours"\n=======\nfirmwareId = "theirs"\n>>>>>>> b\n'
    found = recover(lines.replace('firmwareId = "old"\n', conflict), "firmware.lock")
    assert (len(found.certain), len(found.uncertain)) == (0, 1500)
    markers = "<<<<<<< a\n=======\n>>>>>>> b\n" * 60_000
    assert recover(canonical.HEADER + markers, "firmware.lock").certain == {}
