# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Results as people read them: tables as wide as the terminal, and as wide as they need be where none is there."""

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
"""Characters of a cell; a longer text is cut. Each row is as wide as the widest, so one long text would multiply."""

_GAP = 2  # columns behind each column of a table


def firmware(result: Firmware) -> str:
    """Return a package with a line for each field that it has."""
    fields = msgspec.to_builtins(result)
    if result.firmware_size is not None:
        fields["firmwareSize"] = format_exact_size(result.firmware_size)
    return table((), fields.items())


def found(result: FindFirmwareResult) -> str:
    """Return a package, or that there is none."""
    return _NONE if result.firmware is None else firmware(result.firmware)


def firmwares(result: GetFirmwaresResult) -> str:
    """Return packages with a line for each."""
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
    """Return what was decided, and below it every package and what became of it."""
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
    """Return what is installed in turn, and what it costs beside the other way."""
    if result.kind == "none":
        return "Nothing to install: the devices have that version already."
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
    cost = "there is no such way" if alternative is None else format_exact_size(alternative)
    return f"{hops}\n\nTotal by {way}: {format_exact_size(result.total_size)}\nInstead, by {other_way}: {cost}"


def _size(number: int | None) -> str | None:
    return None if number is None else size(number)


def _creation_time(text: str | None) -> str | None:
    """Return a time of creation to the minute; what is none stays as the service gave it."""
    moment = read_utc(text)
    return text if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def table(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return rows under a header; what is missing is a dash. What is too wide for a terminal is folded."""
    cells = [["-" if value is None else format_text(str(value), MAX_CELL) for value in row] for row in rows]
    width = _width(len(header or cells[0]))
    return _columns([*([header] if header else []), *cells]) if width is None else _fold(header, cells, width)


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows that may be of any width. A script waits for this one: a console would be a tenth of the command."""
    from rich.cells import cell_len  # noqa: PLC0415 - JSON needs none of it

    widths = [max(map(cell_len, column)) + _GAP for column in zip(*rows, strict=True)]
    lines = (
        "".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _fold(header: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    """Return rows that are no wider than so many columns."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and needed for a terminal only
    from rich.table import Table  # noqa: PLC0415 - the same

    grid = Table(box=None, pad_edge=False, show_header=bool(header), padding=(0, _GAP, 0, 0))
    for title in header or [""] * len(cells[0]):
        grid.add_column(title, overflow="fold")
    for row in cells:
        grid.add_row(*row)
    # Into a text: what is written has one place, which knows what to do where it cannot be.
    text = io.StringIO()
    Console(file=text, width=width, force_terminal=is_terminal() or None, markup=False, emoji=False).print(grid)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _width(titles: int) -> int | None:
    """Return how wide the terminal is, or as COLUMNS says; what has no room for all the titles counts as not given."""
    width = shutil.get_terminal_size((0, 0)).columns
    return width if width >= titles * (1 + _GAP) else None
