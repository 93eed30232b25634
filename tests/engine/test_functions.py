# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lookup functions in programs on the engine, plain and `_output`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pulumi import automation

from alicloud_iot_ota import dynamic

if TYPE_CHECKING:
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
FIRMWARE_FIELDS = {
    "destVersion": "4.0.0",
    "firmwareDesc": "Secure boot, differential",
    "firmwareId": "rmBD6LdmJVlzlqYE6BKZaxRg2Lfz0100",
    "firmwareName": "gateway-4.0.0-from-3.10.0",
    "firmwareSign": "991b43cdbc1c5de78e699333ca67de021200dd9f7e57146f39e940b1eafc9367",
    "firmwareSize": 6291456,
    "moduleName": "default",
    "productKey": "a1GatewayK01",
    "productName": "Edge Gateway",
    "signMethod": "SHA256",
    "srcVersion": "3.10.0",
    "utcCreate": "2025-10-21T06:52:20.000Z",
    "utcModified": "2025-10-22T02:08:51.000Z",
}
"""A package in the emulator's catalog, without `status` and `type`."""
WORDS = {
    "digest": f"sha256:{FIRMWARE_FIELDS['firmwareSign']}",
    "status": "verified",
    "statusCode": 1,
    "type": "differential",
    "typeCode": 1,
}
PAGE = {"currentPage": 1, "pageSize": 2, "pageCount": 6, "total": 12, "success": True}
READ = """
FIRMWARE = (
    "dest_version digest firmware_desc firmware_id firmware_name firmware_sign firmware_size module_name product_key "
    "product_name sign_method src_version status status_code type type_code utc_create utc_modified"
).split()
INFO = [name for name in FIRMWARE if name not in ("digest", "status_code", "type_code")]
PAGE = "code current_page error_message firmware_info page_count page_size request_id success total".split()

def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)

def read(result, names):
    return {camel(name): getattr(result, name) for name in names}

def read_page(page):
    return {**read(page, PAGE), "firmwareInfo": [read(row, INFO) for row in page.firmware_info]}
"""
"""A program that reads every field of a result by its attribute."""
EVERY_FIELD = (
    READ
    + """
criteria = {"product_key": "a1GatewayK01", "dest_version": "4.0.0", "src_version": "3.10.0"}
page = {"product_key": "a1GatewayK01", "current_page": 1, "page_size": 2}
later = pulumi.Output.from_input("a1GatewayK01")
pulumi.export("firmware", read(ota.get_firmware(**criteria), FIRMWARE))
pulumi.export("firmwares", [read(each, FIRMWARE) for each in ota.get_firmwares(**criteria).firmwares])
pulumi.export("page", read_page(ota.get_firmware_page(**page)))
criteria["product_key"] = page["product_key"] = later
pulumi.export("firmware-output", ota.get_firmware_output(**criteria).apply(lambda it: read(it, FIRMWARE)))
pulumi.export(
    "firmwares-output",
    ota.get_firmwares_output(**criteria).firmwares.apply(lambda all: [read(each, FIRMWARE) for each in all]),
)
pulumi.export("page-output", ota.get_firmware_page_output(**page).apply(read_page))
pulumi.export("none", ota.get_firmwares(product_key="a1GatewayK01", dest_version="9.9.9").firmwares)
"""
)
SECRET = """
key = pulumi.Output.secret("a1GatewayK01")
pulumi.export("firmware", ota.get_firmware_output(product_key=key, dest_version="4.0.0", type="full").firmware_id)
pulumi.export("firmwares", ota.get_firmwares_output(product_key=key, dest_version="4.0.0").firmwares)
pulumi.export("page", ota.get_firmware_page_output(product_key=key, current_page=1, page_size=1).total)
"""
PENDING = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {"key": "a1GatewayK01"})

class Product(Resource):
    key: pulumi.Output[str]

    def __init__(self, name, opts=None):
        super().__init__(Provider(), name, {"key": None}, opts)

