# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The complete list of packages of one scope, proved complete or refused.

A short or moving list must never quietly select an older firmware. A reading counts only if every page agrees on
`Total` and says that it is the page asked for, every page but the last is full, and no package comes twice; else the
list is read again, and at last refused.

Why that is a proof, where the newest package comes first: page 1 is read before all others, which may come in any
order. What is published after that is at least as young as the first row of page 1, and on a later page would break the
order of the times of creation. So every package of the reading was there at page 1; they are `Total`, all different;
and so they are the list as it stood then.

The order is not documented. A list of several pages whose times of creation do not show it is therefore read a second
time, and counts only if both readings are the same, package by package: each was there all the time between them, and
they are `Total`.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.api import wire
from alicloud_iot_ota.base.hiding import inherit_hiding
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import DeadlineError, IncompleteListingError, InvalidResponseError
from alicloud_iot_ota.firmware import MAX_PAGE_SIZE, Package

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Deadline

    OnPage = Callable[[int, int], None]
    """Is told of each page that was read: how many of the list are, and how many it has."""

MAX_READS = 4
"""Readings of a list that does not prove to be complete. After the last one, nothing is selected."""

MAX_PACKAGES = 100_000
"""Packages in one catalog; a larger `Total` is refused. The service documents at most 500 an account."""

MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters in the texts of one catalog: 100,000 packages with each field at its documented length have 56 million."""

MAX_PARALLEL_PAGES = 8
"""Pages under way together: at 80 ms an answer ten times what the quota allows, and few enough for a proxy."""

GRACE_WAIT = 0.5
"""Seconds for a page to report its own error after the deadline."""

_PAUSE = 0.3  # seconds; what is being published has then settled


class Scope(msgspec.Struct, frozen=True):
    """What one listing covers.

    Attributes:
        iot_instance_id: The instance, or None where the region's instance has no ID.
        product_key: The product, or None for every product of the account.
    """

    iot_instance_id: str | None
    product_key: str | None

    @property
    def quoted(self) -> tuple[str, ...]:
        """The texts in the words for it, as messages show them."""
        return tuple(format_text(text) for text in (self.iot_instance_id, self.product_key) if text)

    def __str__(self) -> str:
        product = f"product {format_text(self.product_key)}" if self.product_key else "all products"
        return f"{product}, instance {format_text(self.iot_instance_id)}" if self.iot_instance_id else product


class _InconsistentPagesError(Exception):
    """The pages of one reading do not make a whole.

    Attributes:
        quoted: The text of the service in the message, if there is one.
    """

    def __init__(self, message: str, quoted: str | None = None) -> None:
        super().__init__(message)
        self.quoted = quoted


class _Page(msgspec.Struct, frozen=True):
    """One page that is right in itself."""

    packages: tuple[Package, ...]
    total: int
    characters: int
    request_id: str | None


def read_catalog(
    client: OtaClient, scope: Scope, on_page: OnPage = lambda *_: None, deadline: Deadline | None = None
) -> tuple[Package, ...]:
    """Return every package of a scope.

    Args:
        client: Reads the pages.
        scope: What to list.
        on_page: Is told how far the reading is, on the thread that called; a list that is read again begins again.
        deadline: When to give up; a new one of the client by default. It is over when this returns.

    Raises:
        IncompleteListingError: No reading could be proved complete.
        InvalidResponseError: The list is larger than the bounds of this module.
        OtaError: A page could not be read.
    """
    deadline = deadline or client.deadline()
    try:
        return _read_until_complete(client, scope, deadline, on_page)
    finally:
        deadline.expire()  # pages that are still under way after an error are in vain


def _read_until_complete(client: OtaClient, scope: Scope, deadline: Deadline, on_page: OnPage) -> tuple[Package, ...]:
    unconfirmed: tuple[Package, ...] | None = None
    problem = ""  # what was wrong with the reading before
    quoted: str | None = None  # the text of the service in it
    try:
        for reading in range(1, MAX_READS + 1):
            try:
                packages = _read_once(client, scope, deadline, on_page)
                if len(packages) <= MAX_PAGE_SIZE or _is_newest_first(packages) or packages == unconfirmed:
                    return packages
                is_second_reading_due = unconfirmed is None
                problem, quoted = "the packages are not sorted by creation time, newest first", None
                if not is_second_reading_due:
                    problem += ", and a second read returned a different list"
                unconfirmed = packages
            except _InconsistentPagesError as error:
                problem, quoted = str(error), error.quoted
                is_second_reading_due, unconfirmed = False, None
            if reading < MAX_READS and not is_second_reading_due:
                client.wait(_PAUSE * reading, deadline)
    except DeadlineError as error:
        if not problem:
            raise
        again = f"The package list for {scope} was being read again. Problem in the previous read: {problem}."
        raise DeadlineError(f"{error.message} {again}", error.remedy).with_quoted(
            *error.quoted, *scope.quoted, quoted
        ) from None
    raise IncompleteListingError(
        f"Incomplete package list for {scope}: it changed or was inconsistent in each of {MAX_READS} reads (last: "
        f"{problem}). Nothing was selected, and no package counts as missing.",
        "Retry when no packages are being published or deleted. If the error persists, send the last RequestId to "
        "Alibaba Cloud support.",
    ).with_quoted(*scope.quoted, quoted)


def _read_once(client: OtaClient, scope: Scope, deadline: Deadline, on_page: OnPage) -> tuple[Package, ...]:
    def page(number: int) -> _Page:
        return _read_page(client, scope, number, deadline)

    first = page(1)
    count = max(1, -(-first.total // MAX_PAGE_SIZE))
    on_page(1, count)
    pages = [first, *_read_in_parallel(page, range(2, count + 1), deadline, lambda read: on_page(1 + read, count))]
    packages: dict[str, Package] = {}
    for each in pages:
        if each.total != first.total:
            raise _InconsistentPagesError(
                f"Total went from {first.total} to {each.total} (RequestId {each.request_id})"
            )
        for firmware in each.packages:
            if firmware.firmware_id in packages:
                duplicate = format_text(firmware.firmware_id)
                raise _InconsistentPagesError(
                    f"firmwareId {duplicate} appeared twice (RequestId {each.request_id})", duplicate
                )
            packages[firmware.firmware_id] = firmware
    return tuple(packages.values())


def _read_page(client: OtaClient, scope: Scope, number: int, deadline: Deadline) -> _Page:
    answer = client.list_ota_firmware(
        number,
        MAX_PAGE_SIZE,
        iot_instance_id=scope.iot_instance_id,
        product_key=scope.product_key,
        deadline=deadline,
    )
    if answer.total is None or answer.total < 0:
        raise _InconsistentPagesError(f"page {number} has no valid Total (RequestId {answer.request_id})")
    if answer.total > MAX_PACKAGES:
        raise InvalidResponseError(
            f"The package list for {scope} is too long: Total is {answer.total}, the maximum is {MAX_PACKAGES} "
            f"(RequestId {answer.request_id}).",
            "Set productKey to list one product. Alibaba Cloud documents at most 500 packages per account, so also "
            "check the endpoint and the proxy.",
        ).with_quoted(*scope.quoted)
    if answer.current_page not in {None, number}:
        raise _InconsistentPagesError(
            f"requested page {number}, got page {answer.current_page} (RequestId {answer.request_id})"
        )
    expected = min(MAX_PAGE_SIZE, max(0, answer.total - MAX_PAGE_SIZE * (number - 1)))
    if len(answer.rows) != expected:
        raise _InconsistentPagesError(
            f"page {number} has {len(answer.rows)} packages, expected {expected} for Total {answer.total} "
            f"(RequestId {answer.request_id})"
        )
    packages = tuple(wire.firmware(row, answer.request_id) for row in answer.rows)
    return _Page(packages, answer.total, sum(map(size, packages)), answer.request_id)


def size(firmware: Package) -> int:
    """Return the number of characters in the texts of a package: what its memory depends on."""
    return sum(len(value) for value in msgspec.structs.astuple(firmware) if isinstance(value, str))


def _read_in_parallel(
    read: Callable[[int], _Page], numbers: range, deadline: Deadline, on_read: Callable[[int], None]
) -> list[_Page]:
    """Read pages, several at a time, and return them in order. Raises the first error there is, at once.

    Not a pool's work: the interpreter waits for the threads of `concurrent.futures` before it ends, and a Ctrl-C must
    not wait for a service that does not answer.
    """
    to_read = iter(numbers)
    lock = threading.Lock()
    outcomes: queue.SimpleQueue[tuple[int, _Page | BaseException]] = queue.SimpleQueue()
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            with lock:
                number = next(to_read, None)
            if number is None:
                return
            try:
                outcomes.put((number, read(number)))
            except BaseException as error:  # noqa: BLE001 - it is raised where the pages are waited for
                outcomes.put((number, error))

    for _ in range(min(MAX_PARALLEL_PAGES, len(numbers))):
        threading.Thread(target=inherit_hiding(work), daemon=True).start()
    pages: dict[int, _Page] = {}
    characters = 0  # of the pages but the first, which has its own bound
    try:
        while len(pages) < len(numbers):
            number, outcome = _next_outcome(outcomes, deadline)
            if isinstance(outcome, BaseException):
                raise outcome
            characters += outcome.characters
            if characters > MAX_CHARACTERS:
                raise InvalidResponseError(
                    f"The package list is too large: its fields have more than {MAX_CHARACTERS} characters in total "
                    f"(RequestId {outcome.request_id}).",
                    "Set productKey to list one product. Also check the endpoint and the proxy.",
                )
            pages[number] = outcome
            on_read(len(pages))
    finally:
        is_over.set()
    return [pages[number] for number in numbers]


def _next_outcome(
    outcomes: queue.SimpleQueue[tuple[int, _Page | BaseException]], deadline: Deadline
) -> tuple[int, _Page | BaseException]:
    """Return what a thread has read. At the deadline, the threads get a moment to say why, then this raises."""
    while True:
        is_over = deadline.remaining() <= 0
        with contextlib.suppress(queue.Empty):
            return outcomes.get(timeout=GRACE_WAIT if is_over else deadline.remaining())
        if is_over:
            raise deadline.timeout_error("Pages of the package list were still arriving.")


def _is_newest_first(packages: Sequence[Package]) -> bool:
    """Return whether the times of creation show the order on which the proof rests."""
    times = [created for package in packages if (created := package.created) is not None]
    if len(times) < len(packages) or times != sorted(times, reverse=True):
        return False
    return times[0] > times[MAX_PAGE_SIZE]  # as young as page 1 begins, no later page may be
