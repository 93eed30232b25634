# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Finds the real Pulumi engine on this machine, or builds it once. As a program, it prints the engine's path.

It uses only the standard library, because it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import filecmp
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = Path(__file__).resolve().parent
"""The Go module whose go.mod pins the engine."""
BUNDLE = MODULE / "engine_bundle"
"""The files that let a built engine run Python programs."""
PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
"""The Go variable that `pulumi version` prints. The Automation API and the SDKs refuse an engine without a version."""


class EngineError(Exception):
    """No engine is available on this machine. The message has the reason and what to install."""


def pinned_version() -> str:
    """Return the version in go.mod, such as `v3.259.0`: the version to build, and the oldest one to accept from PATH.

    Tests and the demo compare the engine's messages, which differ in older releases.
    """
    requirement = re.search(
        r"^require github\.com/pulumi/pulumi/pkg/v3 (v\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE
    )
    if requirement is None:
        raise EngineError(f"{MODULE / 'go.mod'} has no require line for github.com/pulumi/pulumi/pkg/v3.")
    return requirement[1]


def find_or_build() -> Path:
    """Return the path of a `pulumi` that is new enough: from PATH, else from the cache, else built into the cache.

    Raises:
        EngineError: No engine exists, and none can be built.
    """
    wanted = pinned_version()
    installed = shutil.which("pulumi")
    if installed is not None and _is_new_enough(_version(installed), wanted):
        return Path(installed)
    home = _cache() / wanted
    built = home / "bin" / "pulumi"
    if not built.exists():
        go = _find_go(wanted, installed)
        with _lock(home):
            if not built.exists():  # otherwise the process that held the lock has built it
                _build(go, wanted, built)
    _bundle(built.parent)
    return built


def _cache() -> Path:
    """Return the folder of built engines. It belongs to the user, so that engines outlive a checkout."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "alicloud-iot-ota" / "engine"


def _version(executable: str) -> str:
    """Return the output of `pulumi version`, or an empty string if the command fails."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    return subprocess.run(
        [executable, "version"], env=environment, stdout=subprocess.PIPE, text=True, check=False
    ).stdout.strip()


def _is_new_enough(found: str, wanted: str) -> bool:
    """Return whether `found` has the same major version as `wanted` and is not older."""
    have, need = _numbers(found), _numbers(wanted)
    return have[:1] == need[:1] and have >= need


def _numbers(version: str) -> tuple[int, ...]:
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", version)
    return tuple(int(number) for number in numbers.groups()) if numbers else ()


def _find_go(wanted: str, installed: str | None) -> str:
    """Return the path of a `go` that can build the engine."""
    go = shutil.which("go")
    if go is None:
        problem = "There is no go command to build it with either."
    else:
        # In a module's folder, `go version` prints the toolchain that the module requires.
        answer = subprocess.run([go, "version"], cwd=MODULE, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return go
        problem = f"The go command cannot build it: {answer.stderr.strip()}"
    found = "is not on PATH" if installed is None else f"on PATH is {_version(installed) or 'broken'}"
    raise EngineError(
        f"This needs the Pulumi engine {wanted} or newer, but pulumi {found}. {problem}\n"
        "Install Pulumi (https://www.pulumi.com/docs/install) or a current Go (https://go.dev/dl), "
        "put it on PATH, and try again."
    )


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Ensure that only one process builds. The operating system releases the lock when the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another process is building the Pulumi engine; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(go: str, version: str, target: Path) -> None:
    """Build under a temporary name, then rename, so that `target` is either complete or absent."""
    _say(
        f"Building the Pulumi engine {version} from source: about four minutes on two cores, only once.\n"
        f"It will be kept as {target}"
    )
    target.parent.mkdir(exist_ok=True)
    partial = target.with_name("pulumi.partial")
    try:
        packages = progress.run(
            [go, "list", "-deps", PACKAGE], MODULE, lambda lines: f"{len(lines)} modules downloaded"
        )
        progress.run(
            [go, "build", "-v", "-o", str(partial), f"-ldflags=-s -w -X {VERSION_VARIABLE}={version}", PACKAGE],
            MODULE,
            lambda lines: f"{len(lines)} of {len(packages)} packages compiled",
        )
    except progress.CommandError as error:
        raise EngineError(f"The Pulumi engine could not be built. {error}") from error
    partial.replace(target)
    _say("The Pulumi engine is built.")


def _bundle(folder: Path) -> None:
    """Add the files of an ordinary installation next to the engine, which warns about a language host found on PATH."""
    for source in BUNDLE.iterdir():
        target = folder / source.name
        if source.is_file() and not (target.exists() and filecmp.cmp(source, target)):
            partial = target.with_name(f"{source.name}.{os.getpid()}")  # another process may be doing the same
            shutil.copy(source, partial)
            partial.replace(target)


def _say(text: str) -> None:
    """Print to standard error; standard output is only for the engine's path."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        print(find_or_build())
    except EngineError as error:
        _say(str(error))
        sys.exit(1)