class Component(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("tests:index:Component", name)
        Product(name, pulumi.ResourceOptions(parent=self))

def after(*resources):
    return pulumi.InvokeOutputOptions(depends_on=list(resources))

product, component = Product("product"), Component("component")
criteria = {"dest_version": "4.0.0", "type": "full"}
page = {"current_page": 1, "page_size": 1}
look_up, look_all_up, look_at = ota.get_firmware_output, ota.get_firmwares_output, ota.get_firmware_page_output
pulumi.export("of-an-unknown", look_up(product_key=product.key, **criteria).firmware_id)
pulumi.export("all-of-an-unknown", look_all_up(product_key=product.key, **criteria).firmwares[0].firmware_id)
pulumi.export("page-of-an-unknown", look_at(product_key=product.key, **page).firmware_info[0].product_key)
pulumi.export("after-a-resource", look_up(**criteria, opts=after(product)).firmware_id)
pulumi.export("after-a-component", look_up(**criteria, opts=after(component)).firmware_id)
pulumi.export("all-after-a-resource", look_all_up(**criteria, opts=after(product)).firmwares[0].firmware_id)
"""
MANY = """
criteria = {"product_key": "a1CameraK01", "module_name": "default", "type": "full"}
for number in range(20):
    found = ota.get_firmware_output(dest_version="V2.3.0", **criteria)
    pulumi.export(f"found-{number}", found.dest_version)
for number in range(5):
    pin = ota.FirmwarePin(f"pin-{number}", select="highest", **criteria)
    pulumi.export(f"pin-{number}", pin.firmware.dest_version)
"""
OTHER_CREDENTIALS = """
import pulumi_alicloud_iot

config = pulumi.Config("other")
other = pulumi_alicloud_iot.Provider(
    "other",
    endpoint=config.require("endpoint"),
    iot_instance_id=config.require("instance"),
    access_key_id=config.require("id"),
    access_key_secret=config.require_secret("secret"),
    security_token=config.require_secret("token"),
)
found = ota.get_firmware(
    product_key="a1GatewayK01", dest_version="4.0.0", type="full", opts=pulumi.InvokeOptions(provider=other)
)
pin = ota.FirmwarePin("gateway", pulumi.ResourceOptions(provider=other), firmware_id=found.firmware_id)
pulumi.export("version", pin.firmware.dest_version)
"""


def without_none(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Remove null values, because absent and null are the same for a program."""
    if isinstance(value, dict):
        return {name: without_none(inner) for name, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value] if isinstance(value, list) else value


def test_every_field(stack_for: StackFor, emulator: Emulator) -> None:
    """Each attribute has the catalog's value, for each function and for both ways to call it."""
    stack = stack_for(EVERY_FIELD)
    up = stack.up()
    assert up.ok, up.text
    outputs = without_none(stack.outputs())
    expected = {**FIRMWARE_FIELDS, **WORDS}
    assert outputs["firmware"] == outputs["firmware-output"] == expected
    assert outputs["firmwares"] == outputs["firmwares-output"] == [expected]
    assert outputs["none"] == []
    rows = [row for row in emulator.packages() if row["ProductKey"] == "a1GatewayK01"][:2]
    listed = [{name[0].lower() + name[1:]: value for name, value in row.items() if value is not None} for row in rows]
    for page in (outputs["page"], outputs["page-output"]):
        assert page.pop("requestId")
        assert page == {**PAGE, "firmwareInfo": listed}


def test_a_secret_argument_makes_the_result_secret(stack_for: StackFor) -> None:
    """With a secret argument, the result is secret in the output and in the state."""
    stack = stack_for(SECRET)
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"firmware": "[secret]", "firmwares": "[secret]", "page": "[secret]"}
    assert V4_0 not in up.text + str(stack.state())
    shown = stack.outputs("--show-secrets")
    assert shown["firmware"] == V4_0
    assert len(shown["firmwares"]) == 3
    assert shown["page"] == 12


