# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""FirmwarePin on the engine over its lifetime: create, update, ignore changes, refresh and fail."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.catalog import Row
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
V4_0_DIGEST = "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b"
V3_10 = "ov78uKauqyoAiW3ePqSxvnW20fOb0100"
DIGEST = "0f" * 32
HIGHEST = """
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", module_name="default", type="full", select="highest")
pulumi.export("firmware", pin.firmware)
"""
EXACT = """
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pulumi.export("firmware", pin.firmware)
"""
PRODUCT_KEY = "a1GatewayK01"
SECRET = EXACT.replace(f'"{PRODUCT_KEY}"', f'pulumi.Output.secret("{PRODUCT_KEY}")')
FROZEN = HIGHEST.replace('"gateway", ', '"gateway", pulumi.ResourceOptions(ignore_changes=["firmware"]), ')


def publish(emulator: Emulator, version: str) -> Row:
    """Publish a verified full package for the gateway."""
    return emulator.publish(
        FirmwareName=f"gateway-{version}-again",
        DestVersion=version,
        ProductKey="a1GatewayK01",
        ModuleName="default",
        SignMethod="SHA256",
        FirmwareSign=DIGEST,
    )


def shown(result: Result) -> str:
    """Return a command's output without the spaces that align its columns."""
    return re.sub(r" +", " ", result.text).replace(" :", ":")


def pins(stack: Stack) -> list[dict[str, Any]]:
    """Return the pins in the state."""
    resources = stack.state()["deployment"].get("resources", [])
    return [resource for resource in resources if resource["type"].endswith(":FirmwarePin")]


def test_refresh_shows_what_became_of_the_package(stack_for: StackFor, emulator: Emulator) -> None:
    """A refresh shows a changed file as drift and a withdrawn one as missing. Only a real refresh changes the state."""
    stack = stack_for(HIGHEST)
    assert stack.up().ok

    emulator.change(V4_0, FirmwareDesc="said otherwise", UtcModified="2026-01-01T00:00:00.000Z")
    same = stack.preview_refresh("--diff", "--expect-no-changes")
    assert same.ok, same.text

    emulator.change(V4_0, FirmwareSign=DIGEST)
    drift = f'~ digest: "{V4_0_DIGEST}" => "sha256:{DIGEST}"\n'
    previewed = stack.preview_refresh("--diff")
    assert drift in shown(previewed)
    assert pins(stack)[0]["outputs"]["firmware"]["digest"] == V4_0_DIGEST

    assert drift in shown(stack.refresh("--diff"))
    assert pins(stack)[0]["outputs"]["firmware"]["digest"] == f"sha256:{DIGEST}"
    assert pins(stack)[0]["inputs"]["firmware"]["digest"] == V4_0_DIGEST  # the next update compares with this digest
    stopped = stack.preview()
    assert not stopped.ok
    assert f"digest: {V4_0_DIGEST} -> sha256:{DIGEST}" in stopped.text

    kept = pins(stack)
    emulator.fault("error", code="Forbidden.RAM")
    refused = stack.refresh()
    assert not refused.ok
    assert 'Allow the action "iot:ListOTAFirmware"' in refused.text
    assert "Traceback" not in refused.text
    assert [pin["outputs"]["firmware"] for pin in pins(stack)] == [kept[0]["outputs"]["firmware"]]

    emulator.withdraw(V4_0)
    assert not stack.preview_refresh("--expect-no-changes").ok
    gone = stack.refresh()
    assert gone.summary["update"] == 1, gone.text
    assert "that ID no longer exists" in gone.text
    assert pins(stack)[0]["inputs"]["firmware"]["digest"] == V4_0_DIGEST

    emulator.reset()
    assert stack.up().summary["update"] == 1
    assert pins(stack)[0]["outputs"]["firmware"]["digest"] == V4_0_DIGEST
    assert stack.preview_refresh("--expect-no-changes").ok


