# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The schema's declarations compared with internal values and with both providers."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi_alicloud_iot
import pytest

from alicloud_iot_ota import dynamic, firmware
from alicloud_iot_ota.api import wire
from alicloud_iot_ota.base.environment import ENVIRONMENT
from alicloud_iot_ota.cli.commands import feed  # noqa: F401 - a declaration of its own
from alicloud_iot_ota.schema import arguments, results
from alicloud_iot_ota.schema.collector import Arguments
from alicloud_iot_ota.schema.functions import FUNCTIONS, Function
from alicloud_iot_ota.schema.settings import ProviderArgs
from alicloud_iot_ota.selection import Criteria

if TYPE_CHECKING:
    from collections.abc import Iterator


def names(kind: type[msgspec.Struct]) -> set[str]:
    """Return the attributes of a declaration."""
    return {field.name for field in msgspec.structs.fields(kind)}


def parameters(function: object) -> set[str]:
    """Return the parameters of a function without its options."""
    assert callable(function)
    return set(inspect.signature(function).parameters) - {"opts"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@pytest.mark.parametrize("module", [dynamic, pulumi_alicloud_iot.ota], ids=["dynamic", "native"])
def test_arguments(module: Any, function: Function) -> None:  # noqa: ANN401 - a module
    """Both forms of each function accept exactly the declared arguments, plain and as outputs."""
    name = re.sub("([A-Z])", r"_\1", function.name).lower()
    assert parameters(getattr(module, name)) == names(function.arguments)
    assert parameters(getattr(module, f"{name}_output")) == names(function.arguments)


def test_arguments_of_a_pin() -> None:
    """Both forms of the resource accept the declared arguments."""
    assert parameters(dynamic.FirmwarePinArgs) == names(arguments.FirmwarePinArgs)
    assert parameters(pulumi_alicloud_iot.ota.FirmwarePinArgs) == names(arguments.FirmwarePinArgs)


def test_fields_of_a_package() -> None:
    """The package in a result has every field of the API and three additional ones."""
    beside = {"type_code", "status_code", "digest"}
    assert names(results.Firmware) == names(firmware.SimpleFirmwareInfo) | beside
    assert names(firmware.Package) == names(firmware.SimpleFirmwareInfo) == names(wire.Row)


def test_criteria() -> None:
    """Every argument of getFirmware except four has a criterion of the same name, and vice versa."""
    others = {"allow_unscoped", "iot_instance_id", "version_pattern", "version_scheme"}
    assert names(arguments.GetFirmwareArgs) - others == {*Criteria.__struct_fields__} - {"reader"}


def every(kind: type[Arguments]) -> Iterator[type[Arguments]]:
    """Yield a declaration of arguments and all declarations that inherit from it."""
    yield kind
    for each in kind.__subclasses__():
        yield from every(each)


@pytest.mark.parametrize("kind", list(dict.fromkeys(every(Arguments))))
def test_configuration(kind: type[Arguments]) -> None:
    """Every declaration is frozen, rejects unknown fields and positional arguments, and uses wire names."""
    assert kind.__struct_config__.frozen
    assert kind.__struct_config__.forbid_unknown_fields
    words = [name.title().replace("_", "") for name in kind.__struct_fields__]
    assert kind.__struct_encode_fields__ == tuple(name[0].lower() + name[1:] for name in words)
    with pytest.raises(TypeError, match="Extra positional arguments"):
        kind(None)


def test_settings_with_variables() -> None:
    """Every setting with environment variables is a provider argument."""
    declared = {field.encode_name for field in msgspec.structs.fields(ProviderArgs)}
    assert declared - set(ENVIRONMENT) == {"timeout", "profile"}  # the chain itself reads ALIBABA_CLOUD_PROFILE
    assert set(ENVIRONMENT) <= declared
