# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A reader for the package list of one scope. It returns a list that is proved complete, or raises an error.

An incomplete or changing list must never silently select an older firmware. A read counts only under these conditions:
Every page reports the same `Total` and the requested page number. Every page except the last is full. No package
appears twice. Otherwise the list is read again, and after `MAX_READS` reads it is rejected.

If the list is sorted newest first, these conditions are a proof: Page 1 is read before all other pages, which may be
read in any order. A package that is published later is at least as new as the first row of page 1, so on a later page
it would violate the order of creation times. Therefore, every package of the read existed when page 1 was read. The
read has `Total` different packages, so it is the complete list at that moment.

The order is not documented. If the creation times of a list with several pages do not show this order, the list is
read a second time. It counts only if both reads return the same packages. Each package then existed during the whole
time between the reads, and there are `Total` of them.
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
    """Called after each page with the number of pages read and their total."""

MAX_READS = 4
"""The maximum number of reads of a list that cannot be proved complete. After the last one, nothing is selected."""

MAX_PACKAGES = 100_000
"""The maximum number of packages in one catalog. A larger `Total` is refused.

The service documents at most 500 packages per account.
"""

MAX_CHARACTERS = 64 * 1024 * 1024
"""The maximum number of characters in the texts of one catalog.

100,000 packages with fields of their documented length have 56 million.
"""

MAX_PARALLEL_PAGES = 8
"""The maximum number of pages that are requested in parallel.

At 80 ms per response, this is ten times the quota. It is also few enough for a proxy.
"""

GRACE_WAIT = 0.5
"""The seconds after the deadline in which a page may report its own error."""

_PAUSE = 0.3  # seconds; by then, packages that are being published are usually listed


class Scope(msgspec.Struct, frozen=True):
    """The scope of one package list.

    Attributes:
        iot_instance_id: The instance, or None if the region's instance has no ID.
        product_key: The product, or None for every product of the account.
    """

    iot_instance_id: str | None
    product_key: str | None

    @property
    def quoted(self) -> tuple[str, ...]:
        """The parts of the scope that messages quote, formatted as in messages."""
        return tuple(format_text(text) for text in (self.iot_instance_id, self.product_key) if text)

    def __str__(self) -> str:
        product = f"product {format_text(self.product_key)}" if self.product_key else "all products"
        return f"{product}, instance {format_text(self.iot_instance_id)}" if self.iot_instance_id else product


class _InconsistentPagesError(Exception):
    """The pages of one read contradict each other.

    Attributes:
        quoted: The text of the service in the message, or None.
    """

    def __init__(self, message: str, quoted: str | None = None) -> None:
        super().__init__(message)
        self.quoted = quoted


class _Page(msgspec.Struct, frozen=True):
    """One page without contradictions in itself."""

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
        on_page: Called after each page with the number of pages read and their total, on the calling thread. If the
            list is read again, the count starts again.
        deadline: When to give up. Default: a new deadline of the client. This function expires it before it returns.

    Raises:
        IncompleteListingError: No read could be proved complete.
        InvalidResponseError: The list exceeds the limits of this module.
        OtaError: A page could not be read.
    """
    deadline = deadline or client.deadline()
    try:
        return _read_until_complete(client, scope, deadline, on_page)
    finally:
        deadline.expire()  # after an error, pages in flight are no longer needed


def _read_until_complete(client: OtaClient, scope: Scope, deadline: Deadline, on_page: OnPage) -> tuple[Package, ...]:
    unconfirmed: tuple[Package, ...] | None = None
    problem = ""  # the problem in the previous read
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
    packages = tuple(wire.parse_package(row, answer.request_id) for row in answer.rows)
    return _Page(packages, answer.total, sum(map(text_length, packages)), answer.request_id)


def is_possible_list(packages: Sequence[Package]) -> bool:
    """Return whether the service could have returned such a complete list: within limits, and every ID once."""
    return (
        len(packages) <= MAX_PACKAGES
        and len({package.firmware_id for package in packages}) == len(packages)
        and all(package.firmware_id and package.dest_version for package in packages)
    )


def text_length(firmware: Package) -> int:
    """Return the number of characters in the texts of a package, which determines its memory use."""
    return sum(len(value) for value in msgspec.structs.astuple(firmware) if isinstance(value, str))


def _read_in_parallel(
    read: Callable[[int], _Page], numbers: range, deadline: Deadline, on_read: Callable[[int], None]
) -> list[_Page]:
    """Read pages in parallel and return them in order. Raise the first error immediately.

    This does not use `concurrent.futures`: the interpreter waits for its threads before it exits, but Ctrl-C must not
    wait for a service that does not respond.
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
            except BaseException as error:  # noqa: BLE001 - the waiting thread raises it
                outcomes.put((number, error))

    for _ in range(min(MAX_PARALLEL_PAGES, len(numbers))):
        threading.Thread(target=inherit_hiding(work), daemon=True).start()
    pages: dict[int, _Page] = {}
    characters = 0  # of all pages except the first, which has its own limit
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
    """Return the next page or error from a thread.

    At the deadline, the threads get a moment to report their own errors; then this function raises a DeadlineError.
    """
    while True:
        is_over = deadline.remaining() <= 0
        with contextlib.suppress(queue.Empty):
            return outcomes.get(timeout=GRACE_WAIT if is_over else deadline.remaining())
        if is_over:
            raise deadline.timeout_error("Pages of the package list were still arriving.")


def _is_newest_first(packages: Sequence[Package]) -> bool:
    """Return whether the creation times show the order that the proof requires."""
    times = [created for package in packages if (created := package.created) is not None]
    if len(times) < len(packages) or times != sorted(times, reverse=True):
        return False
    return times[0] > times[MAX_PAGE_SIZE]  # later pages must be older than the start of page 1
