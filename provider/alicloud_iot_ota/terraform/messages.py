# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of the plugin protocol, built at run time from a table of their field numbers.

The protocol is version 6, `tfplugin6`, as OpenTofu and Terraform document it. The table has only the fields that this
provider reads or writes. There is no generated code, which would require a certain version of protobuf's runtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

if TYPE_CHECKING:
    from collections.abc import Callable

Message: TypeAlias = Any
"""A message. Its fields are known only at run time."""

ERROR, WARNING = 1, 2
"""The severities of a diagnostic."""

MARKDOWN = 1
"""The kind of a description in Markdown."""

SINGLE, LIST = 1, 2
"""The nesting modes of an attribute that is an object, or a list of objects."""

_PACKAGE = "tfplugin6"
_KIND = descriptor_pb2.FieldDescriptorProto
_KINDS = {str: _KIND.TYPE_STRING, bytes: _KIND.TYPE_BYTES, bool: _KIND.TYPE_BOOL, int: _KIND.TYPE_INT64}

_Type: TypeAlias = type | str | list[str] | dict[str, str]
"""The type of a field: a plain type, the name of a message, a list of messages, or messages by name."""

_DIAGNOSTICS = ["Diagnostic"]
_MESSAGES: dict[str, dict[int, tuple[str, _Type]]] = {
    "DynamicValue": {1: ("msgpack", bytes), 2: ("json", bytes)},
    "Step": {1: ("attribute_name", str), 2: ("element_key_string", str), 3: ("element_key_int", int)},
    "AttributePath": {1: ("steps", ["Step"])},
    "Diagnostic": {1: ("severity", int), 2: ("summary", str), 3: ("detail", str), 4: ("attribute", "AttributePath")},
    "FunctionError": {1: ("text", str), 2: ("function_argument", int)},
    "RawState": {1: ("json", bytes)},
    "Attribute": {
        1: ("name", str),
        2: ("type", bytes),
        3: ("description", str),
        4: ("required", bool),
        5: ("optional", bool),
        6: ("computed", bool),
        7: ("sensitive", bool),
        8: ("description_kind", int),
        10: ("nested_type", "Object"),
    },
    "Object": {1: ("attributes", ["Attribute"]), 3: ("nesting", int)},
    "Block": {2: ("attributes", ["Attribute"]), 4: ("description", str), 5: ("description_kind", int)},
    "Schema": {1: ("version", int), 2: ("block", "Block")},
    "Parameter": {1: ("name", str), 2: ("type", bytes), 5: ("description", str), 6: ("description_kind", int)},
    "Return": {1: ("type", bytes)},
    "Function": {
        1: ("parameters", ["Parameter"]),
        3: ("return", "Return"),
        4: ("summary", str),
        5: ("description", str),
        6: ("description_kind", int),
    },
    "ServerCapabilities": {2: ("get_provider_schema_optional", bool)},
    "Name": {1: ("name", str)},
    "GetMetadata": {},
    "GetMetadataResponse": {
        1: ("server_capabilities", "ServerCapabilities"),
        2: ("diagnostics", _DIAGNOSTICS),
        3: ("data_sources", ["Name"]),
        4: ("resources", ["Name"]),
        5: ("functions", ["Name"]),
    },
    "GetProviderSchema": {},
    "GetProviderSchemaResponse": {
        1: ("provider", "Schema"),
        2: ("resource_schemas", {"key": "Schema"}),
        3: ("data_source_schemas", {"key": "Schema"}),
        4: ("diagnostics", _DIAGNOSTICS),
        6: ("server_capabilities", "ServerCapabilities"),
        7: ("functions", {"key": "Function"}),
    },
    "GetFunctions": {},
    "GetFunctionsResponse": {1: ("functions", {"key": "Function"}), 2: ("diagnostics", _DIAGNOSTICS)},
    "CallFunction": {1: ("name", str), 2: ("arguments", ["DynamicValue"])},
    "CallFunctionResponse": {1: ("result", "DynamicValue"), 2: ("error", "FunctionError")},
    "ValidateProviderConfig": {1: ("config", "DynamicValue")},
    "ValidateProviderConfigResponse": {2: ("diagnostics", _DIAGNOSTICS)},
    "ConfigureProvider": {1: ("terraform_version", str), 2: ("config", "DynamicValue")},
    "ConfigureProviderResponse": {1: ("diagnostics", _DIAGNOSTICS)},
    "ValidateDataResourceConfig": {1: ("type_name", str), 2: ("config", "DynamicValue")},
    "ValidateDataResourceConfigResponse": {1: ("diagnostics", _DIAGNOSTICS)},
    "ReadDataSource": {1: ("type_name", str), 2: ("config", "DynamicValue")},
    "ReadDataSourceResponse": {1: ("state", "DynamicValue"), 2: ("diagnostics", _DIAGNOSTICS)},
    "ValidateResourceConfig": {1: ("type_name", str), 2: ("config", "DynamicValue")},
    "ValidateResourceConfigResponse": {1: ("diagnostics", _DIAGNOSTICS)},
    "UpgradeResourceState": {1: ("type_name", str), 2: ("version", int), 3: ("raw_state", "RawState")},
    "UpgradeResourceStateResponse": {1: ("upgraded_state", "DynamicValue"), 2: ("diagnostics", _DIAGNOSTICS)},
    "ReadResource": {1: ("type_name", str), 2: ("current_state", "DynamicValue"), 3: ("private", bytes)},
    "ReadResourceResponse": {1: ("new_state", "DynamicValue"), 2: ("diagnostics", _DIAGNOSTICS), 3: ("private", bytes)},
    "PlanResourceChange": {
        1: ("type_name", str),
        2: ("prior_state", "DynamicValue"),
        3: ("proposed_new_state", "DynamicValue"),
        4: ("config", "DynamicValue"),
        5: ("prior_private", bytes),
    },
    "PlanResourceChangeResponse": {
        1: ("planned_state", "DynamicValue"),
        3: ("planned_private", bytes),
        4: ("diagnostics", _DIAGNOSTICS),
    },
    "ApplyResourceChange": {
        1: ("type_name", str),
        2: ("prior_state", "DynamicValue"),
        3: ("planned_state", "DynamicValue"),
        4: ("config", "DynamicValue"),
        5: ("planned_private", bytes),
    },
    "ApplyResourceChangeResponse": {
        1: ("new_state", "DynamicValue"),
        2: ("private", bytes),
        3: ("diagnostics", _DIAGNOSTICS),
    },
    "ImportResourceState": {1: ("type_name", str), 2: ("id", str)},
    "ImportedResource": {1: ("type_name", str), 2: ("state", "DynamicValue"), 3: ("private", bytes)},
    "ImportResourceStateResponse": {1: ("imported_resources", ["ImportedResource"]), 2: ("diagnostics", _DIAGNOSTICS)},
    "StopProvider": {},
    "StopProviderResponse": {1: ("Error", str)},
    "Shutdown": {},
    "ShutdownResponse": {},
}
"""The fields of each message by number. A message of the protocol that is nested in another one has a shorter name."""


