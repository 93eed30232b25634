# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Snapshots: files with complete package lists, which the emulator serves and writes. docs/snapshots.md has the format.

This is a second implementation of the format. It shares no code with the provider.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import PACKAGE_FIELDS, Catalog, CatalogError, Row, load_catalog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FORMAT = 1
_MAX_AGE = 48 * 60 * 60  # seconds
_MAX_BYTES = 64 * 1024 * 1024


def load_snapshot(path: Path, *, any_version: bool = False) -> Catalog:
    """Load the packages of a snapshot, with the access keys of the built-in fleet.

    Args:
        path: The file. All of its lists must be of the same instance.
        any_version: Has the meaning of `load_catalog`.

    Raises:
        CatalogError: The file cannot be read, is damaged, or has lists of several instances.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
        return _catalog(_document(content), any_version=any_version)
    except OSError as error:
        raise CatalogError(f"snapshot {path}: cannot be read: {error.strerror}") from error
    except CatalogError as error:
        raise CatalogError(f"snapshot {path}: {error}") from error


def render_snapshot(rows: Sequence[Row], iot_instance_id: str | None, endpoint: str, now: float) -> bytes:
    """Return a snapshot with one list: the packages of the whole instance, read at `now` in seconds since 1970 UTC."""
    packages = [
        json.dumps({_wire_name(name): row[name] for name in PACKAGE_FIELDS if row.get(name) is not None})
        for row in sorted(rows, key=lambda row: str(row.get("FirmwareId")))
    ]
    head = {
        "endpoint": endpoint,
        "iotInstanceId": iot_instance_id,
        "productKey": None,
        "readAt": datetime.fromtimestamp(int(now), tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "total": len(packages),
    }
    lines = [
        "{",
        f'  "format": {_FORMAT},',
        f'  "maxAge": {_MAX_AGE},',
        '  "hasDescriptions": true,',
        '  "catalogs": [',
        "    {",
        *(f'      "{name}": {json.dumps(value)},' for name, value in head.items()),
        '      "packages": [',
        ",\n".join(f"        {package}" for package in packages) or "        ",
        "      ]",
        "    }",
        "  ],",
    ]
    body = "".join(f"{line}\n" for line in lines).encode()
    return body + f'  "sha256": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


def _document(content: bytes) -> dict[str, object]:
    """Return the JSON object in a file whose checksum matches."""
    lines = content.splitlines(keepends=True)
    expected = f'  "sha256": "{hashlib.sha256(b"".join(lines[:-2])).hexdigest()}"\n'.encode()
    if len(content) > _MAX_BYTES or len(lines) < 2 or lines[-2:] != [expected, b"}\n"]:  # noqa: PLR2004 - the last two
        raise CatalogError("the checksum does not match, so the file is incomplete or was changed")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CatalogError(f"invalid JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise CatalogError(f"the format must be {_FORMAT}")
    return document


def _catalog(document: dict[str, object], *, any_version: bool) -> Catalog:
    """Combine the lists of a snapshot. A package may be in the list of its product and in the list of the instance."""
    packages: dict[str, object] = {}
    try:
        lists = [dict(each) for each in document["catalogs"]]  # type: ignore[attr-defined]  # checked by the exceptions
        instances = {each["iotInstanceId"] for each in lists}
        products = {each["productKey"]: None for each in lists if each["productKey"] is not None}
        for each in lists:
            for package in each["packages"]:
                row = {_api_name(name): value for name, value in package.items()}
                if packages.setdefault(package["firmwareId"], row) != row:
                    raise CatalogError(f"two lists have different packages with the ID {package['firmwareId']!r}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogError(f"a part is missing or has the wrong type: {error!r}") from error
    if len(instances) != 1:
        named = ", ".join(sorted(map(str, instances))) or "none"
        raise CatalogError(f"the emulator has one instance, but the lists are of {len(instances)}: {named}")
    (instance,) = instances
    source = {"packages": list(packages.values()), **({} if instance is None else {"iotInstanceId": instance})}
    catalog = load_catalog(source, any_version=any_version)
    return replace(catalog, products={**products, **catalog.products})


def _wire_name(name: str) -> str:
    return name[:1].lower() + name[1:]


def _api_name(name: str) -> str:
    return name[:1].upper() + name[1:]
