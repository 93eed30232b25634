# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The two pages of Pulumi's registry have its form, and are true; their TypeScript, Go and YAML is tested with all."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.environment import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema.json").read_text())
INDEX, INSTALLATION = "_index", "installation-configuration"
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text() for name in (INDEX, INSTALLATION)}
CHOOSER = re.compile(r'{{< chooser language "([\w,]+)" >}}\n(.*?){{< /chooser >}}', re.DOTALL)
CHOOSABLE = re.compile(r"{{% choosable language (\w+) %}}\n(.*?){{% /choosable %}}", re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """The blocks of one language in a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_form(page: str) -> None:
    """A page starts with the registry's front matter, and shows one section for each language of a choice."""
    text = PAGES[page]
    front = re.match(r"---\ntitle: (.+)\nmeta_desc: (.+)\nlayout: package\n---\n\n", text)
    assert front, text[:200]
    assert front[1].startswith(SCHEMA["displayName"])
    without_code = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    assert re.search("^# ", without_code, re.MULTILINE) is None  # the title is the front matter's
    choices = CHOOSER.findall(text)
    assert choices
    for languages, sections in choices:
        assert [language for language, _ in CHOOSABLE.findall(sections)] == languages.split(",")
    assert text.count("{{") == sum(2 + 2 * len(languages.split(",")) for languages, _ in choices)


def test_functions_and_resource() -> None:
    """The overview names all that the package has."""
    told = re.findall(r"^\| `(\w+)` \|", PAGES[INDEX], re.MULTILINE)
    assert {f"alicloud-iot:ota:{name}" for name in told} == SCHEMA["functions"].keys() | SCHEMA["resources"].keys()


def test_programs(up: Callable[[str], Result], emulator: Emulator) -> None:
    """The Python programs run."""
    (program,) = blocks(INDEX, "python")
    ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
    result = up(program)
    assert result.outputs == {"baselineId": ids["gateway-4.0.0"], "rollout": ids["gateway-4.0.0"]}, result.text
    (explicit,) = blocks(INSTALLATION, "python")
    result = up(explicit)
    assert result.outputs == {"rollout": ids["meter-1.5.0"]}, result.text


def test_settings() -> None:
    """The table has every setting of the schema with its variables, in their order, and no other one."""
    table = PAGES[INSTALLATION].partition("| setting | what it is | environment |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (.*)\|$", table, re.MULTILINE)
    told = {name: tuple(re.findall("`([A-Z_]+)`", variables)) for name, variables in rows}
    declared = {name: tuple(ENVIRONMENT.get(name, ())) for name in SCHEMA["config"]["variables"]}
    assert told == declared


def test_commands(stack: Callable[..., Stack], shell: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """The commands that need nothing but a stack work in one, and what they set is read."""
    of_a_user = stack("")
    install, *configure = blocks(INSTALLATION, "sh")
    assert "is installed for Pulumi" in shell(install, at=of_a_user).stdout
    for commands in configure:
        shell(f"KEY_ID=an-id KEY_SECRET=a-secret\n{commands}", at=of_a_user)
    set_now = json.loads(shell("pulumi config --json", at=of_a_user).stdout)
    assert {name.partition(":")[2]: value["secret"] for name, value in set_now.items()} == {
        "region": False,
        "iotInstanceId": False,
        "accessKeyId": True,
        "accessKeySecret": True,
    }


def test_files_and_options(engine: Path) -> None:
    """The files have this version, and Pulumi has the options of the commands that are only shown."""
    assert set(re.findall(r"[-_]v?(\d+\.\d+\.\d+)", PAGES[INSTALLATION])) == {__version__}
    shown = "\n".join(blocks(INSTALLATION, "console"))
    for command in ("package gen-sdk", "plugin install"):
        told = subprocess.run([engine, *command.split(), "--help"], capture_output=True, text=True, check=True).stdout
        options = {option for line in shown.splitlines() if command in line for option in re.findall("--[a-z-]+", line)}
        assert options, command
        assert {option for option in options if option not in told} == set()
