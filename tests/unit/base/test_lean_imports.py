# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Imports without modules that no program of this package uses. Each test runs in a new interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.base.lean_imports import BARE_MODULES, STAND_INS

if TYPE_CHECKING:
    from pathlib import Path

PLUGIN = ("grpc._server", "alicloud_iot_ota.plugin.process", "alicloud_iot_ota.plugin.provider")
"""What the plugin imports before and after it prints its port."""

COMMAND = ("alicloud_iot_ota.cli.commands.lookups", "alicloud_iot_ota.lookup")
"""What a command imports to parse its command line and to look up packages."""

ENABLED = "from alicloud_iot_ota.base import lean_imports\nlean_imports.enable()\n"


def run(program: str, *folders: Path) -> Any:  # noqa: ANN401 - any JSON
    """Run a program with these folders first in the import path. Return what it prints as JSON, or its error."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{program}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return json.loads(ended.stdout) if ended.returncode == 0 else ended.stderr


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a folder for a library that the test writes."""
    return tmp_path


@pytest.mark.parametrize("modules", [PLUGIN, COMMAND], ids=["plugin", "command"])
def test_what_a_program_does_not_import(modules: tuple[str, ...]) -> None:
    """Neither the plugin nor a command imports the replaced modules, with any version of the libraries."""
    program = f"{ENABLED}for name in {modules!r}: lean_imports.import_module(name)\n"
    imported = {*run(f"{program}print(json.dumps(list(sys.modules)))")}
    assert {*modules, "requests", "urllib3"} <= imported
    assert imported & {*STAND_INS, *BARE_MODULES} == set()


def test_replacements_are_not_enabled_by_default() -> None:
    """A program that imports this package, such as a user's, imports everything as usual."""
    program = "from alicloud_iot_ota.base import lean_imports\nlean_imports.import_module('grpc')\n"
    assert run(f"{program}print(json.dumps('asyncio' in sys.modules))")


@pytest.mark.parametrize("name", STAND_INS)
def test_stand_in_gives_the_real_module(name: str, library: Path) -> None:
    """A library that uses a stand-in later gets the attributes of the real module, which is then imported as usual."""
    (library / "library.py").write_text(f"import importlib\nheld = importlib.import_module({name!r})\n")
    program = (
        f"{ENABLED}held = lean_imports.import_module('library').held\n"
        f"before = {name!r} in sys.modules\n"
        "import importlib\n"
        f"attributes = [each for each in vars(importlib.import_module({name!r})) if not each.startswith('__')]\n"
        f"real = importlib.import_module({name!r})\n"
        "same = [getattr(held, each) is getattr(real, each) for each in attributes]\n"
        "print(json.dumps([before, held is real, len(same) > 5, all(same), hasattr(held, 'no such attribute')]))"
    )
    assert run(program, library) == [False, False, True, True, False]


def test_first_use_in_several_threads(library: Path) -> None:
    """Threads that use a stand-in at the same time import the real module once."""
    (library / "library.py").write_text("import slow as held\n")
    (library / "slow.py").write_text("import time\ntime.sleep(0.05)\nvalue = object()\n")
    program = (
        f"{ENABLED}lean_imports.STAND_INS += ('slow',)\nheld = lean_imports.import_module('library').held\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(20) as threads:\n"
        "    values = {id(each) for each in threads.map(lambda _: held.value, range(20))}\n"
        "import slow\n"
        "print(json.dumps(values == {id(slow.value)}))"
    )
    assert run(program, library) is True


@pytest.mark.parametrize("name", BARE_MODULES)
def test_bare_module_is_imported_as_usual_afterward(name: str) -> None:
    """A later import of a bare module runs its code and has its modules as attributes."""
    modules = "".join(f"lean_imports.import_module({each!r})\n" for each in PLUGIN)
    program = (
        f"{ENABLED}{modules}lean = set(sys.modules)\nimport importlib\nmodule = importlib.import_module({name!r})\n"
        f"children = [each for each in sys.modules if each.rpartition('.')[0] == {name!r}]\n"
        "print(json.dumps([module.__file__ is not None, all(hasattr(module, each.rpartition('.')[2]) for each in "
        f"children), {name!r} in lean]))"
    )
    assert run(program) == [True, True, False]


