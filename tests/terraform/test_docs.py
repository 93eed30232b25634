# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The generated pages in docs/opentofu: they match the schema that the engines read, and their examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import terraform_docs

from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.schema.hcl import hcl_name
from alicloud_iot_ota.terraform.address import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from terraform_sandbox import Configuration, TerraformSandbox

    Configure = Callable[[str], Configuration]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "opentofu"
PAGES = {str(page.relative_to(FOLDER)): page.read_text() for page in sorted(FOLDER.rglob("*.md"))}
OUTPUTS: dict[str, dict[str, Any]] = {
    "index.md": {
        "baseline_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
        "modem_id": "tKuv3La45PVpbNx4tVVel1tsDaT30100",
    },
    "data-sources/ota_firmware.md": {
        "baseline_digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
        "modem_version": "1.0.10",
    },
    "data-sources/ota_firmware_search.md": {"candidate_waits": True},
    "data-sources/ota_firmwares.md": {
        "versions": {
            "3.2.1": "verified",
            "3.10.0": "verified",
            "4.0.0": "verified",
            "4.0.1": "unverified",
            "4.1.0-rc.1": "verified",
        }
    },
    "data-sources/ota_upgrade_path.md": {"path": ["9jsMbDMwLTuwa8zdmtyil6hEqCsb0100"], "bytes": 8388608},
    "data-sources/ota_firmware_page.md": {"total": 12},
    "data-sources/ota_locked_firmware.md": {
        "camera": {"id": "SLBGBaX3RCrU5JWPzEcbcygRvU9v0100", "version": "V2.2.0", "verdict": "ok"}
    },
    "resources/ota_firmware_pin.md": {
        "firmware_ids": {
            "gateway": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
            "meter": "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100",
            "camera": "SLBGBaX3RCrU5JWPzEcbcygRvU9v0100",
        }
    },
    "functions/version_in_range.md": {"is_supported": True},
    "functions/highest_in_range.md": {"highest": "3.10.0"},
    "functions/locked.md": {"camera": "V2.2.0 (md5:6f40d53a24092d0aa481c5b0d73161d6)"},
}
"""The outputs of each example, except for long texts."""


def test_pages_are_fresh(tmp_path: Path) -> None:
    """The command writes exactly the committed pages, and deletes a page that the schema does not have."""
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "old.md").touch()
    subprocess.run([sys.executable, ROOT / "tools" / "terraform_docs.py", tmp_path], check=True, capture_output=True)
    written = {str(page.relative_to(tmp_path)): page.read_text() for page in tmp_path.rglob("*.md")}
    assert written == PAGES, "make sdk writes them again"


@pytest.mark.parametrize("page", PAGES)
def test_form(page: str) -> None:
    """A page starts with the front matter of the registries, and has an example and links within the folder only."""
    text = PAGES[page]
    assert re.match(r'---\npage_title: "[^"\n]+"\nsubcategory: ""\ndescription: \|-\n  [^\n]+\n---\n\n', text)
    assert f"## Example Usage\n\n```terraform\n{terraform_docs.example(page)}```\n" in text
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert ((FOLDER / page).parent / link).resolve().is_relative_to(FOLDER), link


def attributes(page: str, heading: str) -> dict[str, dict[str, str]]:
    """Return the lines of the attributes below a heading, by their names, for each group of attributes."""
    section = re.split("^##* (?:Nested|Import)", page.partition(heading)[2], maxsplit=1, flags=re.MULTILINE)[0]
    groups = re.split(r"^(?:### )?(Required|Optional|Read-Only):?\n", section, flags=re.MULTILINE)[1:]
    return {
        group: dict(re.findall(r"^- `(\w+)` (.+)$", lines, re.MULTILINE))
        for group, lines in zip(groups[::2], groups[1::2], strict=True)
    }


def assert_documented(page: str, heading: str, declared: Mapping[str, Any], place: str = "") -> None:
    """Assert that a section lists exactly the attributes of a schema of the engine, in their groups."""
    found = attributes(page, heading)
    groups: dict[str, set[str]] = {}
    for name, spec in declared.items():
        group = "Required" if spec.get("required") else "Optional" if spec.get("optional") else "Read-Only"
        groups.setdefault(group, set()).add(name)
        line = found[group][name]
        assert spec["description"] in line
        assert (", Sensitive)" in line) == spec.get("sensitive", False)
        nested = spec.get("nested_type")
        if nested:
            assert line.startswith("(Attributes List) " if nested["nesting_mode"] == "list" else "(Attributes) ")
            inner = f"{place}{name}"
            assert_documented(page, f"### Nested Schema for `{inner}`\n", nested["attributes"], f"{inner}.")
    assert {group: set(lines) for group, lines in found.items()} == groups


