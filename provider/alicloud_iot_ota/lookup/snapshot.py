# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A snapshot: complete package lists in one JSON file, for previews without credentials and without a network.

The file is UTF-8 text with one package on each line, in a fixed order, so that version control shows each change. It
contains no hidden characters and no key twice. The line before the last one has the SHA-256 of all bytes before that
line. The checksum detects damage. It does not prove who wrote the file: anyone can compute it. docs/snapshots.md
describes the format.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.api.listing import MAX_PACKAGES, Scope, is_possible_list
from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.regular_file import NotRegularError, read_start
from alicloud_iot_ota.base.text import format_full_text, format_text, join_limited, pluralize
from alicloud_iot_ota.base.times import format_timestamp, read_utc
from alicloud_iot_ota.base.visible import escape_json, first_hidden
from alicloud_iot_ota.errors import SnapshotError
from alicloud_iot_ota.firmware import Package  # noqa: TC001 - msgspec reads it at run time
from alicloud_iot_ota.settings import MAX_SNAPSHOT_AGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

FORMAT = 1
"""The format version of the files. A file with another version is refused."""

MAX_BYTES = 64 * 1024 * 1024
"""The maximum size of a snapshot, in bytes. A larger one is neither written nor read.

100,000 packages with the usual fields have about 55 million bytes.
"""

MAX_CATALOGS = 1000
"""The maximum number of catalogs in a snapshot."""

MAX_OBJECTS = 2 * MAX_PACKAGES
"""The maximum number of JSON objects in a snapshot, counted by their opening braces before the file is parsed.

Each package is an object. The rest is for braces in descriptions.
"""

_MOST_SCOPES = 8  # scopes that a message lists
_END = re.compile(rb'  "sha256": "([0-9a-f]{64})"\n\}\n\Z')
_END_LENGTH = len(f'  "sha256": "{"0" * 64}"\n}}\n')
_WRITE_AGAIN = "Write it again with `alicloud-iot-ota snapshot`."


