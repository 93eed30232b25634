# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The texts of all selection errors and warnings, in files whose changes a person reviews."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

    Golden = Callable[[str, str], None]
    Rewrite = Callable[[Stack, str], None]

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).with_name("programs") / "mistakes.py"
REMEDY = "Correct the arguments named above. Nothing was looked up."
FRAMES = {
    "native": r"invoke of \S+ failed: invocation of \S+ returned an error: "
    rf"(?:(?P<mistake>.*)\n{REMEDY}|(?P<error>.*))",
    "dynamic": rf"(?P<mistake>.*)\n{REMEDY}|(?P<error>.*)",
}
"""The text that each form adds to an error: the native SDK adds the function."""
MOST_LINES = 15
"""The maximum number of lines in a selection error."""
SCOPE = 'product_key="a1GatewayK01", module_name="default"'
CAMERA = 'product_key="a1CameraK01", module_name="default", type="full", select="highest", version_range="<2.3"'
EXPIRED = '[{"dest_version": "V2.2.0", "reason": "leaks", "expires": "2025-12-01"}]'
FUNCTIONS = {
    "no match: destVersion": f'ota.get_firmware({SCOPE}, dest_version="4.0.7")\n',
    "arguments: newest of any module": 'ota.get_firmware(product_key="a1GatewayK01", select="newest")\n',
    "upgrade path: a gap that is not verified": f"ota.get_upgrade_path_output({SCOPE}, "
    'from_version="3.2.1", to_version="4.0.1")\n',
}
"""Programs that fail because of a function, by the name of the same mistake in programs/mistakes.py."""
PINS = {
    "no match": f'ota.FirmwarePin("gateway", {SCOPE}, dest_version="4.0.7")\n',
    "ambiguous": f'ota.FirmwarePin("gateway", {SCOPE}, type="differential", select="highest")\n',
    "unparsable": 'ota.FirmwarePin("camera", product_key="a1CameraK01", version_range=">=2", on_unparsable="error")\n',
    "unexpected": f'ota.FirmwarePin("gateway", {SCOPE}, firmware_name="gateway-4.0.0", expected_size=924)\n',
    "arguments": 'ota.FirmwarePin("gateway", product_key="a1GatewayK01", select="highest", version_range="latest", '
    'type="fool", statuses=["verified", "fine"], blocked=[{"dest_version": "4.0.0", "reason": "", "digest": "4"}])\n',
    "warnings": f'ota.FirmwarePin("camera", {CAMERA}, weak_digest="warn", blocked={EXPIRED})\n',
    "warnings of a function": f'ota.get_firmware({CAMERA}, weak_digest="warn", blocked={EXPIRED})\n',
}
CANARY = "canary"
SECRET_ARGUMENTS = f"""
secret = pulumi.Output.secret
ota.FirmwarePin(
    "gateway",
    {SCOPE},
    version_range=secret("range-{CANARY}"),
    expected_digest=secret("digest-{CANARY}"),
    blocked=[{{"dest_version": "4.0.0", "reason": "bricks revision B", "expires": secret("expires-{CANARY}")}}],
)
"""


def settled(text: str) -> str:
    """Replace the emulator's port in a text, because it differs in every run."""
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)


def spoilt(emulator: Emulator) -> None:
    """Add packages that the default fleet lacks, and withdraw all packages of one product."""
    for row in emulator.packages():
        if row["ProductKey"] == "a1MeterK001":
            emulator.withdraw(str(row["FirmwareId"]))
    same = {"ProductKey": "a1GatewayK01", "ModuleName": "radio", "UtcCreate": "2025-12-01T08:00:00.000Z"}
    for twin in ("a", "b"):
        emulator.publish(**same, FirmwareName=f"radio-2.0.0-{twin}", DestVersion="2.0.0")
        emulator.publish(**same, FirmwareName=f"radio-2.1.0-{twin}", DestVersion="2.1.0", SrcVersion="2.0.0")
    bare = dict.fromkeys(("UtcCreate", "FirmwareSize", "FirmwareSign", "SignMethod"))
    emulator.publish(**bare, ProductKey="a1GatewayK01", ModuleName="boot", DestVersion="1.0.0")
    for version, created in (("1.0.0", "2025-12-01T08:00:00.000Z"), ("1.1.0", None)):
        emulator.publish(ProductKey="a1GatewayK01", ModuleName="undated", DestVersion=version, UtcCreate=created)


