# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The import contracts in pyproject.toml: each contract catches the imports that it forbids.

All forbidden imports are added to one copy of the packages, so that the linter runs only once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).resolve().parents[2]
FORMS = {
    "plain": "import {0}\n",
    "of_a_name": "from {0} import planted\n",
    "in_a_function": "def planted() -> None:\n    import {0}\n",
    "for_types": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {0}\n",
}
"""The forms of an import statement, by the name of the added module."""
LAYERS = "imports go one way, from the front ends down to base"
COMMAND_LINE = "commands import the page, parsing and output, never the reverse"
COMMANDS = "no command imports another command"
REVIEW = "in a review, writing imports judging, and judging imports reading"
CONNECTION = "only api imports the connection to Alibaba Cloud"
PULUMI = "only the Pulumi providers, policies, engine and testing import Pulumi's SDK"
GRPC = "only the providers, policies and engine import grpc"
CRYPTOGRAPHY = "only one module imports cryptography"
PATTERNS = "only base.patterns imports the regular expression library"
MANIFEST = "only the edits of a manifest import tomlkit"
EMULATOR = "only testing and one command import the emulator"
PYTEST = "only the plugin for pytest imports pytest"
SEPARATE = "the emulator shares no code with what it tests"


class Plant(NamedTuple):
    """An import that must break a contract.

    Attributes:
        contract: The name of the contract.
        package: The package to which the module is added.
        imported: The imported module.
    """

    contract: str
    package: str
    imported: str


PLANTS = [
    Plant(LAYERS, "alicloud_iot_ota.base", "alicloud_iot_ota.firmware"),
    Plant(LAYERS, "alicloud_iot_ota.engine", "alicloud_iot_ota.settings"),
    Plant(LAYERS, "alicloud_iot_ota.versions", "alicloud_iot_ota.selection.rules"),
    Plant(LAYERS, "alicloud_iot_ota.selection", "alicloud_iot_ota.pins"),
    Plant(LAYERS, "alicloud_iot_ota.pins", "alicloud_iot_ota.lock_file"),
    Plant(LAYERS, "alicloud_iot_ota.schema", "alicloud_iot_ota.api.client"),
    Plant(LAYERS, "alicloud_iot_ota.api", "alicloud_iot_ota.schema"),
    Plant(LAYERS, "alicloud_iot_ota.lookup", "alicloud_iot_ota.lock_file.entry"),
    Plant(LAYERS, "alicloud_iot_ota.lock_file", "alicloud_iot_ota.pin_resource"),
    Plant(LAYERS, "alicloud_iot_ota.review.judging", "alicloud_iot_ota.pin_resource.reading"),
    Plant(LAYERS, "alicloud_iot_ota.review.writing", "alicloud_iot_ota.cli"),
    Plant(LAYERS, "alicloud_iot_ota.pin_resource", "alicloud_iot_ota.plugin"),
    Plant(LAYERS, "alicloud_iot_ota.plugin", "alicloud_iot_ota.dynamic.server"),
    Plant(LAYERS, "alicloud_iot_ota.terraform", "alicloud_iot_ota.plugin.provider"),
    Plant(LAYERS, "alicloud_iot_ota.policies", "alicloud_iot_ota.dynamic.inputs"),
    Plant(LAYERS, "alicloud_iot_ota.terraform", "alicloud_iot_ota.cli.launcher"),
    Plant(LAYERS, "alicloud_iot_ota.cli.output", "alicloud_iot_ota.__main__"),
    Plant(LAYERS, "alicloud_iot_ota.dynamic", "alicloud_iot_ota.testing.environment"),
    Plant(LAYERS, "alicloud_iot_ota.cli.commands", "alicloud_iot_ota.testing"),
    Plant(LAYERS, "alicloud_iot_ota.testing", "alicloud_iot_ota.cli.output"),
    Plant(COMMAND_LINE, "alicloud_iot_ota.cli.output", "alicloud_iot_ota.cli.commands.check"),
    Plant(COMMANDS, "alicloud_iot_ota.cli.commands", "alicloud_iot_ota.cli.commands.check"),
    Plant(REVIEW, "alicloud_iot_ota.review.reading", "alicloud_iot_ota.review.writing.summary"),
    Plant(REVIEW, "alicloud_iot_ota.review.judging", "alicloud_iot_ota.review.writing"),
    Plant(CONNECTION, "alicloud_iot_ota.lookup", "requests"),
    Plant(CONNECTION, "alicloud_iot_ota.base", "urllib3.util"),
    Plant(CONNECTION, "alicloud_iot_emulator", "requests.adapters"),
    Plant(CONNECTION, "alicloud_iot_ota.cli.commands", "alibabacloud_credentials.provider"),
    Plant(GRPC, "alicloud_iot_ota.schema", "grpc"),
    Plant(GRPC, "alicloud_iot_ota.lookup", "google.protobuf.struct_pb2"),
    Plant(PULUMI, "alicloud_iot_ota.api", "pulumi"),
    Plant(PULUMI, "alicloud_iot_ota.pin_resource", "pulumi.runtime.proto"),
    Plant(PULUMI, "alicloud_iot_ota.terraform", "pulumi.runtime"),
    Plant(CRYPTOGRAPHY, "alicloud_iot_ota.terraform", "cryptography"),
    Plant(PATTERNS, "alicloud_iot_ota.selection", "re2"),
    Plant(PATTERNS, "alicloud_iot_ota.base", "re2"),
    Plant(MANIFEST, "alicloud_iot_ota.lock_file", "tomlkit"),
    Plant(MANIFEST, "alicloud_iot_ota.cli.commands", "tomlkit.items"),
    Plant(EMULATOR, "alicloud_iot_ota.review", "alicloud_iot_emulator"),
    Plant(EMULATOR, "alicloud_iot_ota.cli.commands", "alicloud_iot_emulator.server"),
    Plant(PYTEST, "alicloud_iot_ota.testing", "pytest"),
    Plant(SEPARATE, "alicloud_iot_emulator", "alicloud_iot_ota.errors"),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Add all forbidden imports to a copy of the packages, and return the linter's report for each contract."""
    copy = tmp_path_factory.mktemp("planted") / "provider"
    shutil.copytree(ROOT / "provider", copy, ignore=shutil.ignore_patterns("__pycache__"))
    for number, plant in enumerate(PLANTS):
        for form, text in FORMS.items():
            file = copy / plant.package.replace(".", "/") / f"planted_{number}_{form}.py"
            file.write_text(text.format(plant.imported), encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run(
        [linter, "--config", ROOT / "pyproject.toml", "--no-cache"],
        env=os.environ | {"PYTHONPATH": str(copy), "COLUMNS": "500"},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 1, linted.stderr
    _, *parts = re.split(r"\n(.+)\n-+\n", linted.stdout)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", range(len(PLANTS)), ids=[f"{plant.package} {plant.imported}" for plant in PLANTS])
def test_planted_import(number: int, form: str, broken: dict[str, str]) -> None:
    """The report of a contract contains the module and its import.

    For a library, it contains only the top-level name.
    """
    contract, package, imported = PLANTS[number]
    named = imported if imported.startswith("alicloud_iot_") else imported.partition(".")[0]
    assert f" {package}.planted_{number}_{form} -> {named} (l." in broken[contract]


def test_every_contract_has_a_plant() -> None:
    """Every contract has at least one import that breaks it."""
    contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    assert {contract["name"] for contract in contracts} == {plant.contract for plant in PLANTS}
