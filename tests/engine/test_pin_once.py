# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A pin that selects once: it ignores newer packages, and stops if its package has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import (
    NOT_ALL_SAME,
    OTHER,
    OTHER_DIGEST,
    PRODUCT_KEY,
    V4_0,
    V4_0_DIGEST,
    assert_stopped,
    diagnostics,
    firmware_of,
    kept,
    publish,
    publish_again,
    shown,
    warnings_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

ONCE = f"""
pin = ota.FirmwarePin(
    "gateway", product_key="{PRODUCT_KEY}", module_name="default", select="highest", resolve="once",  # more
)
pulumi.export("version", pin.firmware.dest_version)
"""
HELD = f"has 4.0.0 (full), firmwareId {V4_0}; "


def once(more: str) -> str:
    """Return the program with additional arguments."""
    return ONCE.replace("# more", more)


def test_it_stays_until_it_is_told_to_choose_anew(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A newer package causes a warning and no change.

    Changed keepers or criteria select again, as the preview shows.
    """
    stack = stack_for(ONCE)
    assert stack.up().outputs == {"version": "4.0.0"}
    newer = str(publish(emulator, "4.1.0")["FirmwareId"])

    preview = stack.preview("--expect-no-changes", "--json")
    assert preview.ok, preview.text
    (warning,) = warnings_of(preview)
    assert warning.startswith(f"warning: 4.1.0, firmwareId {newer}, is newer than the pinned 4.0.0.")
    assert "change a value of keepers, or change the criteria" in warning
    up = stack.up()
    assert up.summary == {"same": 2}
    assert diagnostics(up).count("is newer than the pinned 4.0.0.") == 1
    assert newer not in str(stack.state())

    rewrite(stack, once('version_range=">=4.0"'))
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in shown(stack.preview("--diff"))
    rewrite(stack, once('keepers={"campaign": "spring"}'))
    kept = stack.preview("--diff", "--expect-no-changes")
    assert kept.exit_status == NOT_ALL_SAME
    assert '~ destVersion: "4.0.0" => "4.1.0"\n' in shown(kept)
    assert '+ campaign: "spring"\n' in shown(kept)
    assert "warning" not in kept.text

    assert stack.up().outputs == {"version": "4.1.0"}
    publish(emulator, "4.2.0")
    again = stack.preview("--expect-no-changes")
    assert again.ok, again.text


def test_it_stops_when_its_package_is_not_as_it_was(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """A changed package stops the pin, which never selects another one.

    The error has the old and new values and a fix.
    """
    stack = stack_for(ONCE)
    assert stack.up().ok
    before = kept(stack)

    emulator.withdraw(V4_0)
    assert_stopped(
        stack.preview(),
        HELD + "that ID no longer exists",
        "Publish it again",
        "change a value of keepers, or change the criteria.",
    )
    emulator.reset()

    emulator.change(V4_0, FirmwareSign=OTHER)
    assert_stopped(
        stack.preview(),
        HELD + "that ID now belongs to a different package (changed).",
        f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}",
        "Treat this as an incident",
    )
    emulator.reset()

    emulator.change(V4_0, Status=3)
    assert_stopped(
        stack.preview(),
        HELD + "its status is verificationFailed (statusRegressed).",
        "Finish its verification in the console",
    )
    emulator.reset()

    replaced = publish_again(emulator, V4_0, FirmwareSign=OTHER)
    assert_stopped(
        stack.up(),
        HELD + "that version now has a different file (replaced).",
        f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}",
        f"firmwareId: {V4_0} -> {replaced}",
        "Find out who republished this version and why.",
    )
    assert kept(stack) == before

    rewrite(stack, once('keepers={"campaign": "spring"}'))  # selecting again does not accept every file
    assert_stopped(stack.preview(), f"To accept the new file, set expectedDigest to {OTHER_DIGEST}.")
    rewrite(stack, once(f'expected_digest="{OTHER_DIGEST}"'))
    meant = stack.preview("--diff")
    assert f'~ digest: "{V4_0_DIGEST}" => "{OTHER_DIGEST}"\n' in shown(meant)
    emulator.reset()

    rewrite(stack, once(f'blocked=[{{"firmware_id": "{V4_0}", "reason": "bricks revision B"}}]'))
    assert_stopped(stack.preview(), HELD + "it is blocked: bricks revision B (blocked).", "change a value of keepers")


def test_it_follows_the_same_file_to_another_id(stack_for: StackFor, emulator: Emulator) -> None:
    """If the same file was published again, the pin is updated to its new ID, with a warning."""
    stack = stack_for(ONCE)
    assert stack.up().ok
    moved = publish_again(emulator, V4_0)
    publish(emulator, "4.1.0")

    preview = stack.preview("--diff", "--expect-no-changes")
    assert preview.exit_status == NOT_ALL_SAME, preview.text
    assert f"{HELD}the same file now has firmwareId {moved}" in preview.text
    assert f'~ firmwareId: "{V4_0}" => "{moved}"\n' in shown(preview)
    assert "~ digest" not in shown(preview)
    assert "~ destVersion" not in shown(preview)

    assert stack.up().ok
    assert firmware_of(stack)["firmwareId"] == moved
    settled = stack.preview("--expect-no-changes")
    assert settled.ok, settled.text
    assert "the same file" not in settled.text