def test_what_is_still_to_be_created_is_waited_for(stack_for: StackFor, emulator: Emulator) -> None:
    """An unknown argument or a pending dependency makes a preview's result unknown, without a request."""
    stack = stack_for(PENDING)
    preview = stack.preview()
    assert preview.ok, preview.text
    assert set(preview.outputs.values()) == {"[unknown]"}
    assert len(preview.outputs) == 6
    assert emulator.requests == []
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {**dict.fromkeys(preview.outputs, V4_0), "page-of-an-unknown": "a1GatewayK01"}


def test_one_listing_serves_a_whole_process(stack_for: StackFor, emulator: Emulator, form: str) -> None:
    """All lookups of one process share one request.

    The dynamic form has two processes: the program and the SDK's server.
    """
    preview = stack_for(MANY).preview()
    assert preview.ok, preview.text
    assert set(preview.outputs.values()) == {"V2.3.0"}
    assert len(preview.outputs) == 25
    assert len(emulator.requests) == {"native": 1, "dynamic": 2}[form]
    assert "cannot read the version: cam_2024-11-05." in preview.text


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_an_explicit_key_comes_without_the_environments_token(stack_for: StackFor, emulator: Emulator) -> None:
    """If a provider has an explicit key, the environment's token is not added to it."""
    program = OTHER_CREDENTIALS.replace('    security_token=config.require_secret("token"),\n', "")
    stack = stack_for(program, env={"ALIBABA_CLOUD_SECURITY_TOKEN": "of somebody else"})
    key = emulator.credentials
    for name, value in (("endpoint", emulator.url), ("instance", str(emulator.instance_id)), ("id", key.access_key_id)):
        stack.set_config(f"other:{name}", value)
    stack.set_config("other:secret", key.access_key_secret, secret=True)
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"version": "4.0.0"}


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_an_explicit_provider(stack_for: StackFor, emulator: Emulator) -> None:
    """A program can use other credentials than the stack, here temporary ones. They stay secret."""
    stack = stack_for(OTHER_CREDENTIALS, settings={"accessKeySecret": "of the stack, and wrong"})
    key = emulator.sts
    for name, value in (("endpoint", emulator.url), ("instance", str(emulator.instance_id)), ("id", key.access_key_id)):
        stack.set_config(f"other:{name}", value)
    stack.set_config("other:secret", key.access_key_secret, secret=True)
    stack.set_config("other:token", str(key.security_token), secret=True)
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == {"version": "4.0.0"}
    assert stack.preview("--expect-no-changes").ok
    state = str(stack.state())
    for secret in (key.access_key_secret, str(key.security_token)):
        assert secret not in state + up.text


def test_two_runs_in_one_process(
    engine: Path, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the Automation API, the second run of an inline program sees newly published packages."""
    monkeypatch.setenv("PATH", f"{engine.parent}{os.pathsep}{os.defpath}")
    key = emulator.credentials

    def program() -> None:
        pulumi.export("versions", [each.dest_version for each in dynamic.get_firmwares(module_name="modem").firmwares])

    stack = automation.create_stack(
        "dev",
        project_name="inline",
        program=program,
        opts=automation.LocalWorkspaceOptions(
            work_dir=str(tmp_path),
            env_vars={
                "PULUMI_BACKEND_URL": tmp_path.as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": "sandbox",
                "PULUMI_HOME": str(tmp_path / "home"),
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        ),
    )
    stack.set_all_config(
        {
            "alicloud-iot:endpoint": automation.ConfigValue(emulator.url),
            "alicloud-iot:iotInstanceId": automation.ConfigValue(str(emulator.instance_id)),
            "alicloud-iot:accessKeyId": automation.ConfigValue(key.access_key_id),
            "alicloud-iot:accessKeySecret": automation.ConfigValue(key.access_key_secret, secret=True),
        }
    )
    before = stack.up().outputs["versions"].value
    emulator.publish(DestVersion="1.1.0", ProductKey="a1GatewayK01", ModuleName="modem")
    assert stack.up().outputs["versions"].value == [*before, "1.1.0"]
