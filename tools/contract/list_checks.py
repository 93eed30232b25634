# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of lists: pages, totals, order and filters. Those that compare responses require an unchanged list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.api.listing import MAX_PACKAGES
from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from contract.evidence import Evidence, UncheckedError, ViolatedError

if TYPE_CHECKING:
    from contract.evidence import Answer

PAGES = ("list", "first", "second", "past", "all products", "version", "shortened version")
"""The probes that return pages."""
_SAME_LIST = ("list", "first", "second", "past")


def shape(evidence: Evidence) -> None:
    """Check that the packages are an array inside an object."""
    for _, page in evidence.pages(*PAGES):
        info = page.fields["FirmwareInfo"]
        if not isinstance(info, dict) or not isinstance(info.get("SimpleFirmwareInfo"), list):
            raise ViolatedError("FirmwareInfo is not an object with the array SimpleFirmwareInfo")


def total(evidence: Evidence) -> None:
    """Check that Total is a number that the client accepts."""
    for _, page in evidence.pages(*PAGES):
        if not 0 <= _total(page) <= MAX_PACKAGES:
            raise ViolatedError(f"Total is not a number from 0 to {MAX_PACKAGES}")


def same_total(evidence: Evidence) -> None:
    """Check that Total does not depend on the page and its size."""
    evidence.require_unchanged()
    evidence.page("first")
    if len({_total(page) for _, page in evidence.pages(*_SAME_LIST)}) > 1:
        raise ViolatedError("pages of the same list have different values of Total")


def echoed_page(evidence: Evidence) -> None:
    """Check that a page has the requested number."""
    for name, page in evidence.pages(*PAGES):
        expected = {"second": 2, "past": _page_count(evidence.page("list")) + 1}.get(name, 1)
        if page.number("CurrentPage") != expected:
            raise ViolatedError("a page has another CurrentPage than requested")


def echoed_size(evidence: Evidence) -> None:
    """Check that a page has the requested size."""
    for name, page in evidence.pages(*PAGES):
        if page.number("PageSize") != (1 if name in {"first", "second"} else MAX_PAGE_SIZE):
            raise ViolatedError("a page has another PageSize than requested")


def page_count(evidence: Evidence) -> None:
    """Check that PageCount is the quotient of Total and the requested page size, rounded up."""
    for name, page in evidence.pages(*PAGES):
        size = 1 if name in {"first", "second"} else MAX_PAGE_SIZE
        if page.number("PageCount") != -(-_total(page) // size):
            raise ViolatedError("PageCount is not Total divided by PageSize, rounded up")


def full_pages(evidence: Evidence) -> None:
    """Check that a page is full unless it is the last."""
    evidence.require_unchanged()
    count = _total(evidence.page("list"))
    for name, size, page in (("list", MAX_PAGE_SIZE, 1), ("first", 1, 1), ("second", 1, 2)):
        if name in evidence.answers and evidence.answers[name].is_page:
            expected = min(size, max(0, count - size * (page - 1)))
            if len(evidence.answers[name].rows) != expected:
                raise ViolatedError("a page has more or fewer packages than Total and PageSize require")


def past_the_end(evidence: Evidence) -> None:
    """Check that a page after the last one is empty."""
    evidence.require_unchanged()
    if evidence.page("past").rows:
        raise ViolatedError("a page after the last one has packages")


def page_parts(evidence: Evidence) -> None:
    """Check that the order of packages does not depend on the page size."""
    evidence.require_unchanged()
    expected = _ids(evidence.page("list"))[:2]
    if len(expected) < 2:  # noqa: PLR2004 - two pages of one package
        raise UncheckedError("the product has fewer than 2 packages")
    found = [*_ids(evidence.page("first")), *_ids(evidence.page("second"))]
    if found != expected:
        raise ViolatedError("two pages of one package differ from the start of a page of 100")


def unique(evidence: Evidence) -> None:
    """Check that no package is listed twice."""
    evidence.packages()
    for _, page in evidence.pages("list", "all products"):
        ids = _ids(page)
        if len(set(ids)) != len(ids):
            raise ViolatedError("a FirmwareId occurs twice on a page")


def newest_first(evidence: Evidence) -> None:
    """Check that packages are sorted by creation time, newest first."""
    times = [row.get("UtcCreate") for row in evidence.packages()]
    if len(times) < 2:  # noqa: PLR2004 - the smallest list with an order
        raise UncheckedError("the product has fewer than 2 packages")
    texts = [time for time in times if isinstance(time, str)]
    if texts != sorted(texts, reverse=True):
        raise ViolatedError("a package is newer than the one before it")
    if len(set(texts)) == 1:
        raise UncheckedError("all packages were created at the same time")


def product_filter(evidence: Evidence) -> None:
    """Check that a list has only packages of the requested product."""
    product = evidence.product_key
    if any(row.get("ProductKey") != product for row in evidence.packages()):
        raise ViolatedError("the list of a product has a package of another product, or of none")


def all_products(evidence: Evidence) -> None:
    """Check that the list without a product includes the packages of the product."""
    evidence.require_unchanged()
    everything, ids = evidence.page("all products"), _ids(evidence.page("list"))
    if _total(everything) < _total(evidence.page("list")):
        raise ViolatedError("the list of all products is shorter than the list of one product")
    if _total(everything) <= MAX_PAGE_SIZE and not set(ids) <= set(_ids(everything)):
        raise ViolatedError("the list of all products does not include a package of the product")


def version_filter(evidence: Evidence) -> None:
    """Check that DestVersion selects only packages with this version, and all of them."""
    evidence.require_unchanged()
    rows = evidence.page("version").rows
    version = evidence.version
    if any(row.get("DestVersion") != version for row in rows):
        raise ViolatedError("the filter selects a package with another version")
    whole = evidence.page("list")
    if _total(whole) > MAX_PAGE_SIZE:
        raise UncheckedError("the product has more than 100 packages")
    expected = [str(row.get("FirmwareId")) for row in whole.rows if row.get("DestVersion") == version]
    if sorted(expected) != sorted(_ids(evidence.page("version"))):
        raise ViolatedError("the filter does not select every package with the version")


def version_total(evidence: Evidence) -> None:
    """Check that Total counts only the packages that a filter selects."""
    page = evidence.page("version")
    if _total(page) != len(page.rows) and len(page.rows) < MAX_PAGE_SIZE:
        raise ViolatedError("Total of a filtered list is not the number of its packages")


def shortened_version(evidence: Evidence) -> None:
    """Check that DestVersion is not a prefix."""
    evidence.require_unchanged()
    whole = evidence.page("list")
    if _total(whole) > MAX_PAGE_SIZE:
        raise UncheckedError("the product has more than 100 packages")
    if evidence.page("shortened version").rows:
        raise ViolatedError("the start of a version selects packages with the complete version")


def _total(page: Answer) -> int:
    number = page.number("Total")
    return -1 if number is None else number


def _page_count(page: Answer) -> int:
    return -(-max(0, _total(page)) // MAX_PAGE_SIZE)


def _ids(page: Answer) -> list[str]:
    return [str(row.get("FirmwareId")) for row in page.rows]