def test_quiet_changes_make_no_diff_and_a_frozen_pin_stays(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """Changed times and descriptions cause no diff. With `ignore_changes`, the pin does not change."""
    stack = stack_for(FROZEN)
    assert stack.up().ok
    emulator.change(V4_0, FirmwareDesc="said otherwise", UtcModified="2026-01-01T00:00:00.000Z", Status=-1)
    published = publish(emulator, "4.1.0")
    frozen = stack.preview("--expect-no-changes")
    assert frozen.ok, frozen.text
    assert frozen.outputs["firmware"]["firmwareId"] == V4_0

    emulator.withdraw(str(published["FirmwareId"]))
    rewrite(stack, HIGHEST)
    followed = stack.preview("--expect-no-changes")
    assert followed.ok, followed.text
    publish(emulator, "4.1.0")
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in shown(stack.preview("--diff"))


def test_a_replaced_package_under_the_same_version(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A replaced file of a pinned version stops the preview until the program sets its digest. A diff then shows it."""
    stack = stack_for(EXACT)
    assert stack.up().ok
    emulator.withdraw(V4_0)
    replaced = publish(emulator, "4.0.0")
    stopped = stack.preview()
    assert not stopped.ok
    assert "that version now has a different file (replaced)." in stopped.text
    assert f"digest: {V4_0_DIGEST} -> sha256:{DIGEST}" in stopped.text
    rewrite(stack, EXACT.replace(", dest_version", f', expected_digest="sha256:{DIGEST}", dest_version', 1))
    preview = stack.preview("--diff")
    assert f'~ firmwareId: "{V4_0}" => "{replaced["FirmwareId"]}"\n' in shown(preview)
    assert f'~ digest: "{V4_0_DIGEST}" => "sha256:{DIGEST}"\n' in shown(preview)
    assert "destVersion" not in preview.text.partition("--outputs")[0]
    assert preview.summary == {"same": 1, "update": 1}


def test_other_criteria_are_an_update(stack_for: StackFor, rewrite: Callable[[Stack, str], None]) -> None:
    """Changed criteria are an update that shows the old and new package. No resource is replaced."""
    stack = stack_for(HIGHEST)
    assert stack.up().ok
    rewrite(stack, HIGHEST.replace("a1GatewayK01", "a1MeterK001"))
    preview = stack.preview("--diff")
    assert '~ productKey: "a1GatewayK01" => "a1MeterK001"\n' in shown(preview)
    assert '~ destVersion: "4.0.0" => "1.5.2"\n' in shown(preview)
    up = stack.up()
    assert up.summary == {"same": 1, "update": 1}
    assert up.outputs["firmware"]["destVersion"] == "1.5.2"


def test_a_reviewed_plan_is_held(stack_for: StackFor, emulator: Emulator) -> None:
    """An update with a saved plan deploys the reviewed package, or fails."""
    stack = stack_for(HIGHEST, env={"PULUMI_EXPERIMENTAL": "true"})  # update plans are an experimental engine feature
    assert stack.up().ok
    publish(emulator, "4.1.0")
    assert stack.preview("--save-plan=plan.json").summary == {"same": 1, "update": 1}
    unreviewed = publish(emulator, "4.2.0")
    refused = stack.up("--plan=plan.json")
    assert not refused.ok
    assert "violates plan" in refused.text
    assert pins(stack)[0]["outputs"]["firmware"]["destVersion"] == "4.0.0"

    emulator.withdraw(str(unreviewed["FirmwareId"]))
    up = stack.up("--plan=plan.json")
    assert up.outputs["firmware"]["destVersion"] == "4.1.0", up.text


def test_a_failure_writes_nothing(stack_for: StackFor, rewrite: Callable[[Stack, str], None]) -> None:
    """A failed preview or update does not change a pin. A failed first update creates none."""
    stack = stack_for(HIGHEST.replace("a1GatewayK01", "a1NoSuchPrd"))
    assert not stack.up().ok
    assert pins(stack) == []

    rewrite(stack, EXACT)
    assert stack.up().ok
    before, (pin,) = stack.state(), pins(stack)
    rewrite(stack, EXACT.replace("4.0.0", "4.0.7"))
    preview = stack.preview()
    assert not preview.ok
    assert 'destVersion "4.0.7" leaves 0' in shown(preview)
    assert stack.state() == before
    assert not stack.up().ok
    assert [each["outputs"]["firmware"] for each in pins(stack)] == [pin["outputs"]["firmware"]]


def test_a_secret_criterion_keeps_the_result_secret(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """With a secret criterion, the criterion and the package never appear as plain text in the output or the state."""
    stack = stack_for(SECRET)
    preview, up = stack.preview("--diff"), stack.up()
    for result in (preview, up):
        assert result.ok, result.text
        assert result.outputs == {"firmware": "[secret]"}
        assert V4_0 not in result.text
        assert PRODUCT_KEY not in result.text
    assert stack.outputs("--show-secrets")["firmware"]["firmwareId"] == V4_0
    assert stack.preview("--expect-no-changes").ok

    emulator.change(V4_0, FirmwareSign=DIGEST)
    refreshed = stack.refresh("--diff")
    assert refreshed.summary["update"] == 1, refreshed.text
    state = json.dumps(stack.state())
    for secret in (V4_0, DIGEST, PRODUCT_KEY):
        assert secret not in state + refreshed.text

    rewrite(stack, SECRET.replace("4.0.0", "4.0.7"))
    failed = stack.preview()
    assert not failed.ok
    assert 'productKey "[secret]"' in failed.text
    assert PRODUCT_KEY not in failed.text


def test_what_a_refresh_says_of_a_secret_pin(stack_for: StackFor, emulator: Emulator) -> None:
    """Warnings and errors of a refresh do not show a program's secrets."""
    stack = stack_for(SECRET)
    assert stack.up().ok
    emulator.change(V4_0, Status=3)
    warned = stack.preview_refresh()
    assert "is pinned, but its status is verificationFailed." in warned.text
    emulator.fault("error", code="iot.prod.NotExistedProduct", message=f"There is no product {PRODUCT_KEY}.")
    failed = stack.preview_refresh()
    assert "There is no product [secret]." in failed.text
    assert [secret for secret in (V4_0, PRODUCT_KEY) if secret in warned.text + failed.text] == []


def test_an_unknown_criterion_is_not_looked_up(stack_for: StackFor, emulator: Emulator) -> None:
    """A criterion that depends on a new resource is unknown in a preview, and is looked up during the update."""
    stack = stack_for(
        """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {"module": "default"})

class Module(Resource):
    module: pulumi.Output[str]

    def __init__(self):
        super().__init__(Provider(), "module", {"module": None})

module = Module().module
"""
        + HIGHEST.replace('"default"', "module")
    )
    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.outputs == {"firmware": "[unknown]"}
    assert emulator.requests == []
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs["firmware"]["firmwareId"] == V4_0


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_import(stack_for: StackFor) -> None:
    """A package can be imported by its ID or by product, module and version.

    The matching program then has no changes.
    """
    stack = stack_for(
        f"""
ota.FirmwarePin("by-id", firmware_id="{V4_0}")
ota.FirmwarePin("by-place", product_key="a1GatewayK01", module_name="modem", dest_version="1.0.9")
"""
    )
    token = "alicloud-iot:ota:FirmwarePin"
    for name, resource_id in (("by-id", V4_0), ("by-place", "a1GatewayK01/modem/1.0.9")):
        imported = stack.import_resource(token, name, resource_id, "--protect=false")
        assert imported.ok, imported.text
    preview = stack.preview("--diff", "--expect-no-changes")
    assert preview.ok, preview.text

    for absent, words in (
        ("a1GatewayK01/modem/9.9.9", 'destVersion "9.9.9" leaves 0'),
        ("a1GatewayK01/modem", "The ID must be a firmwareId or productKey/moduleName/destVersion, got "),
    ):
        failed = stack.import_resource(token, "absent", absent)
        assert not failed.ok
        assert words in shown(failed)
    assert len(pins(stack)) == 2


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_get(stack_for: StackFor, emulator: Emulator) -> None:
    """A program can read a package with `.get`, and sees changes of the package."""
    stack = stack_for(f'pulumi.export("firmware", ota.FirmwarePin.get("seen", "{V4_0}").firmware)\n')
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs["firmware"]["digest"] == V4_0_DIGEST
    emulator.change(V4_0, FirmwareSign=DIGEST)
    assert stack.preview().outputs["firmware"]["digest"] == f"sha256:{DIGEST}"
    emulator.change(V4_0, Status=3)
    unverified = stack.refresh()
    assert unverified.ok, unverified.text
    assert "is pinned, but its status is verificationFailed." in unverified.text
    emulator.withdraw(V4_0)
    gone = stack.preview_refresh()
    assert gone.ok, gone.text
    assert gone.summary["update"] == 1
    assert "that ID no longer exists" in gone.text
    assert not stack.preview().ok


@pytest.mark.parametrize("form", ["dynamic"], indirect=True)
def test_the_dynamic_state_holds_no_code_and_no_credential(stack_for: StackFor, emulator: Emulator) -> None:
    """The pickled provider in the state has only a class name.

    It is the same from every process, so it causes no diff.
    """
    stack = stack_for(HIGHEST + '\nota.FirmwarePin("other", firmware_id="' + V3_10 + '")\n')
    pickled = set()
    for _ in range(2):
        up = stack.up()
        assert up.ok, up.text
        state = json.loads(stack._pulumi.ask("stack", "export", "--show-secrets"))
        for resource in state["deployment"]["resources"]:
            if resource["type"].endswith(":FirmwarePin"):
                pickled.add(json.loads(resource["outputs"]["__provider"]["plaintext"]))
    (text,) = pickled
    content = base64.b64decode(text)
    assert b"alicloud_iot_ota.dynamic.pin_provider" in content
    assert len(content) < 200
    key = emulator.credentials
    for secret in (key.access_key_id, key.access_key_secret):
        assert secret.encode() not in content


def test_a_mixture_of_two_packages_is_refused(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """An update with parts of two packages fails. `ignore_changes` for a part of the package would cause it."""
    stack = stack_for(HIGHEST)
    assert stack.up().ok
    publish(emulator, "4.1.0")
    rewrite(stack, FROZEN.replace('["firmware"]', '["firmware.firmwareId"]'))
    updated = stack.up()
    assert not updated.ok
    assert "In ignoreChanges, list all of firmware or none of it." in updated.text
    assert "firmware_pin" not in updated.text
    (pin,) = pins(stack)
    kept = pin["outputs"]["firmware"]
    assert (kept["destVersion"], kept["firmwareId"]) == ("4.0.0", V4_0)
