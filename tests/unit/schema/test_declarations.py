# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The declarations, the values behind them and both providers say the same words; `test_forms` compares these two."""

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
    """The attributes of a declaration."""
    return {field.name for field in msgspec.structs.fields(kind)}


def parameters(function: object) -> set[str]:
    """The parameters of a function that are arguments of the look-up."""
    assert callable(function)
    return set(inspect.signature(function).parameters) - {"opts"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@pytest.mark.parametrize("module", [dynamic, pulumi_alicloud_iot.ota], ids=["dynamic", "native"])
def test_arguments(module: Any, function: Function) -> None:  # noqa: ANN401 - a module
    """Both forms of each function take the declared arguments, plain and as outputs, and no others."""
    name = re.sub("([A-Z])", r"_\1", function.name).lower()
    assert parameters(getattr(module, name)) == names(function.arguments)
    assert parameters(getattr(module, f"{name}_output")) == names(function.arguments)


def test_arguments_of_a_pin() -> None:
    """Both forms of the resource take the declared arguments."""
    assert parameters(dynamic.FirmwarePinArgs) == names(arguments.FirmwarePinArgs)
    assert parameters(pulumi_alicloud_iot.ota.FirmwarePinArgs) == names(arguments.FirmwarePinArgs)


def test_fields_of_a_package() -> None:
    """A package as a function gives it has every field of the API, and no field of its own but these."""
    beside = {"type_code", "status_code", "digest"}
    assert names(results.Firmware) == names(firmware.SimpleFirmwareInfo) | beside
    assert names(firmware.Package) == names(firmware.SimpleFirmwareInfo) == names(wire.Row)


def test_criteria() -> None:
    """Every argument of getFirmware is the criterion of the same name, but for four, and no criterion has none."""
    others = {"allow_unscoped", "iot_instance_id", "version_pattern", "version_scheme"}
    assert names(arguments.GetFirmwareArgs) - others == {*Criteria.__struct_fields__} - {"reader"}


def every(kind: type[Arguments]) -> Iterator[type[Arguments]]:
    """Yield a declaration of arguments and all that inherit it."""
    yield kind
    for each in kind.__subclasses__():
        yield from every(each)


@pytest.mark.parametrize("kind", list(dict.fromkeys(every(Arguments))))
def test_configuration(kind: type[Arguments]) -> None:
    """Every declaration has the configuration of their base: wire names and no others, no change, no positions."""
    assert kind.__struct_config__.frozen
    assert kind.__struct_config__.forbid_unknown_fields
    words = [name.title().replace("_", "") for name in kind.__struct_fields__]
    assert kind.__struct_encode_fields__ == tuple(name[0].lower() + name[1:] for name in words)
    with pytest.raises(TypeError, match="Extra positional arguments"):
        kind(None)


def test_settings_with_variables() -> None:
    """Every setting that has environment variables is a setting of the provider."""
    declared = {field.encode_name for field in msgspec.structs.fields(ProviderArgs)}
    assert declared - set(ENVIRONMENT) == {"timeout", "profile"}  # the chain itself reads ALIBABA_CLOUD_PROFILE
    assert set(ENVIRONMENT) <= declared
