# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Examples in four languages for every entry in the schema: they run or compile, like the programs on the pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.programs import DOCUMENTED, PAGES, ROOT, SUFFIXES, blocks, is_program, of_examples, of_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

HOSTS = Path(__file__).with_name("hosts")
LOCK_FILE = ROOT / "tests" / "engine" / "programs" / "firmware.lock"
NODE_MODULES = ROOT / "tools" / "node" / "node_modules"
GO_MODULE = ROOT / "examples" / "go"
"""A Go module with the dependencies of all Go programs in the documentation, with checksums."""
CONFIG = {
    "keyId": "STS.emulator-key-id",
    "keySecret": "emulator-sts-secret-not-a-real-one",
    "token": "emulator-sts-token",
}
"""The second key of the emulator, for the example of a provider with its own credentials."""
GATEWAY = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
OUTCOMES: dict[str, dict[str, object]] = {
    "getFirmware-1": {"firmwareId": GATEWAY, "version": "4.0.0"},
    "getFirmware-2": {"firmwareId": GATEWAY},
    "getFirmware-3": {"firmwareId": "rmBD6LdmJVlzlqYE6BKZaxRg2Lfz0100", "size": 6291456},
    "findFirmware-1": {"isPublished": False},
    "explainFirmware-1": {"outcome": "noMatch"},
    "getFirmwares-1": {"first": "gateway-4.0.1"},
    "getUpgradePath-1": {"bytes": 8388608, "kind": "differential", "next": "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100"},
    "getFirmwarePage-1": {"total": 12},
    "getLockedFirmware-1": {"firmwareId": GATEWAY, "verdict": "ok"},
    "getLockedFirmware-2": {
        "digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b",
        "verdict": "notChecked",
    },
    "FirmwarePin-1": {"firmwareId": GATEWAY},
    "FirmwarePin-2": {"version": "1.5.0"},
    "FirmwarePin-3": {"firmwareId": GATEWAY},
    "Provider-1": {"cameraId": "nySiOQn4SWpwWJIJRdVOtJxypEt80100", "ispId": "nJOrm9uGEgfKE7WaxpWMwvJOjTL80100"},
    "Provider-2": {"firmwareId": "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"},
}
"""The results of each example, except long texts and lists of packages."""


def test_every_entry_has_examples_in_every_language() -> None:
    """Every entry has the same number of examples in each language, and each is a complete program."""
    for name, entry in DOCUMENTED.items():
        examples = entry["description"].count("{{% example %}}")
        assert examples > 0, name
        for language in SUFFIXES:
            programs = [is_program(language, block) for block in blocks(language, entry["description"])]
            assert programs == [True] * examples, (name, language)


def test_sdks_show_their_own_language() -> None:
    """An SDK's documentation has only the examples in its own language."""
    for sdk, language in {"python": "python", "nodejs": "typescript", "go": "go"}.items():
        sources = [path for path in (ROOT / "sdk" / sdk).rglob(f"*.{SUFFIXES[language]}") if is_generated(path)]
        fences = re.findall(r"^\W*```(\w+)$", "\n".join(path.read_text() for path in sources), re.MULTILINE)
        assert set(fences) == {language, "sh"}, sdk
        assert fences.count(language) >= len(of_examples(language)), sdk


def is_generated(path: Path) -> bool:
    """Return whether a file in sdk/ is generated, and not built or installed."""
    return not {"node_modules", "bin", "build"} & set(path.relative_to(ROOT).parts)


def test_every_block_of_the_pages_is_a_program() -> None:
    """Every TypeScript or Go block on the pages is a complete program, so that it can be compiled."""
    for page in PAGES:
        text = page.read_text()
        assert blocks("ts", text) == blocks("javascript", text) == [], page  # other language names are skipped
        for language in ("typescript", "go"):
            assert all(is_program(language, block) for block in blocks(language, text)), page


