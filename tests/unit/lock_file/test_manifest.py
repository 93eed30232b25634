# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The manifest: any TOML that people write, and the line, the cause and the fix of each error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import manifest
from alicloud_iot_ota.lock_file.tables import criteria_values
from tests.unit.lock_file.samples import require_form

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = """\
# What we deploy.
[firmware.gateway] # the gateways in the field
productKey = "a1"
moduleName = "default"
profile = "test"
promoteFrom = "camera"

[firmware.camera]
destVersion = "1.0"
"""
BY_HAND = """\
# Ours
[firmware.modem]
productKey = 'a1'
[firmware]
camera = { productKey = "a2", statuses = ["verified", "verifying"] }
meter.productKey = "a3"
meter.promoteFrom = "camera"
meter.region = "cn-shanghai"
[[firmware.modem.blocked]]
destVersion = "2.0"
reason = \"\"\"
[firmware.modem.locked] \\
bricks it\"\"\"
[[firmware.modem.blocked]]
firmwareId = "x"
reason = "the same"
"""
BLOCKED = 'moduleName = "default"\nblocked = [\n  '
BROKEN = {
    "a merge conflict": WHOLE + "<<<<<<< HEAD\nminSize = 1\n||||||| 01ab\n=======\nminSize = 2\n>>>>>>> bump\n",
    "the end of a merge conflict": WHOLE + "=======\r\n",
    "a table twice": WHOLE + '\n[firmware.gateway]\ndestVersion = "4.1.0"\n',
    "a table twice, in two forms": WHOLE + '\n[ firmware . "gateway" ]\ndestVersion = "4.1.0"\n',
    "a field twice": WHOLE + 'destVersion = "1.1"\n',
    "an unknown field": WHOLE.replace("moduleName", "module"),
    "an unknown field of a blocked package": WHOLE + 'blocked = [\n  { destVersion = "1", reasn = "bricks it" },\n]\n',
    "an unknown field of the file": "version = 2\n" + WHOLE,
    "a table of the lock file": WHOLE + "[firmware.camera.locked]\n",
    "a wrong type": WHOLE.replace('"default"', "1"),
    "a version that is a number": WHOLE.replace('"1.0"', "1.0"),
    "a date without quotes": WHOLE.replace('"1.0"', "2026-09-01"),
    "a date without quotes in a list": WHOLE + 'blocked = [{ firmwareId = "1", expires = 2026-12-31 }]\n',
    "a table instead of a text": WHOLE.replace('"1.0"', "{ day = 2026-09-01 }"),
    "a wrong criterion": WHOLE.replace('moduleName = "default"', 'versionRange = "newest"'),
    "criteria that do not fit together": WHOLE.replace('moduleName = "default"', 'select = "highest"'),
    "an assertion": WHOLE + f'expectedDigest = "sha256:{"ab" * 32}"\n',
    "an invalid name": WHOLE.replace("firmware.gateway", 'firmware."gate way"'),
    "entries that are not tables": "firmware = 3\n",
    "a list of entries": "[[firmware]]\n",
    "an entry that is not a table": '[firmware]\ngateway = "4.0.0"\n',
    "a list of tables as an entry": "[[firmware.gateway]]\n",
    "a missing previous stage": WHOLE.replace('"camera"', '"camra"'),
    "a previous stage that is not a name": WHOLE.replace('"camera"', "1"),
    "its own previous stage": WHOLE.replace('"camera"', '"gateway"'),
    "two stages in a loop": WHOLE + 'promoteFrom = "gateway"\n',
    "not TOML": WHOLE.replace('"a1"', "a1"),
    "not TOML next to a list of tables": WHOLE + "[[firmware.a.blocked]]\n[[firmware.a.blocked]]\nreason = y\n",
    "a text without an end": WHOLE + 'region = "',
    "a list without an end": WHOLE + "statuses = [",
    "a field as a table": WHOLE + "\n[firmware.camera.destVersion]\n",
    "a number with too many digits": WHOLE + f"minSize = {'9' * 5000}\n",
    "too many brackets": WHOLE + f"minSize = {'[' * 5000}\n",
    "a NUL byte": WHOLE.replace("a1", "a\0"),
    "a byte order mark": "\ufeff" + WHOLE,
    "a comment from right to left": WHOLE + "# \u202egalf\n",
    "a comment that looks like two lines": WHOLE + '# \u2028productKey = "a2"\n',
    "a text with a character without width": WHOLE.replace('"a1"', '"a\u200b1"'),
    "a hidden character as an escape": WHOLE.replace('"a1"', '"a\\u200b1"'),
    "many errors": "".join(f"[firmware.e{number:02}]\nmodule = 1\n" for number in range(14)),
}  # fmt: skip


