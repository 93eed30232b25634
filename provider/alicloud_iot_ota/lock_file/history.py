# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Since when a lock file has the package of an entry, from the commits of git.

The date is best effort. It is omitted without git, outside of a repository, in a shallow clone, for changes that are
not committed, and beyond a limit. It is never a guess.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import executables
from alicloud_iot_ota.lock_file.canonical import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from alicloud_iot_ota.lock_file.entry import Entry

MAX_COMMITS = 200
"""Commits of a lock file that are read to find the one that changed an entry."""

MAX_OUTPUT = 4 * 1024 * 1024
"""Bytes that one git command may print: one version of a lock file."""

GIT_TIMEOUT = 10.0
"""Seconds that one git command may take."""

# No user configuration may start another program, and a partial clone must not download anything.
_GIT = ("--no-pager", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_LITERAL_PATHSPECS": "1"}
_COMMIT = re.compile(r"([0-9a-f]{40,64}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


def commit_dates(
    path: Path, entries: Iterable[Entry], git: Callable[[Path, Sequence[str]], str | None] | None = None
) -> dict[str, str]:
    """Return the dates of the commits that gave entries their packages, such as `2026-11-20`, by entry name.

    On the current branch, such a commit or merge is the first after which all versions have the package. The date is in
    the time zone of the commit. Entries with an unknown date are omitted.

    Args:
        path: The path of the lock file.
        entries: The entries, as they are in the file.
        git: Runs git in a directory with arguments, and returns its output, or None if it fails. Default: the real git.
    """
    git = git or run_git
    ids = {entry.name: entry.locked.firmware_id for entry in entries if entry.locked is not None}
    dates: dict[str, str] = {}
    complete: dict[str, str] = {}
    commits = _commits(path, git) if ids else ()
    for commit, day in commits[:MAX_COMMITS]:
        text = _version(path, commit, git)
        if text is None:
            return complete
        for name, firmware_id in list(ids.items()):
            if f'firmwareId = "{firmware_id}"' in _lines_of(text, name):
                dates[name] = day
            else:
                del ids[name]
                complete.update({name: dates[name]} if name in dates else {})
        if not ids:
            return complete
    return complete if len(commits) > MAX_COMMITS else {**complete, **dates}


def _commits(path: Path, git: Callable[[Path, Sequence[str]], str | None]) -> Sequence[tuple[str, str]]:
    """Return the commits that changed a file, with their dates, the last one first; none if they are unknown."""
    shallow = git(path.parent, ["rev-parse", "--is-shallow-repository"])
    if shallow is None or shallow.strip() != "false":
        return ()
    log = ["log", "--first-parent", f"--max-count={MAX_COMMITS + 1}", "--format=%H %cs", "--", path.name]
    matches = map(_COMMIT.fullmatch, (git(path.parent, log) or "").splitlines())
    return [(match[1], match[2]) for match in matches if match is not None]


def _version(path: Path, commit: str, git: Callable[[Path, Sequence[str]], str | None]) -> str | None:
    """Return a version of a lock file; None if it was deleted, cannot be read, or has another format."""
    text = (git(path.parent, ["cat-file", "blob", f"{commit}:./{path.name}"]) or "").replace("\r\n", "\n")
    return text if text.startswith(HEADER) else None


def _lines_of(text: str, name: str) -> Sequence[str]:
    """Return the lines of the package of an entry in a lock file in canonical form."""
    return text.partition(f"\n[firmware.{name}.locked]\n")[2].partition("\n\n")[0].split("\n")


def run_git(directory: Path, arguments: Sequence[str]) -> str | None:
    """Run git in a directory, and return its output; None if it fails, or exceeds a limit."""
    program = executables.find("git")
    if program is None:
        return None
    try:
        with subprocess.Popen(  # noqa: S603 - no shell, and the names follow --
            [program, *_GIT, *arguments],
            cwd=directory,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            timer = threading.Timer(GIT_TIMEOUT, process.kill)
            timer.start()
            try:
                output = process.stdout.read(MAX_OUTPUT + 1) if process.stdout is not None else b""
                if len(output) > MAX_OUTPUT:
                    process.kill()
                process.wait()
            finally:
                timer.cancel()
                process.kill()
        return output.decode() if process.returncode == 0 and len(output) <= MAX_OUTPUT else None
    except (OSError, UnicodeDecodeError):
        return None
