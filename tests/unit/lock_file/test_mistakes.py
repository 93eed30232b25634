# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors in lock files: the line, the cause and the fix of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.firmware import Package, algorithm
from alicloud_iot_ota.pins import LockedFirmware

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = """\
version = 1

[firmware.gateway.criteria]
productKey = "a1"
moduleName = "default"

[firmware.gateway.locked]
destVersion = "4.0.0"
firmwareId = "id"
type = "full"
"""
LAST = len(WHOLE.splitlines())
BROKEN = {
    "Unresolved merge conflict marker": WHOLE
    + "<<<<<<< HEAD\nfirmwareSize = 1\n||||||| 01ab\n=======\nfirmwareSize = 2\n>>>>>>> bump\n",
    "the end of a merge": WHOLE + "=======\r\n",
    "a table twice": WHOLE + '\n[firmware.gateway.locked]\ndestVersion = "4.1.0"\n',
    "a table twice, spelt in two ways": WHOLE + '\n[ firmware . "gateway" . locked ]\ndestVersion = "4.1.0"\n',
    "a field twice": WHOLE + 'type = "full"\n',
    "an unknown field of the criteria": WHOLE.replace("moduleName", "module"),
    "an unknown field of what is locked": WHOLE.replace("firmwareId", "firmwareID"),
    "an unknown field of a blocked package": WHOLE.replace(
        'moduleName = "default"', 'blocked = [\n  { destVersion = "1", reasn = "bricks it" },\n]'
    ),
    "an unknown table of an entry": WHOLE.replace("gateway.locked", "gateway.lock"),
    "an unknown field of the file": WHOLE.replace("version = 1", "version = 1\ngateway = 1"),
    "an entry without criteria": WHOLE.replace("gateway.criteria", "modem.criteria"),
    "a wrong type": WHOLE.replace('"default"', "1"),
    "a wrong word": WHOLE.replace('"full"', '"whole"'),
    "a version that is no text": WHOLE.replace('"4.0.0"', "4.0"),
    "a date without quotes": WHOLE.replace('"4.0.0"', "2026-09-01"),
    "a date without quotes in a list": WHOLE.replace(
        'moduleName = "default"', 'blocked = [{ destVersion = "1", reason = "x", expires = 2026-12-31 }]'
    ),
    "a wrong criterion": WHOLE.replace('moduleName = "default"', 'versionRange = "newest"'),
    "criteria that do not fit together": WHOLE.replace('moduleName = "default"', 'select = "highest"'),
    "a digest in upper case": WHOLE + f'digest = "sha256:{"AB" * 32}"\n',
    "a digest without its algorithm": WHOLE + f'digest = "{"ab" * 32}"\n',
    "a size below nothing": WHOLE + "firmwareSize = -1\n",
    "a package without a field that it needs": WHOLE.replace('firmwareId = "id"\n', ""),
    "a newer schema": WHOLE.replace("version = 1", 'version = 2\n[channels]\nstable = "gateway"'),
    "no schema": WHOLE.replace("version = 1\n", ""),
    "a schema that is no number": WHOLE.replace("version = 1", 'version = "1"'),
    "a schema that is true": WHOLE.replace("version = 1", "version = true"),
    "a bad name": WHOLE.replace("gateway", '"gate way"'),
    "entries that are none": "version = 1\nfirmware = 3\n",
    "an entry that is none": 'version = 1\n[firmware]\ngateway = "4.0.0"\n',
    "criteria that are none": "version = 1\nfirmware.gateway.criteria = 3\n",
    "no TOML": WHOLE.replace('"a1"', "a1"),
    "no TOML beside a list of tables": WHOLE
    + '[[firmware.gateway.criteria.blocked]]\nreason = "x"\n[[firmware.gateway.criteria.blocked]]\nreason = y\n',
    "a text without an end": WHOLE + 'digest = "md5:',
    "a list without an end": WHOLE + "digest = [",
    "a table that is a field": WHOLE + "\n[firmware.gateway.locked.type]\n",
    "a number of too many digits": WHOLE + f"firmwareSize = {'9' * 5000}\n",
    "too many brackets": WHOLE + f"firmwareSize = {'[' * 5000}\n",
    "NUL bytes": WHOLE.replace("id", "i\0d"),
    "a byte order mark": "\ufeff" + WHOLE,
    "a comment that turns its line around": WHOLE + "# \u202egalf\n",
    "a comment that looks like two lines": WHOLE + '# \u2028firmwareId = "another"\n',
    "a name with a character of no width": WHOLE.replace('"id"', '"i\u200bd"'),
    "an empty file": "",
    "an empty line": "\n",
    "many mistakes": "version = 1\n" + "".join(f"[firmware.e{number:02}]\n" for number in range(14)),
}


