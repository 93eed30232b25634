# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The resource FirmwarePin as programs use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi import dynamic

from alicloud_iot_ota.dynamic import mocked
from alicloud_iot_ota.dynamic.inputs import HIDDEN, PACKAGE, hidden_names, outputs, wire
from alicloud_iot_ota.dynamic.pin_provider import PinProvider
from alicloud_iot_ota.dynamic.results import PinnedFirmware
from alicloud_iot_ota.pin_resource import FIRMWARE
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Unpack

    from alicloud_iot_ota.dynamic.criteria import PinInputs


class FirmwarePin(dynamic.Resource, module=PACKAGE, name="FirmwarePin"):
    """Follows one package in plain sight: a preview shows a change of it as an update, old and new side by side.

    It stops a deployment whose package is gone, replaced, not verified, or of a lower version than the one before it.
    Nothing is written to the cloud. See get_firmware for the criteria; `lock_entry` takes an entry of firmware.lock in
    their place.
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **criteria: Unpack[PinInputs],
    ) -> None:
        props = wire(FirmwarePinArgs, criteria)
        if mocked.is_on():  # the mocks get what the native pin's get
            props[FIRMWARE] = None
            super().__init__(PinProvider(), resource_name, props, opts)
            return
        inputs = outputs(props)
        # The place for the result, unknown or secret exactly where one of the criteria is: the SDK's server is told of
        # no secrets, and the engine marks those outputs secret whose inputs were.
        props[FIRMWARE] = pulumi.Output.all(**inputs).apply(lambda _: {})
        props[HIDDEN] = pulumi.Output.from_input(hidden_names(inputs))
        super().__init__(PinProvider(), resource_name, props, opts)

    @property
    def firmware(self) -> pulumi.Output[PinnedFirmware]:
        """The package that the criteria name, found again at every preview and update."""
        kept: pulumi.Output[Mapping[str, object]] = pulumi.get(self, FIRMWARE)
        return kept.apply(mocked.pinned if mocked.is_on() else PinnedFirmware)
