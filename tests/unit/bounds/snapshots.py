# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for snapshots."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import settings
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.errors import ArgumentError, SnapshotError
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import snapshot, snapshot_catalogs
from alicloud_iot_ota.lookup.snapshot import CatalogSnapshot, make_catalog
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.settings import ProviderArgs, load
from tests.unit.bounds.lab import NOW, URL, Lab, attack, memory

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

READ_AT = datetime.fromtimestamp(NOW, timezone.utc)
PACKAGE = Package(firmware_id="x", dest_version="1")


def refused(is_beyond: object, match: str) -> AbstractContextManager[object]:
    """Expect a SnapshotError beyond a limit."""
    return pytest.raises(SnapshotError, match=match) if is_beyond else contextlib.nullcontext()


def catalogs(*products: str) -> CatalogSnapshot:
    """Return a snapshot with one package for each product."""
    listed = (make_catalog(URL, Scope(None, product), READ_AT, (PACKAGE,)) for product in products)
    return CatalogSnapshot(max_age=60, has_descriptions=True, catalogs=tuple(listed))


@attack("settings.MAX_SNAPSHOT_AGE")
def attack_age(_: Lab) -> None:
    """The limit applies to the environment variable, to the provider's argument, and to the file."""
    for given in (settings.MAX_SNAPSHOT_AGE, settings.MAX_SNAPSHOT_AGE + 1):
        is_beyond = given > settings.MAX_SNAPSHOT_AGE
        with pytest.raises(ArgumentError, match="from 1 to 604800") if is_beyond else contextlib.nullcontext():
            environ = {"ALICLOUD_IOT_OTA_SNAPSHOT_MAX_AGE": f"{given:g}", "ALICLOUD_IOT_OTA_SNAPSHOT": "s.json"}
            assert load({}, environ).snapshot_max_age == given
        failures = validation.check(ProviderArgs, {"snapshotMaxAge": given})
        assert [failure.argument for failure in failures] == ["snapshotMaxAge"] * is_beyond
        file = msgspec.structs.replace(catalogs("a"), max_age=int(given))
        with refused(is_beyond, "maxAge must be from 1 to 604800 seconds"):
            assert snapshot.decode(snapshot.encode(file), "s").max_age == given


@attack("lookup.snapshot_catalogs.MAX_CLOCK_DIFFERENCE")
def attack_clock(lab: Lab) -> None:
    """A list from the future is refused, unless the clocks of two machines can explain it."""
    path = lab.path / "s.json"
    path.write_bytes(snapshot.encode(catalogs("a")))
    limit = snapshot_catalogs.MAX_CLOCK_DIFFERENCE
    for ahead in (limit, limit + 1):
        now = NOW - ahead
        served = snapshot_catalogs.SnapshotCatalogs(path, 60, URL, itertools.repeat(now).__next__, lambda _: None)
        with refused(ahead > limit, "comes from the future"):
            served.get(Scope(None, "a"))


@attack("lookup.snapshot.MAX_BYTES")
def attack_bytes(lab: Lab) -> None:
    """A file is read up to the limit, however large it is. The test writes a file of the real limit in a smaller form.

    A valid file with the real limit would need many packages, so the test lowers the limit to a small file's size.
    """
    path = lab.path / "s.json"
    with path.open("wb") as file:
        file.truncate(4 * snapshot.MAX_BYTES)  # without data on disk
    with memory() as peak, pytest.raises(SnapshotError, match="is larger than 64 MiB"):
        snapshot.read(path)
    assert peak[0] < 2 * snapshot.MAX_BYTES
    content = snapshot.encode(catalogs("a"))
    for limit in (len(content), len(content) - 1):
        lab.monkeypatch.setattr(snapshot, "MAX_BYTES", limit)
        with refused(limit < len(content), "is larger than"):
            snapshot.decode(content, "s")
        with refused(limit < len(content), "is too large"):
            snapshot.encode(catalogs("a"))


@attack("lookup.snapshot.MAX_CATALOGS")
def attack_catalogs(lab: Lab) -> None:
    """The limit applies to the writer and to the reader."""
    names = [f"a{number}" for number in range(snapshot.MAX_CATALOGS + 1)]
    assert len(snapshot.decode(snapshot.encode(catalogs(*names[:-1])), "s").catalogs) == snapshot.MAX_CATALOGS
    with pytest.raises(SnapshotError, match="1001 catalogs"):
        snapshot.encode(catalogs(*names))
    with lab.monkeypatch.context() as patched:
        patched.setattr(snapshot, "MAX_CATALOGS", len(names))
        content = snapshot.encode(catalogs(*names))
    with pytest.raises(SnapshotError, match="it has 1001 catalogs, the maximum is 1000"):
        snapshot.decode(content, "s")


@attack("lookup.snapshot.MAX_OBJECTS")
def attack_objects(_: Lab) -> None:
    """A file with too many objects is refused before it is parsed, so they need no memory."""
    for count in (snapshot.MAX_OBJECTS, snapshot.MAX_OBJECTS + 1):
        body = b'{\n  "format": 1, "more": [' + b"{}," * (count - 2) + b"{}],\n"
        content = body + f'  "sha256": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()
        is_beyond = content.count(b"{") > snapshot.MAX_OBJECTS
        with memory() as peak, pytest.raises(SnapshotError) as raised:
            snapshot.decode(content, "s")
        assert ("objects, the maximum is 200000" in str(raised.value)) is is_beyond
        assert peak[0] < 4 * len(content)
