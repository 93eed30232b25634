# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The texts for a package on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base import text
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.firmware import UNKNOWN, Package, describe_type

if TYPE_CHECKING:
    from datetime import datetime

NONE = "-"
"""The placeholder for a value that the service does not return."""


def size(firmware: Package) -> str:
    """Return the size of a package's file, in bytes, KiB, MiB or a larger unit."""
    return NONE if firmware.firmware_size is None else text.size(firmware.firmware_size)


def moment(time: str | None) -> str:
    """Return a time in UTC to the second, or the original text if it is not a time."""
    read = read_utc(time)
    return time or NONE if read is None else format_time(read)


def format_time(moment: datetime) -> str:
    """Format a time in UTC to the second."""
    return f"{moment.replace(tzinfo=None).isoformat(sep=' ', timespec='seconds')} UTC"


def day(time: str | None) -> str:
    """Return the date of a time in UTC, or the original text if it is not a time."""
    read = read_utc(time)
    return time or NONE if read is None else read.date().isoformat()


def sentence(firmware: Package) -> str:
    """Return the label of a package for screen readers: version, type, status, size and date of creation."""
    created = (
        "time of creation unknown" if read_utc(firmware.utc_create) is None else f"created {day(firmware.utc_create)}"
    )
    kind = describe_type(firmware.type_word, firmware.src_version)
    parts = (firmware.dest_version, kind, firmware.status_word, size(firmware), created)
    return ", ".join(part for part in parts if part != NONE)


def facts(firmware: Package) -> tuple[tuple[str, str], ...]:
    """Return every field of a package as text, each with its name on the page."""
    return (
        ("Version", firmware.dest_version),
        ("Type", _with_code(firmware.type_word, firmware.type)),
        ("Source version", firmware.src_version or NONE),
        ("Status", _with_code(firmware.status_word, firmware.status)),
        ("Product", firmware.product_name or NONE),
        ("ProductKey", firmware.product_key or NONE),
        ("Module", firmware.module),
        ("Name", firmware.firmware_name or NONE),
        ("Firmware ID", firmware.firmware_id),
        ("Size", NONE if firmware.firmware_size is None else f"{firmware.firmware_size:,} bytes ({size(firmware)})"),
        ("Created", moment(firmware.utc_create)),
        ("Modified", moment(firmware.utc_modified)),
        ("Digest", firmware.digest or NONE),
        ("Description", firmware.firmware_desc or NONE),
    )


def _with_code(word: str, code: int | None) -> str:
    """Return a word. Append the code of the API if the word is `unknown`."""
    return f"{word} (code {code})" if word == UNKNOWN and code is not None else word
