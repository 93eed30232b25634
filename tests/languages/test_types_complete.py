# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The programs of `types`, which the type checkers see, leave out nothing that the schema has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
TYPES = Path(__file__).resolve().parent / "types"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def _constant(name: str) -> str:
    return name if name.isupper() else _snake(name).upper()


class Language(NamedTuple):
    """How a language spells the names of the schema."""

    folder: str
    suffix: str
    file_name: Callable[[str], str]
    variable: Callable[[str], str]
    name: Callable[[str], str]
    """A function, an argument, a property."""
    member: Callable[[str], str]
    """A member of an enum, behind the name of the enum."""
    setting: Callable[[str], str]
    """A setting of the stack."""

    def file(self, name: str) -> str:
        """The file for something of that name."""
        return self.file_name(name) + self.suffix


LANGUAGES = [
    Language("typescript", ".ts", str, _camel, str, lambda member: rf"\.{member}", str),
    Language("python", ".py", _snake, _snake, _snake, lambda member: rf"\.{_constant(member)}", str),
    Language("go", ".go", _snake, _camel, _title, str, lambda setting: f"Get{_title(setting)}"),
]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.folder)
def test_nothing_is_left_out(language: Language) -> None:
    """Each function, argument, output, setting, property and enum member is used in the file where it belongs."""
    schema = json.loads((ROOT / "schema.json").read_text())
    folder = TYPES / language.folder

    wanted = list(_wanted(schema, language))

    assert len(wanted) > 300
    assert [
        f"{file}: {code}" for file, code in wanted if not re.search(rf"\b{code}", (folder / file).read_text())
    ] == []


def _wanted(schema: dict[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """The files, each with a regular expression of what it must have."""
    for token, function in schema["functions"].items():
        name = token.rpartition(":")[2]
        file = language.file(name)
        yield file, rf"ota\.{language.name(name)}\("
        yield file, rf"ota\.{language.name(name + 'Output')}\("
        yield from ((file, rf"{language.name(each)}[:=]") for each in function["inputs"]["properties"])
        yield from ((file, rf"result\.{language.name(each)}\b") for each in function["outputs"]["properties"])
    pin = schema["resources"]["alicloud-iot:ota:FirmwarePin"]
    file = language.file("firmwarePin")
    blocked = schema["types"]["alicloud-iot:ota:BlockedFirmware"]
    yield from ((file, rf"{language.name(each)}[:=]") for each in [*pin["inputProperties"], *blocked["properties"]])
    yield from ((file, rf"pin\.{language.name(each)}\b") for each in pin["properties"])
    file = language.file("provider")
    for setting in schema["provider"]["inputProperties"]:
        yield file, rf"{language.name(setting)}[:=]"
        yield file, rf"config\.{language.setting(setting)}\b"
    for token, named in schema["types"].items():
        name = token.rpartition(":")[2]
        members = (each["name"] for each in named.get("enum", []))
        yield from ((language.file("enums"), rf"ota\.{name}{language.member(member)}\b") for member in members)
        file, value = language.file("objects"), language.variable(name)
        yield from ((file, rf"{value}\.{language.name(each)}\b") for each in named.get("properties", []))
