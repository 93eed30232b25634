# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON schema of the lock file: it accepts the files that this package accepts, within the limits of a schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting, schema
from alicloud_iot_ota.lock_file.toml import values_of

PUBLISHED = Path(__file__).parents[3] / "docs" / "firmware.lock.schema.json"
EXAMPLE = Path(__file__).parent / "golden" / "firmware.lock"
CRITERIA = {
    "productKey": "a1",
    "moduleName": "default",
    "type": "full",
    "statuses": ["verified"],
    "minSize": 1,
    "allowUnscoped": True,
    "select": "newest",
    "blocked": [{"reason": "bricks it", "firmwareId": "x"}],
}
LOCKED = {
    "destVersion": "4.0.0",
    "firmwareId": "id",
    "type": "differential",
    "digest": f"sha256:{'0f' * 32}",
    "firmwareSize": 1,
    "firmwareName": "",
    "utcCreate": "2026-09-01T08:00:00.000Z",
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
    """The example lock file, which this package writes, is valid by the schema."""
    validator.validate(values_of(EXAMPLE.read_text(encoding="utf-8")))


@given(
    place=st.tuples(
        st.sampled_from(["criteria", "locked"]), st.sampled_from([*CRITERIA, *LOCKED, "destVersio", "blocked[0]"])
    ),
    value=st.sampled_from(OTHERS),
    name=st.sampled_from(["gateway", "gateway", "a-b_C9", "-a", "a.b", "a" * 65]),
    dropped=st.sampled_from([None, None, *LOCKED]),
)
def test_same_judgement(
    validator: jsonschema.Draft202012Validator, place: tuple[str, str], value: object, name: str, dropped: str | None
) -> None:
    """After any change of one value, the schema and this package agree on whether a file is valid."""
    tables = {"criteria": dict(CRITERIA), "locked": {key: LOCKED[key] for key in LOCKED if key != dropped}}
    table, field = place
    tables[table][field] = value
    assert is_sound(name, tables) == validator.is_valid({"version": 1, "firmware": {name: tables}})


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"version": 2},
        {"version": "1"},
        {"version": 1, "other": 1},
        {"version": 1, "firmware": []},
        {"version": 1, "firmware": {"a": {}}},
        {"version": 1, "firmware": {"a": {"criteria": {}, "lock": {}}}},
    ],
)
def test_no_lock_file(validator: jsonschema.Draft202012Validator, document: object) -> None:
    """Documents with another structure are invalid."""
    assert not validator.is_valid(document)


def is_sound(name: str, tables: dict[str, dict[str, object]]) -> bool:
    """Return whether this package accepts an entry."""
    quoted = {table: {f'"{key}"': value for key, value in values.items()} for table, values in tables.items()}
    text = f"version = 1\n{formatting.entry(chr(34) + name + chr(34), quoted)}"
    try:
        lock_file.parse(text, "firmware.lock")
    except LockFileError:
        return False
    return True
