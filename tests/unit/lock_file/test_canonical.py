# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The canonical form of firmware.lock: its values have one form, and any other text is refused."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.firmware import Package, algorithm
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.pins import LockedFirmware
from tests.unit.lock_file.samples import CONTENTS, NEW, contents, parsed, require_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.lock_file.canonical import Content

CRITERIA: Mapping[str, object] = {
    "productKey": "a1GatewayK01",
    "moduleName": "default",
    "select": "highest",
    "type": "full",
    "versionRange": "^4.0",
}
LOCKED = LockedFirmware(
    dest_version="4.0.0",
    firmware_id="qrTtkvjx0001",
    type="full",
    digest=f"sha256:{'fe38' * 16}",
    firmware_size=20_971_520,
    product_key="a1GatewayK01",
    firmware_name="gateway-4.0.0",
    utc_create="2026-09-01T08:00:00.000Z",
    iot_instance_id="iot-emulator01",
)
LITTLE = LockedFirmware(dest_version="4.0.0", firmware_id="id", type="full")
"""The service may return nothing but these fields."""

WHOLE = canonical.render({"gateway": (parsed({"productKey": "a1", "moduleName": "default"}), LITTLE)})
RICH = canonical.render({"a": (parsed({"blocked": [{"destVersion": "1", "reason": "é #"}], "minSize": 10}), NEW)})
"""A small lock file with a list of tables, a number, an empty line, and text outside of ASCII."""

INVISIBLE = ["\ufeff", "\0", "\r", "\x0b", "\u200b", "\u202e", "\u2028", "\u00a0", "\u0085", "\x1b"]
BROKEN = {
    "a comment": WHOLE + "# [approved]\n",
    "an empty line at the end": WHOLE + "\n",
    "no line end": WHOLE.rstrip("\n"),
    "mixed line ends": WHOLE.replace("\n", "\r\n", 1),
    "a space at the end of a long line": WHOLE.replace("\n", " \n", 1),
    "a value in other quotes": WHOLE.replace('"id"', "'id'"),
    "a field in another place": WHOLE.replace(".locked]\n", '.locked]\ntype = "full"\n')[:-14],
    "another header": WHOLE.replace(canonical.HEADER, f"version = {canonical.FORMAT_VERSION}\n"),
    "a merge conflict": WHOLE + "<<<<<<< HEAD\nx = 1\n||||||| 01ab\n=======\nx = 2\n>>>>>>> bump\n",
    "the end of a merge conflict": WHOLE + "=======\r\n",
    "a table twice": WHOLE + '\n[firmware.gateway.locked]\ndestVersion = "4.1.0"\n',
    "a field twice": WHOLE + 'type = "full"\n',
    "an unknown field of the criteria": WHOLE.replace("moduleName", "module"),
    "an unknown field of the package": WHOLE.replace("firmwareId", "firmwareID"),
    "an unknown table of an entry": WHOLE.replace("gateway.locked", "gateway.lock"),
    "an unknown field of the file": WHOLE.replace("version = 2", "version = 2\ngateway = 1"),
    "an entry without criteria": WHOLE.replace("gateway.criteria", "modem.criteria"),
    "a wrong type": WHOLE.replace('"default"', "1"),
    "a wrong word": WHOLE.replace('"full"', '"whole"'),
    "a date without quotes": WHOLE.replace('"4.0.0"', "2026-09-01"),
    "a wrong criterion": WHOLE.replace('moduleName = "default"', 'versionRange = "newest"'),
    "criteria that do not fit together": WHOLE.replace('moduleName = "default"', 'select = "highest"'),
    "a digest in upper case": WHOLE + f'digest = "sha256:{"AB" * 32}"\n',
    "a digest without its algorithm": WHOLE + f'digest = "{"ab" * 32}"\n',
    "another value": WHOLE.replace('"4.0.0"', '"4.0.1"'),
    "another checksum": re.sub('checksum = "(.)', 'checksum = "x', WHOLE),
    "no checksum": re.sub("checksum = .*\n", "", WHOLE),
    "the package of another entry": WHOLE.replace("gateway", "modem"),
    "a negative size": WHOLE + "firmwareSize = -1\n",
    "a package without a required field": WHOLE.replace('firmwareId = "id"\n', ""),
    "the first format": 'version = 1\n\n[firmware.gateway.criteria]\nproductKey = "a1"\n',
    "a newer format": WHOLE.replace("version = 2", 'version = 3\n[channels]\nstable = "gateway"'),
    "no version": WHOLE.replace("version = 2\n", ""),
    "a version that is not a number": WHOLE.replace("version = 2", 'version = "2"'),
    "a version that is a fraction": WHOLE.replace("version = 2", "version = 2.0"),
    "a version that is true": WHOLE.replace("version = 2", "version = true"),
    "an invalid name": WHOLE.replace("gateway", '"gate way"'),
    "entries that are not tables": "version = 2\nfirmware = 3\n",
    "an entry that is not a table": 'version = 2\n[firmware]\ngateway = "4.0.0"\n',
    "not TOML": WHOLE.replace('"a1"', "a1"),
    "a text without an end": WHOLE + 'digest = "md5:',
    "a number with too many digits": WHOLE + f"firmwareSize = {'9' * 5000}\n",
    "a NUL byte": WHOLE.replace("id", "i\0d"),
    "a byte order mark": "\ufeff" + WHOLE,
    "a comment from right to left": WHOLE + "# \u202egalf\n",
    "an ID with a character without width": WHOLE.replace('"id"', '"i\u200bd"'),
    "an empty file": "",
    "many errors": "version = 2\n" + "".join(f"[firmware.e{number:02}]\n" for number in range(7)),
}  # fmt: skip