def message(name: str, /, **fields: Any) -> Message:  # noqa: ANN401 - the values of its fields
    """Return a new message.

    Args:
        name: Its name in the table.
        fields: The values of its fields.
    """
    return _CLASSES[name](**fields)


def parser(name: str) -> Callable[[bytes], Message]:
    """Return the function that reads a message of this name from bytes."""
    read: Callable[[bytes], Message] = _CLASSES[name].FromString
    return read


def serialize(sent: Message) -> bytes:
    """Return a message as bytes."""
    encoded: bytes = sent.SerializeToString()
    return encoded


def _field(number: int, name: str, kind: _Type) -> descriptor_pb2.FieldDescriptorProto:
    field = _KIND(name=name, number=number, label=_KIND.LABEL_OPTIONAL)
    if isinstance(kind, type):
        field.type = _KINDS[kind]
        return field
    field.type = _KIND.TYPE_MESSAGE
    if isinstance(kind, str):
        field.type_name = f".{_PACKAGE}.{kind}"
        return field
    field.label = _KIND.LABEL_REPEATED
    (target,) = [_entry(kind["key"])] if isinstance(kind, dict) else kind
    field.type_name = f".{_PACKAGE}.{target}"
    return field


def _entry(target: str) -> str:
    """Return the name of the message for one entry of a mapping to messages. On the wire, a mapping is a list."""
    return f"{target}Entry"


def _classes() -> dict[str, Any]:
    """Return the class of each message by its name."""
    entries: dict[str, dict[int, tuple[str, _Type]]] = {
        _entry(kind["key"]): {1: ("key", str), 2: ("value", kind["key"])}
        for fields in _MESSAGES.values()
        for _, kind in fields.values()
        if isinstance(kind, dict)
    }
    # proto2 sends a field that is set to zero, as the first index of an attribute path must be.
    file = descriptor_pb2.FileDescriptorProto(name=f"{_PACKAGE}.proto", package=_PACKAGE, syntax="proto2")
    declared = {**_MESSAGES, **entries}
    for name, fields in declared.items():
        message_type = file.message_type.add(name=name)
        message_type.field.extend(_field(number, *each) for number, each in fields.items())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in declared
    }


_CLASSES = _classes()
