# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Results are byte-for-byte identical: in both providers, in every process, in outputs and in the state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import V4_0, V4_0_DIGEST, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PREVIEWS = 4
"""The number of previews. Each is a new process with a different hash order."""
PROGRAM = """
scope = {"product_key": "a1GatewayK01", "module_name": "default"}
pin = ota.FirmwarePin("full", **scope, type="full", select="highest")
delta = ota.FirmwarePin(
    "delta", **scope, type="differential", src_version="3.10.0", dest_version="4.0.0"
)
some = {
    "firmwares": ota.get_firmwares_output(**scope, version_range="^4.0").firmwares,
    "steps": ota.explain_firmware_output(**scope, dest_version="4.0.0").steps,
    "candidates": ota.explain_firmware_output(**scope, dest_version="4.0.0").candidates,
    "hops": ota.get_upgrade_path_output(**scope, from_version="3.10.0", to_version="4.0.0").hops,
    "page": ota.get_firmware_page_output(product_key="a1GatewayK01", current_page=1, page_size=1).firmware_info,
}
texts = {
    "pin": pulumi.Output.json_dumps(pin.firmware),
    "nested": pulumi.Output.json_dumps([{"packages": [delta.firmware, pin.firmware]}]),
    "size": pulumi.Output.format("bytes={0}", pin.firmware.firmware_size),
    "repr": pin.firmware.apply(repr),
    "found": pulumi.Output.json_dumps(ota.find_firmware_output(**scope, type="full", dest_version="4.0.0").firmware),
    **{name: pulumi.Output.json_dumps(found.apply(lambda each: each[:1])) for name, found in some.items()},
}
pulumi.Stash("job", input=texts)
pulumi.Stash("whole", input={"package": pin.firmware, "size": pin.firmware.firmware_size})
pulumi.export("packages", [pin.firmware, {"delta": delta.firmware}])
"""
PINNED = f'{{"dest_version": "4.0.0", "firmware_id": "{V4_0}", "type": "full", "digest": "{V4_0_DIGEST}", '
PINNED += '"firmware_size": 20971520}'


def test_no_preview_shows_an_update(stack_for: StackFor) -> None:
    """Texts made from a package are the same in each preview, so no preview shows an update."""
    stack = stack_for(PROGRAM)
    assert stack.up().ok
    for _ in range(PREVIEWS):
        preview = stack.preview("--expect-no-changes", "--diff")
        assert preview.ok, preview.text


def test_both_forms_write_the_same(stack_for: StackFor, golden: Callable[[str, str], None], form: str) -> None:
    """Both forms write the same keys, order and numbers, for functions and pins, and inside lists."""
    stack = stack_for(PROGRAM, env={"PYTHONHASHSEED": "7" if form == "native" else "11"})
    up = stack.up()
    assert up.ok, up.text
    outputs, state = stack.outputs(), kept(stack)
    assert state["job"]["outputs"]["output"]["pin"] == PINNED
    assert state["job"]["outputs"]["output"]["size"] == "bytes=20971520"
    golden(
        "stable.json",
        json.dumps(
            {"outputs": outputs, "inputs": {name: each["inputs"] for name, each in sorted(state.items())}},
            indent=2,
            ensure_ascii=False,
        )
        + "\n",
    )
