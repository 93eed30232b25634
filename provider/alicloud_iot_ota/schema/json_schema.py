# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""JSON schemas as msgspec makes them of declarations, without what only JSON Schema needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is given: not null, and a reference beside the description of its own."""
    flat = {**schema, **next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), {})}
    if "allOf" in flat:  # how a reference that has a description of its own is written
        flat |= flat["allOf"][0]
    return flat


def dereference(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is given, with what it and its elements refer to in their place."""
    flat = without_null(schema)
    if "$ref" in flat:
        flat = {**definitions[flat["$ref"].rpartition("/")[2]], **flat}
    if "items" in flat:
        flat["items"] = dereference(flat["items"], definitions)
    return flat
