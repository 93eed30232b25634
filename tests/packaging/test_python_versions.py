# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The wheel on every installed Python, from the oldest supported version."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import dist
import grpc
import pytest
import release_archive
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pythons import VERSIONS, interpreter

from alicloud_iot_ota.schema.hcl import hcl_name
from alicloud_iot_ota.terraform import values
from alicloud_iot_ota.terraform.address import EXECUTABLE, LIBRARY
from tests.unit.terraform.serving import Engine, configuration, content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REQUIRED = ("3.10", "3.13")
"""The Python versions that the tests expect. A missing one appears in the test summary."""
METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
CRITERIA = {"productKey": "a1MeterK001", "destVersion": "1.5.2", "type": "full"}
CRITERIA_IN_HCL = {hcl_name(name): value for name, value in CRITERIA.items()}
IMPORT_ALL = """
import importlib, pkgutil
for name in ("alicloud_iot_ota", "alicloud_iot_emulator"):
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""
PINNED = """
import json
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from alicloud_iot_ota.dynamic import outputs
struct = Struct()
struct.update({"type": "full", "digest": "md5:0", "firmwareSize": 20971520, "firmwareId": "x", "destVersion": "4.0.0"})
values = rpc.deserialize_properties(struct)
print(json.dumps(rpc.translate_output_properties(values, lambda name: name, outputs.PinnedFirmware)))
"""
ENDS_SOON = 30  # seconds after which a test fails


INTERPRETERS = {version: interpreter(version) for version in VERSIONS}


@pytest.fixture(params=[version for version, path in INTERPRETERS.items() if path or version in REQUIRED])
def python(request: pytest.FixtureRequest, wheels: list[Path], tmp_path: Path) -> Path:
    """Return the interpreter of an environment with this Python version, the wheels and libraries of extras."""
    path = INTERPRETERS[request.param]
    if path is None:
        pytest.skip(f"Python {request.param}: no python{request.param} on PATH or in ~/.pyenv/versions; install it.")
    return release_archive.make_environment(tmp_path / "environment", wheels, [LIBRARY, "pytest"], python=path)


@pytest.fixture
def stub(python: Path, settings: dict[str, str]) -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """Start the plugin in that environment, and yield a client."""
    command = [str(python.with_name("pulumi-resource-alicloud-iot"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}) as plugin:
        assert plugin.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{plugin.stdout.readline().strip()}") as channel:
            yield provider_pb2_grpc.ResourceProviderStub(channel)
        plugin.terminate()


def test_everything_works(
    python: Path,
    stub: provider_pb2_grpc.ResourceProviderStub,
    run: Callable[..., subprocess.CompletedProcess[str]],
    settings: dict[str, str],
) -> None:
    """Every module imports without a warning, and every front end works. The plugin has the published schema."""
    imported = run(python, "-W", "error", "-c", IMPORT_ALL)
    assert (imported.returncode, imported.stderr) == (0, "")

    criteria = ["--product-key", "a1MeterK001", "--dest-version", "1.5.2", "--type", "full"]
    got = run(python.with_name("alicloud-iot-ota"), "get", *criteria, environ=settings)
    assert (got.returncode, got.stderr) == (0, "")
    assert METER in got.stdout

    schema = stub.GetSchema(provider_pb2.GetSchemaRequest(), timeout=ENDS_SOON).schema
    assert json.loads(schema) == json.loads((dist.ROOT / "schema.json").read_text(encoding="utf-8"))
    stub.Configure(provider_pb2.ConfigureRequest(), timeout=ENDS_SOON)
    request = provider_pb2.InvokeRequest(tok="alicloud-iot:ota:getFirmware")
    request.args.update(CRITERIA)
    answer = stub.Invoke(request, timeout=ENDS_SOON)
    assert getattr(answer, "return")["firmwareId"] == METER

    with Engine({**os.environ, **settings}, provider=python.with_name(EXECUTABLE)) as engine:
        engine.call("ConfigureProvider", config=values.write({}, []))
        config = configuration("alicloudiot_ota_firmware", CRITERIA_IN_HCL)
        read = engine.call("ReadDataSource", type_name="alicloudiot_ota_firmware", config=config)
        assert content(read.state)["firmware_id"] == METER


def test_results_have_one_form(python: Path, run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A pinned package has the same JSON text on every Python and in every process."""
    texts = {run(python, "-c", PINNED, environ={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "2", "random")}
    assert texts == {
        '{"dest_version": "4.0.0", "firmware_id": "x", "type": "full", "digest": "md5:0", "firmware_size": 20971520}\n'
    }
