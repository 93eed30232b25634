# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the dynamic form gives is what the native SDK gives, byte for byte, in whatever order values arrive."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi_alicloud_iot
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi import _types
from pulumi.runtime import rpc

from alicloud_iot_ota import dynamic
from alicloud_iot_ota.schema import results

if TYPE_CHECKING:
    from random import Random

NATIVE = ("Firmware", "PinnedFirmware", "SelectionCandidate", "SelectionStep", "SimpleFirmwareInfo")
"""The results that the native SDK gives as dictionaries, alone and in lists."""
WITHIN = {
    "ExplainFirmwareResult": {"steps": "SelectionStep", "candidates": "SelectionCandidate"},
    "FindFirmwareResult": {"firmware": "Firmware"},
    "GetFirmwarePageResult": {"firmwareInfo": "SimpleFirmwareInfo"},
    "GetFirmwaresResult": {"firmwares": "Firmware"},
    "GetUpgradePathResult": {"hops": "Firmware"},
}
"""The results that hold others, by their wire names."""


def values(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Draw a result by its wire names: optional values missing at random."""
    fields = msgspec.structs.fields(getattr(results, name))
    given = [field for field in fields if field.required or draw(st.booleans())]
    return {
        field.encode_name: draw(st.integers(0, 2**53) if "int" in str(field.type) else st.text(max_size=5))
        for field in given
    }


def as_it_arrives(value: Any, chance: Random) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value as a protobuf struct gives it: in another order, and every number a float."""
    if isinstance(value, dict):
        names = sorted(value)
        chance.shuffle(names)
        return {name: as_it_arrives(value[name], chance) for name in names}
    if isinstance(value, list):
        return [as_it_arrives(each, chance) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def on_the_wire(value: object) -> object:
    """Return a value as this version of Pulumi's SDK sends it: early ones send the names of Python."""
    return asyncio.run(rpc.serialize_property(value, [], None))


@pytest.mark.parametrize("name", NATIVE)
@given(data=st.data(), chance=st.randoms())
def test_the_same_bytes_as_the_native_form(name: str, data: st.DataObject, chance: Random) -> None:
    """Names, order and numbers."""
    by_wire_names = data.draw(st.composite(values)(name))
    native = _types.output_type_from_dict(getattr(pulumi_alicloud_iot.ota.outputs, name), by_wire_names)
    ours = getattr(dynamic, name)(as_it_arrives(by_wire_names, chance))
    assert json.dumps(ours) == json.dumps(native)
    assert str(ours) == str(native)
    assert on_the_wire(ours) == on_the_wire(native)  # as an input, or an output of the stack


@pytest.mark.parametrize(("name", "members"), WITHIN.items(), ids=WITHIN)
@given(data=st.data(), chance=st.randoms())
def test_the_same_bytes_within_lists(name: str, members: dict[str, str], data: st.DataObject, chance: Random) -> None:
    """Results in results, and in lists of results."""
    for member, kind in members.items():
        one = data.draw(st.composite(values)(kind))
        given_ = {member: one if member == "firmware" else [one]}
        ours = getattr(dynamic, name)(as_it_arrives(given_, chance)).get(member)
        (found,) = [ours] if member == "firmware" else ours
        assert type(found) is getattr(dynamic, kind)
        native = _types.output_type_from_dict(getattr(pulumi_alicloud_iot.ota.outputs, kind), one)
        assert json.dumps(found) == json.dumps(native)


def test_both_names_of_a_value() -> None:
    """A program that was written for the wire's names still finds its values."""
    pinned = dynamic.PinnedFirmware({"type": "full", "destVersion": "4.0.0", "firmwareId": "x", "firmwareSize": 20.0})
    assert pinned["destVersion"] == pinned["dest_version"] == pinned.get("destVersion") == pinned.dest_version
    assert pinned.get("nothing", 7) == 7
    for missing in ("digest", "srcVersion", "src_version", "nothing"):
        with pytest.raises(KeyError, match=missing.replace("srcVersion", "src_version")):
            pinned[missing]
    assert pinned == {"dest_version": "4.0.0", "firmware_id": "x", "type": "full", "firmware_size": 20}
