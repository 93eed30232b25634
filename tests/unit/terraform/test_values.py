# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values on the wire: exact numbers, unknown values in any depth, and JSON of a state."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import StateError
from alicloud_iot_ota.terraform import messages, schema, values
from tests.unit.terraform.serving import block, content

PIN = schema.PIN
REFINED = msgspec.msgpack.Ext(12, msgspec.msgpack.encode({1: False}))


def encoded(value: object) -> Any:  # noqa: ANN401 - a message
    """Return a value as the engine sends it."""
    return messages.message("DynamicValue", msgpack=msgspec.msgpack.encode(value))


def config(**arguments: object) -> values.Values:
    """Return the configuration of a pin as the provider reads it."""
    names = [each.name for each in block(PIN).attributes]
    found = values.read(encoded({**dict.fromkeys(names), **arguments}), block(PIN).arguments)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (9007199254740993, 9007199254740993),
        (2**63, 2**63),
        ("18446744073709551617", 2**64 + 1),
        ("-5", -5),
        (5.0, 5),
        (0.5, 0.5),
        ("1.25", 1.25),
        ("9" * 5000, float("inf")),
        ("0." + "1" * 200, 0.1111111111111111),
    ],
)
def test_numbers_are_read_exactly(sent: object, read: object) -> None:
    """MessagePack has no number beyond 64 bits, so the engines send such a number as a text."""
    assert config(min_size=sent).given == {"minSize": read}


@pytest.mark.parametrize("number", [0, 1, -1, 2**53 + 1, 2**63, 2**64, 2**70, -(2**63) - 1])
def test_numbers_are_written_exactly(number: int) -> None:
    """A text is a number for the engines if the attribute is one."""
    sizes = values.write({"firmware": {"firmwareSize": number}}, block(PIN).attributes)
    assert int(content(sizes)["firmware"]["firmware_size"]) == number


@pytest.mark.parametrize("unknown", [values.UNKNOWN, REFINED])
@pytest.mark.parametrize(
    ("name", "wire_name", "wrap"),
    [
        ("dest_version", "destVersion", lambda unknown: unknown),
        ("statuses", "statuses", lambda unknown: ["verified", unknown]),
        ("keepers", "keepers", lambda unknown: {"campaign": unknown}),
        ("blocked", "blocked", lambda unknown: [{"reason": unknown, "dest_version": "4.0.0"}]),
    ],
)
def test_unknown_values_are_found_in_any_depth(unknown: Any, name: str, wire_name: str, wrap: Any) -> None:  # noqa: ANN401 - values
    """An argument with an unknown part is unknown, and a plan repeats it as it was sent."""
    found = config(**{name: wrap(unknown), "module_name": "default"})
    assert found.unknown == {wire_name}
    assert found.given == {"moduleName": "default"}
    planned = content(values.write({"firmware": values.UNKNOWN}, block(PIN).attributes, found.raw))
    assert planned[name] == wrap(unknown)
    assert planned["firmware"] == values.UNKNOWN


def test_objects_in_lists_have_wire_names() -> None:
    """Null means that an attribute of an object is not set."""
    row = {"reason": "bricks", "dest_version": "4.0.0", "digest": None, "expires": None, "firmware_id": None}
    assert config(blocked=[row]).given == {"blocked": [{"reason": "bricks", "destVersion": "4.0.0"}]}


def test_a_null_object_has_no_values() -> None:
    """The state of a pin that does not exist is null."""
    assert values.read(encoded(None), block(PIN).attributes) is None
    assert values.is_null(encoded(None))
    assert values.is_null(messages.message("DynamicValue"))
    assert not values.is_null(encoded({}))


TEXTS = [each.name for each in block(PIN).arguments if each.type == "string"]


@given(st.dictionaries(st.sampled_from(TEXTS), st.text(max_size=5)))
def test_arguments_are_returned_as_they_were_sent(arguments: dict[str, str]) -> None:
    """The engines refuse a plan that changes an argument."""
    written = content(values.write({}, block(PIN).attributes, config(**arguments).raw))
    assert written == {**dict.fromkeys(each.name for each in block(PIN).attributes), **arguments}


def test_a_state_is_read_from_json() -> None:
    """JSON has no number that is not exact, and no other attribute."""
    state = {"product_key": "a1", "firmware": {"dest_version": "4.0.0", "firmware_size": 9007199254740993}}
    found = values.read_json(json.dumps(state).encode(), block(PIN).attributes)
    assert found.given == {"productKey": "a1", "firmware": {"destVersion": "4.0.0", "firmwareSize": 9007199254740993}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "The pin in the state is damaged (it is not JSON)."),
        (b"[" * 100_000, "The pin in the state is damaged (it is not JSON)."),
        (b"\xff", "The pin in the state is damaged (it is not JSON)."),
        (b"[]", "The pin in the state is damaged (it is not an object)."),
        (
            b'{"firmware": {"firmware_size": "large"}}',
            "The pin in the state is damaged (it has a text instead of a number).",
        ),
        (
            b'{"from_the_future": 1, "select": "highest"}',
            "The state has attributes that this version of the provider does not know (from_the_future).",
        ),
    ],
)
def test_another_state_is_an_error(text: bytes, message: str) -> None:
    """No attribute is dropped without a word."""
    with pytest.raises(StateError) as caught:
        values.read_json(text, block(PIN).attributes)
    assert caught.value.message == message
