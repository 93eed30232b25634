# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Finds a real engine on this machine, or builds it once. As a program, it prints the engine's path.

It uses only the standard library, because it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import progress

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

TOOLS = Path(__file__).resolve().parent
QUIET = {"PULUMI_SKIP_UPDATE_CHECK": "true", "CHECKPOINT_DISABLE": "1"}
"""Environment variables that stop an engine from asking the network for a newer release."""


class EngineError(Exception):
    """No engine is available on this machine. The message has the reason and what to install."""


@dataclass(frozen=True)
class Engine:
    """An engine that is built from its Go module."""

    name: str
    """Its name in messages."""
    command: str
    """The name of its executable, and of its package in the folder `cmd` of its Go module."""
    go_module: str
    folder: Path
    """The folder of the go.mod that pins the engine."""
    linker_flag: str
    """Sets the version that the built engine prints, with `{version}` as the placeholder for the pinned one."""
    cache: str
    """The name of its folder in the cache."""
    minutes: str
    """The time of a build on two cores."""
    instructions: str
    """The page with its installation instructions."""
    bundle: Path | None = None
    """A folder with files to add next to a built engine."""
    oldest: Engine | None = None
    """The oldest release that the tests run on. It is also the oldest one to accept from PATH."""
    is_exact: bool = False
    """Whether only the pinned version will do. It is then always built, never found on PATH."""

    @property
    def package(self) -> str:
        """The Go package of the executable."""
        return f"{self.go_module}/cmd/{self.command}"


OLDEST_PULUMI = Engine(
    name="Pulumi",
    command="pulumi",
    go_module="github.com/pulumi/pulumi/pkg/v3",
    folder=TOOLS / "oldest_pulumi",
    # The Automation API and the SDKs refuse an engine without a version.
    linker_flag="-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={version}",
    cache="engine",
    minutes="four",
    instructions="https://www.pulumi.com/docs/install",
    bundle=TOOLS / "engine_bundle",  # lets a built engine run programs
    is_exact=True,
)
PULUMI = replace(OLDEST_PULUMI, folder=TOOLS / "newest_pulumi", oldest=OLDEST_PULUMI, is_exact=False)
OPENTOFU = Engine(
    name="OpenTofu",
    command="tofu",
    go_module="github.com/opentofu/opentofu",
    folder=TOOLS / "opentofu",
    linker_flag="-X github.com/opentofu/opentofu/version.dev=no",  # otherwise the version ends in -dev
    cache="opentofu",
    minutes="three",
    instructions="https://opentofu.org/docs/intro/install",
)
ENGINES = {"pulumi": PULUMI, "oldest-pulumi": OLDEST_PULUMI, "tofu": OPENTOFU}
"""The engines by their names in the arguments of this program."""


def pinned_version(engine: Engine) -> str:
    """Return the version in go.mod, such as `v3.276.0`."""
    go_mod = engine.folder / "go.mod"
    requirement = re.search(rf"^(?:require |\t){re.escape(engine.go_module)} (v\S+)", go_mod.read_text(), re.MULTILINE)
    if requirement is None:
        raise EngineError(f"{go_mod} has no require line for {engine.go_module}.")
    return requirement[1]


def oldest_version(engine: Engine) -> str:
    """Return the oldest version to accept from PATH.

    Tests and the demo compare the engine's messages, which differ in older releases.
    """
    return pinned_version(engine.oldest or engine)


def find_or_build(engine: Engine) -> Path:
    """Return the path of an engine that is new enough: from PATH, else from the cache, else built into the cache.

    Raises:
        EngineError: No engine exists, and none can be built.
    """
    installed = None if engine.is_exact else find(engine.command, oldest_version(engine))
    if installed is not None:
        return installed
    wanted = pinned_version(engine)
    home = _cache(engine) / wanted
    built = home / "bin" / engine.command
    if not built.exists():
        go = _find_go(engine)
        with _lock(engine, home):
            if not built.exists():  # otherwise the process that held the lock has built it
                _build(engine, go, wanted, built)
    if engine.bundle is not None:
        _add_bundle(engine.bundle, built.parent)
    return built


