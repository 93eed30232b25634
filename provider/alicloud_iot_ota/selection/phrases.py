# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages, versions and counts in words, for the messages of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.base.text import format_exact_size, format_full_text, format_text, format_text_or, pluralize
from alicloud_iot_ota.firmware import Package, describe_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.versions import Proposal, Reader

_Item = TypeVar("_Item")

MOST_LINES = 15
"""The lines that one message may have, its remedy included; what does not fit is counted."""

NO_SIZE = "the service gives no size for it"

_MOST_VALUES = 8  # in one line


def describe(firmware: Package, hint: str | None = None) -> str:
    """Return a package in one line: version, type, status, name, place and ID, and what else is to be said of it."""
    kind = describe_type(firmware.type_word, firmware.src_version)
    name = format_text_or(firmware.firmware_name, "unnamed")
    place = f"{format_text_or(firmware.product_key, 'no product')}/{format_text(firmware.module)}"
    return (
        f'{format_text(firmware.dest_version)} ({kind}, {firmware.status_word}) "{name}" in {place}, '
        f"firmwareId {format_text(firmware.firmware_id)}{f': {hint}' if hint else ''}"
    )


def describe_digest(firmware: Package) -> str:
    """Say which digest a package has."""
    return f"its digest is {format_text(firmware.digest)}" if firmware.digest else "the service gives no digest for it"


def describe_size(firmware: Package) -> str:
    """Say how large a package is."""
    size = firmware.firmware_size
    return NO_SIZE if size is None else f"it has {format_exact_size(size)}"


def truncate(values: Sequence[str]) -> str:
    """Return the first values in one line, and how many more there are."""
    first = ", ".join(dict.fromkeys(map(format_text, values[:_MOST_VALUES])))  # of blanks, one is enough
    return first if len(values) <= _MOST_VALUES else f"{first} and {len(values) - _MOST_VALUES} more"


def format_list(title: str, items: Sequence[_Item], describe_item: Callable[[_Item], str], max_lines: int) -> list[str]:
    """Return a title and, under it, the line that `tell` returns of each item, in at most `room` lines.

    The last one counts the items that found no place; `tell` is not called for them.
    """
    first = items if len(items) < max_lines else items[: max(max_lines - 2, 0)]
    rest = [f"  and {len(items) - len(first)} more"] if len(first) < len(items) else []
    return [title, *(f"  {describe_item(item)}" for item in first), *rest]


def describe_proposal(proposal: Proposal, reader: Reader) -> str:
    """Return what a proposal changes in the settings of a reader, to paste, and how many versions that reads."""
    settings = []
    if proposal.pattern is not None:
        is_shown = format_full_text(proposal.pattern) == proposal.pattern  # or a prefix in it is part of a secret
        settings.append(
            f"versionPattern: '{format_full_text(proposal.pattern)}'" if is_shown else "a versionPattern for them"
        )
    if proposal.pattern is None or proposal.scheme is not reader.scheme:
        settings.append(f"versionScheme: {proposal.scheme.value}")
    instead = " without versionPattern" if proposal.pattern is None and reader.pattern is not None else ""
    tried = pluralize(proposal.tried, "version")
    tried += " that were tried" if proposal.is_sample else ""
    if not proposal.unread:
        return f"{' and '.join(settings)}{instead} (reads {'all ' if proposal.tried > 1 else ''}{tried})"
    read = f"reads {proposal.read} of {tried}, but not {truncate(proposal.unread)}"
    return f"{' and '.join(settings)}{instead} ({read})"
