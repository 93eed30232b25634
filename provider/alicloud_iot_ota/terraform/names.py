# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names and words of the configuration language (HCL) in every message and description.

Messages and descriptions of the other modules have the names of Pulumi's schema, such as `versionRange`. `spell`
replaces them in a complete text.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS
from alicloud_iot_ota.schema.hcl import hcl_name, type_name
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import msgspec

_CODE = re.compile(r"`([A-Za-z]+): ([^`]+)`")
_ROW = re.compile(r"^(  \S.*?) {2,}(leaves [0-9]+)$", re.MULTILINE)
_QUOTED = r'"[^"\n]*"'  # a value of a user or of the service

PHRASES = {
    "Run `pulumi config set alicloud-iot:region cn-shanghai`": 'Set region = "cn-shanghai" in the provider block',
    "set alicloud-iot:accessKeyId, and run `pulumi config set --secret alicloud-iot:accessKeySecret`": (
        "set access_key_id and access_key_secret in the provider block from sensitive variables"
    ),
    "remove the pin with `pulumi state delete` and run the update again": (
        "remove the pin with `tofu state rm` and apply again"
    ),
    "at every preview and update": "at every plan and apply",
    "At every preview and update. The preview shows": "At every plan and apply. The plan shows",
    "Every preview looks up the package": "Every plan looks up the package",
    "the preview shows an update with": "the plan shows an update with",
    "the next update will": "the next apply will",
    "the update after its preview and for other stacks": "the apply after its plan and for other workspaces",
    "Only previews may use it: an update and a refresh fail": "The lookups of this provider refuse it",
    "the folder of the program": "the folder where the command runs",
    "unknown until the update": "unknown until the apply",
    "known in a preview": "known in a plan",
}
"""The phrases about Pulumi in messages and descriptions, and those about OpenTofu and Terraform."""


json_schema = functools.cache(decoding.json_schema)
"""Return the JSON schema of a declaration, and the schemas that it refers to by name. They must not be changed."""


def spell(text: str) -> str:
    """Return a message or a description with the names and words of the configuration language.

    A name is replaced wherever it is a whole word, but not in double quotes, where messages have values.
    """
    names = _names()
    text = _CODE.sub(r'`\1 = "\2"`', text)
    return _align(_pattern().sub(lambda found: names.get(found[0], found[0]), text))


def _align(text: str) -> str:
    """Align the second column of a table of criteria again, because names have other lengths."""
    width = max((len(row[1]) for row in _ROW.finditer(text)), default=0)
    return _ROW.sub(lambda row: f"{row[1]:{width}}  {row[2]}", text)


def literal(value: object) -> str:
    """Return a value as HCL: `{ reason = "bricks revision B" }` for an object."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{hcl_name(name)} = {literal(each)}' for name, each in value.items())} }}"
    return f"[{', '.join(map(literal, value))}]" if isinstance(value, list) else json.dumps(value)


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_names(), key=len, reverse=True)
    return re.compile(rf"{_QUOTED}|(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


@functools.cache
def _names() -> Mapping[str, str]:
    """Return every name and word that has another form, with this form."""
    declared = (*FUNCTIONS, FIRMWARE_PIN)
    kinds: list[type[msgspec.Struct]] = [ProviderArgs]
    kinds += [kind for each in declared for kind in (each.arguments, each.result)]
    renamed = {name: hcl_name(name) for kind in kinds for name in _properties(kind) if hcl_name(name) != name}
    return {**PHRASES, **renamed, **{each.name: type_name(each) for each in declared}}


def _properties(kind: type[msgspec.Struct]) -> Iterator[str]:
    """Yield the wire names of the properties of a declaration, and of the objects in it."""
    for definition in json_schema(kind)[1].values():
        yield from definition.get("properties", {})