def test_form(golden: Callable[[str, str], None]) -> None:
    """Entries and fields are sorted, with one field per line, one blocked package per line, and no unset values."""
    blocked = [
        {"reason": 'says "no" \\ \u2026', "destVersion": "4.0.1", "expires": "2026-12-31"},
        {"reason": "no tab and no line", "firmwareId": "x"},
    ]
    modem = {"productKey": "a1", "statuses": ["verified", "notRequired"], "allowUnscoped": False, "profile": "test"}
    text = canonical.render(
        {
            "modem": (parsed(modem), LITTLE),
            "gateway": (parsed({**CRITERIA, "minSize": 1024, "fromVersion": None}), LOCKED),
            "camera": (parsed({**CRITERIA, "blocked": blocked}), LITTLE),
        }
    )
    golden("firmware.lock", text)


def test_without_entries() -> None:
    """A lock file without entries is valid."""
    assert canonical.render({}) == canonical.HEADER
    assert canonical.parse(canonical.HEADER, "firmware.lock").entries == {}


@given(CONTENTS)
def test_what_was_written_is_read(entries: Mapping[str, Content]) -> None:
    """A written entry has the same values when it is read, and the line of its header."""
    text = canonical.render(entries)
    found = canonical.parse(text, "firmware.lock")
    assert list(found.entries) == sorted(entries)
    for name, entry in found.entries.items():
        assert (entry.criteria, entry.locked, entry.recorded) == (*entries[name], entries[name][0])
        assert text.split("\n")[entry.line - 1] == f"[firmware.{name}.criteria]"
        assert entry.is_current
    values = {name: (criteria_values(criteria), locked) for name, (criteria, locked) in entries.items()}
    assert canonical.entries_of(text, "firmware.lock") == dict(entries)
    assert contents(text) == values


def require_refused(text: str) -> None:
    """Check that a text is refused with a line."""
    with pytest.raises(LockFileError) as caught:
        canonical.parse(text, "firmware.lock")
    assert re.search(r"^firmware\.lock:[1-9][0-9]*: ", caught.value.message, re.MULTILINE)
    assert all(line.isprintable() for line in str(caught.value).split("\n"))