def find(command: str, wanted: str) -> Path | None:
    """Return the path of a command on PATH with the major version of `wanted`, unless it is older than `wanted`."""
    installed = shutil.which(command)
    if installed is None:
        return None
    have, need = _numbers(version_of(installed)), _numbers(wanted)
    return Path(installed) if have[:1] == need[:1] and have >= need else None


def _cache(engine: Engine) -> Path:
    """Return the folder of built engines. It belongs to the user, so that engines outlive a checkout."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "alicloud-iot-ota" / engine.cache


def version_of(executable: str) -> str:
    """Return the version that an engine prints, or an empty string if it prints none.

    Its warnings are about the user's settings, which no test and no measurement uses.
    """
    answer = subprocess.run(
        [executable, "version"], env={**os.environ, **QUIET}, capture_output=True, text=True, check=False
    )
    version = re.search(r"^(?:\w+ )?(v?\d+\.\d+\.\d+\S*)", answer.stdout, re.MULTILINE)
    return version[1] if version else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _find_go(engine: Engine) -> str:
    """Return the path of a `go` that can build the engine. On Windows, no engine is built."""
    remedy = f"Install {engine.name} ({engine.instructions}) or a current Go (https://go.dev/dl)"
    go = shutil.which("go")
    if sys.platform == "win32":
        problem = "It is built only on Linux and macOS."
        remedy = f"Install {engine.name} ({engine.instructions})"
    elif go is None:
        problem = "There is no go command to build it with either."
    else:
        # In a module's folder, `go version` prints the toolchain that the module requires.
        answer = subprocess.run([go, "version"], cwd=engine.folder, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return go
        problem = f"The go command cannot build it: {answer.stderr.strip()}"
    installed = shutil.which(engine.command)
    found = "is not on PATH" if installed is None else f"on PATH is {version_of(installed) or 'broken'}"
    raise EngineError(
        f"This needs {engine.name} {oldest_version(engine)} or newer, but {engine.command} {found}. {problem}\n"
        f"{remedy}, put it on PATH, and try again."
    )


@contextlib.contextmanager
def _lock(engine: Engine, folder: Path) -> Iterator[None]:
    """Ensure that only one process builds. The operating system releases the lock when the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        if sys.platform != "win32":  # nothing is built there
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say(f"Another process is building {engine.name}; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(engine: Engine, go: str, version: str, target: Path) -> None:
    """Build under a temporary name, then rename, so that `target` is either complete or absent."""
    _say(
        f"Building {engine.name} {version} from source: about {engine.minutes} minutes on two cores, only once.\n"
        f"It will be kept as {target}"
    )
    target.parent.mkdir(exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    flags = f"-s -w {engine.linker_flag.format(version=version)}"
    try:
        packages = progress.run(
            [go, "list", "-deps", engine.package], engine.folder, lambda lines: f"{len(lines)} modules downloaded"
        )
        progress.run(
            [go, "build", "-v", "-o", str(partial), f"-ldflags={flags}", engine.package],
            engine.folder,
            lambda lines: f"{len(lines)} of {len(packages)} packages compiled",
        )
    except progress.CommandError as error:
        raise EngineError(f"Building {engine.name} failed. {error}") from error
    partial.replace(target)
    _say(f"Built {engine.name}.")


def _add_bundle(bundle: Path, folder: Path) -> None:
    """Add the files of an ordinary installation next to the engine, which warns about a language host found on PATH."""
    for source in bundle.iterdir():
        target = folder / source.name
        if source.is_file() and not (target.exists() and filecmp.cmp(source, target)):
            partial = target.with_name(f"{source.name}.{os.getpid()}")  # another process may be doing the same
            shutil.copy(source, partial)
            partial.replace(target)


def _say(text: str) -> None:
    """Print to standard error; standard output is only for the engine's path."""
    print(text, file=sys.stderr, flush=True)


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("engine", choices=ENGINES)
    try:
        print(find_or_build(ENGINES[parser.parse_args().engine]))
    except EngineError as error:
        _say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
