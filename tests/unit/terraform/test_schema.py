# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The schema: every declared argument and result is an attribute, with the Python name of its declaration."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS
from alicloud_iot_ota.schema.hcl import DRIFT, hcl_name
from alicloud_iot_ota.schema.settings import SECRET_SETTINGS, ProviderArgs
from alicloud_iot_ota.terraform import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.schema.functions import Declaration
    from tests.unit.terraform.conftest import Calls

DECLARED = [*FUNCTIONS, FIRMWARE_PIN]


def names(kind: type[msgspec.Struct]) -> dict[str, str]:
    """Return the wire name of each field of a declaration by its Python name."""
    return {field.name: field.encode_name for field in msgspec.structs.fields(kind)}


def every(attributes: Iterable[schema.Attribute]) -> list[schema.Attribute]:
    """Return attributes with those of the objects in them."""
    return [each for one in attributes for each in (one, *every(one.members))]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.name)
def test_the_attributes_are_the_arguments_and_results(declared: Declaration) -> None:
    """Attributes have the Python names of the declaration, so there is one spelling in snake_case."""
    found = {each.name: each for each in schema.block_of(declared).attributes}
    arguments, results = names(declared.arguments), names(declared.result)
    drift = {DRIFT: DRIFT} if declared is FIRMWARE_PIN else {}
    assert {name: each.wire_name for name, each in found.items()} == {**results, **arguments, **drift}
    assert {name for name, each in found.items() if each.is_argument} == set(arguments)
    assert all(found[name].is_result or found[name].is_required for name in results)


def test_every_type_is_one_of_the_engines() -> None:
    """Objects have the types of their members, and are not empty."""
    for declared in DECLARED:
        for each in every(schema.block_of(declared).attributes):
            plain = ["string", "number", "bool"]
            kind = each.type
            if isinstance(kind, list) and kind[0] == "list":
                kind = kind[1]
            assert kind in plain or kind == ["map", "string"] or (kind[0] == "object" and kind[1]), each.name


def test_every_attribute_has_a_description_in_the_spelling_of_hcl() -> None:
    """No name in camelCase and no phrase about Pulumi is left, except for values such as `notRequired`."""
    known = {
        name for declared in DECLARED for kind in (declared.arguments, declared.result) for name in names(kind).values()
    }
    other = {name for name in known if hcl_name(name) != name} | {each.name for each in DECLARED}
    blocks = [schema.provider(), *map(schema.block_of, DECLARED)]
    texts = [each.description for block in blocks for each in every(block.attributes)]
    for text in [*texts, *(block.description for block in blocks)]:
        assert text
        assert not other & set(re.findall(r"\w+", text)), text
        assert "ulumi" not in text
        assert not re.search(r"(?<![-.])\bpreview", text), text


def test_exactly_the_secret_settings_are_sensitive() -> None:
    """An engine shows no value of a sensitive attribute."""
    sensitive = {each.wire_name for each in schema.provider().attributes if each.is_sensitive}
    assert sensitive == SECRET_SETTINGS
    assert not any(each.is_sensitive for declared in DECLARED for each in schema.block_of(declared).attributes)
    assert len(schema.provider().attributes) == len(names(ProviderArgs))


def test_required_and_computed_attributes_exclude_each_other(calls: Calls) -> None:
    """The engines refuse a schema in which an attribute is neither set nor returned, or both required and computed."""
    answer = calls.call("GetProviderSchema")
    schemas = [answer.provider, *(each.value for each in [*answer.data_source_schemas, *answer.resource_schemas])]
    for declared in schemas:
        for each in flat(declared.block.attributes):
            assert each.required or each.optional or each.computed
            assert not (each.required and (each.optional or each.computed))
            assert bool(each.type) != bool(each.nested_type.attributes)


def flat(attributes: Any) -> list[Any]:  # noqa: ANN401 - messages
    """Return the messages of attributes with those of the objects in them."""
    return [each for one in attributes for each in (one, *flat(one.nested_type.attributes))]


def test_the_names_are_those_of_the_issue_and_the_metadata_has_them_all(calls: Calls) -> None:
    """A caller that only wants the names need not read the schema."""
    answer, found = calls.call("GetProviderSchema"), calls.call("GetMetadata")
    data_sources = sorted(each.key for each in answer.data_source_schemas)
    assert data_sources == [
        "alicloudiot_ota_firmware",
        "alicloudiot_ota_firmware_explanation",
        "alicloudiot_ota_firmware_page",
        "alicloudiot_ota_firmware_search",
        "alicloudiot_ota_firmwares",
        "alicloudiot_ota_locked_firmware",
        "alicloudiot_ota_upgrade_path",
    ]
    assert sorted(each.name for each in found.data_sources) == data_sources
    assert [each.key for each in answer.resource_schemas] == [each.name for each in found.resources]
    assert [each.key for each in answer.resource_schemas] == ["alicloudiot_ota_firmware_pin"]
    assert [each.name for each in found.functions] == [each.key for each in answer.functions]
    assert [each.key for each in calls.call("GetFunctions").functions] == [
        "version_in_range",
        "highest_in_range",
        "locked",
    ]


def test_a_function_returns_the_type_that_it_declares(calls: Calls) -> None:
    """The type of `locked` has the attributes of the data source."""
    functions = {each.key: each.value for each in calls.call("GetFunctions").functions}
    kind = json.loads(getattr(functions["locked"], "return").type)
    assert kind[0] == "object"
    assert {"dest_version", "digest", "firmware_id", "iot_instance_id", "verdict"} < kind[1].keys()
    assert [each.name for each in functions["version_in_range"].parameters] == ["version", "range"]
    assert json.loads(functions["highest_in_range"].parameters[0].type) == ["list", "string"]
