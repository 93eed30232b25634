# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Several instances and accounts at one URL, like the endpoint of a region."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_emulator
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


def test_admin_interface(session: requests.Session) -> None:
    """The admin interface controls the instance in the query, by default the first one."""
    other = instance("iot-b", "two")
    with instance("iot-a", "one", other) as emulator:
        url = f"{emulator.url}/_emulator/packages"
        for parameters in ({}, {"IotInstanceId": "iot-b"}):
            assert session.post(url, params=parameters, json={"DestVersion": "2"}, timeout=10).ok
        unknown = session.post(url, params={"IotInstanceId": "iot-c"}, json={"DestVersion": "2"}, timeout=10)
    assert (unknown.status_code, unknown.json()) == (404, {"error": "unknown IotInstanceId 'iot-c'"})
    assert [len(each.packages()) for each in (emulator, other)] == [2, 2]


def test_command(tmp_path: Path) -> None:
    """The command serves several instances, and prints the key of each."""
    other = tmp_path / "other.json"
    credentials = [{"accessKeyId": "other-key-id", "accessKeySecret": "other-secret-not-a-real-one"}]
    other.write_text(json.dumps({"iotInstanceId": "iot-b", "credentials": credentials, "packages": []}))
    command = [sys.executable, "-m", "alicloud_iot_emulator", "--port", "0", "--other-catalog", str(other)]
    environment = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_emulator.__file__).parents[1])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = list(iter(process.stdout.readline, "Press Ctrl-C to stop. Requests:\n"))
        process.terminate()
        process.communicate(timeout=30)
    told = "  other instance iot-b: access key other-key-id, secret other-secret-not-a-real-one\n"
    assert (process.returncode, told in lines) == (0, True)
