# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`list --html`: the packages that meet the criteria, and what is pinned, as a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import counted, printable
from alicloud_iot_ota.cli.output.streams import emit, warn
from alicloud_iot_ota.cli.page.layout import layout
from alicloud_iot_ota.cli.page.pins import pins
from alicloud_iot_ota.cli.page.render import Page, render
from alicloud_iot_ota.cli.page.saving import save
from alicloud_iot_ota.cli.parsing.service import service
from alicloud_iot_ota.lock_file import LockFile, used_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.lookup import Lookup
    from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs


def write(
    path: Path,
    lock_files: Sequence[str] | None,
    folders: Sequence[str],
    args: GetFirmwaresArgs,
    settings: Mapping[str, object],
) -> None:
    """Look the packages up, and write their page.

    Args:
        path: The file to write.
        lock_files: The lock files to show; None is that of this folder, if there is one.
        folders: The folders of programs that may name their entries.
        args: The criteria.
        settings: Those of `service`.

    Raises:
        LockFileError: A lock file or a folder cannot be read.
        OutputError: The page could not be written.
        OtaError: The look-up failed.
    """
    held = [lock_file.read(Path(name)) for name in _names(lock_files)]
    uses = used_by.uses({name for file in held for name in file.entries}, folders) if folders else None
    with service(settings) as lookup:
        page = look_up(lookup, args, held, lookup.now(), uses)
    save(path, render(page))
    emit(f"{_told(page)} in {printable(str(path))}\n")


def look_up(
    lookup: Lookup,
    args: GetFirmwaresArgs,
    held: Sequence[LockFile],
    now: datetime,
    uses: Mapping[str, Sequence[str]] | None = None,
) -> Page:
    """Return what a page tells of packages by their criteria, and of the entries of lock files that are held.

    Args:
        lookup: The service.
        args: The criteria.
        held: The lock files.
        now: The moment of the page, in UTC.
        uses: Those of `pins`.

    Raises:
        OtaError: The look-up failed.
    """
    reader = args.criteria.reader
    firmwares = lookup.select(args, warn)
    found = pins(lookup, held, uses)
    return Page(
        layout=layout(firmwares, found, reader),
        pins=found,
        scheme=reader.scheme.value,
        iot_instance_id=lookup.instance_of(args),
        criteria={
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in msgspec.to_builtins(args).items()
            if value is not None
        },
        now=now,
    )


def _names(given: Sequence[str] | None) -> Sequence[str]:
    """Return the names of the lock files; each once."""
    if given is None:
        return [lock_file.DEFAULT_NAME] if Path(lock_file.DEFAULT_NAME).exists() else []
    return list(dict.fromkeys(given))


def _told(page: Page) -> str:
    """Return what is on a page, in a line."""
    packages = counted(len(page.layout.packages), "package")
    if not page.pins:
        return packages
    broken = sum(not pin.can_be_deployed for pin in page.pins)
    entries = counted(len(page.pins), "pinned entry", "pinned entries")
    return f"{packages} and {entries}{f' ({broken} cannot be deployed)' if broken else ''}"
