# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The schema as messages of the plugin protocol."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alicloud_iot_ota.terraform import messages

if TYPE_CHECKING:
    from alicloud_iot_ota.terraform.functions import ProviderFunction
    from alicloud_iot_ota.terraform.messages import Message
    from alicloud_iot_ota.terraform.schema import Attribute, SchemaBlock


def of_block(block: SchemaBlock, version: int = 0) -> Message:
    """Return the message for the provider, a data source or the resource.

    Args:
        block: Its attributes.
        version: The version of its schema, which the state records.
    """
    content = messages.message(
        "Block",
        attributes=map(_attribute, block.attributes),
        description=block.description,
        description_kind=messages.MARKDOWN,
    )
    return messages.message("Schema", version=version, block=content)


def _attribute(declared: Attribute) -> Message:
    attribute = messages.message(
        "Attribute",
        name=declared.name,
        description=declared.description,
        description_kind=messages.MARKDOWN,
        required=declared.is_required,
        optional=declared.is_argument and not declared.is_required,
        computed=declared.is_result,
        sensitive=declared.is_sensitive,
    )
    if declared.members:
        attribute.nested_type.attributes.extend(map(_attribute, declared.members))
        attribute.nested_type.nesting = messages.LIST if declared.is_list else messages.SINGLE
    else:
        attribute.type = _type(declared.type)
    return attribute


def _type(kind: Any) -> bytes:  # noqa: ANN401 - a type in JSON
    return json.dumps(kind).encode()


def of_function(function: ProviderFunction) -> Message:
    """Return the message for a function."""
    result = messages.message(
        "Function",
        summary=function.summary,
        description=function.description,
        description_kind=messages.MARKDOWN,
    )
    for each in function.parameters:
        result.parameters.add(
            name=each.name, type=_type(each.type), description=each.description, description_kind=messages.MARKDOWN
        )
    getattr(result, "return").type = _type(function.returns)  # a keyword in Python
    return result
