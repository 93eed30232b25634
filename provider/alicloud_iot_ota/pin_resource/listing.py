# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""List: the IDs of packages for an import, in pages.

Every listed ID can be read, imported, and passed to `.get`. A list is complete or an error, as in `api.listing`. A page
starts at a position in a list that is read for each page. The continuation token therefore contains a digest of the
query and a digest of the list. If one of them has changed, the next page is an error: it could skip or repeat packages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.base.visible import first_hidden, is_ascii
from alicloud_iot_ota.errors import ArgumentError, Failure, IncompleteListingError, SelectionError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import ListFirmwarePinsArgs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn

MAX_TOKEN = 169
"""The maximum number of characters of a continuation token: two numbers of 19 digits, two digests and three dots."""

_TOKEN = re.compile(r"([1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,18})\.([0-9a-f]{64})\.([0-9a-f]{64})")
_TOKEN_NAME = "continuationToken"  # noqa: S105 - the name of the field, not a secret
_FROM_THE_FIRST_PAGE = "List again from the first page, without a continuation token."


class PageRequest(msgspec.Struct, frozen=True):
    """The requested part of a list.

    Attributes:
        limit: The maximum number of packages on all pages. No limit if it is less than 1.
        page_size: The maximum number of packages on this page. No limit if it is less than 1.
        continuation_token: The token of the previous page; empty for the first page.
    """

    limit: int = 0
    page_size: int = 0
    continuation_token: str = ""


class ListedPin(msgspec.Struct, frozen=True):
    """A package that can be imported as a pin.

    Attributes:
        resource_id: Its ID for an import: its firmware ID.
        name: A unique name for the resource: the name of the package, or its ID.
    """

    resource_id: str
    name: str


class ListedPins(msgspec.Struct, frozen=True):
    """A page of a list.

    Attributes:
        pins: The packages, in the order of `getFirmwares`.
        continuation_token: The token for the next page; empty on the last page.
    """

    pins: Sequence[ListedPin]
    continuation_token: str


class _Position(msgspec.Struct, frozen=True):
    """The end of a page.

    Attributes:
        listed: The number of packages on this page and on the previous ones.
        limit: The maximum number of packages on all pages; 0 for no limit.
        query: The digest of the query, the limit and this position.
        pins: The digest of the complete list.
    """

    listed: int
    limit: int
    query: str = ""
    pins: str = ""

    def encode(self) -> str:
        """Return the continuation token."""
        return f"{self.listed}.{self.limit}.{self.query}.{self.pins}"

    def allows(self, limit: int) -> bool:
        """Return whether the limit of the next page fits: the same one, or what is left of it.

        The protocol requires the same limit for all pages. Pulumi's command line sends what is left of it.
        """
        return limit in {self.limit, max(0, self.limit - self.listed)}


def list_pins(  # noqa: PLR0913 - the parts of the engine's request
    lookup: Callable[[], Lookup],
    query: Mapping[str, object],
    page: PageRequest,
    warn: Warn,
    *,
    secret: Collection[str] = (),
    unknown: Collection[str] = (),
) -> ListedPins | None:
    """Return a page of the packages that can be imported, or None if the query is not known yet.

    Args:
        lookup: Returns the lookup service; not called if no lookup is needed.
        query: The criteria by wire names.
        page: The requested part of the list.
        warn: Shows a warning to the user.
        secret: The names of criteria whose values must not be shown.
        unknown: The names of criteria whose values are not known yet.

    Raises:
        ArgumentError: The query or the continuation token is invalid, or a criterion is a secret.
        IncompleteListingError: The list changed since the previous page, or during the read.
        SelectionError: The ID of a package cannot be imported.
        OtaError: The lookup failed.
    """
    args, failures = validation.read(ListFirmwarePinsArgs, query, secret, unknown)
    failures += [Failure(name, _secret_criterion(name)) for name in sorted(secret)]
    start, mistake = _parse_token(page)
    failures += [] if mistake is None else [mistake]
    if failures:
        raise ArgumentError(failures)
    if unknown:
        return None
    service = lookup()
    where = service.where(args)
    given = _digest([where, {name: value for name, value in query.items() if value is not None}])
    if start.listed and start.query != _digest([given, start.limit, start.listed]):
        raise ArgumentError([_token_failure(f"{_TOKEN_NAME} belongs to another query.")])
    pins = _pins(service.select(args, warn), where)
    now = _digest([[each.resource_id, each.name] for each in pins])
    if start.listed and start.pins != now:
        raise IncompleteListingError(
            f"The packages of {where} changed since the previous page of the list.", _FROM_THE_FIRST_PAGE
        )
    last = min(len(pins), start.limit or len(pins))
    end = min(last, start.listed + page.page_size) if page.page_size > 0 else last
    more = _Position(end, start.limit, _digest([given, start.limit, end]), now).encode() if end < last else ""
    return ListedPins(pins[start.listed : end], more)


def _secret_criterion(name: str) -> str:
    return f"{name} must not be a secret, because a list shows IDs in plain text. Pass a plain value."


def _token_failure(mistake: str) -> Failure:
    return Failure(_TOKEN_NAME, f"{mistake} {_FROM_THE_FIRST_PAGE}")


def _parse_token(page: PageRequest) -> tuple[_Position, Failure | None]:
    """Return where a page starts, and the mistake in its continuation token."""
    first, token = _Position(0, max(0, page.limit)), page.continuation_token
    if not token:
        return first, None
    found = _TOKEN.fullmatch(token) if len(token) <= MAX_TOKEN else None
    if found is None:
        return first, _token_failure(f"{_TOKEN_NAME} is not a token of this provider.")
    listed, limit, query, pins = found.groups()
    start = _Position(int(listed), int(limit), query, pins)
    if not start.allows(first.limit):
        return first, _token_failure(f"{_TOKEN_NAME} belongs to a list with another limit.")
    return start, None


def _pins(packages: Sequence[Package], where: str) -> list[ListedPin]:
    """Return packages with their IDs and unique names.

    Raises:
        SelectionError: The ID of a package cannot be imported.
    """
    for each in packages:
        if not _is_importable(each.firmware_id):
            raise SelectionError(
                f"The ID of package {format_text(each.firmware_id)} ({format_text(each.dest_version)}) in {where} "
                "cannot be imported: it is blank, contains a slash, or is not printable ASCII.",
                "Exclude this package with other criteria, such as moduleName or versionRange. Nothing was listed.",
            )
    ids = {each.firmware_id for each in packages}
    names = Counter(each.firmware_name for each in packages)
    return [ListedPin(each.firmware_id, _name(each, names, ids)) for each in packages]


def _name(firmware: Package, names: Counter[str | None], ids: Collection[str]) -> str:
    """Return the name of a package or, if that is not visible or not unique, its ID."""
    name = firmware.firmware_name
    if name is None or not name.strip() or first_hidden(name) is not None or names[name] > 1 or name in ids:
        return firmware.firmware_id
    return name


def _is_importable(firmware_id: str) -> bool:
    """Return whether `reading.criteria_of` reads a text as a firmware ID, and `schema` accepts that ID."""
    return is_ascii(firmware_id) and "/" not in firmware_id and not firmware_id.isspace()


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
