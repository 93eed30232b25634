# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `summarize`: renders a preview or a change of firmware.lock for a pull request."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, review
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.base.times import parse_timestamp
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, emit_json, warn, write_stderr
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, not_blank, parse_value
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.entry import LOCK_SUFFIX

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_iot_ota.lock_file import Entry, LockFile
    from alicloud_iot_ota.review import Changes, Facts

_DESCRIPTION = (
    "Render the firmware changes of a preview or of a lock file as Markdown for reviewers. The live catalog adds the "
    "status and the age of each package, and newer packages that were skipped. If the catalog cannot be read, the "
    "review omits these facts."
)

_PREVIEW = "the output of `pulumi preview --json`, `tofu show -json PLANFILE` or `terraform show -json PLANFILE`"
MAX_PREVIEW = 64 * 1024 * 1024
"""The maximum size of a preview's JSON, in bytes."""


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, "--old main/firmware.lock --new firmware.lock")
    parser.add_argument(
        "--preview",
        type=not_blank,
        metavar="FILE",
        help="The output of `pulumi preview --json`, or of `tofu show -json PLANFILE`.\n"
        "To read it from standard input, set -.",
    )
    parser.add_argument(
        "--old",
        type=not_blank,
        metavar="FILE",
        help=f"The lock file before the change. If there was none, set {os.devnull} or an empty file.",
    )
    parser.add_argument("--new", type=not_blank, metavar="FILE", help="The lock file after the change.")
    parser.add_argument("--offline", action="store_true", help="Omit the facts from the live catalog.")
    parser.add_argument(
        "--as-of",
        metavar="TIME",
        help="The time for computing ages, in UTC. Default: now.\nFor example: --as-of 2026-12-31T08:00:00Z",
    )
    parser.add_argument("--json", action="store_true", help="Print the review as JSON.")
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print the review."""
    reader = parser(name)
    given = reader.read(argv)
    files = (given.preview, given.old, given.new)
    if [file is not None for file in files] not in ([True, False, False], [False, True, True]):
        raise UsageError("Set either --preview, or both --old and --new.", reader.prog)
    as_of = parse_value("--as-of", given.as_of, parse_timestamp, reader.prog)
    entries: Mapping[str, Entry]
    if given.preview is None:
        old, new = _read_old(given.old), lock_file.read(Path(given.new))
        _warn_if_stale(Path(given.new))
        changes, entries = review.with_dates(review.compare(old, new), new), new.entries
        where = given.new
    else:
        changes, entries = review.with_entries(review.read_preview(_read_text(given.preview)), warn)
        where = changes.stack or ("standard input" if given.preview == "-" else given.preview)
    facts = {} if given.offline else _look_up_facts(changes, entries, given, as_of)
    if given.json:
        emit_json(review.to_builtins(changes, facts, where))
    else:
        emit(review.summarize(changes, facts, where), "utf-8")
    if changes.is_failed:
        write_stderr(
            f"The {changes.origin.noun} failed. The review covers only what it reached."
            if changes.is_certain
            else f"The {changes.origin.noun} may have failed. The review covers only what it reached."
        )
        return ExitCode.PREVIEW_FAILED
    return ExitCode.OK


def _read_old(path: str) -> LockFile:
    """Return the lock file before a change, without entries if there was none."""
    file, is_empty = Path(path), os.path.normcase(path) == os.path.normcase(os.devnull)  # NUL or nul on Windows
    with contextlib.suppress(OSError):  # `lock_file.read` reports the error
        is_empty = is_empty or (file.is_file() and not file.stat().st_size)
    return lock_file.LockFile(path, {}) if is_empty else lock_file.read(file)


def _warn_if_stale(path: Path) -> None:
    """Warn if a lock file is not up to date with its manifest: programs would refuse it."""
    if path.suffix != LOCK_SUFFIX:
        return  # a file of another name, such as a pipe, has no manifest
    try:
        lock_file.read_current(path)
    except LockFileError as error:
        warn(str(error))


def _read_text(path: str) -> str:
    """Return the text of a preview."""
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as file:
            content = file.read(MAX_PREVIEW + 1)
    except OSError as error:
        reason = os.strerror(errno.EISDIR) if Path(path).is_dir() else error.strerror  # Windows denies permission
        raise review.ReviewError(
            f"The preview {printable(path)} could not be read ({reason}).",
            f"Set --preview to the file with {_PREVIEW}.",
        ) from None
    if len(content) > MAX_PREVIEW:
        raise review.ReviewError(
            f"The preview {printable(path)} is larger than {MAX_PREVIEW // 1024**2} MiB.",
            f"Set --preview to {_PREVIEW}, or preview fewer resources with --target.",
        )
    try:
        return review.text_of(content)
    except UnicodeDecodeError:
        raise review.ReviewError(
            f"The preview {printable(path)} is not UTF-8.",
            "Save it as UTF-8, or as UTF-16 with a byte order mark.",
        ) from None


def _look_up_facts(
    changes: Changes, entries: Mapping[str, Entry], given: argparse.Namespace, as_of: datetime | None
) -> Mapping[str, Facts]:
    """Return the facts about the changes from the live catalog. Nothing is looked up if no change has a new package."""
    if all(change.new is None for change in changes.items):
        return {}
    with services(given_settings(given)) as lookups:
        return review.look_up(lookups, changes, entries, as_of, warn)
