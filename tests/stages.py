# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Two accounts with an instance each, behind one endpoint: gateways for tests, and gateways in production."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.base.environment import CLI_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEST_INSTANCE, PROD_INSTANCE = "iot-test0001", "iot-prod0001"
TEST_PRODUCT, PROD_PRODUCT = "a1GatewayT01", "a1GatewayP01"
CLI_FILE = CLI_FILES[0]
"""The variable with the path of the profiles."""
STAGES = ("gateway-dev", "gateway-staging", "gateway-prod")
"""The entries of three stages in two instances."""
MANIFEST = f"""\
[firmware.gateway-dev]
iotInstanceId = "{TEST_INSTANCE}"
productKey = "{TEST_PRODUCT}"
moduleName = "default"
versionRange = ">=4.0.0"
select = "highest"
profile = "test"

[firmware.gateway-staging]
iotInstanceId = "{TEST_INSTANCE}"
productKey = "{TEST_PRODUCT}"
promoteFrom = "gateway-dev"
profile = "test"

[firmware.gateway-prod]
iotInstanceId = "{PROD_INSTANCE}"
productKey = "{PROD_PRODUCT}"
promoteFrom = "gateway-staging"
profile = "prod"
"""
"""The manifest of these stages."""


class Instances(NamedTuple):
    """The two instances. Both are served at the URL of `test`."""

    test: Emulator
    prod: Emulator


@contextlib.contextmanager
def running() -> Iterator[Instances]:
    """Run both instances, with an unlimited quota and no packages."""
    catalogs = [
        {
            "iotInstanceId": instance,
            "credentials": [{"accessKeyId": f"{name}-key-id", "accessKeySecret": f"{name}-secret-not-a-real-one"}],
            "products": [{"productKey": product, "productName": f"Gateway {name}"}],
            "packages": [],
        }
        for name, instance, product in (
            ("test", TEST_INSTANCE, TEST_PRODUCT),
            ("prod", PROD_INSTANCE, PROD_PRODUCT),
        )
    ]
    monotonic = itertools.count().__next__
    prod = Emulator(catalogs[1], monotonic=monotonic)
    with Emulator(catalogs[0], monotonic=monotonic, others=[prod]) as test:
        yield Instances(test, prod)


def write_profiles(home: Path, instances: Instances) -> Path:
    """Write the profiles `test` and `prod` of the aliyun CLI to a home directory, and return the file.

    Set it as CLI_FILE for commands in this process: the credentials library reads HOME when it is imported.
    """
    profiles = [
        {
            "name": name,
            "mode": "AK",
            "access_key_id": emulator.credentials.access_key_id,
            "access_key_secret": emulator.credentials.access_key_secret,
        }
        for name, emulator in instances._asdict().items()
    ]
    file = home / ".aliyun" / "config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"current": "test", "profiles": profiles}))
    return file


def digest_of(version: str) -> str:
    """Return the SHA-256 digest of the file that `publish` publishes as a version."""
    return hashlib.sha256(version.encode()).hexdigest()


def publish(emulator: Emulator, version: str, **fields: str | int | None) -> str:
    """Publish a package, with the same file for the same version in each instance. Return its firmwareId."""
    row = emulator.publish(
        **{
            "DestVersion": version,
            "ProductKey": emulator.product_keys[0],
            "FirmwareId": f"{emulator.instance_id}-{version}",
            "FirmwareSign": digest_of(version),
            "FirmwareSize": 20_971_520,
            "UtcCreate": "2025-11-20T08:00:00.000Z",
            **fields,
        }
    )
    return str(row["FirmwareId"])
