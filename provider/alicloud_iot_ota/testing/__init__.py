# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end for tests of programs: lookups and pins against an emulator, without an account, a network or an engine.

    # conftest.py
    pytest_plugins = ["alicloud_iot_ota.testing.pytest_plugin"]

    # test_firmware.py
    from alicloud_iot_ota.testing import MockedStack

    def test_the_highest_package_is_pinned(ota_emulator):
        assert MockedStack("__main__.py", ota_emulator).up().outputs["firmwareId"]

- `emulated`: the emulator and its environment, for tests without pytest
- `MockedStack`: runs a complete program under mocks
- `FirmwareMocks`: the same mocks for `pulumi.runtime.set_mocks`
- `pytest_plugin`: the fixtures
"""

from __future__ import annotations

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import CatalogError
from alicloud_iot_ota.dynamic import LookupFailedError
from alicloud_iot_ota.testing.catalogs import CatalogSource
from alicloud_iot_ota.testing.environment import emulated
from alicloud_iot_ota.testing.firmware_mocks import FirmwareMocks
from alicloud_iot_ota.testing.mocked_stack import MockedRun, MockedStack

__all__ = [
    "CatalogError",
    "CatalogSource",
    "Emulator",
    "FirmwareMocks",
    "LookupFailedError",
    "MockedRun",
    "MockedStack",
    "emulated",
]
