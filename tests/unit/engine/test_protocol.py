# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pulumi's protocol messages without Pulumi's SDK. Each test runs in a new interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MODULES = ("engine_pb2", "engine_pb2_grpc", "plugin_pb2", "provider_pb2", "provider_pb2_grpc")


def run(program: str, *folders: Path) -> str:
    """Run a program with these folders first in the import path, and return its output."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return ended.stdout + ended.stderr


def test_sdk_is_not_run() -> None:
    """The plugin imports only the messages of Pulumi's SDK, without the SDK itself and its dependencies."""
    program = (
        "import sys, alicloud_iot_ota.plugin.process\n"
        "print([name for name in ('pulumi', 'pulumi.runtime', 'dill', 'opentelemetry') if name in sys.modules])"
    )
    assert run(program) == "[]\n"


def test_sdk_afterwards() -> None:
    """A later import of Pulumi's SDK works as usual and uses the same message classes."""
    program = (
        "from alicloud_iot_ota.engine.protocol import provider_pb2\n"
        "import pulumi, pulumi.runtime.proto.provider_pb2, pulumi.automation\n"
        "theirs = pulumi.runtime.proto.provider_pb2\n"
        "print(theirs.CheckRequest is provider_pb2.CheckRequest, pulumi.Output.__name__)\n"
        "request = theirs.CheckRequest(urn='urn:here')\n"
        "print(provider_pb2.CheckRequest.FromString(request.SerializeToString()) == request)"
    )
    assert run(program) == "True Output\nTrue\n"


def test_sdk_before() -> None:
    """If Pulumi's SDK was imported first, its own message modules are used."""
    program = (
        "import pulumi, sys\n"
        "from alicloud_iot_ota.engine.protocol import provider_pb2\n"
        "print(provider_pb2 is sys.modules['pulumi.runtime.proto.provider_pb2'], sys.modules['pulumi'] is pulumi)"
    )
    assert run(program) == "True True\n"


def test_beside_another_thread() -> None:
    """If another thread runs, Pulumi's SDK is imported as usual, because that thread could see a partial `pulumi`."""
    program = (
        "import sys, threading\n"
        "end = threading.Event()\n"
        "threading.Thread(target=end.wait).start()\n"
        "from alicloud_iot_ota.engine.protocol import provider_pb2\n"
        "theirs = sys.modules['pulumi.runtime.proto.provider_pb2']\n"
        "print(theirs is provider_pb2, sys.modules['pulumi'].Output.__name__)\n"
        "end.set()"
    )
    assert run(program) == "True Output\n"


@pytest.fixture
def another_sdk(tmp_path: Path) -> Path:
    """Return a folder with an SDK that prints when its package code runs."""
    proto = tmp_path / "pulumi" / "runtime" / "proto"
    proto.mkdir(parents=True)
    (tmp_path / "pulumi" / "__init__.py").write_text("print('run')\nREADY = True\n")
    (tmp_path / "pulumi" / "runtime" / "__init__.py").write_text("")
    (proto / "__init__.py").write_text("")
    for name in MODULES:
        (proto / f"{name}.py").write_text("")
    return tmp_path


def test_sdk_of_the_known_shape(another_sdk: Path) -> None:
    """The packages around the messages do not run, and none of them stays imported."""
    program = (
        "import sys\n"
        "from alicloud_iot_ota.engine.protocol import engine_pb2\n"
        "print(engine_pb2.__name__, [name for name in sys.modules if name.startswith('pulumi')])"
    )
    assert run(program, another_sdk) == "pulumi.runtime.proto.engine_pb2 []\n"


@pytest.mark.parametrize(
    "text",
    [
        "import pulumi\npulumi.READY",
        "from pulumi import READY",
        "import sys\nsys.modules['pulumi'].READY",
    ],
)
def test_messages_that_need_their_package(another_sdk: Path, text: str) -> None:
    """Messages that need the code of their package are imported as usual, together with it."""
    last = another_sdk / "pulumi" / "runtime" / "proto" / f"{MODULES[-1]}.py"
    last.write_text(text)
    program = (
        "import sys\n"
        "from alicloud_iot_ota.engine.protocol import engine_pb2, provider_pb2_grpc\n"
        "print(all(sys.modules[module.__name__] is module for module in (engine_pb2, provider_pb2_grpc)))\n"
        "print(sys.modules['pulumi'].READY)"
    )
    assert run(program, another_sdk) == "run\nTrue\nTrue\n"


def test_sdk_without_a_module(another_sdk: Path) -> None:
    """An SDK without one of the modules causes Python's own import error."""
    (another_sdk / "pulumi" / "runtime" / "proto" / "plugin_pb2.py").unlink()
    assert "cannot import name 'plugin_pb2' from 'pulumi.runtime.proto'" in run(
        "import alicloud_iot_ota.engine.protocol", another_sdk
    )


def test_sdk_that_is_one_file(tmp_path: Path) -> None:
    """A `pulumi` that is not a package causes Python's own import error."""
    (tmp_path / "pulumi.py").write_text("")
    assert "'pulumi' is not a package" in run("import alicloud_iot_ota.engine.protocol", tmp_path)
