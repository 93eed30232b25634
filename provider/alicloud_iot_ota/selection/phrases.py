# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts for packages, versions and counts in the messages of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.base import patterns
from alicloud_iot_ota.base.text import format_exact_size, format_full_text, format_text, format_text_or, pluralize
from alicloud_iot_ota.firmware import Package, describe_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.versions import Proposal, Reader

_Item = TypeVar("_Item")

MOST_LINES = 15
"""The maximum number of lines in a message, including its remedy. A message counts the items that do not fit."""

NO_SIZE = "the service returns no size for it"

_MOST_VALUES = 8  # in one line


def describe(firmware: Package, hint: str | None = None) -> str:
    """Return one line that describes a package: version, type, status, name, product, module, ID and a hint."""
    kind = describe_type(firmware.type_word, firmware.src_version)
    name = format_text_or(firmware.firmware_name, "unnamed")
    place = f"{format_text_or(firmware.product_key, 'no product')}/{format_text(firmware.module)}"
    return (
        f'{format_text(firmware.dest_version)} ({kind}, {firmware.status_word}) "{name}" in {place}, '
        f"firmwareId {format_text(firmware.firmware_id)}{f': {hint}' if hint else ''}"
    )


def describe_digest(firmware: Package) -> str:
    """Return a clause with the digest of a package."""
    return (
        f"its digest is {format_text(firmware.digest)}" if firmware.digest else "the service returns no digest for it"
    )


def describe_size(firmware: Package) -> str:
    """Return a clause with the size of a package."""
    size = firmware.firmware_size
    return NO_SIZE if size is None else f"its size is {format_exact_size(size)}"


def truncate(values: Sequence[str]) -> str:
    """Return the first values in one line, and the number of the others."""
    first = ", ".join(dict.fromkeys(map(format_text, values[:_MOST_VALUES])))  # show the blank for secrets only once
    return first if len(values) <= _MOST_VALUES else f"{first} and {len(values) - _MOST_VALUES} more"


def format_list(title: str, items: Sequence[_Item], describe_item: Callable[[_Item], str], max_lines: int) -> list[str]:
    """Return a title and a line for each item, made by `describe_item`, in at most `max_lines` lines.

    If not all items fit, the last line counts the others. `describe_item` is not called for these.
    """
    first = items if len(items) < max_lines else items[: max(max_lines - 2, 0)]
    rest = [f"  and {len(items) - len(first)} more"] if len(first) < len(items) else []
    return [title, *(f"  {describe_item(item)}" for item in first), *rest]


def unproposed(verb: str) -> str:
    """Return a sentence about the patterns that `propose` could not test, or "" if it could.

    Args:
        verb: What a pattern may do with the versions, such as `read`.
    """
    return "" if patterns.is_available() else f"A versionPattern may {verb} them, but requires `{patterns.LIBRARY}`."


def describe_proposal(proposal: Proposal, reader: Reader) -> str:
    """Return the settings that a proposal changes, ready to paste, and how many versions they read."""
    settings = []
    if proposal.pattern is not None:
        is_shown = format_full_text(proposal.pattern) == proposal.pattern  # if not, it contains part of a secret
        settings.append(
            f"versionPattern: '{format_full_text(proposal.pattern)}'" if is_shown else "a versionPattern for them"
        )
    if proposal.pattern is None or proposal.scheme is not reader.scheme:
        settings.append(f"versionScheme: {proposal.scheme.value}")
    instead = " and remove versionPattern" if proposal.pattern is None and reader.pattern is not None else ""
    tried = pluralize(proposal.tried, "sampled version" if proposal.is_sample else "version")
    if not proposal.unread:
        return f"{' and '.join(settings)}{instead} (reads {'all ' if proposal.tried > 1 else ''}{tried})"
    read = f"reads {proposal.read} of {tried}, but not {truncate(proposal.unread)}"
    return f"{' and '.join(settings)}{instead} ({read})"
