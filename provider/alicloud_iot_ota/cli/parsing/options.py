# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Options generated from the declarations: each declared argument is an option.

`schema.validation` checks the values, with the error messages that programs get.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.cli.parsing.parser import EXAMPLE, StoreBooleanOnce, Suggestions
from alicloud_iot_ota.schema.functions import FUNCTIONS
from alicloud_iot_ota.schema.json_schema import ENUM_DOCSTRING, dereference, enum_descriptions
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alicloud_iot_ota.schema.collector import Arguments

_SENTENCE = re.compile(r"(?:`[^`]*`|[^`.]|\.(?=\S))+\.")
_CODE = re.compile(r"`([A-Za-z]+)(?:: ([^`]+))?`")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_METAVARS = {"string": "TEXT", "integer": "NUMBER", "number": "NUMBER", "object": "JSON"}
_PATH_METAVARS = {"cacheDir": "DIR", "snapshot": "FILE"}  # paths, and the metavars that completion reads


class Option(msgspec.Struct, frozen=True):
    """An argument as an option of the command line.

    Attributes:
        name: The wire name of the argument, such as `productKey`.
        schema: The JSON schema of its value, with references resolved.
        is_required: Whether the argument is required.
    """

    name: str
    schema: Mapping[str, Any]
    is_required: bool

    @property
    def is_secret(self) -> bool:
        """Whether the value is a secret. A secret is not an option: other users can see the arguments of processes."""
        return bool(self.schema.get("secret"))

    def add_to(self, group: argparse._ActionsContainer, read: Callable[[str], str] = str) -> None:
        """Add the option to a group of a parser. `read` parses a single value, or raises the error for argparse."""
        element = self._element
        kind, words = element.get("type", ""), self._choices
        metavar = f"{{{','.join(words)}}}" if words else _METAVARS.get(kind)
        how: dict[str, Any]
        if kind == "boolean":
            how = {"action": StoreBooleanOnce}
        elif element is self.schema:
            how = {"type": read, "metavar": _PATH_METAVARS.get(self.name) or metavar}
        elif kind == "object":
            how = {"action": "append", "type": _parse_json, "metavar": metavar}
        else:
            how = {"action": "extend", "type": _split, "metavar": f"{metavar}[,...]"}
        if words:
            how["choices"] = Suggestions(words)
        group.add_argument(flag(self.name), dest=self.name, help=self._help().replace("%", "%%"), **how)

    def value(self, given: Any) -> Any:  # noqa: ANN401 - any value that the parser returns
        """Return the value that a program would pass. A text that is not a number stays a text."""
        if self.schema.get("type") in {"integer", "number"} and given is not None and _NUMBER.fullmatch(given):
            return float(given) if "." in given else int(given)
        return given

    def spell(self, value: object) -> str:
        """Return a value in the syntax of the command line, such as `--statuses verified`."""
        name = flag(self.name)
        if isinstance(value, bool):
            return name if value else name.replace("--", "--no-", 1)
        if isinstance(value, list) and self._element.get("type") == "object":
            return " ".join(f"{name} {shlex.quote(json.dumps(each))}" for each in value)
        return f"{name} {quote(_joined(value))}"

    @property
    def _element(self) -> Mapping[str, Any]:
        """The schema of one value: of the elements, if the argument is a list."""
        element: Mapping[str, Any] = self.schema.get("items", self.schema)
        return element

    @property
    def _choices(self) -> Mapping[str, str]:
        """The words that the option accepts, each with its description; empty if it accepts other values."""
        element = self._element
        return enum_descriptions(element[ENUM_DOCSTRING], element["enum"]) if ENUM_DOCSTRING in element else {}

    def _help(self) -> str:
        """Return the description, the default, the meaning of each word, and examples."""
        sentences = [in_option_syntax(self.schema["description"])]
        if self._element.get("type") == "object":
            names = ", ".join(self._element["properties"])
            sentences.append(f"Each is a JSON object with the keys {names}. Repeat the option for each.")
        elif self._element is not self.schema:
            sentences.append("Separate several with commas.")
        if self.is_required:
            sentences.append("Required.")
        elif self._default:
            sentences.append(f"Default: {self._default}.")
        words = self._choices
        width = max(map(len, words), default=0)
        meanings = [f"{word:<{width}}\t{in_option_syntax(_first_sentence(meaning))}" for word, meaning in words.items()]
        examples = [f"{EXAMPLE}{self.spell(value)}" for value in self.schema.get("examples", ())]
        return "\n".join([" ".join(sentences), *meanings, *examples])

    @property
    def _default(self) -> str:
        default = self.schema.get("default")
        if isinstance(default, bool):
            return self.spell(default)
        if default is not None:
            return _joined(default)
        return in_option_syntax(self.schema.get("defaultText", ""))


def flag(name: str) -> str:
    """Return the option for an argument, such as `--product-key` for `productKey`."""
    return "--" + re.sub("[A-Z]", r"-\g<0>", name).lower()


def in_option_syntax(text: str) -> str:
    """Return a description with options instead of the names of arguments: `--select newest` for `select: newest`."""

    def option(code: re.Match[str]) -> str:
        name, value = code.groups()
        if name not in _argument_names():
            return code.group()
        return f"`{flag(name)} {value}`" if value else f"`{flag(name)}`"

    return _CODE.sub(option, text)


@functools.cache
def _argument_names() -> frozenset[str]:
    """Return the wire names of all arguments and settings."""
    kinds: list[type[Arguments]] = [ProviderArgs, *(function.arguments for function in FUNCTIONS)]
    return frozenset(name for kind in kinds for name in kind.__struct_encode_fields__)


@functools.cache  # a command calls it once to parse its command line and once for the values
def options(kind: type[Arguments]) -> tuple[Option, ...]:
    """Return the options for a declaration, in the order of its fields."""
    _, definitions = decoding.json_schema(kind)
    declared = definitions[kind.__name__]
    return tuple(
        Option(name, dereference(schema, definitions), name in declared["required"])
        for name, schema in declared["properties"].items()
    )


def values(namespace: argparse.Namespace, given: Iterable[Option]) -> dict[str, object]:
    """Return the values of options by wire name, with None for an option that is not set."""
    return {option.name: option.value(getattr(namespace, option.name)) for option in given}


def _reject_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _joined(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found.group() if found else text


def _split(text: str) -> list[str]:
    return text.split(",")


def _parse_json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_reject_duplicates)
    except (ValueError, RecursionError) as error:
        raise argparse.ArgumentTypeError(f"must be a JSON object. Invalid JSON: {error}") from None