ENDED = r"pulumi:pulumi:Stack \(.*\):\n *error: Resource monitor has terminated, shutting down"
"""What Pulumi's SDK adds if a newer engine stops the program because of the error of a resource."""


def diagnostics(result: Result) -> str:
    """Return a command's output below "Diagnostics" without the engine's indentation."""
    text = re.split(r"\n(?=Resources:|Outputs:)", result.text.partition("Diagnostics:\n")[2])[0]
    text = "\n\n".join(block for block in text.split("\n\n") if not re.fullmatch(ENDED, block.strip()))
    return "\n".join(re.sub("^ {1,4}", "", line) for line in text.rstrip().splitlines())


def test_what_each_mistake_is_told(
    stack_for: StackFor, emulator: Emulator, form: str, rewrite: Rewrite, golden: Golden
) -> None:
    """Both forms have the same error, caught or not. explainFirmware returns the same text for a failed selection."""
    spoilt(emulator)
    stack = stack_for(PROGRAM)
    preview = stack.preview()
    assert preview.ok, preview.text
    told = {}
    for name, output in preview.outputs.items():
        framed = re.fullmatch(FRAMES[form], output["told"], re.DOTALL)
        assert framed, f"{name}: {output['told']}"
        kind, _, _ = name.partition(": ")
        if kind == "arguments":
            assert framed["mistake"], f"{name} is no mistake in the arguments: {framed['error']}"
        else:
            assert framed["error"], f"{name} is a mistake in the arguments: {framed['mistake']}"
            assert framed["error"].count("\n") < MOST_LINES, name
        told[name] = framed["mistake"] or framed["error"]
        if "explained" in output:
            outcome = {"no match": "noMatch"}.get(kind, kind)
            assert output["explained"] == [outcome, told[name]], name
    golden("errors.txt", settled("\n".join(f"## {name}\n{text}\n" for name, text in told.items())))
    for name, program in FUNCTIONS.items():
        rewrite(stack, program)
        failed = stack.preview()
        assert not failed.ok, name
        assert told[name] in diagnostics(failed), name


def test_what_a_pin_shows(stack_for: StackFor, form: str, rewrite: Rewrite, golden: Golden) -> None:
    """The diagnostics of previews show the errors and warnings of a pin at the pin, if the form supports it."""
    stack = stack_for("")
    sections = []
    for name, program in PINS.items():
        rewrite(stack, program)
        preview = stack.preview()
        assert preview.ok == name.startswith("warnings"), f"{name}: {preview.text}"
        # The regular language host prints its stack when the engine stops the program. That output is not the
        # provider's.
        parts = [part for part in diagnostics(preview).split("\n\n") if "KeyboardInterrupt" not in part]
        sections.append("\n\n".join([f"## {name}\n{program.rstrip()}", *parts]) + "\n")
    golden(f"pins-{form}.txt", settled("\n".join(sections)))


def test_a_secret_argument_is_not_shown(stack_for: StackFor) -> None:
    """An error about a secret argument does not show the secret, neither at the top level nor in `blocked`."""
    failed = stack_for(SECRET_ARGUMENTS).preview()
    assert not failed.ok
    for name in ("versionRange", "expectedDigest", "blocked[0].expires"):
        assert f"{name} must be" in failed.text
    assert [line for line in failed.text.splitlines() if CANARY in line] == []
