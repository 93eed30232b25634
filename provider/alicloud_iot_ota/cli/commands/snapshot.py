# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `snapshot`: writes complete package lists to a file, for previews without credentials."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import pluralize, printable
from alicloud_iot_ota.base.times import parse_duration
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.files import save
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, not_blank, parse_value
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.settings import DEFAULT_SNAPSHOT_AGE, MAX_SNAPSHOT_AGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from alicloud_iot_ota.api.listing import Scope
    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Lookups
    from alicloud_iot_ota.lookup.snapshot import SnapshotCatalog

_DESCRIPTION = (
    "Write complete package lists to a file, with a checksum and the time of reading. With --snapshot FILE, previews "
    "and read-only commands use this file instead of the service: without credentials and without a network. By "
    "default, the file contains the lists that the entries in the lock file need. After an error nothing is written."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, "firmware-snapshot.json --max-age 24h", " FILE")
    parser.add_argument("file", type=not_blank, metavar="FILE", help="The file to write.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--all", action="store_true", help="Write the list of the whole instance. It serves each of its products."
    )
    what.add_argument(
        "--product-key",
        action="append",
        type=not_blank,
        metavar="TEXT",
        help="Write the list of this product. Repeat the option for each product.",
    )
    what.add_argument(
        "--lock-file",
        type=not_blank,
        metavar="FILE",
        help="Write the lists that the entries in this lock file need. An entry without productKey needs the whole "
        f"instance. Default: {lock_file.DEFAULT_NAME}.",
    )
    parser.add_argument(
        "--max-age",
        metavar="DURATION",
        help="The age after which the file must not be used: hours (h), minutes (m) and so on, at most "
        f"{MAX_SNAPSHOT_AGE / 86400:g}d. The reader can set a smaller one. Default: {DEFAULT_SNAPSHOT_AGE / 3600:g}h.",
    )
    parser.add_argument("--without-descriptions", action="store_true", help="Omit the descriptions of the packages.")
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Read the lists from the service, write the file, and print a line about each list."""
    reader = parser(name)
    given = reader.read(argv)
    max_age = _max_age(given, reader.prog)
    entries = _entries(given)
    with services(given_settings(given), entries, is_live=True) as lookups:
        catalogs = [_read(lookup, scope) for lookup, scope in _scopes(given, entries, lookups)]
    from alicloud_iot_ota.lookup import snapshot  # noqa: PLC0415 - slow to import; help and usage errors do not need it

    content = snapshot.encode(
        snapshot.CatalogSnapshot(
            max_age=max_age, has_descriptions=not given.without_descriptions, catalogs=tuple(catalogs)
        )
    )
    save(Path(given.file), content)
    for catalog in catalogs:
        emit(f"{catalog.scope}: {pluralize(catalog.total, 'package')}, read at {catalog.read_at}\n")
    return ExitCode.OK


def _max_age(given: argparse.Namespace, program: str) -> int:
    """Return the maximum age in seconds."""
    length = parse_value("--max-age", given.max_age, parse_duration, program)
    seconds = DEFAULT_SNAPSHOT_AGE if length is None else length.length.total_seconds()
    if not 1 <= seconds <= MAX_SNAPSHOT_AGE:
        raise UsageError(
            f"--max-age must be from 1s to {MAX_SNAPSHOT_AGE / 86400:g}d, got {printable(given.max_age)}.", program
        )
    return int(seconds)


def _entries(given: argparse.Namespace) -> list[Entry]:
    """Return the entries in the lock file, unless options select the package lists."""
    if given.all or given.product_key:
        return []
    path = Path(given.lock_file or lock_file.DEFAULT_NAME)
    entries = list(lock_file.read_current(path).entries.values())
    if not entries:
        raise LockFileError(
            f"{printable(str(path))} has no entries, so it needs no package list.",
            "Set --all or --product-key to select the package lists to write.",
        )
    return entries


def _scopes(given: argparse.Namespace, entries: Sequence[Entry], lookups: Lookups) -> list[tuple[Lookup, Scope]]:
    """Return the scopes to read, each with its service, and without products whose whole instance is read."""
    from alicloud_iot_ota.api.listing import Scope  # noqa: PLC0415 - see above

    if not entries:
        lookup = lookups.get({})
        keys = [None] if given.all else dict.fromkeys(given.product_key)
        return [(lookup, Scope(lookup.iot_instance_id, key)) for key in keys]
    found: dict[tuple[str, Scope], Lookup] = {}
    for entry in entries:
        lookup = lookups.get(entry.criteria.settings)
        scope = Scope(entry.criteria.iot_instance_id or lookup.iot_instance_id, entry.criteria.product_key)
        if found.setdefault((lookup.endpoint, scope), lookup) is not lookup and scope.iot_instance_id is None:
            raise LockFileError(
                f"{resolution.subject(entry)} and another entry use the instance without an ID of two accounts. A "
                "snapshot cannot tell them apart.",
                "Set iotInstanceId in firmware.toml, or write a snapshot for each account with --product-key.",
            )
    return [
        (lookup, scope)
        for (endpoint, scope), lookup in found.items()
        if scope.product_key is None or (endpoint, Scope(scope.iot_instance_id, None)) not in found
    ]


def _read(lookup: Lookup, scope: Scope) -> SnapshotCatalog:
    """Read the list of a scope from the service."""
    from alicloud_iot_ota.lookup.snapshot import make_catalog  # noqa: PLC0415 - see above

    catalog = lookup.read_live(scope)
    read_at = datetime.fromtimestamp(catalog.read_at, timezone.utc)
    return make_catalog(lookup.endpoint, scope, read_at, catalog.packages)
