# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run one function for many entries in parallel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Lookups, Warn

_Answer = TypeVar("_Answer")

MAX_THREADS = 256
"""Threads of one command. Nearly all of them wait for a package list that another thread reads."""

_SIGNAL_INTERVAL = 0.5  # in seconds; handles a Ctrl-C that arrives just before a wait


def map_entries(
    lookups: Lookups, entries: Sequence[Entry], function: Callable[[Lookup, Entry, Warn], _Answer], warn: Warn
) -> list[tuple[Entry, _Answer | OtaError]]:
    """Call a function for every entry with the lookup service of its account, each in its own thread.

    Entries of one product share one read of the package list, and its error. Warnings are collected and passed to
    `warn` after the last call, without duplicates.

    Returns:
        The entries in their order, each with its result or its error.
    """

    def run(entry: Entry) -> tuple[_Answer | OtaError, list[str]]:
        warnings: list[str] = []
        try:
            return function(lookups.get(entry.criteria.settings), entry, warnings.append), warnings
        except OtaError as error:
            return error, warnings

    with ThreadPoolExecutor(MAX_THREADS) as pool:
        try:
            submitted = [pool.submit(run, entry) for entry in entries]
            while wait(submitted, _SIGNAL_INTERVAL).not_done:
                pass
            results = [each.result() for each in submitted]
        except BaseException:
            lookups.cancel()  # otherwise, leaving the block would wait for all remaining responses
            raise
    for text in dict.fromkeys(text for _, warnings in results for text in warnings):
        warn(text)
    return [(entry, answer) for entry, (answer, _) in zip(entries, results, strict=True)]
