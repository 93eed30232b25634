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

_SIGNAL_INTERVAL = 0.5  # seconds: a Ctrl-C that comes just before a wait is seen after it


def map_entries(
    lookup: Lookup, entries: Sequence[Entry], function: Callable[[Lookup, Entry, Warn], _Answer], warn: Warn
) -> list[tuple[Entry, _Answer | OtaError]]:
    """Ask something of every entry, of all at once, so that those of one product share a reading and its failure.

    Each is asked on a thread of its own. What the questions warn of is told after the last answer, each text once.

    Returns:
        The entries in their order, each with the answer or the error in its place.
    """

    def run(entry: Entry) -> tuple[_Answer | OtaError, list[str]]:
        warnings: list[str] = []
        try:
            return function(lookup, entry, warnings.append), warnings
        except OtaError as error:
            return error, warnings

    with ThreadPoolExecutor(MAX_THREADS) as pool:
        try:
            submitted = [pool.submit(run, entry) for entry in entries]
            while wait(submitted, _SIGNAL_INTERVAL).not_done:
                pass
            results = [each.result() for each in submitted]
        except BaseException:
            lookup.cancel()  # or the end of the block would wait for answers that nobody wants any more
            raise
    for text in dict.fromkeys(text for _, warnings in results for text in warnings):
        warn(text)
    return [(entry, answer) for entry, (answer, _) in zip(entries, results, strict=True)]
