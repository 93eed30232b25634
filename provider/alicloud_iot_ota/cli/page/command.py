# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`list --html`: a page of the packages that meet the criteria, and of the pinned entries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import pluralize, printable
from alicloud_iot_ota.cli.output.files import save
from alicloud_iot_ota.cli.output.streams import emit, warn
from alicloud_iot_ota.cli.page.layout import layout
from alicloud_iot_ota.cli.page.pins import pins
from alicloud_iot_ota.cli.page.render import Page, render
from alicloud_iot_ota.cli.parsing.service import services
from alicloud_iot_ota.lock_file import LockFile, used_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.lookup import Lookups
    from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs


def write(
    path: Path,
    lock_files: Sequence[str] | None,
    folders: Sequence[str],
    args: GetFirmwaresArgs,
    settings: Mapping[str, object],
) -> None:
    """Look up the packages, and write their page.

    Args:
        path: The file to write.
        lock_files: The lock files to show. None means firmware.lock in the working directory, if it exists.
        folders: The folders with programs to search for the names of entries.
        args: The criteria.
        settings: The settings for `service`.

    Raises:
        LockFileError: A lock file or a folder cannot be read.
        OutputError: The page could not be written.
        OtaError: The lookup failed.
    """
    files = [lock_file.read_current(Path(name)) for name in _names(lock_files)]
    find_uses = used_by.find_uses({name for file in files for name in file.entries}, folders) if folders else None
    entries = [entry for file in files for entry in file.entries.values()]
    with services(settings, entries) as lookups:
        page = look_up(lookups, args, files, lookups.get({}).now(), find_uses)
    save(path, render(page).encode())
    emit(f"{_describe(page)} in {printable(str(path))}\n")


def look_up(
    lookups: Lookups,
    args: GetFirmwaresArgs,
    files: Sequence[LockFile],
    now: datetime,
    find_uses: Mapping[str, Sequence[str]] | None = None,
) -> Page:
    """Return the content of a page: packages, entries of lock files, and the uses of the entries. `now` is in UTC."""
    reader = args.criteria.reader
    lookup = lookups.get({})
    firmwares = lookup.select(args, warn)
    found = pins(lookups, files, find_uses)
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
    """Return the names of the lock files, each once."""
    if given is None:
        return [lock_file.DEFAULT_NAME] if Path(lock_file.DEFAULT_NAME).exists() else []
    return list(dict.fromkeys(given))


def _describe(page: Page) -> str:
    """Describe the content of a page in one line."""
    packages = pluralize(len(page.layout.packages), "package")
    if not page.pins:
        return packages
    broken = sum(not pin.can_be_deployed for pin in page.pins)
    entries = pluralize(len(page.pins), "pinned entry", "pinned entries")
    return f"{packages} and {entries}{f' ({broken} cannot be deployed)' if broken else ''}"