def test_pages_are_complete(terraform_sandbox_with_provider: TerraformSandbox) -> None:
    """Each data source, resource, function and setting that an engine sees has its page or line, and no other."""
    configuration = terraform_sandbox_with_provider.configuration(terraform_docs.example("functions/locked.md"))
    assert configuration.init().ok
    schema = configuration.schemas()[SOURCE]
    blocks = {"index.md": schema["provider"]}
    for kind, found in (("data-sources", "data_source_schemas"), ("resources", "resource_schemas")):
        blocks |= {f"{kind}/{name.removeprefix('alicloudiot_')}.md": each for name, each in schema[found].items()}
    assert PAGES.keys() == blocks.keys() | {f"functions/{name}.md" for name in schema["functions"]}
    for page, each in blocks.items():
        assert_documented(PAGES[page], "## Schema\n", each["block"]["attributes"])
    for name, function in schema["functions"].items():
        page = PAGES[f"functions/{name}.md"]
        assert function["description"] in page
        assert re.findall(r"^1\. `(\w+)`", page, re.MULTILINE) == [each["name"] for each in function["parameters"]]
    for link in PAGES.keys() - {"index.md"}:
        assert f"]({link})" in PAGES["index.md"]


def test_settings() -> None:
    """The table lists exactly the settings of the schema, each with its variables in order."""
    table = PAGES["index.md"].partition("| Setting | Environment |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*)\|$", table, re.MULTILINE)
    listed = {name: tuple(re.findall("`([A-Z_]+)`", variables)) for name, variables in rows}
    declared = {hcl_name(name): tuple(variables) for name, variables in ENVIRONMENT.items()}
    assert {name: variables for name, variables in listed.items() if variables} == declared
    assert listed.keys() == attributes(PAGES["index.md"], "## Schema\n")["Optional"].keys()


@pytest.fixture
def configure(terraform_sandbox_with_provider: TerraformSandbox, settings: dict[str, str]) -> Configure:
    """Create the configuration of a page, next to the lock file of the example."""

    def configure(page: str) -> Configuration:
        (example,) = re.findall(r"^```terraform\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
        variables = {
            "TF_VAR_partner_access_key_id": settings["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            "TF_VAR_partner_access_key_secret": settings["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        }
        configuration = terraform_sandbox_with_provider.configuration(example, env={**settings, **variables})
        configuration.write((ROOT / "examples" / "opentofu" / "firmware.lock").read_text(), "firmware.lock")
        configuration.write((ROOT / "examples" / "opentofu" / "firmware.toml").read_text(), "firmware.toml")
        assert configuration.init().ok
        return configuration

    return configure


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES)
def test_example(page: str, configure: Configure) -> None:
    """The example of a page is a complete and valid configuration. It applies, and then a plan shows no change."""
    configuration = configure(page)
    validated = configuration.validate()
    assert validated.text.startswith("Success! The configuration is valid.\n"), validated.text
    applied = configuration.apply()
    assert applied.ok, applied.text
    assert "Warning" not in applied.text
    outputs = configuration.outputs()
    assert {**outputs, **OUTPUTS.get(page, {})} == outputs
    planned = configuration.plan("-detailed-exitcode")
    assert planned.exit_status == 0, planned.text


@pytest.mark.engine
def test_explanation(configure: Configure) -> None:
    """The example of an explanation shows why the package is selected, and why others are not."""
    configuration = configure("data-sources/ota_firmware_explanation.md")
    assert configuration.apply().ok
    outputs = configuration.outputs()
    assert "4.0.0" in outputs["message"]
    assert "unverified" in outputs["removed"]["gateway-4.0.1"]


@pytest.mark.engine
def test_import(configure: Configure) -> None:
    """The import on the page of the pin adds the package to the state."""
    page = PAGES["resources/ota_firmware_pin.md"]
    ((address, resource_id),) = re.findall(r"^\$ tofu import (\S+) (\S+)$", page, re.MULTILINE)
    configuration = configure("resources/ota_firmware_pin.md")
    imported = configuration.import_resource(address, resource_id)
    assert "Import successful!" in imported.text, imported.text
    (other,) = re.findall(r"such as `([^`]+)`\.$", page, re.MULTILINE)
    assert "Import successful!" in configuration.import_resource(address.replace("gateway", "meter"), other).text
