# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names and words of the configuration language (HCL) in every message and description.

Messages and descriptions of the other modules have the names of Pulumi's schema, such as `versionRange`. `spell`
replaces them in a complete text.
"""

from __future__ import annotations

import functools
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
_WORDS = {
    "`pulumi state delete`": "`tofu state rm`",
    "at every preview and update": "at every plan and apply",
    "every preview and update": "every plan and apply",
    "the next update will": "the next apply will",
    "the update after its preview and for other stacks": "the apply after its plan and for other workspaces",
    "an update and a refresh fail": "all lookups of this provider fail",
    "the folder of the program": "the folder where the command runs",
    "this program": "this configuration",
    "preview": "plan",
}
"""The words of Pulumi in messages and descriptions, and those of OpenTofu and Terraform."""


def spell(text: str) -> str:
    """Return a message or a description with the names and words of the configuration language.

    A name is replaced wherever it is a whole word.
    """
    names = _names()
    text = _CODE.sub(lambda code: f"`{code[1]} = {_literal(code[2])}`", text)
    return _pattern().sub(lambda found: names[found[0]], text)


def _literal(value: str) -> str:
    return value if value in {"true", "false"} or value.isdecimal() else f'"{value}"'


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_names(), key=len, reverse=True)
    return re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalpha() else re.escape(word) for word in words)
    )


@functools.cache
def _names() -> Mapping[str, str]:
    """Return every name and word that has another form, with this form."""
    declared = (*FUNCTIONS, FIRMWARE_PIN)
    kinds: list[type[msgspec.Struct]] = [ProviderArgs]
    kinds += [kind for each in declared for kind in (each.arguments, each.result)]
    renamed = {name: hcl_name(name) for kind in kinds for name in _properties(kind) if hcl_name(name) != name}
    return {**_WORDS, **renamed, **{each.name: type_name(each) for each in declared}}


def _properties(kind: type[msgspec.Struct]) -> Iterator[str]:
    """Yield the wire names of the properties of a declaration, and of the objects in it."""
    for definition in decoding.json_schema(kind)[1].values():
        yield from definition.get("properties", {})
