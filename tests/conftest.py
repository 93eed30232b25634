# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: no account, setting or proxy of this machine is in sight."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from engine import EngineError, find_or_build

SETTINGS = ("ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "IOT_ENDPOINT", "PULUMI_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CACHES = {"XDG_CACHE_HOME": ".cache", "GOPATH": "go"}
"""Folders below the home directory that hold no settings, and take minutes to fill again."""


def pytest_configure(config: pytest.Config) -> None:
    """Hide them before any module is imported: the credentials package reads its variables only then."""
    for name in list(os.environ):
        if name.startswith(SETTINGS) or name.upper() in PROXIES:
            del os.environ[name]
    os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
    for name, folder in CACHES.items():
        os.environ.setdefault(name, str(Path.home() / folder))
    home = tempfile.TemporaryDirectory()
    config.add_cleanup(home.cleanup)
    os.environ["HOME"] = home.name


@pytest.fixture(scope="session")
def engine() -> Path:
    """The engine; a machine that cannot have one skips the test and says why."""
    try:
        return find_or_build()
    except EngineError as error:
        pytest.skip(str(error))
