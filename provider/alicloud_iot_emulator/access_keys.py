# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Access keys, which can be issued and revoked while the emulator runs. Independent of HTTP."""

from __future__ import annotations

import itertools
import math
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_iot_emulator.catalog import AccessKey

if TYPE_CHECKING:
    from collections.abc import Sequence


class AccessKeyStore:
    """The access keys of an account, initially those of the catalog. Thread-safe."""

    def __init__(self, loaded: Sequence[AccessKey]) -> None:
        self._loaded = loaded
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._keys: dict[str, AccessKey] = {}
        self.restore()

    def restore(self) -> None:
        """Restore the keys of the catalog."""
        with self._lock:
            self._keys = {key.access_key_id: key for key in self._loaded}

    def all_keys(self) -> list[AccessKey]:
        """Return all keys: those of the catalog, then issued keys in the order of issue."""
        with self._lock:
            return list(self._keys.values())

    def find(self, access_key_id: str) -> AccessKey | None:
        """Return the key with an ID, or None."""
        with self._lock:
            return self._keys.get(access_key_id)

    def issue(self, expiration: float) -> AccessKey:
        """Issue a temporary key with a token, like STS. `expiration` is in seconds since 1970 UTC."""
        number = next(self._numbers)
        key = AccessKey(
            access_key_id=f"STS.emulator-issued-key-id-{number}",
            access_key_secret=f"emulator-issued-sts-secret-{number}-not-a-real-one",
            security_token=f"emulator-issued-sts-token-{number}",
            expiration=expiration,
        )
        with self._lock:
            self._keys[key.access_key_id] = key
        return key

    def revoke(self, access_key_id: str) -> None:
        """Revoke a key immediately.

        Raises:
            LookupError: No key has that ID.
        """
        with self._lock:
            if access_key_id not in self._keys:
                raise LookupError(f"unknown access key {access_key_id!r}")
            self._keys[access_key_id] = replace(self._keys[access_key_id], expiration=-math.inf)
