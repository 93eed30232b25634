# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin behind real gRPC, and retries without delays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.fleet import CRITERIA, PRODUCT_KEY
from tests.grpc.conftest import Wire
from tests.grpc.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Plugin(Wire):
    """A client of the plugin that calls it like the engine, for the packages of the test fleet."""

    def highest(self) -> str:
        """Return the ID of the package with the highest version from getFirmware."""
        return self.chosen("getFirmware", CRITERIA)

    def identities(self) -> list[str]:
        """Return the sorted IDs of all packages from getFirmwares."""
        found = self.call("getFirmwares", productKey=PRODUCT_KEY)["firmwares"]
        return sorted(str(package["firmwareId"]) for package in found)


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    """Serve an unconfigured plugin in this process."""
    with serving() as serve:
        plugin = Plugin(serve(4))
        yield plugin
        plugin.close()


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the delays of retries, rereads and the request quota."""
    monkeypatch.setattr("random.random", lambda: 0.0)
    monkeypatch.setattr("alicloud_iot_ota.api.listing._PAUSE", 0.0)
    monkeypatch.setattr("alicloud_iot_ota.api.rate_limiter.WINDOW", 0.0)


@pytest.fixture
def hold_in_profile() -> Iterator[Callable[[Mapping[str, str]], None]]:
    """Return a function that writes an aliyun CLI configuration with one profile, which has a temporary key."""
    path = Path.home() / ".aliyun" / "config.json"
    path.parent.mkdir(exist_ok=True)

    def hold(key: Mapping[str, str]) -> None:
        profile = {
            "name": "fleet",
            "mode": "StsToken",
            "access_key_id": key["accessKeyId"],
            "access_key_secret": key["accessKeySecret"],
            "sts_token": key["securityToken"],
        }
        path.write_text(json.dumps({"current": "fleet", "profiles": [profile]}), encoding="utf-8")

    yield hold
    path.unlink(missing_ok=True)