def test_messages_after_the_sdk() -> None:
    """If Pulumi's SDK is imported after the messages, both use the same message classes."""
    program = (
        f"{ENABLED}mine = lean_imports.import_module('alicloud_iot_ota.plugin.servicer').provider_pb2\n"
        "import pulumi, pulumi.runtime.proto.provider_pb2, pulumi.automation\n"
        "theirs = pulumi.runtime.proto.provider_pb2\n"
        "request = theirs.CheckRequest(urn='urn:here')\n"
        "print(json.dumps([theirs.CheckRequest is mine.CheckRequest, "
        "mine.CheckRequest.FromString(request.SerializeToString()) == request]))"
    )
    assert run(program) == [True, True]


@pytest.mark.parametrize("name", ["pulumi", "asyncio"])
def test_imported_module_is_not_replaced(name: str) -> None:
    """A module that is already imported is used."""
    program = (
        f"import {name}\n{ENABLED}process = lean_imports.import_module('alicloud_iot_ota.plugin.process')\n"
        f"print(json.dumps([sys.modules[{name!r}] is {name}, 'pulumi' in sys.modules]))"
    )
    assert run(program) == [True, name == "pulumi"]


@pytest.mark.parametrize(
    "text",
    [
        "from pulumi import Output as held",  # an attribute of a bare package
        "import pulumi\nheld = pulumi.Output",
        "import pulumi.resource as held",
        "import asyncio.events as held",  # a module in the package of a stand-in
        "import sys, asyncio\nif type(asyncio).__name__ == '_StandIn': raise SystemError\nheld = asyncio",
    ],
)
def test_library_that_needs_the_real_modules(text: str, library: Path) -> None:
    """A library that does not work with the replacements is imported as usual, and nothing is imported twice."""
    (library / "library.py").write_text(text)
    program = (
        f"{ENABLED}held = lean_imports.import_module('library').held\n"
        "import asyncio.events, pulumi.resource\n"
        "theirs = (asyncio, asyncio.events, pulumi.Output, pulumi.resource)\n"
        "print(json.dumps(any(held is each for each in theirs)))"
    )
    assert run(program, library) is True


def test_module_that_does_not_exist() -> None:
    """Python's own error identifies a module that does not exist."""
    assert "No module named 'nowhere'" in run(f"{ENABLED}lean_imports.import_module('nowhere')")


def test_library_without_the_optional_one(library: Path) -> None:
    """Without charset_normalizer, requests finds out that it is missing."""
    (library / "library.py").write_text("import charset_normalizer as held\n")
    hide = (
        "import importlib.machinery\n"
        "find = importlib.machinery.PathFinder.find_spec\n"
        "hidden = lambda name, *others: None if name == 'charset_normalizer' else find(name, *others)\n"
        "importlib.machinery.PathFinder.find_spec = hidden\n"
    )
    assert "No module named 'charset_normalizer'" in run(
        f"{hide}{ENABLED}lean_imports.import_module('library')", library
    )


def test_what_the_policy_pack_does_not_import() -> None:
    """The policy pack imports neither the replaced modules nor what only a lookup or a lock file needs."""
    program = f"{ENABLED}lean_imports.import_module('alicloud_iot_ota.policies.process')\n"
    imported = {*run(f"{program}print(json.dumps(list(sys.modules)))")}
    assert "alicloud_iot_ota.policies.analyzer" in imported
    heavy = {"requests", "alicloud_iot_ota.lookup", "alicloud_iot_ota.lock_file"}
    assert imported & {*STAND_INS, *BARE_MODULES, *heavy} == set()
