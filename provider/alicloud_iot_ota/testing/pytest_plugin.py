# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures for pytest.

Load them in the `conftest.py` of the project's root folder:

    pytest_plugins = ["alicloud_iot_ota.testing.pytest_plugin"]

They are not an entry point (`pytest11`). pytest would load them in every run on the machine, also of projects that use
this package for deployments only. It would also compile every module of this distribution again, to rewrite its
assertions.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.api.endpoints import NO_SERVICE
from alicloud_iot_ota.testing.environment import account, only, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.testing.catalogs import CatalogSource

_REAL_ACCOUNT = "ota_real_account"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting in pytest's configuration file."""
    parser.addini(
        _REAL_ACCOUNT, "Let tests without ota_emulator use the account in the environment.", "bool", default=False
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Remove the account from the environment, so that no test calls the service by mistake."""
    if not config.getini(_REAL_ACCOUNT):
        guard = ExitStack()
        guard.enter_context(account({"ALIBABA_CLOUD_ENDPOINT_IOT": NO_SERVICE}))
        config.add_cleanup(guard.close)


@pytest.fixture
def ota_catalog() -> CatalogSource:
    """Return the catalog of `ota_emulator`: the included one. Override this fixture, or parametrize it."""
    return None


@pytest.fixture
def ota_emulator(ota_catalog: CatalogSource, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Run an emulator with `ota_catalog`, and let every lookup of the test use it."""
    with running(ota_catalog) as (emulator, values):
        # Use the fixture, because the test may set the same variables with it. Both are then undone in order.
        for name, value in only(values).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        yield emulator
