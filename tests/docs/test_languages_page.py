# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on languages is correct: the generator has these options, and the packages have these names."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from alicloud_iot_ota import __version__

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "languages.md").read_text()
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema.json").read_text())
COMMANDS = re.findall(r"^\$ pulumi package gen-sdk (\S+) (.*)$", PAGE, re.MULTILINE)


def test_gen_sdk(engine: Path) -> None:
    """The command of the engine supports the options and languages that the page uses."""
    usage = subprocess.run([engine, "package", "gen-sdk", "--help"], capture_output=True, text=True, check=True).stdout
    languages = re.search(r"--language string .*\[(.*)\]", usage)
    assert languages
    for source, options in COMMANDS:
        assert source in {"schema.json", f"{SCHEMA['name']}@{__version__}"}
        assert set(re.findall(r"--[\w-]+", options)) <= set(re.findall(r"--[\w-]+", usage))
        assert re.findall(r"--language (\w+)", options)[0] in languages[1].split("|")
    assert len(COMMANDS) == 4


def test_packages() -> None:
    """The table lists the packages of the schema."""
    language = SCHEMA["language"]
    dotnet = f"{language['csharp']['rootNamespace']}.{language['csharp']['namespaces'][SCHEMA['name']]}"
    java = f"{language['java']['basePackage']}.{SCHEMA['name'].replace('-', '')}"
    packages = {
        "Python": language["python"]["packageName"],
        "TypeScript": language["nodejs"]["packageName"],
        "Go": language["go"]["importBasePath"],
        ".NET": dotnet,
        "Java": java,
    }
    assert dict(re.findall(r"^\| (\S+) \| `([^`]+)` \|", PAGE, re.MULTILINE)) == packages
    assert f"`{dotnet}.csproj`, version {__version__}" in PAGE
