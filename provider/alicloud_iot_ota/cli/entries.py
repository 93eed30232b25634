# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the commands on a lock file share: which file and which of its entries, what to ask of each, and what failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
from alicloud_iot_ota.cli.output.streams import tell, warn
from alicloud_iot_ota.cli.parsing.options import Once, not_blank
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from alicloud_iot_ota.cli.parsing.parser import Parser
    from alicloud_iot_ota.lock_file import Entry, LockFile
    from alicloud_iot_ota.lookup import Lookup, Warn

    Failures = Sequence[tuple[Entry, OtaError]]

_Answer = TypeVar("_Answer")

OPERANDS = " [NAME...]"
"""The names of entries, for the first line of a help."""

MAX_THREADS = 256
"""Threads for the entries of one command. Nearly all of them wait for a list that another one reads."""

_MOST_NAMES = 12  # in one line
_WORST_FIRST = (ExitStatus.BROKEN_PIN, ExitStatus.ERROR, ExitStatus.UNDECIDABLE, ExitStatus.OK)


def add_to(parser: Parser, which: str) -> None:
    """Add the names of entries and the options that all commands on a lock file have.

    Args:
        parser: The parser of a command.
        which: Which entries are meant where no name is given, as a sentence.
    """
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"The names of entries. {which}")
    parser.add_argument(
        "--lock-file",
        action=Once,
        type=not_blank,
        metavar="FILE",
        help=f"The lock file. {lock_file.DEFAULT_NAME} by default.",
    )
    parser.add_argument("--json", action="store_true", help="Print the result as JSON.")


def path_of(given: argparse.Namespace) -> Path:
    """Return the path of the lock file."""
    return Path(lock_file.DEFAULT_NAME if given.lock_file is None else given.lock_file)


def chosen(held: LockFile, names: Iterable[str]) -> list[Entry]:
    """Return the entries of some names, each once, or all entries where there is no name.

    Raises:
        LockFileError: There is no entry of a name.
    """
    return [held.entry(name) for name in dict.fromkeys(names)] or list(held.entries.values())


def ask(
    lookup: Lookup, entries: Sequence[Entry], question: Callable[[Entry, Warn], _Answer]
) -> list[tuple[Entry, _Answer | OtaError]]:
    """Ask something of every entry, of all at once, so that those of one product share a reading and its failure.

    Args:
        lookup: The service that the question is put to.
        entries: The entries.
        question: Gives the answer for an entry, on a thread of its own, and tells what is worth a warning.

    Returns:
        The entries in their order, each with the answer or the error in its place.
    """

    def reply(entry: Entry) -> tuple[_Answer | OtaError, list[str]]:
        told: list[str] = []
        try:
            return question(entry, told.append), told
        except OtaError as error:
            return error, told

    with ThreadPoolExecutor(MAX_THREADS) as pool:
        try:
            replies = list(pool.map(reply, entries))
        except BaseException:
            lookup.cancel()  # or the end of the block would wait for answers that nobody wants any more
            raise
    for text in dict.fromkeys(text for _, told in replies for text in told):
        warn(text)
    return [(entry, answer) for entry, (answer, _) in zip(entries, replies, strict=True)]


def failures_in(answers: Iterable[tuple[Entry, object]], *, besides: type[OtaError] | tuple[()] = ()) -> Failures:
    """Return the entries whose answer is an error, all but those of one kind."""
    return [
        (entry, answer) for entry, answer in answers if isinstance(answer, OtaError) and not isinstance(answer, besides)
    ]


def tell_failures(path: Path, failures: Failures) -> ExitStatus:
    """Write errors to stderr, each once with the places of all entries that have it, and return the worst status."""
    entries: dict[str, list[Entry]] = {}
    statuses = {ExitStatus.OK}
    for entry, error in failures:
        entries.setdefault(str(error), []).append(entry)
        statuses.add(ExitStatus.of(error))
    for text, concerned in entries.items():
        tell(f"{_places(path, concerned)}\n{text}")
    return min(statuses, key=_WORST_FIRST.index)


def _places(path: Path, entries: Sequence[Entry]) -> str:
    """Return where entries stand, as editors and terminals make links of it."""
    more = f" and {len(entries) - _MOST_NAMES} more" if len(entries) > _MOST_NAMES else ""
    return ", ".join(f"{printable(str(path))}:{each.line} {each.name}" for each in entries[:_MOST_NAMES]) + more
