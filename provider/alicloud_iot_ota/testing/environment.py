# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The environment variables of a test: those of an emulator, and none of a real account."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.environment import VARIABLES, Use
from alicloud_iot_ota.settings import MAX_REQUESTS_PER_SECOND
from alicloud_iot_ota.testing.catalogs import make_emulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.testing.catalogs import CatalogSource

_ACCOUNT = tuple(each.name for each in VARIABLES if each.use is not Use.IRRELEVANT)
"""The variables that could select an account, an instance, a cache or a snapshot of this machine.

This package ignores some of them, but reports each of these in a note.
"""

NO_ACCOUNT = {
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    "ALICLOUD_SHARED_CREDENTIALS_FILE": "a-test-has-no-profiles",
}
"""Variables that hide the credentials of this machine: its metadata service, and the profiles of the aliyun CLI."""

_LOOPBACK = "127.0.0.1"


def variables(emulator: Emulator) -> dict[str, str]:
    """Return the environment variables that let lookups use a running emulator, at the speed of its own quota."""
    key = emulator.credentials
    found = {
        "ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": str(MAX_REQUESTS_PER_SECOND),
        "ALIBABA_CLOUD_ACCESS_KEY_ID": key.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": key.access_key_secret,
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
    }
    instance = {} if emulator.instance_id is None else {"ALIBABA_CLOUD_IOT_INSTANCE_ID": emulator.instance_id}
    return {**found, **instance}


@contextmanager
def emulated(catalog: CatalogSource = None) -> Iterator[Emulator]:
    """Run an emulator, and let every lookup of this process and of its child processes use it.

    The environment has no other account, and an empty cache. At the end, the emulator stops and the environment is
    restored. A nested block replaces the outer one until it ends.

    Args:
        catalog: The catalog, as described at `CatalogSource`.

    Raises:
        CatalogError: The catalog is invalid.
    """
    with running(catalog) as (emulator, values), account(values):
        yield emulator


@contextmanager
def running(catalog: CatalogSource) -> Iterator[tuple[Emulator, dict[str, str]]]:
    """Run an emulator. Yield it, with the variables that let lookups use it."""
    with tempfile.TemporaryDirectory() as cache, make_emulator(catalog) as emulator:
        values = variables(emulator)
        values["ALICLOUD_IOT_OTA_CACHE_DIR"] = cache
        for name in ("NO_PROXY", "no_proxy"):
            values[name] = ",".join(filter(None, [os.environ.get(name), _LOOPBACK]))
        yield emulator, values


def only(values: Mapping[str, str]) -> dict[str, str | None]:
    """Return the variables to set or, for None, to unset, so that no other account is left."""
    return {**dict.fromkeys(_ACCOUNT), **NO_ACCOUNT, **values}


@contextmanager
def account(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and unset all others that could select an account. Restore them at the end."""
    saved = {name: os.environ.get(name) for name in only(values)}
    _set(only(values))
    try:
        yield
    finally:
        _set(saved)


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
