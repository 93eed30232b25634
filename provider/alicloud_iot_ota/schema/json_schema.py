# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""JSON schemas that msgspec generates from declarations, reduced to what Pulumi's schema and the command line need."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

ENUM_DOCSTRING = "enumDocstring"
"""The keyword for the docstring of an enum that a schema refers to."""

HAS_NAMES = "hasNames"
"""The keyword of a text that has names of arguments. Front ends with other names replace them."""


def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is not null, with its description next to its reference."""
    flat = {**schema, **next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), {})}
    if "allOf" in flat:  # how msgspec writes a reference with a description
        flat |= flat["allOf"][0]
    return flat


def dereference(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is not null, with the references of the value and of its elements resolved."""
    flat = without_null(schema)
    if "$ref" in flat:
        target = definitions[flat["$ref"].rpartition("/")[2]]
        flat = {**target, **flat}
        if "enum" in target:
            flat[ENUM_DOCSTRING] = target["description"]
    if "items" in flat:
        flat["items"] = dereference(flat["items"], definitions)
    return flat


def describe(schema: Mapping[str, Any], write: Callable[[Any], str] = json.dumps) -> str:
    """Return the description of an argument for programs, with its examples and its default.

    Args:
        schema: Its JSON schema.
        write: Returns a value other than a text as code.
    """
    parts = [schema["description"]]

    def code(value: object) -> str:
        return f"`{value if isinstance(value, str) else write(value)}`"

    if schema.get("examples"):
        parts.append(f"For example: {', '.join(map(code, schema['examples']))}.")
    if schema.get("default") is not None:
        parts.append(f"Default: {code(schema['default'])}.")
    elif "defaultText" in schema:
        parts.append(f"Default: {schema['defaultText']}.")
    return " ".join(parts)


def enum_descriptions(docstring: str, words: Collection[str]) -> dict[str, str]:
    """Return the description of each word of an enum, in the order of the enum's docstring."""
    attributes = re.split(r"\n\s+([A-Z0-9_]+): ", docstring.partition("Attributes:")[2])[1:]
    notes = {
        name.replace("_", "").lower(): " ".join(note.split())
        for name, note in zip(attributes[::2], attributes[1::2], strict=True)
    }
    order = list(notes)
    return {word: notes[word.lower()] for word in sorted(words, key=lambda word: order.index(word.lower()))}
