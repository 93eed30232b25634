# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on selection is true: its programs run, its commands work, and no criterion is missing."""

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
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.schema.criteria import CriteriaArguments
from alicloud_iot_ota.schema.functions import FUNCTIONS
from alicloud_iot_ota.versions import Order, suffixes

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "selection.md").read_text()
README = (ROOT / "README.md").read_text()
NATIVE = "from pulumi_alicloud_iot import ota"
DYNAMIC = "from alicloud_iot_ota import dynamic as ota"


def blocks(language: str, text: str = PAGE) -> list[str]:
    """The blocks of one language in a text, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def environment(emulator: Emulator) -> dict[str, str]:
    """The settings of a user who works with an emulator."""
    return {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
    }


@pytest.mark.parametrize("imported", [NATIVE, DYNAMIC], ids=["native", "dynamic"])
def test_programs(up: Callable[[str], Result], imported: str) -> None:
    """The programs of the page, one after the other, come to what they assert."""
    program = "\n".join(blocks("python"))
    assert program.count(NATIVE) == 1
    assert program.count("assert ") > 20
    result = up(program.replace(NATIVE, imported))
    assert result.ok, result.text
    assert result.outputs["modem"]["destVersion"] == "1.0.12"
    assert "the block has expired" in result.text


def test_error(emulator: Emulator, tmp_path: Path) -> None:
    """The error that the page shows is what the command line says too."""
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
        env={**os.environ, **environment(emulator)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert re.sub(r":[0-9]{4,5}\.$", ":8765.", result.stderr, flags=re.MULTILINE).splitlines() == text.splitlines()


@pytest.mark.parametrize(
    "script", [*blocks("sh"), *(each for each in blocks("sh", README) if each.startswith("alicloud-iot-ota list"))]
)
def test_commands(emulator: Emulator, tmp_path: Path, script: str) -> None:
    """The commands of the page and of the README work as they stand."""
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**os.environ, **environment(emulator), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "4.0.0" in result.stdout


def test_every_argument_is_there() -> None:
    """Each argument of each function that selects stands on the page."""
    selecting = [function.arguments for function in FUNCTIONS if issubclass(function.arguments, CriteriaArguments)]
    names = {field.encode_name for arguments in selecting for field in msgspec.structs.fields(arguments)}
    written = set(re.findall(r"\w+", PAGE))
    assert {name for name in names if name not in written} - {"toVersion"} == set()
    assert "to_version" in written


def words_of(line: str) -> list[str]:
    """The words of a line of the table of suffixes, without those of its examples."""
    return re.findall(r"`([a-z]+)`", re.sub(r"\(as in .*?\)", "", line))


def test_words_of_suffixes() -> None:
    """The page has exactly the words that decide, each kind in its line, and so has the schema."""
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
    """Each recipe, as YAML reads it, reads its versions in their order, without a doubt that is not one."""
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


def test_recipes_are_there() -> None:
    """The forms that users ask for have a recipe each."""
    assert len(RECIPES) == PAGE.count("\n| `", PAGE.index("### Recipes"), PAGE.index("## What fits the devices"))
    forms = "V1.2.3_20230105", "1.2.3-g1a2b3c4", "2022.04.2", "2023.01.05", "3.16.0-202510071958", "companion-v1.16.1"
    assert [form for form in forms if not any(f"`{form}`" in versions for versions, _ in RECIPES)] == []


def test_a_recipe_in_the_shell(tmp_path: Path) -> None:
    """A pattern of the page is pasted into a command line as it is."""
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
            env={**os.environ, **environment(emulator), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stderr) == (0, "")
    assert "V1.2.10_20230901" in result.stdout