def test_whole_file() -> None:
    """The file without a mistake is valid. Its entries have no package, and the settings of their account."""
    found = manifest.parse(WHOLE, "firmware.toml")
    assert list(found.entries) == ["camera", "gateway"]
    gateway = found.entries["gateway"]
    assert (gateway.path, gateway.line, gateway.locked, gateway.recorded) == ("firmware.toml", 2, None, None)
    assert gateway.criteria.settings == {"profile": "test"}
    assert gateway.criteria.promote_from == "camera"


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet", "[firmware]\n", "firmware = {}\n"])
def test_without_entries(text: str) -> None:
    """A manifest without entries is valid."""
    assert manifest.parse(text, "firmware.toml").entries == {}


def test_every_form() -> None:
    """Any TOML is accepted: dotted keys, inline tables, arrays of tables, literal and multi-line strings, any order."""
    found = manifest.parse(BY_HAND, "firmware.toml").entries
    assert {name: entry.line for name, entry in found.items()} == {"camera": 5, "meter": 6, "modem": 2}
    camera, meter, modem = found.values()
    assert criteria_values(camera.criteria) == {"productKey": "a2", "statuses": ["verified", "verifying"]}
    assert meter.criteria.settings == {"region": "cn-shanghai"}
    assert criteria_values(modem.criteria)["blocked"] == [
        {"destVersion": "2.0", "reason": "[firmware.modem.locked] bricks it"},
        {"firmwareId": "x", "reason": "the same"},
    ]


def test_mistakes(golden: Callable[[str, str], None]) -> None:
    """Each message says which line is wrong, why, and how to fix it."""
    messages = {name: require_form(manifest.parse, text, "manifest") for name, text in BROKEN.items()}
    golden("manifest-mistakes.txt", "\n\n".join(f"== {name}\n{text}" for name, text in messages.items()) + "\n")


def test_a_line_of_a_merge_within_a_text() -> None:
    """A separator in a comment, or more than seven markers, is not a merge conflict."""
    manifest.parse(WHOLE + "# =======\n#<<<<<<< x\n", "firmware.toml")


def test_every_mistake_together() -> None:
    """Errors in several tables are reported together, in the order of their lines."""
    text = WHOLE.replace('"a1"', "1").replace('"1.0"', "1.0").replace('"camera"', '"x"') + "[other]\n"
    lines = require_form(manifest.parse, text, "manifest").splitlines()[1:-1]
    assert [line.split(":")[1] for line in lines] == ["3", "9", "10"]


def chain(stages: int, first: int | None) -> str:
    """Return entries in which each has the one before it as its previous stage. The first one may have one too."""
    sources = [first, *range(stages - 1)]
    return "".join(
        f"[firmware.e{number}]\n" + ("" if source is None else f'promoteFrom = "e{source}"\n')
        for number, source in enumerate(sources)
    )


@pytest.mark.parametrize("stages", [1, 2, 3, 5000])
def test_stages(stages: int) -> None:
    """A chain of stages is valid at any length."""
    assert len(manifest.parse(chain(stages, None), "firmware.toml").entries) == stages


@pytest.mark.parametrize(("stages", "back"), [(1, 0), (2, 1), (3, 1), (5000, 4999), (5000, 0)])
def test_loop_of_stages(stages: int, back: int) -> None:
    """A loop is reported once, however many entries lead to it."""
    with pytest.raises(LockFileError) as caught:
        manifest.parse(chain(stages, back), "firmware.toml")
    (line,) = caught.value.message.splitlines()[1:]
    assert "promoteFrom leads back to this entry: " in line
    assert len(line) < 200


@given(st.text(), st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
@example('"""', 20, 20)
@example("[[", 18, 18)
@example('\n"\\', 12, 12)
def test_any_text(insert: str, start: int, end: int) -> None:
    """Any content is read, or rejected with an error that shows its line."""
    text = WHOLE[:start] + insert + WHOLE[end:]
    try:
        manifest.parse(text, "firmware.toml")
    except LockFileError as error:
        assert all(line.isprintable() for line in str(error).split("\n"))  # noqa: PT017 - most texts raise none
