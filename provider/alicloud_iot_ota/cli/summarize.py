# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `summarize`: the review of a preview, or of a change of firmware.lock, for a pull request."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, review
from alicloud_iot_ota.cli.catalogue_facts import look_up
from alicloud_iot_ota.cli.options import Once
from alicloud_iot_ota.cli.output import emit
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.cli.statuses import ExitStatus
from alicloud_iot_ota.cli.usage import Parser, UsageError
from alicloud_iot_ota.cli.where import Where
from alicloud_iot_ota.errors import MalformedError
from alicloud_iot_ota.rendering import printable
from alicloud_iot_ota.times import parse_moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.lock_file import LockFile
    from alicloud_iot_ota.review import Changes, Facts

_DESCRIPTION = (
    "Tell a reviewer in Markdown what a preview, or a change of a lock file, does to firmware. The catalogue adds the "
    "status and the age of each package, and what newer one was skipped; where it cannot be read, the rest is told "
    "without it."
)
_EXAMPLE = "--old main/firmware.lock --new firmware.lock"
_STDIN = "-"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE)
    parser.add_argument(
        "--preview",
        action=Once,
        metavar="FILE",
        help="What `pulumi preview --json` has written; - reads it from standard input.",
    )
    parser.add_argument(
        "--old",
        action=Once,
        metavar="FILE",
        help=f"The lock file before the change; {os.devnull}, or an empty file, where there was none.",
    )
    parser.add_argument("--new", action=Once, metavar="FILE", help="The lock file after the change.")
    parser.add_argument("--offline", action="store_true", help="Leave out what only the catalogue tells.")
    parser.add_argument(
        "--as-of",
        action=Once,
        metavar="TIME",
        help="The moment that ages are counted at, in UTC: `2026-12-31T08:00:00Z`. Now by default.",
    )
    parser.add_argument("--json", action="store_true", help="Print the review as JSON.")
    Where().add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Write the review."""
    reader = parser(name)
    given = reader.read(argv)
    files = (given.preview, given.old, given.new)
    if [file is not None for file in files] not in ([True, False, False], [False, True, True]):
        raise UsageError("Give either --preview, or both --old and --new.", reader.prog)
    as_of = _moment(given.as_of, reader.prog)
    if given.preview is None:
        changes = review.compare(_before(given.old), lock_file.read(Path(given.new)))
        where = given.new
    else:
        changes = review.read_preview(_text(given.preview))
        where = changes.stack or given.preview
    facts = {} if given.offline else _facts(changes, given, as_of)
    if given.json:
        document = json.dumps(review.to_builtins(changes, facts, where), ensure_ascii=False, indent=2)
        emit(document + "\n", "utf-8")
    else:
        emit(review.summarize(changes, facts, where), "utf-8")
    return ExitStatus.OK


def _moment(text: str | None, program: str) -> datetime | None:
    try:
        return None if text is None else parse_moment(text)
    except MalformedError as error:
        raise UsageError(f"--as-of must be {error.expected}. {error.because}", program) from None


def _before(path: str) -> LockFile:
    """Return the lock file before a change; one without entries where there was none."""
    file = Path(path)
    if path == os.devnull or (file.is_file() and not file.stat().st_size):
        return lock_file.LockFile(path, {})
    return lock_file.read(file)


def _text(path: str) -> str:
    """Return the text of a preview."""
    try:
        content = sys.stdin.buffer.read() if path == _STDIN else Path(path).read_bytes()
        return content.decode()
    except OSError as error:
        raise review.ReviewError(
            f'The preview {printable(path)} could not be read, because the system says "{error.strerror}".',
            "Name the file that `pulumi preview --json` was written to.",
        ) from None
    except UnicodeDecodeError:
        raise review.ReviewError(
            f"The preview {printable(path)} is no text in UTF-8.", "Save it as UTF-8: some shells write UTF-16."
        ) from None


def _facts(changes: Changes, given: argparse.Namespace, as_of: datetime | None) -> Mapping[str, Facts]:
    """Return what the catalogue says of the changes; nothing is looked up where they bring no package."""
    if all(change.new is None for change in changes.items):
        return {}
    with service(Where().values(given)) as lookup:
        return look_up(lookup, changes, as_of or lookup.now())
