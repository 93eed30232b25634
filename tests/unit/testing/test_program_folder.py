# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program in a folder under `MockedStack`: its working directory, its modules, and libraries below it."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

import pulumi
import pytest

from alicloud_iot_ota.cli import main
from alicloud_iot_ota.testing import FirmwareMocks, MockedStack, emulated
from tests.unit.dynamic.event_loops import mocks_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

ONCE = """
import builtins
if "{name}" in vars(builtins):
    raise ImportError("cannot load module more than once per process")
vars(builtins)["{name}"] = True
"""
"""A library that cannot be imported twice, like one with an extension module."""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the emulator as a user's test does."""
    with emulated() as emulator:
        yield emulator


def test_a_folder(emulator: Emulator, tmp_path: Path) -> None:
    """A path runs in its folder like a new process, with its own modules."""
    (tmp_path / "__main__.py").write_text("import os, pulumi, helper_of_a_test\npulumi.export('at', os.getcwd())\n")
    (tmp_path / "helper_of_a_test.py").write_text("import pulumi\npulumi.export('imported', __name__)\n")
    before, path = os.getcwd(), sys.path.copy()  # noqa: PTH109 - compared with the program's
    for place in (tmp_path, str(tmp_path / "__main__.py")):
        stack = MockedStack(place, emulator)
        for _ in range(2):
            assert stack.up().outputs == {"at": str(tmp_path), "imported": "helper_of_a_test"}
    assert (os.getcwd(), sys.path) == (before, path)  # noqa: PTH109
    assert "helper_of_a_test" not in sys.modules


def test_packages_without_a_file(emulator: Emulator, tmp_path: Path) -> None:
    """The modules of a package without an `__init__.py` are imported again too."""
    (tmp_path / "__main__.py").write_text("from folder_of_a_test import module\n")
    (tmp_path / "folder_of_a_test").mkdir()
    (tmp_path / "folder_of_a_test" / "module.py").write_text("import pulumi\npulumi.export('imported', True)\n")
    stack = MockedStack(tmp_path, emulator)
    for _ in range(2):
        assert stack.up().outputs == {"imported": True}


def test_modules_that_the_test_has_imported(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run imports a module again that the test has imported. The test still has its own afterwards."""
    package = tmp_path / "package_of_a_test"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "module.py").write_text("import pulumi\npulumi.export('channel', pulumi.Config().get('channel'))\n")
    (tmp_path / "__main__.py").write_text("from package_of_a_test import module\n")
    monkeypatch.syspath_prepend(tmp_path)
    own = sys.modules.copy()
    with mocks_allowed():
        pulumi.runtime.set_mocks(FirmwareMocks(emulator))
        module = importlib.import_module("package_of_a_test.module")
    for channel in ("beta", "stable"):
        assert MockedStack(tmp_path, emulator, config={"channel": channel}).up().outputs == {"channel": channel}
        assert importlib.import_module("package_of_a_test.module") is module
        assert sys.modules["package_of_a_test"].module is module
    for name in sys.modules.keys() - own.keys():
        del sys.modules[name]


@pytest.mark.parametrize("place", [".venv/lib/python3/site-packages", "venv", "build/dist-packages"])
def test_libraries(emulator: Emulator, tmp_path: Path, place: str) -> None:
    """A library in a virtual environment of the folder is imported once."""
    name = "library_of_a_test_" + "".join(filter(str.isalnum, place))
    libraries = tmp_path / place
    libraries.mkdir(parents=True)
    (tmp_path / place.partition("/")[0] / "pyvenv.cfg").touch()
    (libraries / f"{name}.py").write_text(ONCE.format(name=name))
    (tmp_path / "__main__.py").write_text(f"import sys\nsys.path.append({str(libraries)!r})\nimport {name}\n")
    stack = MockedStack(tmp_path, emulator)
    stack.up()
    stack.preview()
    del sys.modules[name]


@pytest.mark.parametrize("ota", ["from alicloud_iot_ota import dynamic as ota", "from pulumi_alicloud_iot import ota"])
def test_a_lock_file(emulator: Emulator, tmp_path: Path, ota: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pin reads the lock file in the folder of the program, even if the test runs in a folder with another one."""
    program, elsewhere = tmp_path / "program", tmp_path / "elsewhere"
    for folder, version in ((program, "4.0.0"), (elsewhere, "3.2.1")):
        folder.mkdir()
        (folder / "firmware.toml").write_text(
            "[firmware.gateway]\n"
            f'productKey = "a1GatewayK01"\nmoduleName = "default"\ntype = "full"\ndestVersion = "{version}"\n'
        )
        monkeypatch.chdir(folder)
        assert main(["lock"]) == 0
    (program / "__main__.py").write_text(
        f"import os, pulumi\n{ota}\n"
        "pin = ota.FirmwarePin('gateway', lock_entry='gateway').firmware.dest_version\n"
        "pulumi.export('pinned', pin)\n"
        "pulumi.export('at', pin.apply(lambda _: os.getcwd()))\n"
    )
    stack = MockedStack(program, emulator)
    for run in (stack.preview, stack.up, stack.up):
        assert run().outputs == {"pinned": "4.0.0", "at": str(program)}