@pytest.mark.parametrize("hidden", INVISIBLE, ids=ascii)
def test_no_invisible_character(hidden: str) -> None:
    """An invisible character is refused at every position, even inside of a text."""
    for position in range(len(RICH) + 1):
        require_refused(RICH[:position] + hidden + RICH[position:])


@pytest.mark.parametrize("more", [" ", "\t", "\n", "#", "# x\n", "\r\n", ","], ids=ascii)
def test_nothing_between_values(more: str) -> None:
    """Outside of a text and a comment, no space, line or comment can be added."""
    inside = False
    for position, (before, char) in enumerate(itertools.pairwise(f"\n{RICH}")):
        inside ^= before == '"'
        if not inside and position > len(canonical.HEADER):
            assert char is not None
            require_refused(RICH[:position] + more + RICH[position:])


def test_order_of_lines() -> None:
    """No two different lines can be exchanged, and no line can be removed or repeated."""
    lines = RICH.splitlines(keepends=True)
    for one, other in itertools.combinations(range(len(lines)), 2):
        changed = [*lines]
        changed[one], changed[other] = lines[other], lines[one]
        if changed != lines:
            require_refused("".join(changed))
    for at, line in enumerate(lines):
        require_refused("".join([*lines[:at], *lines[at + 1 :]]))
        require_refused("".join([*lines[:at], line, *lines[at:]]))


@given(CONTENTS, st.data())
@example({}, None)
def test_any_edit(entries: Mapping[str, Content], data: st.DataObject | None) -> None:
    """After any edit, a lock file is refused, unless complete entries were removed."""
    text = canonical.render(entries)
    if data is None:
        text = f" {text}"
    else:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.sampled_from([start, start, start + 1]) | st.integers(start, len(text)))
        inserted = data.draw(st.text(max_size=3) | st.sampled_from(['"""', "[[", '\n"\\', "=======\n", "é", "7"]))
        assume(text[start:end] != inserted)
        text = text[:start] + inserted + text[end:]
    try:
        found = canonical.parse(text, "firmware.lock").entries
    except LockFileError:
        require_refused(text)
        return
    read = {name: (entry.criteria, entry.locked) for name, entry in found.items() if entry.locked is not None}
    assert canonical.render(read) == text
    assert read.items() < entries.items()


def test_mistakes(golden: Callable[[str, str], None]) -> None:
    """Each message says which line is wrong, why, and how to fix it."""
    messages = {name: require_form(canonical.parse, text, "lock file") for name, text in BROKEN.items()}
    golden("lock-file-mistakes.txt", "\n\n".join(f"== {name}\n{text}" for name, text in messages.items()) + "\n")


def test_every_mistake_together() -> None:
    """Errors in several tables are reported together, in the order of their lines."""
    text = WHOLE.replace('"a1"', "1").replace('"full"', '"whole"').replace("version = 2", "version = 2\nx = 1")
    lines = require_form(canonical.parse, text, "lock file").splitlines()[1:-1]
    assert [line.split(":")[1] for line in lines] == ["3", "7", "13"]


@given(
    st.sampled_from(["MD5", "SHA256", "SHA-256", "SM3", "Sha512"]),
    st.text("0123456789abcdefABCDEF", min_size=1, max_size=128) | st.sampled_from(["AB" * 32, "ab" * 16]),
)
def test_every_digest_of_the_service(sign_method: str, digits: str) -> None:
    """A digest from the service is valid in a lock file if it is valid in a package, and only then."""
    digest = Package(firmware_id="i", dest_version="1", sign_method=sign_method, firmware_sign=digits).digest
    written = f"{algorithm(sign_method)}:{digits.lower()}"
    locked = LockedFirmware(dest_version="4.0.0", firmware_id="id", type="full", digest=written)
    text = canonical.render({"gateway": (parsed({}), locked)})
    if digest is None:
        with pytest.raises(LockFileError, match="digest must be"):
            canonical.parse(text, "firmware.lock")
    else:
        assert digest == written
        assert canonical.parse(text, "firmware.lock").entry("gateway").locked == locked