def message(text: str) -> str:
    """Return the error message for an invalid file."""
    with pytest.raises(LockFileError) as caught:
        lock_file.parse(text, "app/firmware.lock")
    return str(caught.value)


def test_whole_file() -> None:
    """The file without a mistake is valid."""
    assert list(lock_file.parse(WHOLE, "firmware.lock").entries) == ["gateway"]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_form(text: str) -> None:
    """A message has at most fifteen lines: a heading, lines with file and line number, and a remedy."""
    heading, *lines, remedy = message(text).splitlines()
    assert heading.startswith("app/firmware.lock is not a valid lock file (")
    assert heading.endswith(".")
    assert ": " not in heading
    assert len(lines) <= 13
    assert remedy.endswith(".")
    for line in lines:
        if line != "and 2 more":
            path, number, what = line.split(":", 2)
            assert path == "app/firmware.lock"
            assert 1 <= int(number) <= text.count("\n") + 1
            assert what.startswith(" ")
            assert what.endswith((".", "?"))
            assert what.isprintable()


def test_messages(golden: Callable[[str, str], None]) -> None:
    """Each message says which line is wrong, why, and how to fix it."""
    golden("lock-file-mistakes.txt", "\n\n".join(f"== {name}\n{message(text)}" for name, text in BROKEN.items()) + "\n")


def test_a_line_of_a_merge_within_a_text() -> None:
    """A separator in a comment, or more than seven markers, is not a merge conflict."""
    lock_file.parse(WHOLE + "# =======\n#<<<<<<< x\n", "firmware.lock")


def test_every_mistake_at_once() -> None:
    """Errors in several tables are reported together, in the order of their lines."""
    text = WHOLE.replace('"a1"', "1").replace('"full"', '"whole"').replace("version = 1", "version = 1\nx = 1")
    assert [line.split(":")[1] for line in message(text).splitlines()[1:-1]] == ["2", "5", "11"]


@given(st.text(), st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
@example('"""', 20, 20)
@example("[[", 12, 12)
@example('\n"\\', 12, 12)
def test_any_text(insert: str, start: int, end: int) -> None:
    """Any content is read, or rejected with an error that shows its line."""
    text = WHOLE[:start] + insert + WHOLE[end:]
    try:
        lock_file.parse(text, "firmware.lock")
    except LockFileError as error:
        assert all(line.isprintable() for line in str(error).split("\n"))  # noqa: PT017 - most texts raise none


@given(
    st.sampled_from(["MD5", "SHA256", "SHA-256", "SM3", "Sha512"]),
    st.text("0123456789abcdefABCDEF", min_size=1, max_size=128) | st.sampled_from(["AB" * 32, "ab" * 16]),
)
def test_every_digest_of_the_service(sign_method: str, digits: str) -> None:
    """A digest from the service is valid in a lock file if it is valid in a package, and only then."""
    digest = Package(firmware_id="i", dest_version="1", sign_method=sign_method, firmware_sign=digits).digest
    text = WHOLE + f'digest = "{algorithm(sign_method)}:{digits.lower()}"\n'
    if digest is None:
        assert "digest must be" in message(text)
    else:
        expected = LockedFirmware(dest_version="4.0.0", firmware_id="id", type="full", digest=digest)
        assert lock_file.parse(text, "firmware.lock").entry("gateway").locked == expected
