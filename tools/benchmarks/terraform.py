# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenTofu provider, compared with a provider that does nothing: its start, and complete `tofu plan` commands.

The provider that does nothing returns the answers of this provider as recorded bytes, so the engine has the same work.
"""

from __future__ import annotations

import base64
import json
import os
import time
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING
from unittest import mock

from engine import OPENTOFU, find_or_build
from terraform_sandbox import TerraformSandbox

from alicloud_iot_ota import __version__
from alicloud_iot_ota.terraform import messages, schema, values
from alicloud_iot_ota.terraform.address import EXECUTABLE, SOURCE
from alicloud_iot_ota.terraform.process import COOKIE
from alicloud_iot_ota.terraform.servicer import TerraformServicer
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.measuring import PYTHON, MeasuringError, environment, start
from benchmarks.setting import CLI, PROGRAMS, service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from terraform_sandbox import Configuration

    from alicloud_iot_ota.terraform.messages import Message
    from benchmarks.setting import Service, Setting

_SECTION = "OpenTofu provider"
_OURS = "this provider"
_NOTHING = "a do-nothing provider"
_SAMPLES_A_ROUND = 3  # a start needs 0.2 seconds, and varies as much
_DATA_SOURCES = {
    "alicloudiot_ota_firmware": {"product_key": "a1GatewayK01", "dest_version": "4.0.0", "type": "full"},
    "alicloudiot_ota_firmwares": {"product_key": "a1GatewayK01"},
    "alicloudiot_ota_firmware_search": {"product_key": "a1GatewayK01", "dest_version": "9.9.9"},
}
"""Data sources and their arguments."""

_PIN = """resource "alicloudiot_ota_firmware_pin" "it" {
  product_key = "a1GatewayK01"
  module_name = "default"
  type        = "full"
  select      = "highest"
}"""
_CACHED, _NOT_CACHED = "with cacheMaxAge", "without cacheMaxAge"
_CACHES = {_CACHED: {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "300"}, _NOT_CACHED: {}}


def measure(setting: Setting) -> list[Row]:
    """Compare the time until the handshake line, and a plan of three data sources."""
    nothing = setting.scratch / EXECUTABLE
    with service(setting, None) as served:
        answers = setting.scratch / "answers.json"
        answers.write_text(json.dumps(_recorded_answers(served)))
        program = PROGRAMS / "do_nothing_terraform_provider.py"
        nothing.write_text(f"#!/bin/sh\nexec {' '.join(quote(str(each)) for each in (PYTHON, program, answers))}\n")
        nothing.chmod(0o755)
        executables = {_OURS: CLI.with_name(EXECUTABLE), _NOTHING: nothing}
        env = _engine_environment(setting)
        starts = in_turns(
            {name: partial(start, [each], env, r"1\|6\|unix\|.+") for name, each in executables.items()},
            setting.rounds * _SAMPLES_A_ROUND,
        )
        configurations = {
            name: _configuration(setting.scratch / f"plan-{index}", executable, served)
            for index, (name, executable) in enumerate(executables.items())
        }
        plans = in_turns({name: partial(_plan_seconds, each) for name, each in configurations.items()}, setting.rounds)
        requests = {
            name: _requests(setting.scratch / f"requests-{index}", executables[_OURS], served, settings)
            for index, (name, settings) in enumerate(_CACHES.items())
        }
    times = {name: Figure.of(name, [each.seconds * 1000 for each in found]) for name, found in starts.items()}
    seconds = {name: Figure.of(name, found) for name, found in plans.items()}
    return [
        Row.of(_SECTION, "start to the handshake", "ms", Reach(at_most=1.2), ours=times[_OURS], theirs=times[_NOTHING]),
        Row.of(
            _SECTION,
            "tofu plan of three data sources",
            "s",
            Reach(at_most=1.2),
            ours=seconds[_OURS],
            theirs=seconds[_NOTHING],
        ),
        Row.of(
            _SECTION,
            "requests of a plan and its apply",
            "requests",
            Reach(at_most=0.5),
            ours=Figure.of(_CACHED, [requests[_CACHED]]),
            theirs=Figure.of(_NOT_CACHED, [requests[_NOT_CACHED]]),
        ),
    ]


def _requests(root: Path, executable: Path, served: Service, settings: Mapping[str, str]) -> int:
    """Return the number of requests of a plan of data sources and a pin, and of its apply."""
    configuration = _configuration(
        root, executable, served, {**settings, "ALICLOUD_IOT_OTA_CACHE_DIR": str(root)}, _PIN
    )
    before = len(served.emulator.requests)
    configuration.plan("-out=saved").expect_success("plan")
    configuration.apply("saved").expect_success("apply")
    return len(served.emulator.requests) - before


def _engine_environment(setting: Setting) -> dict[str, str]:
    """Return the environment in which an engine starts a provider. Killed providers leave their sockets there."""
    name, value = COOKIE
    return environment(
        **{
            name: value,
            "TMPDIR": str(setting.scratch),
            "PLUGIN_PROTOCOL_VERSIONS": "5,6",
            "PLUGIN_CLIENT_CERT": "not read",
        }
    )


def _recorded_answers(served: Service) -> dict[str, dict[str, str]]:
    """Return the answers of this provider in Base64, by the path of the call and the name of the data source."""
    with mock.patch.dict(os.environ, served.env):
        servicer = TerraformServicer(lambda: None, 2**31)
        settings = values.write({}, schema.provider().attributes)
        servicer.ConfigureProvider(messages.message("ConfigureProvider", config=settings), None)
        found: dict[str, dict[str, Message]] = {"GetProviderSchema": {}, "ReadDataSource": {}}
        answer = found["GetProviderSchema"][""] = messages.message("GetProviderSchemaResponse")
        servicer.GetProviderSchema(messages.message("GetProviderSchema"), answer)
        for name, arguments in _DATA_SOURCES.items():
            answer = found["ReadDataSource"][name] = messages.message("ReadDataSourceResponse")
            config = values.write({}, schema.block_of(schema.DATA_SOURCES[name]).attributes, arguments)
            servicer.ReadDataSource(messages.message("ReadDataSource", type_name=name, config=config), answer)
    return {
        f"/tfplugin6.Provider/{call}": {
            name: base64.b64encode(messages.serialize(each)).decode() for name, each in answers.items()
        }
        for call, answers in found.items()
    }


def _configuration(
    root: Path, executable: Path, served: Service, settings: Mapping[str, str] | None = None, more: str = ""
) -> Configuration:
    """Return a configuration with three data sources, and a provider.

    Args:
        root: A folder that does not exist yet.
        executable: The provider.
        served: The service to call.
        settings: Environment variables in addition to those of the account.
        more: The text of another block.
    """
    sandbox = TerraformSandbox(root, find_or_build(OPENTOFU))
    sandbox.install_provider(executable, __version__)
    account = {name: value for name, value in served.env.items() if name.startswith("ALIBABA_")}
    lines = [f'terraform {{\n  required_providers {{\n    alicloudiot = {{ source = "{SOURCE}" }}\n  }}\n}}', more]
    for name, arguments in _DATA_SOURCES.items():
        block = "".join(f"  {key} = {json.dumps(value)}\n" for key, value in arguments.items())
        lines.append(f'data "{name}" "it" {{\n{block}}}')
    configuration = sandbox.configuration("\n".join(lines), env={**account, **(settings or {})})
    configuration.init().expect_success("init")
    return configuration


def _plan_seconds(configuration: Configuration) -> float:
    """Return the seconds that a plan takes."""
    start_time = time.perf_counter()
    ended = configuration.plan()
    taken = time.perf_counter() - start_time
    if not ended.ok:
        raise MeasuringError(f"tofu plan failed: {ended.text[-500:]}")
    return taken
