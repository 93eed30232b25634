# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One question about many entries, asked of the service for all of them together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Warn

_Answer = TypeVar("_Answer")

MAX_THREADS = 256
"""Threads for the entries of one command. Nearly all of them wait for a list that another one reads."""

_LOOK_FOR_SIGNALS = 0.5  # seconds: a Ctrl-C that comes just before a wait is seen after it


def ask(
    lookup: Lookup, entries: Sequence[Entry], question: Callable[[Lookup, Entry, Warn], _Answer], warn: Warn
) -> list[tuple[Entry, _Answer | OtaError]]:
    """Ask something of every entry, of all at once, so that those of one product share a reading and its failure.

    Each is asked on a thread of its own. What the questions warn of is told after the last answer, each text once.

    Returns:
        The entries in their order, each with the answer or the error in its place.
    """

    def reply(entry: Entry) -> tuple[_Answer | OtaError, list[str]]:
        told: list[str] = []
        try:
            return question(lookup, entry, told.append), told
        except OtaError as error:
            return error, told

    with ThreadPoolExecutor(MAX_THREADS) as pool:
        try:
            asked = [pool.submit(reply, entry) for entry in entries]
            while wait(asked, _LOOK_FOR_SIGNALS).not_done:
                pass
            replies = [each.result() for each in asked]
        except BaseException:
            lookup.cancel()  # or the end of the block would wait for answers that nobody wants any more
            raise
    for text in dict.fromkeys(text for _, told in replies for text in told):
        warn(text)
    return [(entry, answer) for entry, (answer, _) in zip(entries, replies, strict=True)]
