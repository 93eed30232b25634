# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The two pages of Pulumi's registry are valid and correct. test_usage.py runs their TypeScript, Go and YAML."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from engine import PULUMI, oldest_version, pinned_version

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.environment import ENVIRONMENT
from tests.docs.newcomer import copy_checkout, environment, python_of_the_system, type_in

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
    """A page starts with the front matter of the registry, and shows one section for each language of a chooser."""
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
    """The overview lists every function and resource of the package."""
    names = re.findall(r"^\| `(\w+)` \|", PAGES[INDEX], re.MULTILINE)
    assert {f"alicloud-iot:ota:{name}" for name in names} == SCHEMA["functions"].keys() | SCHEMA["resources"].keys()


@pytest.mark.parametrize("dynamic", [False, True], ids=["native", "dynamic"])
def test_first_program(up: Callable[[str], Result], emulator: Emulator, *, dynamic: bool) -> None:
    """The Python program of the overview runs, also with the import that the page shows for the dynamic provider."""
    (program,) = blocks(INDEX, "python")
    if dynamic:
        (line,) = re.findall(r"^`(from alicloud_iot_ota import .*)`\.$", PAGES[INDEX], re.MULTILINE)
        program, replaced = re.subn("^from pulumi_alicloud_iot import ota$", line, program, flags=re.MULTILINE)
        assert replaced == 1
    ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
    result = up(program)
    assert result.outputs == {"baselineId": ids["gateway-4.0.0"], "rollout": ids["gateway-4.0.0"]}, result.text


def test_explicit_provider(up: Callable[[str], Result], emulator: Emulator) -> None:
    """The Python program with an explicit provider runs."""
    ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
    (explicit,) = blocks(INSTALLATION, "python")
    result = up(explicit)
    assert result.outputs == {"rollout": ids["meter-1.5.0"]}, result.text


def test_settings() -> None:
    """The table lists exactly the settings of the schema, each with its variables in order."""
    table = PAGES[INSTALLATION].partition("| setting | description | environment |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (.*)\|$", table, re.MULTILINE)
    listed = {name: tuple(re.findall("`([A-Z_]+)`", variables)) for name, variables in rows}
    declared = {name: tuple(ENVIRONMENT.get(name, ())) for name in SCHEMA["config"]["variables"]}
    assert listed == declared


def test_install_and_uninstall(engine: Path, tmp_path: Path) -> None:
    """The commands install both packages, and the plugin where the engine finds it; the others remove them again."""
    install, uninstall, *_ = blocks(INSTALLATION, "sh")
    checkout = copy_checkout(tmp_path / "checkout")
    python = tmp_path / "environment" / "bin" / "python"
    script = f"python3 -m venv ../environment\nsource ../environment/bin/activate\n{install}"
    user = environment(tmp_path / "home", python_of_the_system(tmp_path / "bin"), engine)
    type_in(script, checkout, user)
    (site,) = (tmp_path / "environment" / "lib").glob("python*/site-packages")
    assert (site / "alicloud_iot_ota" / "plugin").is_dir()
    assert (site / "alicloud_iot_emulator" / "fleet.json").is_file()
    assert (site / "pulumi_alicloud_iot" / "ota").is_dir()
    plugins = tmp_path / "home" / ".pulumi" / "plugins"
    launcher = plugins / f"resource-alicloud-iot-v{__version__}" / "pulumi-resource-alicloud-iot"
    assert f"\npython={python.parent}/" in launcher.read_text()

    type_in(f"source ../environment/bin/activate\n{uninstall}", checkout, user)
    assert [path.name for path in site.glob("*alicloud_iot*")] == []
    assert list(plugins.glob("resource-*/")) == []


def test_configuration(stack: Callable[..., Stack], shell: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """The commands that configure a stack work, and Pulumi reads what they set."""
    of_a_user = stack("")
    _, _, *configure = blocks(INSTALLATION, "sh")
    for commands in configure:
        shell(f"KEY_ID=an-id KEY_SECRET=a-secret\n{commands}", at=of_a_user)
    set_now = json.loads(shell("pulumi config --json", at=of_a_user).stdout)
    assert {name.partition(":")[2]: value["secret"] for name, value in set_now.items()} == {
        "region": False,
        "iotInstanceId": False,
        "accessKeyId": True,
        "accessKeySecret": True,
    }


def test_versions() -> None:
    """The page requires the Pulumi that the package requires, and has the versions that the tests use."""
    (pulumi,) = re.findall(r'"pulumi>=(\d+\.\d+)', (ROOT / "pyproject.toml").read_text())
    newest, oldest = (
        version.removeprefix("v").rpartition(".")[0] for version in (pinned_version(PULUMI), oldest_version(PULUMI))
    )
    assert f"need Pulumi {pulumi} or newer; the tests use {newest} and {oldest}." in PAGES[INSTALLATION]


def test_extras() -> None:
    """The page lists each extra with its library."""
    table = PAGES[INSTALLATION].partition("\n| extra |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\| `([\w-]+)` \|$", table, re.MULTILINE)
    declared = (
        (ROOT / "pyproject.toml").read_text().partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]
    )
    assert rows == re.findall(r'^(\w+) = \[\n    "([\w-]+)', declared, re.MULTILINE)


def test_files_and_options(engine: Path) -> None:
    """The files have this version, and Pulumi has the options of the commands that no test runs."""
    assert set(re.findall(r"[-_]v?(\d+\.\d+\.\d+)", PAGES[INSTALLATION])) == {__version__}
    shown = "\n".join(blocks(INSTALLATION, "console"))
    for command in ("package gen-sdk", "plugin install"):
        usage = subprocess.run([engine, *command.split(), "--help"], capture_output=True, text=True, check=True).stdout
        options = {option for line in shown.splitlines() if command in line for option in re.findall("--[a-z-]+", line)}
        assert options, command
        assert {option for option in options if option not in usage} == set()
