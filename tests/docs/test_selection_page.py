# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on selection: its programs and commands work, and its tables match the code."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import yaml

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.cli.commands.feed import FeedArgs
from alicloud_iot_ota.schema.arguments import EntryArgs, GetFirmwareArgs, GetFirmwaresArgs, GetUpgradePathArgs
from alicloud_iot_ota.schema.criteria import BlockedFirmware, ChoiceArguments, CriteriaArguments
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, SignMethod
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS
from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.testing.environment import variables
from alicloud_iot_ota.versions import Order, VersionScheme, suffixes

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum

    from command import Result

    from alicloud_iot_ota.schema.collector import Arguments

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "selection.md").read_text()
README = (ROOT / "README.md").read_text()
NATIVE = "from pulumi_alicloud_iot import ota"
DYNAMIC = "from alicloud_iot_ota import dynamic as ota"


def blocks(language: str, text: str = PAGE) -> list[str]:
    """Return the code blocks of one language in a text, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("imported", [NATIVE, DYNAMIC], ids=["native", "dynamic"])
def test_programs(up: Callable[[str], Result], imported: str) -> None:
    """All assertions in the programs of the page hold, for both providers."""
    program = "\n".join(blocks("python"))
    assert program.count(NATIVE) == 1
    assert program.count("assert ") > 20
    result = up(program.replace(NATIVE, imported))
    assert result.ok, result.text
    assert result.outputs["modem"]["destVersion"] == "1.0.12"
    assert "the block has expired" in result.text


def test_error(emulator: Emulator, tmp_path: Path) -> None:
    """The error on the page equals the error of the command line."""
    (text,) = blocks("text")
    command = Path(sys.executable).with_name("alicloud-iot-ota")
    given = [
        "--product-key",
        "a1GatewayK01",
        "--module-name",
        "default",
        "--type",
        "full",
        "--version-range",
        "^4.1",
    ]
    result = subprocess.run(
        [command, "get", *given],
        env={**os.environ, **variables(emulator)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert re.sub(r":[0-9]{4,5}\)\.$", ":8765).", result.stderr, flags=re.MULTILINE).splitlines() == text.splitlines()


@pytest.mark.parametrize(
    "script", [*blocks("sh"), *(each for each in blocks("sh", README) if each.startswith("alicloud-iot-ota list"))]
)
def test_commands(emulator: Emulator, tmp_path: Path, script: str) -> None:
    """The commands on the page and in the README succeed."""
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**os.environ, **variables(emulator), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "4.0.0" in result.stdout


def criteria_of(arguments: type[Arguments]) -> set[str]:
    """Return the names of the arguments of a function, without its assertions."""
    names = {field.encode_name for field in msgspec.structs.fields(arguments)}
    return {name for name in names if not name.startswith("expected")}


def test_criteria() -> None:
    """The table of criteria has exactly the criteria of getFirmware, with every word that an enum accepts."""
    table = PAGE.partition("| criterion | example | meaning |\n| --- | --- | --- |\n")[2].partition("\n\n")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert len(rows) == table.count("\n") + 1
    assert rows.keys() == criteria_of(GetFirmwareArgs) == criteria_of(ChoiceArguments)
    assert issubclass(EntryArgs, ChoiceArguments)
    enums: dict[str, type[Enum]] = {
        "onUnparsable": OnUnparsable,
        "select": FirmwareSelect,
        "signMethod": SignMethod,
        "statuses": FirmwareStatus,
        "type": FirmwareType,
        "versionScheme": VersionScheme,
        "weakDigest": WeakDigest,
    }
    missing = {
        name: [each.value for each in enum if f"`{each.value}`" not in rows[name]] for name, enum in enums.items()
    }
    assert {name: words for name, words in missing.items() if words} == {}
    block_properties = {field.encode_name for field in msgspec.structs.fields(BlockedFirmware)}
    assert {name for name in block_properties if f"`{name}`" not in PAGE} == set()


def test_every_argument_is_on_the_page() -> None:
    """Each argument of each function that selects packages is on the page."""
    selecting = [function.arguments for function in FUNCTIONS if issubclass(function.arguments, CriteriaArguments)]
    names = {field.encode_name for arguments in selecting for field in msgspec.structs.fields(arguments)}
    written = set(re.findall(r"\w+", PAGE))
    assert {name for name in names if name not in written} - {"toVersion"} == set()
    assert "to_version" in written


def test_criteria_and_statuses_of_each_function() -> None:
    """The table has each function with the criteria that it accepts and the statuses that it allows by default."""
    table = PAGE.partition("| default of `statuses` |\n")[2].partition("\n\n")[0].splitlines()[1:]
    rows = {row.split(" | ")[0].strip("| "): row.split(" | ")[1:] for row in table}
    places: dict[str, type[CriteriaArguments]] = {
        f"`{each.name}`": each.arguments
        for each in (*FUNCTIONS, FIRMWARE_PIN)
        if issubclass(each.arguments, CriteriaArguments)
    }
    places |= {"An entry in `firmware.toml`": EntryArgs, "The command `feed`": FeedArgs}
    assert sorted(place for names in rows for place in names.split(", ")) == sorted(places)
    every = criteria_of(GetFirmwareArgs)
    required = {"product_key": "a1", "module_name": "default", "from_version": "1", "to_version": "2"}
    for names, (accepted, statuses) in rows.items():
        for arguments in map(places.__getitem__, names.split(", ")):
            fields = {field.name for field in msgspec.structs.fields(arguments)}
            allowed = arguments(**{name: text for name, text in required.items() if name in fields}).criteria.statuses
            default = ", ".join(f"`{each}`" for each in allowed or ()) or "every status"
            assert default == statuses.removesuffix(" |")
            listed = set(re.findall(r"`(\w+)`", accepted))
            if arguments is GetUpgradePathArgs:
                assert listed == criteria_of(arguments) & every
            elif arguments is FeedArgs:
                assert listed == {"getFirmwares", "type", "srcVersion", "fromVersion", "productKey", "moduleName"}
                assert criteria_of(arguments) == criteria_of(GetFirmwaresArgs)
            else:
                assert listed == every - criteria_of(arguments)


def words_of(line: str) -> list[str]:
    """Return the words in a row of the table of suffixes, without the words in examples."""
    return re.findall(r"`([a-z]+)`", re.sub(r"\(as in .*?\)", "", line))


def test_words_of_suffixes() -> None:
    """The page has exactly the words of each kind in the code, and the schema has them too."""
    lines = [
        line.split(" | ")[1] for line in PAGE.splitlines() if re.match(r"\| (pre-release|release|unknown) \|", line)
    ]
    assert [words_of(line) for line in lines] == [
        list(words)
        for words in (
            suffixes.PRERELEASE_WORDS,
            suffixes.PRERELEASE_BEGINNINGS,
            suffixes.PRERELEASE_LETTERS,
            suffixes.RELEASE_WORDS,
            suffixes.RELEASE_LETTERS,
            suffixes.OTHER_BEGINNINGS,
        )
    ]
    (scheme,) = (
        each["description"]
        for each in json.loads((ROOT / "schema.json").read_text())["types"]["alicloud-iot:ota:VersionScheme"]["enum"]
        if each["value"] == "dotted"
    )
    assert set(suffixes.PRERELEASE_WORDS + suffixes.PRERELEASE_BEGINNINGS) <= set(re.findall("[a-z]+", scheme))


RECIPES = re.findall(r"^\| (`.+`) \| `(version(?:Scheme|Pattern): .+)` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("versions", "settings"), RECIPES)
def test_recipes(versions: str, settings: str) -> None:
    """With the settings of each recipe, its versions are parsed, ordered and recognized as releases."""
    texts = re.findall("`([^`]+)`", versions)
    args = msgspec.convert({"productKey": "a1", **yaml.safe_load(settings)}, GetFirmwareArgs)
    reader = args.criteria.reader
    assert len(texts) > 1
    for low, high in itertools.pairwise(texts):
        assert reader.order(low, high) is Order.LOWER
    for text in texts:
        version = reader.read(text)
        assert version is not None
        assert version.is_release != any(mark in text for mark in ("rc", "-9-g", "factory"))


def test_recipes_are_complete() -> None:
    """Each format that users ask for has a recipe."""
    assert len(RECIPES) == PAGE.count(
        "\n| `", PAGE.index("### Recipes"), PAGE.index("## Select by the installed version")
    )
    forms = "V1.2.3_20230105", "1.2.3-g1a2b3c4", "2022.04.2", "2023.01.05", "3.16.0-202510071958", "companion-v1.16.1"
    assert [form for form in forms if not any(f"`{form}`" in versions for versions, _ in RECIPES)] == []


def test_a_recipe_in_the_shell(tmp_path: Path) -> None:
    """A pattern of the page works unchanged on a command line."""
    (pattern,) = (settings for versions, settings in RECIPES if "V1.2.3_20230105" in versions)
    packages = [
        {"FirmwareId": f"id{number}", "DestVersion": text, "ProductKey": "a1", "ModuleName": "default"}
        for number, text in enumerate(("V1.2.3_20230105", "V1.2.10_20230901", "V1.2.4_20230301"))
    ]
    shared = {"ProductName": "One", "Type": 0, "Status": 1}
    catalog = {"iotInstanceId": "iot-lab01", "packages": [{**package, **shared} for package in packages]}
    option = pattern.replace("versionPattern:", "--version-pattern")
    with Emulator(catalog) as emulator:
        result = subprocess.run(
            ["bash", "-c", f"alicloud-iot-ota get --product-key a1 --module-name default --select highest {option}"],
            env={**os.environ, **variables(emulator), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stderr) == (0, "")
    assert "V1.2.10_20230901" in result.stdout
