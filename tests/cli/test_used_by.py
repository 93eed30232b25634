# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check --used-by`: entries that no program uses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.lock_file import read
from alicloud_iot_ota.lock_file.canonical import render
from alicloud_iot_ota.lock_file.used_by import MAX_SOURCE
from tests.posix import make_link, make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Run = Callable[..., tuple[int, str, str]]

SOURCES = {
    "deploy/__main__.py": "ota.get_locked_firmware(name='gateway')",
    "deploy/sub/index.ts": 'new FirmwarePin("pin", { lockEntry: `meter` })',
    "deploy/Pulumi.yaml": "lockEntry: modem # not in quotes",
}
"""Programs that use every entry."""


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], None]:
    """Return a function that writes a file."""

    def write_file(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return write_file


@pytest.fixture(autouse=True)
def _programs(lock_file: Path, write: Callable[[str, str], None]) -> None:
    """Write the programs next to the lock file."""
    assert lock_file.exists()
    for name, text in SOURCES.items():
        write(name, text)


def test_all_are_used(run: Run) -> None:
    """An entry is found in quotes of any kind, without quotes in YAML, and in subfolders."""
    status, _, err = run("check", "--offline", "--used-by", "deploy")
    assert (status, err) == (0, "")


@pytest.mark.parametrize("name", SOURCES)
def test_one_is_unused(name: str, run: Run, write: Callable[[str, str], None], emulator: Emulator) -> None:
    """An unused entry is an error with its line, before any request."""
    calls = len(emulator.requests)
    write(name, 'name = gateway + "meter2" + "my-modem" + unquoted_meter + "gateway meter"')
    status, out, err = run("check", "--used-by", "deploy")
    place = {"deploy/__main__.py": "4 gateway", "deploy/sub/index.ts": "24 meter", "deploy/Pulumi.yaml": "42 modem"}
    assert (status, out) == (1, "")
    assert err == (
        f"1 entry is not used by any source file under deploy.\nfirmware.lock:{place[name]}\n"
        f"To remove an entry that no program uses, run `alicloud-iot-ota remove {place[name].split()[1]}`. Or "
        "pass the folder of the program that uses it with another --used-by.\n"
    )
    assert len(emulator.requests) == calls


def test_only_what_is_checked(run: Run, write: Callable[[str, str], None]) -> None:
    """Only the specified entries are searched for."""
    write("deploy/Pulumi.yaml", "")
    assert run("check", "--offline", "gateway", "--used-by", "deploy")[0] == 0


@pytest.mark.parametrize("name", ["main.go", "main.tf", "main.tofu"])
def test_several_folders(name: str, run: Run, write: Callable[[str, str], None]) -> None:
    """An entry is used if any of the folders uses it."""
    write("deploy/Pulumi.yaml", "")
    write(f"other/{name}", 'lock_entry = "modem"')
    assert run("check", "--offline", "--used-by", "deploy", "--used-by", "other")[0] == 0


@pytest.mark.parametrize(
    "name", ["node_modules/x/index.js", ".venv/x.py", "venv/x.py", "bin/x.cs", "obj/x.cs", ".git/x.py", "README.md"]
)
def test_what_others_wrote(name: str, run: Run, write: Callable[[str, str], None]) -> None:
    """Installed packages, build output and documentation do not count as programs."""
    write("deploy/Pulumi.yaml", "")
    write(f"deploy/{name}", "'modem'")
    assert run("check", "--offline", "--used-by", "deploy")[0] == 1


def test_source_in_another_encoding(run: Run, folder: Path) -> None:
    """A source file does not have to be UTF-8."""
    (folder / "deploy/Pulumi.yaml").unlink()
    (folder / "deploy/x.vb").write_bytes('\' Gerät\nx = "modem"'.encode("latin-1"))
    assert run("check", "--offline", "--used-by", "deploy")[0] == 0


def test_what_is_no_file(run: Run, folder: Path) -> None:
    """A broken link and a directory are ignored, and a pipe does not block."""
    make_link(folder / "deploy/gone.py", "nowhere.py")
    make_pipe(folder / "deploy/pipe.py")
    (folder / "deploy/folder.py").mkdir()
    status, _, err = run("check", "--offline", "--used-by", "deploy")
    assert (status, err) == (0, "")


@pytest.mark.parametrize("name", ["deploys", "firmware.lock"])
def test_no_folder(name: str, run: Run) -> None:
    """A missing folder is an error."""
    status, out, err = run("check", "--used-by", name)
    assert (status, out) == (1, "")
    assert err.startswith(f"{name} could not be searched for entry names (")


def test_error_is_short(run: Run, folder: Path) -> None:
    """The error for many unused entries has at most fifteen lines."""
    entry = read(folder / "firmware.lock").entry("gateway")
    assert entry.locked is not None
    (folder / "many.lock").write_text(render({f"e{n}": (entry.criteria, entry.locked) for n in range(40)}))
    status, _, err = run("check", "--lock-file", "many.lock", "--used-by", "deploy")
    assert (status, len(err.splitlines())) == (1, 14)
    assert "40 entries are not used by any source file under deploy.\n" in err
    assert "\nand 29 more\n" in err


@pytest.mark.parametrize(
    "text", ['"gateway"' * 100_000, '"gateway"\n' * 100_000, '"' * 1_000_000, '"gateway' * 100_000]
)
def test_large_source(text: str, run: Run, write: Callable[[str, str], None]) -> None:
    """A large source file that contains a name many times is read once."""
    write("deploy/large.py", text)
    status, _, err = run("check", "--offline", "--used-by", "deploy")
    assert (status, err) == (0, "")


def test_too_large_a_source(run: Run, folder: Path, write: Callable[[str, str], None]) -> None:
    """A source file above the maximum size is an error that shows its path."""
    write("deploy/dist/bundle.js", "")
    os.truncate(folder / "deploy/dist/bundle.js", MAX_SOURCE + 1)
    status, _, err = run("check", "--offline", "--used-by", "deploy")
    assert status == 1
    assert err.startswith(
        f"{Path('deploy/dist/bundle.js')} is larger than 16 MiB, so it was not searched for entry names."
    )
