# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The guards of a pin that follows its criteria: downgrades and replaced files stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import (
    OTHER,
    OTHER_DIGEST,
    PRODUCT_KEY,
    V3_10,
    V4_0,
    V4_0_DIGEST,
    assert_stopped,
    diagnostics,
    firmware_of,
    kept,
    publish,
    publish_again,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PIN = 'ota.FirmwarePin("gateway", product_key="{key}", module_name="default", {more})\n'
HIGHEST = 'select="highest"'
EXACT = 'dest_version="4.0.0", type="full"'
BLOCKED = f'blocked=[{{"firmware_id": "{V4_0}", "reason": "bricks revision B"}}]'


def pin(*more: str) -> str:
    """Return the program with additional arguments."""
    return PIN.format(key=PRODUCT_KEY, more=", ".join(more))


def test_a_downgrade_is_allowed_or_stopped(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """If the highest package is no longer deployable, a downgrade to the next lower one requires `allowDowngrade`."""
    stack = stack_for(pin(HIGHEST))
    assert stack.up().ok
    before = kept(stack)
    words = (
        f"Downgrade blocked. The state has 4.0.0, and the criteria now select 3.10.0 (firmwareId {V3_10}).",
        "To downgrade on purpose, set allowDowngrade to true for this deployment.",
    )

    emulator.change(V4_0, Status=3)
    assert_stopped(stack.up(), *words, "4.0.0 no longer qualifies: its status is verificationFailed.")
    emulator.reset()
    rewrite(stack, pin(HIGHEST, BLOCKED))
    assert_stopped(stack.preview(), *words, "4.0.0 no longer qualifies: it is blocked: bricks revision B.")
    assert kept(stack) == before

    rewrite(stack, pin(HIGHEST, BLOCKED, "allow_downgrade=True"))
    allowed = stack.up("--diff")
    assert allowed.ok, allowed.text
    assert '~ destVersion: "4.0.0" => "3.10.0"\n' in shown(allowed)
    assert f'~ firmwareId: "{V4_0}" => "{V3_10}"\n' in shown(allowed)
    assert firmware_of(stack)["firmwareId"] == V3_10


def test_an_unknown_order_is_allowed_or_stopped(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """Versions that cannot be parsed have no order, so replacing one requires an explicit permission."""
    publish(emulator, "V1.2.3_20230105", ModuleName="stamped", UtcCreate="2025-03-01T08:00:00.000Z")
    newest = publish(emulator, "V1.2.10_20230901", ModuleName="stamped", UtcCreate="2025-04-01T08:00:00.000Z")
    program = f'ota.FirmwarePin("gateway", product_key="{PRODUCT_KEY}", module_name="stamped", {{}})\n'
    by_time = 'select="newest", include_prerelease=True'
    stack = stack_for(program.format(by_time))
    assert stack.up().ok
    before = kept(stack)

    words = (
        "Possible downgrade blocked. The state has V1.2.10_20230901, and the criteria now select V1.2.3_20230105 ",
        "Their order is unknown: versionScheme semver cannot read",
        "set allowDowngrade to true for this deployment.",
    )
    rewrite(stack, program.format('dest_version="V1.2.3_20230105"'))
    assert_stopped(stack.preview(), *words)
    rewrite(stack, program.format(by_time))
    emulator.withdraw(str(newest["FirmwareId"]))
    assert_stopped(stack.up(), *words, "V1.2.10_20230901 is no longer listed.")
    assert kept(stack) == before

    readable = 'version_pattern="V(?P<version>.+)_[0-9]+"'
    rewrite(stack, program.format(f"{by_time}, {readable}"))
    assert_stopped(stack.preview(), "Downgrade blocked. The state has V1.2.10_20230901, and the criteria now select ")
    rewrite(stack, program.format(f"{by_time}, allow_downgrade=True"))
    assert stack.up().ok
    assert firmware_of(stack)["destVersion"] == "V1.2.3_20230105"
    publish(emulator, "V1.2.2_20231001", ModuleName="stamped", UtcCreate="2025-05-01T08:00:00.000Z")
    rewrite(stack, program.format(by_time))
    assert stack.up().ok
    assert firmware_of(stack)["destVersion"] == "V1.2.2_20231001"


def test_another_file_of_the_version_is_stopped_until_it_is_meant(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A replaced file of the pinned version stops the update until the program sets the file's digest."""
    stack = stack_for(pin(EXACT))
    assert stack.up().ok
    before = kept(stack)

    emulator.change(V4_0, FirmwareSign=OTHER)
    assert_stopped(
        stack.preview(), "that ID now belongs to a different package", f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}"
    )
    emulator.reset()
    replaced = publish_again(emulator, V4_0, FirmwareSign=OTHER)
    assert_stopped(
        stack.up(),
        "that version now has a different file",
        f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}",
        f"firmwareId: {V4_0} -> {replaced}",
        f"To accept the new file, set expectedDigest to {OTHER_DIGEST}.",
    )
    assert kept(stack) == before

    rewrite(stack, pin(EXACT, f'expected_digest="{OTHER_DIGEST}"'))
    meant = stack.up("--diff")
    assert meant.ok, meant.text
    assert f'~ digest: "{V4_0_DIGEST}" => "{OTHER_DIGEST}"\n' in shown(meant)
    assert f'~ firmwareId: "{V4_0}" => "{replaced}"\n' in shown(meant)

    moved = publish_again(emulator, replaced)
    rewrite(stack, pin(EXACT))  # the file is in the state now, so the assertion can be removed
    followed = stack.preview("--diff")
    assert f"the same file now has firmwareId {moved}" in followed.text
    assert f'~ firmwareId: "{replaced}" => "{moved}"\n' in shown(followed)


def test_news_of_a_newer_package(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A pin with an exact version reports a newer package once, unless disabled. A pin on the highest reports none."""
    exact, following = pin(EXACT), pin(HIGHEST).replace('"gateway"', '"following"')
    publish(emulator, "4.1.0")
    stack = stack_for(exact + following)
    told = stack.up()
    assert told.ok, told.text
    assert diagnostics(told).count("is newer than the pinned 4.0.0. To move the pin, change destVersion.") == 1
    assert diagnostics(told).count("is newer than") == 1

    rewrite(stack, pin(EXACT, 'on_newer="ignore"') + following)
    ignored = stack.preview()
    assert ignored.ok, ignored.text
    assert "newer" not in ignored.text
