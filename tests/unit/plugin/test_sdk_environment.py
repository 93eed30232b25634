# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Generated SDKs read no environment variables, because the values would be in the provider's inputs and the state."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.plugin.schema import package_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
SDKS = {"python": (".py", ".pyi"), "nodejs": (".ts",), "go": (".go",)}
"""The folders in `sdk`, and the file extensions of their sources."""
HELPERS = {"_utilities.py", "utilities.ts", "pulumiUtilities.go"}
"""Files that define functions for reading variables. The generators write them even if no variable is read."""
BUILT = {"bin", "build", "node_modules"}
VARIABLES = sorted(variable for variables in ENVIRONMENT.values() for variable in variables)
READS = re.compile(r"\b(?:os\.(?:getenv|environ|Getenv|LookupEnv)|process\.env|get_env\w*\(|getEnv\w*\(|GetEnv\w*\()")


def properties(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - any JSON
    """Yield each object in a JSON value, with its path."""
    if isinstance(value, dict):
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from properties(each, f"{path}/{name}")


@pytest.mark.parametrize(
    "schema", [package_schema(), json.loads((ROOT / "schema.json").read_text())], ids=["declared", "schema.json"]
)
def test_no_property_has_a_default_of_the_environment(schema: dict[str, Any]) -> None:
    """No input of the provider, no configuration variable and no argument has a default from the environment."""
    assert [path for path, each in properties(schema) if "defaultInfo" in each or "environment" in each] == []


@pytest.mark.parametrize("place", ["config/variables", "provider/inputProperties", "provider/properties"])
def test_the_schema_names_the_variables_and_the_secrets(place: str) -> None:
    """The documentation of each SDK still lists the variables of a setting, in order, and marks the secrets."""
    section, part = place.split("/")
    settings = package_schema()[section][part]
    for name, variables in ENVIRONMENT.items():
        assert f"Default: {', then '.join(f'${each}' for each in variables)}" in settings[name]["description"], name
    secret = {name for name, each in settings.items() if each.get("secret")}
    assert secret == {"accessKeyId", "accessKeySecret", "securityToken"}


def sources(sdk: str) -> list[Path]:
    """Return the generated sources of an SDK."""
    folder = ROOT / "sdk" / sdk
    found = [path for path in folder.rglob("*") if path.suffix in SDKS[sdk]]
    return [path for path in found if not BUILT.intersection(path.relative_to(folder).parts)]


@pytest.mark.parametrize("sdk", SDKS)
def test_no_sdk_reads_a_variable(sdk: str) -> None:
    """No SDK contains the name of a variable as a string, or calls a function that reads variables."""
    found = sources(sdk)
    assert {path.name for path in found} & HELPERS
    named = re.compile(rf"""["'`](?:{"|".join(VARIABLES)})["'`]""")
    for path in found:
        text = path.read_text()
        assert named.findall(text) == [], path
        if path.name not in HELPERS:
            assert READS.findall(text) == [], path


@pytest.mark.parametrize(
    "line",
    [
        "access_key_id = _utilities.get_env('ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALICLOUD_ACCESS_KEY')",
        "x = _utilities.get_env_float('X')",
        "os.environ['X']",
        '(args?.accessKeyId) ?? utilities.getEnv("X")',
        "process.env.X",
        'internal.GetEnvOrDefault(nil, nil, "X")',
        'os.Getenv("X")',
    ],
)
def test_the_search_finds_what_reads(line: str) -> None:
    """The search finds the code that earlier generators wrote to read variables."""
    assert READS.search(line)
