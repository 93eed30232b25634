# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The spelling of messages: names and phrases are replaced, values are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alicloud_iot_ota
from alicloud_iot_ota.terraform.names import PHRASES, literal, spell

PACKAGE = Path(alicloud_iot_ota.__file__).parent


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("versionRange must be a range", "version_range must be a range"),
        ("blocked[0].destVersion must not be blank", "blocked[0].dest_version must not be blank"),
        ("Add moduleName, or set firmwareId.", "Add module_name, or set firmware_id."),
        ("the provider's `iotInstanceId`", "the provider's `iot_instance_id`"),
        ("Applies with `resolve: once`.", 'Applies with `resolve = "once"`.'),
        ("the criteria of getFirmware", "the criteria of alicloudiot_ota_firmware"),
        ("Prefer getFirmwares", "Prefer alicloudiot_ota_firmwares"),
        ("At every step", "At every step"),
        ('got "destVersion"', 'got "destVersion"'),
        ("notRequired, statusRegressed", "notRequired, statusRegressed"),
        ("4.1.0-preview.1 is newer than the pinned 4.0.0", "4.1.0-preview.1 is newer than the pinned 4.0.0"),
        ("With these inputs, the next update will fail:", "With these inputs, the next apply will fail:"),
        ("myversionRange, versionRanges", "myversionRange, versionRanges"),
    ],
)
def test_names_and_phrases_are_replaced(text: str, spelled: str) -> None:
    """A name is replaced only if it is a whole word outside double quotes."""
    assert spell(text) == spelled


def test_a_table_of_criteria_stays_aligned() -> None:
    """Names have other lengths than in the original."""
    table = '  productKey "a1"  leaves 12\n  type "full"      leaves 6'
    assert spell(table) == '  product_key "a1"  leaves 12\n  type "full"       leaves 6'


def test_every_phrase_occurs_in_a_message_or_a_description() -> None:
    """A phrase that was reworded elsewhere would no longer be replaced."""
    sources = [path for path in PACKAGE.rglob("*.py") if "terraform" not in path.parts]
    text = " ".join(line.strip().strip('"f') for path in sources for line in path.read_text().splitlines())
    flat = " ".join(text.replace('" "', "").split())
    for phrase in PHRASES:
        assert phrase in flat, phrase


@given(st.text(alphabet="abcXYZ04.-_ []:/", max_size=60))
def test_a_text_without_a_name_stays(text: str) -> None:
    """Versions, names of packages and addresses are not changed."""
    assert spell(text) == text


@given(st.text(max_size=60))
def test_spelling_twice_changes_nothing(text: str) -> None:
    """A warning that contains another message is spelled once more."""
    assert spell(spell(text)) == spell(text)


def test_values_are_written_as_hcl() -> None:
    """Objects have keys in snake_case and equals signs."""
    assert literal([{"destVersion": "4.0.0", "reason": "bricks revision B"}]) == (
        '[{ dest_version = "4.0.0", reason = "bricks revision B" }]'
    )
    assert literal(["verified"]) == '["verified"]'
    assert literal(True) == "true"  # noqa: FBT003 - the value itself
    assert literal(14) == "14"
