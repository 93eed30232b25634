# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Several instances and accounts at one URL, like the endpoint of a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from tests.emulator.conftest import FIRST_PAGE, NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests


def instance(name: str, key: str, *others: Emulator) -> Emulator:
    """Return an instance with one package."""
    return Emulator(
        {
            "iotInstanceId": name,
            "credentials": [{"accessKeyId": key, "accessKeySecret": f"secret-of-{key}-not-a-real-one"}],
            "packages": [{"FirmwareId": f"package-of-{name}", "DestVersion": "1"}],
        },
        clock=lambda: NOW,
        others=others,
    )


@pytest.mark.parametrize(
    ("key", "name", "found"),
    [
        ("one", "iot-a", "package-of-iot-a"),
        ("one", "iot-b", "package-of-iot-b"),
        ("two", "iot-c", "package-of-iot-c"),
        ("one", "iot-c", "iot.system.InstanceNotFound"),
        ("two", "iot-a", "iot.system.InstanceNotFound"),
        ("none", "iot-a", "InvalidAccessKeyId.NotFound"),
    ],
)
def test_instances_of_two_accounts(call: Callable[..., requests.Response], key: str, name: str, found: str) -> None:
    """A key reaches the instances of its own account only."""
    second, third = instance("iot-b", "one"), instance("iot-c", "two")
    emulator = instance("iot-a", "one", second, third)
    keys = {"one": emulator.credentials, "two": third.credentials, "none": instance("iot-d", "none").credentials}
    with emulator:
        response = call(emulator, {**FIRST_PAGE, "IotInstanceId": name}, key=keys[key])
    assert found in response.text
    assert [len(each.requests) for each in (emulator, second, third)].count(1) == 1
