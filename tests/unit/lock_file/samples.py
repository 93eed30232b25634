# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Samples of manifests and lock files for the tests, and strategies that draw random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from alicloud_iot_ota.base.visible import first_hidden
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest_edits
from alicloud_iot_ota.lock_file.entry import NAME, manifest_of
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alicloud_iot_ota.lock_file.canonical import Content

GATEWAY: Mapping[str, Any] = {
    "productKey": "a1GatewayK01",
    "moduleName": "default",
    "type": "full",
    "versionRange": "^4.0",
    "select": "highest",
}
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
"""Criteria in the included catalog of the emulator, and the ID of the package that they select."""

A1 = EntryArgs(product_key="a1")
OLD = LockedFirmware(dest_version="1.0", firmware_id="old", type="full")
NEW = LockedFirmware(dest_version="2.0", firmware_id="new", type="full", digest="sm3:0f", firmware_size=7)

HOSTILE = st.sampled_from(
    ["#", '"', "'", '"""', "'''", "[firmware.e1]", "\\", "# c", "=", "]", "}", "=======", "\\u0041"]
)
IDENTIFIERS = (
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=8).filter(str.strip) | HOSTILE
)
TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: first_hidden(text) is None and text.strip()) | HOSTILE
NAMES = st.from_regex(NAME, fullmatch=True)
CRITERIA: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "productKey": IDENTIFIERS,
        "moduleName": IDENTIFIERS,
        "profile": st.just("test"),
        "minSize": st.integers(0, 99),
        "minAge": st.just("1d"),
        "allowUnscoped": st.booleans(),
        "statuses": st.lists(st.sampled_from(["verified", "verifying"]), min_size=1, max_size=2),
        "blocked": st.lists(
            st.fixed_dictionaries({"reason": TEXTS, "firmwareId": IDENTIFIERS.map(str.strip)}), max_size=2
        ),
    },
)
PACKAGES = st.builds(
    LockedFirmware,
    dest_version=IDENTIFIERS,
    firmware_id=IDENTIFIERS,
    type=st.sampled_from(["full", "differential"]),
    digest=st.none() | st.just("sm3:00ff"),
    firmware_name=st.none() | TEXTS,
    firmware_size=st.none() | st.integers(0, 99),
)
CONTENTS = st.dictionaries(NAMES, st.tuples(CRITERIA.map(lambda values: parsed(values)), PACKAGES), max_size=3)  # noqa: PLW0108 - defined below


def parsed(values: Mapping[str, object]) -> EntryArgs:
    """Return the criteria of an entry."""
    return validation.parse(EntryArgs, values)


def write_files(path: Path, entries: Mapping[str, Content]) -> None:
    """Write a lock file and its manifest."""
    path.write_text(canonical.render(entries), encoding="utf-8")
    text = manifest_edits.edit("", "firmware.toml", {name: criteria for name, (criteria, _) in entries.items()})
    manifest_of(path).write_text(text, encoding="utf-8")


def contents(text: str) -> dict[str, tuple[dict[str, object], LockedFirmware | None]]:
    """Return the criteria and the package of each entry of a lock file."""
    entries = canonical.parse(text, "firmware.lock").entries
    return {name: (criteria_values(entry.criteria), entry.locked) for name, entry in entries.items()}


def require_form(parse: Callable[[str, str], object], text: str, kind: str) -> str:
    """Check that a text is refused, and return the message. Each of its lines is a link to an error."""
    with pytest.raises(LockFileError) as caught:
        parse(text, "app/file")
    heading, *lines, remedy = str(caught.value).splitlines()
    assert heading.startswith(f"app/file is not a valid {kind} (")
    assert heading.endswith(".")
    assert ": " not in heading
    assert 1 <= len(lines) <= 13
    assert remedy.endswith(".")
    for line in lines:
        if line != "and 2 more":
            path, number, what = line.split(":", 2)
            assert path == "app/file"
            assert 1 <= int(number) <= text.count("\n") + 1
            assert what.startswith(" ")
            assert what.endswith((".", "?"))
            assert what.isprintable()
    return str(caught.value)


def silent(warning: str) -> None:
    """Fail on any warning."""
    raise AssertionError(warning)
