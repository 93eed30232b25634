# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Resources with the ID of a package: which ones get advice, and which similar ones do not."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.policies.stack_rules import AnalyzedResource, unpinned_references
from alicloud_iot_ota.policies.violations import UnknownInputError, WithheldInputError
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE_PIN

ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
OTHER = "ov78uKauqyoAiW3ePqSxvnW20fOb0100"


def campaign(**values: object) -> AnalyzedResource:
    """Return a resource that a package may be deployed with."""
    return AnalyzedResource("urn:campaign", "command:local:Command", values)


def pin(kind: str, firmware: object) -> AnalyzedResource:
    """Return a pin."""
    return AnalyzedResource("urn:pin", kind, {"firmware": firmware})


def advised(*resources: AnalyzedResource) -> list[str]:
    """Return the first line of each advice."""
    found = list(unpinned_references(resources))
    assert {each.urn for each in found} <= {"urn:campaign"}
    assert ID not in str(found)
    return [each.message.splitlines()[0] for each in found]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"firmwareId": ID}, "firmwareId"),
        ({"firmware_id": ID}, "firmware_id"),
        ({"FirmwareId": ID}, "FirmwareId"),
        ({"environment": {"FIRMWARE_ID": ID}}, "environment.FIRMWARE_ID"),
        ({"jobs": [{}, {"firmware-id": ID}]}, "jobs[1].firmware-id"),
        ({"firmwareIds": ["fw-1", ID]}, "firmwareIds[1]"),
        ({"FIRMWARE_IDS": [ID]}, "FIRMWARE_IDS[0]"),
        ({"firmwareId": [[ID]]}, "firmwareId[0][0]"),
        ({"a": {"firmwareId": ID}, "b": {"firmwareId": OTHER}}, "a.firmwareId, b.firmwareId"),
        ({f"x{index}": {"firmwareId": ID} for index in range(7)}, "x4.firmwareId and 2 more"),
    ],
)
def test_unpinned(values: dict[str, object], place: str) -> None:
    """A property with the name and the form of an ID gets advice, at any depth. The message does not have the ID."""
    (message,) = advised(campaign(**values))
    assert message.endswith(f"{place}.")


@pytest.mark.parametrize("kind", [FIRMWARE_PIN, DYNAMIC_FIRMWARE_PIN])
def test_pinned(kind: str) -> None:
    """The ID of a pin gets no advice, but another ID does."""
    pinned = pin(kind, {"firmwareId": ID, "destVersion": "4.0.0"})
    assert advised(pinned, campaign(firmwareId=ID)) == []
    assert len(advised(pinned, campaign(firmwareId=ID), campaign(firmwareId=OTHER))) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"firmwareId": "109a4a41-7ab0-44e7-b1d8-9ae5ac0cf5b4"},  # azure-native:iotfirmwaredefense
        {"firmwareId": "fw-1"},
        {"firmwareId": "[secret]"},
        {"firmwareId": 12345678901234567890},
        {"firmwareId": None},
        {"firmwareIds": ID},
        {"firmwareIds": [{"value": ID}], "ids": [ID]},
        {"iotId": "Q7uOhVRdZRRlDnTLv4Rr00100a"},
        {"id": ID},
        {"firmwareIdentity": ID},
        {"script": f"aliyun iot QueryOTAFirmware --FirmwareId {ID}"},
    ],
)
def test_similar(values: dict[str, object]) -> None:
    """IDs of other services, and texts that only contain an ID, get no advice."""
    assert advised(campaign(**values)) == []


def test_types_that_deploy_nothing() -> None:
    """Outputs of the stack and settings of providers get no advice."""
    skipped = ("pulumi:pulumi:Stack", "pulumi:providers:other")
    assert advised(*(AnalyzedResource("urn:campaign", kind, {"firmwareId": ID}) for kind in skipped)) == []


def test_pin_that_is_not_visible() -> None:
    """A pin whose package is not visible may be the source of the ID. Without an ID, it does not matter."""
    unknown = AnalyzedResource("urn:pin", FIRMWARE_PIN, {}, frozenset({"firmware"}))
    withheld = pin(FIRMWARE_PIN, "[secret]")
    assert advised(unknown, withheld, campaign(firmwareId="fw-1")) == []
    with pytest.raises(UnknownInputError):
        advised(unknown, campaign(firmwareId=ID))
    with pytest.raises(WithheldInputError):
        advised(withheld, campaign(firmwareId=ID))
