# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A mocked stack and the real engine: the same outputs, and the same reasons for a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.testing import LookupFailedError, MockedStack
from tests.engine.test_forms import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine
FAILURES = {
    "no match": 'ota.FirmwarePin("p", product_key="a1GatewayK01", module_name="default", dest_version="9.9.9")',
    "several": 'ota.get_firmware(product_key="a1GatewayK01", module_name="default", version_range="^4.0")',
    "invalid": 'ota.FirmwarePin("p", product_key="a1GatewayK01", version_range="^^", min_age="yesterday")',
    "output": 'ota.get_firmware_output(product_key="a1GatewayK01", dest_version="9.9.9")',
}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_outputs(program: Path, stack_for: StackFor, emulator: Emulator) -> None:
    """After an update, both have the same outputs."""
    stack = stack_for(program)
    deployed = stack.up()
    assert deployed.ok, deployed.text
    assert MockedStack(stack.folder, emulator).up().outputs == stack.outputs("--show-secrets")


@pytest.mark.parametrize("program", FAILURES.values(), ids=FAILURES.keys())
def test_failures(program: str, stack_for: StackFor, emulator: Emulator) -> None:
    """The engine prints each line of the message that the mocked stack raises, except the remedy of a failed Check."""
    stack = stack_for(program)
    printed = stack.preview().text
    with pytest.raises(LookupFailedError) as raised:
        MockedStack(stack.folder, emulator).preview()
    message = str(raised.value).removeprefix('FirmwarePin "p": ')  # the engine prints the URN instead
    missing = {line for line in message.splitlines() if line.strip() not in printed}
    assert missing <= {"Correct the arguments named above. Nothing was looked up."}


OPTIONS = {
    "ignore_changes": (
        'make("gateway", ignore_changes=["firmware"])',
        'make("gateway", ignore_changes=["firmware"])',
    ),
    "aliases": ('make("gateway")', 'make("edge", aliases=[pulumi.Alias(name="gateway")])'),
    "parent": ('site("Site", "paris")', 'site("Place", "lyon", pulumi.Alias(name="paris", type_="test:index:Site"))'),
    "secret": ('make("gateway", additional_secret_outputs=["firmware"])',) * 2,
}
HELPERS = """
def make(name, **options):
    pin = ota.FirmwarePin(
        name, product_key="a1GatewayK01", module_name="default", type="full", version_range="^4.0", select="highest",
        resolve="once", keepers={"run": RUN} if "ignore_changes" in options else None, on_newer="ignore",
        opts=pulumi.ResourceOptions(**options),
    )
    pulumi.export(name.rpartition("-")[2], pin.firmware.dest_version)


def site(type_, name, *aliases):
    options = pulumi.ResourceOptions(aliases=list(aliases))
    parent = pulumi.ComponentResource(f"test:index:{type_}", name, opts=options)
    make(f"{name}-pin", parent=parent)
    make("modem", parent=parent)
"""


@pytest.mark.parametrize("programs", OPTIONS.values(), ids=OPTIONS.keys())
def test_options(
    programs: tuple[str, str], stack_for: StackFor, rewrite: Callable[[Stack, str], None], emulator: Emulator
) -> None:
    """After a new package and a second update, both have the same outputs, and the pin has the same package."""
    texts = [f"RUN = 'run {place}'{HELPERS}\n{program}" for place, program in enumerate(programs)]
    stack = stack_for(texts[0])
    mocked = MockedStack(stack.folder, emulator)
    deployed = stack.up()
    assert deployed.ok, deployed.text
    mocked.up()
    emulator.publish(ProductKey="a1GatewayK01", DestVersion="4.1.0")
    rewrite(stack, texts[1])
    deployed = stack.up()
    assert deployed.ok, deployed.text
    outputs = stack.outputs("--show-secrets")
    assert set(outputs.values()) == {"4.0.0"}
    run = mocked.up()
    assert run.outputs == outputs
    assert run.secret == {name for name, value in stack.outputs().items() if value == "[secret]"}
