# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Results for people: tables that fit the terminal, or of any width without a terminal."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_exact_size, format_text, printable, size
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.cli.output.streams import is_terminal
from alicloud_iot_ota.firmware import describe_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alicloud_iot_ota.schema.results import (
        ExplainFirmwareResult,
        FindFirmwareResult,
        Firmware,
        GetFirmwaresResult,
        GetUpgradePathResult,
    )

_NONE = "No package meets the criteria."
MAX_CELL = 256
"""The maximum number of characters in a cell. Every row has the width of the widest one, so long texts are cut."""

_GAP = 2  # spaces after each column of a table


def firmware(result: Firmware) -> str:
    """Return a package, with a line for each field that it has."""
    fields = msgspec.to_builtins(result)
    if result.firmware_size is not None:
        fields["firmwareSize"] = format_exact_size(result.firmware_size)
    return table((), fields.items())


def found(result: FindFirmwareResult) -> str:
    """Return a package, or a line that says that no package matches."""
    return _NONE if result.firmware is None else firmware(result.firmware)


def firmwares(result: GetFirmwaresResult) -> str:
    """Return packages, with a line for each."""
    if not result.firmwares:
        return _NONE
    return table(
        ("Version", "Type", "Status", "Module", "Product", "Size", "Created (UTC)", "Firmware ID"),
        [
            (
                each.dest_version,
                describe_type(each.type, each.src_version),
                each.status,
                each.module_name,
                each.product_key,
                _size(each.firmware_size),
                _creation_time(each.utc_create),
                each.firmware_id,
            )
            for each in result.firmwares
        ],
    )


def explanation(result: ExplainFirmwareResult) -> str:
    """Return the explanation, and a table with the outcome of every package."""
    message = printable(result.message, keep="\n")
    if not result.candidates:
        return message
    candidates = table(
        ("Outcome", "Version", "Type", "Firmware ID", "Criterion", "Reason"),
        [
            (
                each.outcome,
                each.dest_version,
                describe_type(each.type, each.src_version),
                each.firmware_id,
                each.criterion,
                each.reason,
            )
            for each in result.candidates
        ],
    )
    return f"{message}\n\n{candidates}"


def upgrade_path(result: GetUpgradePathResult) -> str:
    """Return the packages of an upgrade path, and its size compared with the alternative."""
    if result.kind == "none":
        return "Nothing to install: the devices already have that version."
    hops = table(
        ("From", "To", "Type", "Size", "Firmware ID", "Digest"),
        [
            (
                each.src_version or "any",
                each.dest_version,
                each.type,
                _size(each.firmware_size),
                each.firmware_id,
                each.digest,
            )
            for each in result.hops
        ],
    )
    full, chain = ("the full package", result.full_size), ("differential packages", result.differential_size)
    (way, _), (other_way, alternative) = (full, chain) if result.kind == "full" else (chain, full)
    cost = "no such path" if alternative is None else format_exact_size(alternative)
    return f"{hops}\n\nTotal with {way}: {format_exact_size(result.total_size)}\nAlternative, with {other_way}: {cost}"


def _size(number: int | None) -> str | None:
    return None if number is None else size(number)


def _creation_time(text: str | None) -> str | None:
    """Return a time of creation to the minute, or the original text if it is not a time."""
    moment = read_utc(text)
    return text if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def table(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return rows with a header, and a dash for each missing value. Wrap cells that are too wide for the terminal."""
    cells = [["-" if value is None else format_text(str(value), MAX_CELL) for value in row] for row in rows]
    width = _width(len(header or cells[0]))
    return _columns([*([header] if header else []), *cells]) if width is None else _fold(header, cells, width)


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of any width. A rich console would add 10 % to the run time, and scripts do not need it."""
    from rich.cells import cell_len  # noqa: PLC0415 - JSON output does not need it

    widths = [max(map(cell_len, column)) + _GAP for column in zip(*rows, strict=True)]
    lines = (
        "".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _fold(header: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    """Return rows that fit a width, in characters."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - the same

    grid = Table(box=None, pad_edge=False, show_header=bool(header), padding=(0, _GAP, 0, 0))
    for title in header or [""] * len(cells[0]):
        grid.add_column(title, overflow="fold")
    for row in cells:
        grid.add_row(*row)
    # Print to a text, because only `emit` writes to stdout: it handles write errors.
    text = io.StringIO()
    Console(file=text, width=width, force_terminal=is_terminal() or None, markup=False, emoji=False).print(grid)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _width(titles: int) -> int | None:
    """Return the width of the terminal or COLUMNS, or None if it is unknown or too small for the titles."""
    width = shutil.get_terminal_size((0, 0)).columns
    return width if width >= titles * (1 + _GAP) else None