class SnapshotCatalog(msgspec.Struct, rename="camel", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A complete package list in a snapshot.

    Attributes:
        endpoint: The address of the service.
        iot_instance_id: The instance, or None for the instance without an ID.
        product_key: The product, or None for the whole instance.
        read_at: When the list was read, in UTC, such as `2026-01-31T02:00:00Z`.
        total: The number of packages.
        packages: Every package of the scope, sorted by ID.
    """

    endpoint: str
    iot_instance_id: str | None
    product_key: str | None
    read_at: str
    total: int
    packages: tuple[Package, ...]

    @property
    def scope(self) -> Scope:
        """The scope of the list at its endpoint."""
        return Scope(self.iot_instance_id, self.product_key)

    @property
    def place(self) -> tuple[str, str, str]:
        """The key that identifies the list, which is also its place in the order of the file."""
        return self.endpoint, self.iot_instance_id or "", self.product_key or ""


class CatalogSnapshot(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """The content of a snapshot, without its checksum.

    Attributes:
        max_age: Seconds after which its catalogs are too old, as set by the writer.
        has_descriptions: Whether the packages have their descriptions.
        catalogs: The package lists.
    """

    max_age: int
    has_descriptions: bool
    catalogs: tuple[SnapshotCatalog, ...]


class _Version(msgspec.Struct):
    """The only part of a file that is the same in every format."""

    format: int


class _File(CatalogSnapshot, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of a file."""

    format: int
    sha256: str


def make_catalog(endpoint: str, scope: Scope, read_at: datetime, packages: Sequence[Package]) -> SnapshotCatalog:
    """Return a complete package list for a snapshot. Its time is in UTC, rounded down to whole seconds."""
    return SnapshotCatalog(
        endpoint=endpoint,
        iot_instance_id=scope.iot_instance_id,
        product_key=scope.product_key,
        read_at=format_timestamp(read_at),
        total=len(packages),
        packages=tuple(sorted(packages, key=lambda package: package.firmware_id)),
    )


def encode(snapshot: CatalogSnapshot) -> bytes:
    """Return the content of a file. Equal snapshots have equal bytes.

    Raises:
        SnapshotError: The snapshot exceeds the limits of this module.
    """
    catalogs = sorted(snapshot.catalogs, key=lambda catalog: catalog.place)
    if not snapshot.has_descriptions:
        catalogs = [_without_descriptions(catalog) for catalog in catalogs]
    text = "".join(_lines(snapshot, catalogs))
    body = escape_json(text).encode()
    content = body + f'  "sha256": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()
    packages = sum(catalog.total for catalog in catalogs)
    if len(content) > MAX_BYTES or packages > MAX_PACKAGES or len(catalogs) > MAX_CATALOGS:
        raise SnapshotError(
            f"The snapshot is too large: {packages} packages in {pluralize(len(catalogs), 'catalog')}, "
            f"{len(content)} bytes. The maximum is {MAX_PACKAGES} packages, {MAX_CATALOGS} catalogs and "
            f"{MAX_BYTES // 1024**2} MiB.",
            "Nothing was written. Select fewer products with --product-key, or use --without-descriptions.",
        )
    return content


def _without_descriptions(catalog: SnapshotCatalog) -> SnapshotCatalog:
    packages = tuple(msgspec.structs.replace(package, firmware_desc=None) for package in catalog.packages)
    return msgspec.structs.replace(catalog, packages=packages)


def _lines(snapshot: CatalogSnapshot, catalogs: Sequence[SnapshotCatalog]) -> Iterator[str]:
    yield "{\n"
    yield f'  "format": {FORMAT},\n'
    yield f'  "maxAge": {snapshot.max_age},\n'
    yield f'  "hasDescriptions": {json.dumps(snapshot.has_descriptions)},\n'
    yield '  "catalogs": [\n'
    for number, catalog in enumerate(catalogs, start=1):
        yield "    {\n"
        for name in ("endpoint", "iot_instance_id", "product_key", "read_at", "total"):
            wire_name = SnapshotCatalog.__struct_encode_fields__[SnapshotCatalog.__struct_fields__.index(name)]
            yield f'      "{wire_name}": {json.dumps(getattr(catalog, name), ensure_ascii=False)},\n'
        yield '      "packages": [\n' if catalog.packages else '      "packages": []\n'
        for place, package in enumerate(catalog.packages, start=1):
            yield f"        {msgspec.json.encode(package).decode()}{',' * (place < catalog.total)}\n"
        yield "      ]\n" if catalog.packages else ""
        yield f"    }}{',' * (number < len(catalogs))}\n"
    yield "  ],\n"


def read(path: Path) -> CatalogSnapshot:
    """Read a snapshot. A link to a file is followed.

    Raises:
        SnapshotError: The file does not exist, cannot be read, is damaged, or has another format.
    """
    name = format_full_text(str(path))
    specify = "Set snapshot to a file that `alicloud-iot-ota snapshot` wrote, or unset it to use the service."
    try:
        content = read_start(path, MAX_BYTES + 1)
    except FileNotFoundError:
        raise SnapshotError(f"Snapshot {name} does not exist.", specify) from None
    except NotRegularError as error:
        raise SnapshotError(f"Snapshot {name} cannot be read: it is {error.strerror}.", specify) from None
    except OSError as error:
        raise SnapshotError(f"Snapshot {name} cannot be read ({error.strerror}).", specify) from None
    except ValueError:
        raise SnapshotError(f"Snapshot {name} cannot be read: this is not a valid file name.", specify) from None
    return decode(content, name)


def decode(content: bytes, name: str) -> CatalogSnapshot:
    """Return the snapshot in the content of a file. `name` is the name of the file, as in messages.

    Raises:
        SnapshotError: The content is damaged, has another format, or contradicts itself.
    """
    if len(content) > MAX_BYTES:
        raise SnapshotError(
            f"Snapshot {name} is larger than {MAX_BYTES // 1024**2} MiB.", "Write it again for fewer products."
        )
    end = _END.match(content, max(0, len(content) - _END_LENGTH))
    if end is None or hashlib.sha256(content[: end.start()]).hexdigest().encode() != end[1]:
        raise SnapshotError(
            f"Snapshot {name} is damaged: its checksum does not match, so it is incomplete or was changed.",
            f"{_WRITE_AGAIN} If Git changes line endings on this machine, set `-text` for the file in .gitattributes.",
        )
    try:
        file = _decode_file(content, name)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _invalid_error(name, str(error)) from None
    problem = next(_problems(file), None)
    if problem is not None:
        raise _invalid_error(name, problem)
    return file


def _decode_file(content: bytes, name: str) -> _File:
    version = decoding.decode(content, _Version).format
    if version != FORMAT:
        raise SnapshotError(
            f"Snapshot {name} has format {version}; this release reads format {FORMAT}.",
            "Use the same release of alicloud-iot-ota to write and to read it.",
        )
    if (objects := content.count(b"{")) > MAX_OBJECTS:
        raise _invalid_error(name, f"it has {objects} objects, the maximum is {MAX_OBJECTS}")
    file = decoding.decode(content, _File)
    duplicate = decoding.first_duplicate(content)
    if duplicate is not None:
        raise _invalid_error(name, f'it has the key "{format_text(duplicate)}" twice in one object')
    hidden = first_hidden(content.decode(), "\n")
    if hidden is not None:
        raise _invalid_error(name, f"it contains the hidden character {hidden.name}")
    return file


def _problems(file: _File) -> Iterator[str]:
    """Yield the contradictions in a file."""
    if not 1 <= file.max_age <= MAX_SNAPSHOT_AGE:
        yield f"maxAge must be from 1 to {MAX_SNAPSHOT_AGE:g} seconds, got {file.max_age}"
    if len(file.catalogs) > MAX_CATALOGS:
        yield f"it has {len(file.catalogs)} catalogs, the maximum is {MAX_CATALOGS}"
    if (packages := sum(len(catalog.packages) for catalog in file.catalogs)) > MAX_PACKAGES:
        yield f"it has {packages} packages, the maximum is {MAX_PACKAGES}"
    for catalog in file.catalogs:
        yield from (f"the catalog of {catalog.scope} has {what}" for what in _catalog_problems(catalog))
        if not file.has_descriptions and any(package.firmware_desc is not None for package in catalog.packages):
            yield f"the catalog of {catalog.scope} has descriptions, but hasDescriptions is false"
    place, count = next(iter(Counter(catalog.place for catalog in file.catalogs).most_common(1)), ((), 0))
    if count > 1:
        yield f"it has {count} catalogs for {join_limited([format_text(each) for each in place if each], _MOST_SCOPES)}"


def _catalog_problems(catalog: SnapshotCatalog) -> Iterator[str]:
    """Yield what a catalog has that no complete list of its scope has."""
    if catalog.total != len(catalog.packages):
        yield f"{len(catalog.packages)} packages, but its total is {catalog.total}"
    if not is_possible_list(catalog.packages):
        yield "a package twice, or a package without an ID or a version"
    read_at = read_utc(catalog.read_at)
    if read_at is None or format_timestamp(read_at) != catalog.read_at:
        yield "no valid readAt"


def _invalid_error(name: str, problem: str) -> SnapshotError:
    return SnapshotError(f"Snapshot {name} is not valid: {problem}.", _WRITE_AGAIN)
