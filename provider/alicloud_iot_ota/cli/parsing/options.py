# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Options made from the declarations: an argument that is declared there is an option here.

What the values may be is not judged here but by `schema.validation`, in the words that programs get.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.cli.parsing.parser import StoreBooleanOnce, Suggestions
from alicloud_iot_ota.schema.json_schema import dereference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alicloud_iot_ota.schema.collector import Arguments

_SENTENCE = re.compile(r"(?:`[^`]*`|[^`.]|\.(?=\S))+\.")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_METAVARS = {"string": "TEXT", "integer": "NUMBER", "number": "NUMBER", "object": "JSON"}
_PATH_METAVARS = {
    "cacheDir": "DIR"
}  # the arguments whose texts are paths: what their values are, as completion reads it


class Option(msgspec.Struct, frozen=True):
    """An argument as an option.

    Attributes:
        name: Its wire name: `productKey`.
        schema: The JSON schema of its value, with what it refers to in its place.
        is_required: Whether it must be given.
    """

    name: str
    schema: Mapping[str, Any]
    is_required: bool

    @property
    def is_secret(self) -> bool:
        """Whether nobody else may see its value: then it is no option, as a list of processes shows arguments."""
        return bool(self.schema.get("secret"))

    def add_to(self, group: argparse._ArgumentGroup, read: Callable[[str], str] = str) -> None:
        """Add it to a group of a parser. A single value is read by `read`, or it raises what argparse shows."""
        items = self.schema.get("items")
        one = self.schema if items is None else items  # the schema of one value
        kind, words = one.get("type", ""), one.get("enum")
        metavar = f"{{{','.join(words)}}}" if words else _METAVARS.get(kind)
        how: dict[str, Any]
        if kind == "boolean":
            how = {"action": StoreBooleanOnce}
        elif items is None:
            how = {"type": read, "metavar": _PATH_METAVARS.get(self.name) or metavar}
        elif kind == "object":
            how = {"action": "append", "type": _parse_json, "metavar": metavar}
        else:
            how = {"action": "extend", "type": _split, "metavar": f"{metavar}[,...]"}
        if words:
            how["choices"] = Suggestions(words)
        group.add_argument(flag(self.name), dest=self.name, help=self._help().replace("%", "%%"), **how)

    def value(self, given: Any) -> Any:  # noqa: ANN401 - whatever the parser read
        """Return what was given as a program would write it; a number that is none stays text."""
        if self.schema.get("type") in {"integer", "number"} and given is not None and _NUMBER.fullmatch(given):
            return float(given) if "." in given else int(given)
        return given

    def _help(self) -> str:
        """Return the first sentence of its description, and those that tell its default and its form."""
        first, *others = _SENTENCE.findall(self.schema["description"])
        sentences = [first, *(each for each in others if re.search(r"(?i)\bby default\b|^ *default: ", each))]
        items = self.schema.get("items", {})
        if items.get("type") == "object":
            names = ", ".join(f'"{name}"' for name in items["properties"])
            sentences.append(f"Each is an object in JSON, of {names}; give the option once for each.")
        if self.is_required:
            sentences.append("Required.")
        return " ".join(map(str.strip, sentences))


def flag(name: str) -> str:
    """Return the option of an argument: `--product-key` for `productKey`."""
    return "--" + re.sub("[A-Z]", r"-\g<0>", name).lower()


@functools.cache  # a command asks once to read its line, and once more for the values
def options(kind: type[Arguments]) -> tuple[Option, ...]:
    """Return the options of a declaration, in its order."""
    _, definitions = msgspec.json.schema_components([kind])
    properties = definitions[kind.__name__]["properties"]
    return tuple(
        Option(field.encode_name, dereference(properties[field.encode_name], definitions), field.required)
        for field in msgspec.structs.fields(kind)
    )


def values(namespace: argparse.Namespace, given: Iterable[Option]) -> dict[str, object]:
    """Return what was given, by wire names; None where an option was not given."""
    return {option.name: option.value(getattr(namespace, option.name)) for option in given}


def _reject_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("one name stands in it twice")
    return found


def _split(text: str) -> list[str]:
    return text.split(",")


def _parse_json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_reject_duplicates)
    except (ValueError, RecursionError) as error:
        raise argparse.ArgumentTypeError(f"must be an object in JSON, which this is not: {error}") from None