def run(stack: Callable[..., Stack], host: str, folder: Path, programs: dict[str, str]) -> dict[str, Any]:
    """Run programs on the engine in one project, and return the outputs of each."""
    written = write(folder, programs)
    project = stack((HOSTS / host).read_text(), LOCK_FILE, *written)
    project._pulumi.ask("config", "set-all", *(f"--secret={name}={value}" for name, value in CONFIG.items()))
    result = project.up()
    assert result.ok, result.text
    return dict(result.outputs)


def write(folder: Path, programs: dict[str, str]) -> list[Path]:
    """Write programs to a folder, and return the files."""
    folder.mkdir(exist_ok=True)
    for name, program in programs.items():
        (folder / name).write_text(program)
    return [folder / name for name in programs]


def test_python_and_yaml(stack: Callable[..., Stack], tmp_path: Path) -> None:
    """The examples have the expected results in Python and YAML, and the YAML programs on the pages run."""
    python = run(stack, "python_programs.py", tmp_path / "python", of_examples("python"))
    yaml = run(stack, "yaml_programs.py", tmp_path / "yaml", {**of_examples("yaml"), **of_pages("yaml")})
    assert {name: {key: python[name][key] for key in outcome} for name, outcome in OUTCOMES.items()} == OUTCOMES
    assert {name: outputs for name, outputs in yaml.items() if name in python} == python
    assert python["explainFirmware-1"]["why"].startswith("No package matches. Searched 12 packages")
    assert [each["destVersion"] for each in python["getFirmwares-1"]["packages"]] == ["4.0.1", "1.0.12"]
    assert len(python["getFirmwarePage-1"]["packages"]) == 10


def test_python_types(tmp_path: Path) -> None:
    """The programs pass mypy in strict mode."""
    files = write(tmp_path, of_examples("python"))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-incremental", *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_imports(stack: Callable[..., Stack]) -> None:
    """The import commands work. Code generation is not covered, because it needs Pulumi's own language host."""
    commands = [block.split() for block in blocks("sh", DOCUMENTED["FirmwarePin"]["description"])]
    project = stack("")
    for command in commands:
        assert command[:2] == ["pulumi", "import"]
        imported = project.import_resource(*command[2:])
        assert imported.ok, imported.text
    assert len(commands) == 2


def test_typescript(tmp_path: Path) -> None:
    """The programs pass the TypeScript compiler in strict mode."""
    if shutil.which("node") is None or not NODE_MODULES.exists():
        pytest.skip("TypeScript: no node command on PATH, or nothing in tools/node; install Node.js 20 or newer.")
    write(tmp_path, {**of_examples("typescript"), **of_pages("typescript")})
    shutil.copytree(
        ROOT / "sdk" / "nodejs", tmp_path / "sdk", ignore=shutil.ignore_patterns("node_modules", "bin"), symlinks=True
    )
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    options = {
        "module": "nodenext",
        "noEmit": True,
        "paths": {"pulumi-alicloud-iot": ["./sdk/index.ts"]},
        "skipLibCheck": True,
        "strict": True,
        "target": "es2022",
        "types": ["node"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
    checked = subprocess.run(
        ["node_modules/.bin/tsc", "--project", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_go(tmp_path: Path) -> None:
    """The programs are formatted, compile, and pass go vet."""
    if shutil.which("go") is None:
        pytest.skip("Go: no go command on PATH; install Go 1.25 or newer.")
    for name in ("go.mod", "go.sum"):
        shutil.copy(GO_MODULE / name, tmp_path)
    for name, program in {**of_examples("go"), **of_pages("go")}.items():
        write(tmp_path / name.removesuffix(".go"), {"main.go": program})
    sdk = f"-replace=example.com/pulumi-alicloud-iot/sdk/go={ROOT / 'sdk' / 'go'}"
    for command in (["go", "mod", "edit", sdk], ["go", "vet", "./..."], ["gofmt", "-l", "."]):
        done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
