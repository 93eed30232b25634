# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON schema of the manifest: it accepts the files that this package accepts, within the limits of a schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest, manifest_edits, schema
from alicloud_iot_ota.lock_file.toml import values_of
from tests.unit.lock_file.samples import parsed

PUBLISHED = Path(__file__).parents[3] / "docs" / "firmware.toml.schema.json"
CRITERIA = {
    "productKey": "a1",
    "moduleName": "default",
    "type": "full",
    "statuses": ["verified"],
    "minSize": 1,
    "allowUnscoped": True,
    "select": "newest",
    "blocked": [{"reason": "bricks it", "firmwareId": "x"}],
    "profile": "test",
}
OTHERS = ["", "x", "full", "verified", "newest", "md5:00", "sm3:00", 0, 1, -1, True, 1.5, [], ["x"], ["verified"], {}]


@pytest.fixture(scope="session")
def validator() -> jsonschema.Draft202012Validator:
    """Return a validator for the published schema."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


def test_published(capsys: pytest.CaptureFixture[str]) -> None:
    """The published schema equals the generated one."""
    schema.main()
    assert capsys.readouterr().out == PUBLISHED.read_text(encoding="utf-8")


def test_every_field_is_described() -> None:
    """Every field in the schema has a description for editors."""
    made = schema.json_schema()
    for holder in (made, *made["$defs"].values()):
        assert holder["description"]
        assert all(field["description"] for field in holder.get("properties", {}).values())


def test_example(validator: jsonschema.Draft202012Validator) -> None:
    """A manifest that this package writes is valid by the schema."""
    text = manifest_edits.edit("", "firmware.toml", {"gateway": parsed(CRITERIA)})
    validator.validate(values_of(text))


@given(
    field=st.sampled_from([*CRITERIA, "destVersio", "blocked[0]", "expectedDigest", "region"]),
    value=st.sampled_from(OTHERS),
    name=st.sampled_from(["gateway", "gateway", "a-b_C9", "-a", "a.b", "a" * 65]),
)
def test_same_judgement(validator: jsonschema.Draft202012Validator, field: str, value: object, name: str) -> None:
    """After any change of one value, the schema and this package agree on whether a file is valid."""
    table = {**CRITERIA, field: value}
    assert is_valid(name, table) == validator.is_valid({"firmware": {name: table}})


@pytest.mark.parametrize(
    "document",
    [
        {"version": 2},
        {"other": {}},
        {"firmware": []},
        {"firmware": {"a": 1}},
        {"firmware": {"a": {"criteria": {}}}},
        {"firmware": {"a": {"locked": {}}}},
    ],
)
def test_no_manifest(validator: jsonschema.Draft202012Validator, document: object) -> None:
    """Documents with another structure are invalid."""
    assert not validator.is_valid(document)


def is_valid(name: str, table: dict[str, object]) -> bool:
    """Return whether this package accepts an entry."""
    text = f'[firmware."{name}"]\n' + "".join(f'"{key}" = {canonical._format(value)}\n' for key, value in table.items())
    try:
        manifest.parse(text, "firmware.toml")
    except LockFileError:
        return False
    return True
