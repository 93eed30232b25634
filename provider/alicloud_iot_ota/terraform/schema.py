# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The attributes of the provider, its data sources and its resource, generated from the declarations."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS, Declaration, Function
from alicloud_iot_ota.schema.hcl import DRIFT, hcl_name, type_name
from alicloud_iot_ota.schema.json_schema import ENUM_DOCSTRING, HAS_NAMES, dereference, describe, enum_descriptions
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.terraform.names import json_schema, literal, spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "bool"}
_PROVIDER_DESCRIPTION = "The region, endpoint and credentials for lookups."


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """An attribute.

    Attributes:
        wire_name: Its name in the schema of this package.
        name: Its name in a configuration.
        type: Its type in JSON, as the engines write types: `"string"`, `["list", "string"]`.
        spec: Its JSON schema.
        members: The attributes of the object that it is, or of each object in its list.
        is_list: Whether it is a list of objects.
        is_argument: Whether a configuration may set it.
        is_required: Whether a configuration must set it.
        is_result: Whether the provider sets it.
    """

    wire_name: str
    name: str
    type: Any
    spec: Mapping[str, Any]
    members: tuple[Attribute, ...] = ()
    is_list: bool = False
    is_argument: bool = False
    is_required: bool = False
    is_result: bool = False

    @property
    def description(self) -> str:
        """Its description in Markdown."""
        return spell(describe(self.spec, literal)) if "description" in self.spec else ""

    @property
    def is_sensitive(self) -> bool:
        """Whether the engine must not show its value."""
        return bool(self.spec.get("secret"))

    @property
    def choices(self) -> dict[str, str]:
        """The values that it or its elements may have, each with its description. Empty if any value is allowed."""
        spec = self.spec.get("items", self.spec)
        found = enum_descriptions(spec[ENUM_DOCSTRING], spec["enum"]) if ENUM_DOCSTRING in spec else {}
        return {word: spell(description) for word, description in found.items()}

    @property
    def has_names(self) -> bool:
        """Whether its text has names of arguments, as in a message."""
        return bool(self.spec.get(HAS_NAMES))


class SchemaBlock(msgspec.Struct, frozen=True):
    """The attributes of the provider, of a data source or of a resource.

    Attributes:
        attributes: The attributes, ordered by name.
        about: Its description, with the names of Pulumi's schema.
    """

    attributes: tuple[Attribute, ...]
    about: str

    @property
    def description(self) -> str:
        """Its description in Markdown."""
        return spell(self.about)

    @property
    def arguments(self) -> tuple[Attribute, ...]:
        """The attributes that a configuration may set."""
        return tuple(each for each in self.attributes if each.is_argument)


@functools.cache
def provider() -> SchemaBlock:
    """Return the settings of the provider."""
    return SchemaBlock(_attributes(ProviderArgs, is_argument=True), _PROVIDER_DESCRIPTION)


DATA_SOURCES: dict[str, Function] = {type_name(function): function for function in FUNCTIONS}
"""The function of each data source by its type name."""

_DRIFT = Attribute(
    wire_name=DRIFT,
    name=DRIFT,
    type="string",
    spec={
        "description": "What the last refresh found about the package of the pin, if it is missing, replaced or no "
        "longer deployable. Absent otherwise. The package in `firmware` is still the one that was applied.",
        HAS_NAMES: True,
    },
    is_result=True,
)
PIN = type_name(FIRMWARE_PIN)
"""The type name of the resource."""


@functools.cache
def block_of(declared: Declaration) -> SchemaBlock:
    """Return the attributes of a data source or of the resource: its arguments and its results.

    An argument that is a result too, such as `module_name`, has the value in the configuration, or that of the package.
    """
    arguments = {each.name: each for each in _attributes(declared.arguments, is_argument=True)}
    found = {each.name: each for each in _attributes(declared.result, is_argument=False)}
    both = {
        name: msgspec.structs.replace(each, is_result=not each.is_required)
        for name, each in arguments.items()
        if name in found
    }
    merged = {**found, **arguments, **both, **({DRIFT: _DRIFT} if declared is FIRMWARE_PIN else {})}
    return SchemaBlock(tuple(merged[name] for name in sorted(merged)), declared.description)


def _attributes(kind: type[msgspec.Struct], *, is_argument: bool) -> tuple[Attribute, ...]:
    declared, definitions = json_schema(kind)
    return tuple(_members(dereference(declared, definitions), definitions, is_argument=is_argument))


def _members(
    definition: Mapping[str, Any], definitions: Mapping[str, Any], *, is_argument: bool
) -> Iterator[Attribute]:
    required = definition.get("required", ())
    for name, spec in sorted(definition["properties"].items(), key=lambda each: hcl_name(each[0])):
        flat = dereference(spec, definitions)
        element = flat.get("items", flat)
        members = tuple(_members(element, definitions, is_argument=is_argument)) if "properties" in element else ()
        yield Attribute(
            wire_name=name,
            name=hcl_name(name),
            type=_type(flat, members),
            spec=flat,
            members=members,
            is_list="items" in flat and bool(members),
            is_argument=is_argument,
            is_required=is_argument and name in required,
            is_result=not is_argument,
        )


def _type(spec: Mapping[str, Any], members: tuple[Attribute, ...]) -> Any:  # noqa: ANN401 - a type in JSON
    kind = "string" if "enum" in spec else spec["type"]
    if kind == "array":
        return ["list", _type(spec["items"], members)]
    if members:
        return ["object", {each.name: each.type for each in members}]
    return ["map", "string"] if kind == "object" else _PLAIN[kind]
