# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the generated FirmwarePin is based on: a resource of Pulumi's server for dynamic providers, not of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import _types
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from alicloud_iot_ota.dynamic import mocked
from alicloud_iot_ota.dynamic.inputs import HIDDEN, outputs, refuse_provider, secret_names
from alicloud_iot_ota.dynamic.pin_provider import PinProvider
from alicloud_iot_ota.pin_resource import FIRMWARE
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN


class Pin(pulumi.CustomResource):
    """What `pulumi.CustomResource` is to the pin of the native SDK.

    `pulumi.dynamic.Resource` takes a dictionary. The SDK then cannot tell the names of properties from the keys in the
    program's own mappings, and gives the program no typed outputs.

    Raises:
        RunError: The options name a provider.
    """

    def __init__(self, _token: str, name: str, args: Any, opts: pulumi.ResourceOptions) -> None:  # noqa: ANN401 - generated
        refuse_provider(opts)
        props: dict[str, Any] = vars(args)
        if opts.id is None and not mocked.is_on():  # the mocks get what the native pin's get
            inputs = outputs(_types.input_type_to_dict(args))
            # The place for the result, unknown or secret exactly where one of the criteria is: the SDK's server is told
            # of no secrets, and the engine marks those outputs secret whose inputs were.
            props[FIRMWARE] = pulumi.Output.all(**inputs).apply(lambda _: {})
            props[HIDDEN] = pulumi.Output.from_input(secret_names(inputs))
        props[PROVIDER_KEY] = pulumi.Output.secret(serialize_provider(PinProvider()))
        super().__init__(DYNAMIC_FIRMWARE_PIN, name, args, opts)

    if not TYPE_CHECKING:  # a checker would take any name for an attribute

        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
            """Return an attribute. Under mocks, to use a firmware that they did not give is an error that says so."""
            value = super().__getattribute__(name)
            return value.apply(mocked.pinned) if name == FIRMWARE and mocked.is_on() else value
