# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The files of a release, built once for all test workers, and commands that run without the source."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import dist
import pytest
import release_archive
from sandbox import Sandbox, Stack, write_project

from alicloud_iot_ota.base import patterns
from tests.posix import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

ODD = "größe 固件"
"""A folder name with characters outside ASCII."""
NODE_MODULES = dist.ROOT / "tools" / "node" / "node_modules"
ENDS_SOON = 60  # seconds after which a test fails


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return a function that fills a folder with the given name once, for all test workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder_of(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        lock = shared / f"{name}.lock"
        lock.touch()
        with locked(lock):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def packages(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Return the folder with the source archive and the wheels of this project and its Python SDK."""

    def build(folder: Path) -> None:
        dist.make_packages(folder)
        dist.make_python_sdk(folder / "work", folder)
        shutil.rmtree(folder / "work")

    return once("packages", build)


@pytest.fixture(scope="session")
def wheels(packages: Path) -> list[Path]:
    """Return the wheels of this project and of its Python SDK."""
    return sorted(packages.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(once: Callable[[str, Callable[[Path], object]], Path], wheels: list[Path]) -> Path:
    """Return the `bin` folder of a virtual environment that has the wheels and no files of this checkout."""
    folder = once(ODD, lambda folder: release_archive.make_environment(folder / "environment", wheels))
    return folder / "environment" / "bin"


@pytest.fixture(scope="session")
def environment_with_patterns(once: Callable[[str, Callable[[Path], object]], Path], wheels: list[Path]) -> Path:
    """Return the `bin` folder of such an environment with the extra `patterns`."""
    additional = [patterns.LIBRARY]
    folder = once("patterns", lambda folder: release_archive.make_environment(folder / "with", wheels, additional))
    return folder / "with" / "bin"


@pytest.fixture(scope="session")
def release(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Return the folder that `make dist` fills."""
    if shutil.which("npm") is None or not NODE_MODULES.exists():
        pytest.skip("TypeScript: no npm command on PATH, or no tools/node/node_modules; install Node.js 20 or newer.")

    def build(folder: Path) -> None:
        command = [sys.executable, dist.__file__, "--output", str(folder), "--node-modules", str(NODE_MODULES)]
        subprocess.run(command, check=True)

    return once("release", build)


@pytest.fixture(scope="session")
def archive(release: Path) -> Path:
    """Return the release archive for this platform."""
    (archive,) = release.glob("*.tar.gz.cdx.json")
    return archive.with_name(archive.name.removesuffix(".cdx.json"))


@pytest.fixture(scope="session")
def unpacked(once: Callable[[str, Callable[[Path], object]], Path], archive: Path) -> Path:
    """Return the folder with the unpacked release archive."""
    return once(f"{ODD} unpacked", lambda folder: shutil.unpack_archive(archive, folder))


@pytest.fixture
def served_by() -> Iterator[Callable[[Path], dict[str, str]]]:
    """Return a function that runs the emulator of a CLI and returns the variables that the emulator prints."""
    with ExitStack() as stack:

        def serve(cli: Path) -> dict[str, str]:
            command = [str(cli), "emulator", "--port", "0"]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PATH": "/nowhere"})
            stack.enter_context(process)
            stack.callback(process.terminate)
            assert process.stdout is not None
            told = "".join(itertools.takewhile(lambda line: "Requests" not in line, process.stdout))
            return dict(re.findall(r"export (\w+)=(\S+)", told))

        yield serve


@pytest.fixture
def install_plugin(sandbox: Sandbox, engine: Path) -> Callable[[Path], None]:
    """Return a function that runs `install-plugin` of a CLI in the sandbox."""

    def install(cli: Path) -> None:
        environ = {**sandbox._pulumi.environment, "PATH": os.pathsep.join([str(engine.parent), os.defpath])}
        subprocess.run([cli, "install-plugin"], env=environ, stdout=subprocess.DEVNULL, timeout=ENDS_SOON, check=True)

    return install


@pytest.fixture
def stack_for(sandbox: Sandbox, settings: dict[str, str], tmp_path: Path) -> Callable[[str, Mapping[str, str]], Stack]:
    """Return a function that creates a stack with a program in the sandbox, connected to the emulator."""

    def make(program: str, environ: Mapping[str, str]) -> Stack:
        return sandbox.stack(write_project(tmp_path / "rollout", program), env={**settings, **environ})

    return make


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs a command outside the source, with the given variables only and an empty PATH."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    bare = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true", "HOME": str(folder), "LANG": "C.UTF-8", "PATH": "/nowhere"}

    def run_there(*command: str | Path, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)),
            cwd=folder,
            env={**bare, **(environ or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=ENDS_SOON,
            check=False,
        )

    return run_there
