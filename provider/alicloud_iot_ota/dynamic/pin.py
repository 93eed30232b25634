# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The base class of the generated FirmwarePin: a resource of Pulumi's dynamic provider server instead of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import _types
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from alicloud_iot_ota.dynamic import calls, mocked
from alicloud_iot_ota.dynamic.inputs import HIDDEN, outputs, refuse_provider, secret_names
from alicloud_iot_ota.dynamic.pin_provider import PinProvider
from alicloud_iot_ota.errors import SnapshotError
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE


class Pin(pulumi.CustomResource):
    """The base class of FirmwarePin. The native SDK uses `pulumi.CustomResource` instead.

    `pulumi.dynamic.Resource` accepts a dictionary. With it, the SDK could not distinguish the names of properties from
    keys in the program's own mappings, and the program would get no typed outputs.

    Raises:
        RunError: The options contain a provider or an ID, or a snapshot is set in an update.
    """

    def __init__(self, _token: str, name: str, args: Any, opts: pulumi.ResourceOptions) -> None:  # noqa: ANN401 - generated
        refuse_provider(opts)
        if not mocked.is_on():
            _require_preview()
        if args is None:  # the generated code passes none with this option
            raise pulumi.RunError(
                "The option `id` is not supported.\n"
                "Remove it. To read a package by its ID, call FirmwarePin.get(name, id)."
            )
        props: dict[str, Any] = vars(args)
        if opts.id is None and not mocked.is_on():  # mocks receive the same inputs as for the native pin
            inputs = outputs(_types.input_type_to_dict(args))
            # Add an input for the result that is unknown or secret if a criterion is. The SDK's server does not learn
            # which inputs are secret; the engine marks an output as secret if the input of the same name was.
            props[FIRMWARE] = pulumi.Output.all(**inputs).apply(lambda _: {})
            props[HIDDEN] = pulumi.Output.from_input(secret_names(inputs))
        props[PROVIDER_KEY] = pulumi.Output.secret(serialize_provider(PinProvider()))
        super().__init__(DYNAMIC_FIRMWARE_PIN, name, args, opts)

    if not TYPE_CHECKING:  # otherwise a type checker would accept any attribute

        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
            """Return an attribute. Under mocks, the use of a firmware that they did not return is a clear error."""
            value = super().__getattribute__(name)
            return value.apply(mocked.pinned) if name == FIRMWARE and mocked.is_on() else value


def _require_preview() -> None:
    """Refuse a snapshot in an update, before the pin is registered. Pulumi prints the message without a traceback."""
    try:
        calls.require_preview()
    except SnapshotError as error:
        raise pulumi.RunError(str(error)) from error
