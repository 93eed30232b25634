# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The requests of a deployment, and the account that sends them, on the engine."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PIN = """
criteria = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full"}
pulumi.export("found", ota.get_firmware_output(dest_version="4.0.0", **criteria).dest_version)
pin = ota.FirmwarePin("gateway", version_range="^4.0", select="highest", **criteria)
pulumi.export("pinned", pin.firmware.dest_version)
"""
TWO_ACCOUNTS = """
import json
import os
import pulumi_alicloud_iot

for name, settings in json.loads(os.environ["ACCOUNTS"]).items():
    provider = pulumi_alicloud_iot.Provider(name, **settings)
    criteria = {"product_key": "a1Shared", "dest_version": "1.0.0"}
    found = ota.get_firmware(**criteria, opts=pulumi.InvokeOptions(provider=provider))
    pin = ota.FirmwarePin(f"pin-{name}", **criteria, opts=pulumi.ResourceOptions(provider=provider))
    pulumi.export(name, pin.firmware.firmware_id.apply(lambda pinned, found=found: [found.firmware_id, pinned]))
"""


def test_list_on_disk_serves_preview_and_update(
    stack_for: StackFor, emulator: Emulator, tmp_path: Path, form: str
) -> None:
    """With `cacheMaxAge`, a preview and the next update share one request. The output says so."""
    stack = stack_for(PIN, settings={"cacheMaxAge": "300", "cacheDir": str(tmp_path / "cache")})
    preview, up = stack.preview(), stack.up()
    assert preview.ok, preview.text
    assert up.ok, up.text
    assert up.outputs == {"found": "4.0.0", "pinned": "4.0.0"}
    assert len(emulator.requests) == 1
    told = "seconds old: it comes from the disk cache."
    # In a preview of the dynamic form, the program and the SDK's server are two processes. The native form has one
    # plugin.
    assert (told in preview.text) is (form == "dynamic")
    assert told in up.text


def test_what_was_published_since_is_found(stack_for: StackFor, emulator: Emulator, tmp_path: Path) -> None:
    """A package that is not in the cached list is found with a new request."""
    stack = stack_for(PIN, settings={"cacheMaxAge": "300", "cacheDir": str(tmp_path / "cache")})
    assert stack.preview().ok
    published = emulator.publish(DestVersion="4.9.0", ProductKey="a1GatewayK01", ModuleName="default", Type=0, Status=1)
    program = stack.folder / "__main__.py"
    program.write_text(program.read_text().replace('dest_version="4.0.0"', 'dest_version="4.9.0"'))
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs["found"] == "4.9.0"
    assert stack.preview_refresh().ok
    emulator.withdraw(str(published["FirmwareId"]))
    gone = stack.preview()  # until its maximum age, the cached list may still have the withdrawn package
    assert gone.outputs == {"found": "4.9.0", "pinned": "4.9.0"}


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_two_accounts_in_one_program(stack_for: StackFor) -> None:
    """Each provider uses its own account, and returns that account's package of the same name and version."""
    key = {"accessKeyId": "key-of-two", "accessKeySecret": "secret-of-two"}
    packages = [
        [{"FirmwareId": f"firmware-of-{name}", "DestVersion": "1.0.0", "ProductKey": "a1Shared", "Status": 1}]
        for name in ("one", "two")
    ]
    with (
        Emulator({"packages": packages[0]}, monotonic=itertools.count().__next__) as one,
        Emulator({"packages": packages[1], "credentials": [key]}, monotonic=itertools.count().__next__) as two,
    ):
        accounts = {
            name: {
                "endpoint": account.url,
                "iot_instance_id": account.instance_id,
                "access_key_id": account.credentials.access_key_id,
                "access_key_secret": account.credentials.access_key_secret,
            }
            for name, account in (("one", one), ("two", two))
        }
        stack = stack_for(TWO_ACCOUNTS, env={"ACCOUNTS": json.dumps(accounts)})
        up = stack.up()
        assert up.ok, up.text
        assert up.outputs == {"one": ["firmware-of-one"] * 2, "two": ["firmware-of-two"] * 2}
        assert {record.code for record in (*one.requests, *two.requests)} == {None}
