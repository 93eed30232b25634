# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The diff of a pin against the state of an earlier release."""

from __future__ import annotations

from typing import Any

import pytest

from alicloud_iot_ota.dynamic.inputs import HIDDEN
from alicloud_iot_ota.dynamic.pin_provider import PinProvider

OLD = {
    "blocked": [{"dest_version": "4.0.1", "reason": "it bricks"}],
    HIDDEN: ["productKey", "keepers"],
    "__provider": "p",
}
NEW = {
    "blocked": [{"destVersion": "4.0.1", "reason": "it bricks"}],
    HIDDEN: ["keepers", "productKey"],
    "__provider": "p",
}


@pytest.mark.parametrize(
    ("changed", "changes"),
    [
        ({}, False),
        ({HIDDEN: ["keepers"]}, None),
        ({"blocked": [{"destVersion": "4.0.2", "reason": "it bricks"}]}, None),
        ({"productKey": "a1"}, None),
        ({"__provider": "q"}, None),
        ({"blocked": "not a list"}, None),
    ],
)
def test_another_spelling(changed: dict[str, Any], changes: bool | None) -> None:  # noqa: FBT001 - an expectation
    """An old spelling of the same value is not a change. For other differences, None leaves the diff to the engine."""
    assert PinProvider().diff("gateway", OLD, {**NEW, **changed}).changes is changes


def test_the_same() -> None:
    """For equal values, None leaves the diff to the engine too."""
    assert PinProvider().diff("gateway", NEW, NEW).changes is None
