# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of Pulumi's protocol without Pulumi's SDK: each test in an interpreter that has imported nothing yet."""

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
    """Run a program with these folders before all others to import from, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return ended.stdout + ended.stderr


def test_sdk_is_not_run() -> None:
    """The plugin's imports run nothing of Pulumi's SDK but the messages, nor what only the SDK needs."""
    program = (
        "import sys, alicloud_iot_ota.plugin.process\n"
        "print([name for name in ('pulumi', 'pulumi.runtime', 'dill', 'opentelemetry') if name in sys.modules])"
    )
    assert run(program) == "[]\n"


def test_sdk_afterwards() -> None:
    """A later import of Pulumi's SDK is an ordinary one, whole and with the same classes of messages."""
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
    """Where Pulumi's SDK was imported first, the messages are its own modules."""
    program = (
        "import pulumi, sys\n"
        "from alicloud_iot_ota.engine.protocol import provider_pb2\n"
        "print(provider_pb2 is sys.modules['pulumi.runtime.proto.provider_pb2'], sys.modules['pulumi'] is pulumi)"
    )
    assert run(program) == "True True\n"


def test_beside_another_thread() -> None:
    """Another thread never comes upon a Pulumi that is none: the import is then the ordinary one."""
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
    """A folder with an SDK that counts how often its package was run."""
    proto = tmp_path / "pulumi" / "runtime" / "proto"
    proto.mkdir(parents=True)
    (tmp_path / "pulumi" / "__init__.py").write_text("print('run')\nREADY = True\n")
    (tmp_path / "pulumi" / "runtime" / "__init__.py").write_text("")
    (proto / "__init__.py").write_text("")
    for name in MODULES:
        (proto / f"{name}.py").write_text("")
    return tmp_path


def test_sdk_of_the_known_shape(another_sdk: Path) -> None:
    """The packages around the messages are not run, and nothing of them is left."""
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
    """Messages that cannot be had without the code of their package are imported in the ordinary way, with it."""
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
    """What an SDK of another shape lacks is told as Python tells it."""
    (another_sdk / "pulumi" / "runtime" / "proto" / "plugin_pb2.py").unlink()
    assert "cannot import name 'plugin_pb2' from 'pulumi.runtime.proto'" in run(
        "import alicloud_iot_ota.engine.protocol", another_sdk
    )


def test_sdk_that_is_one_file(tmp_path: Path) -> None:
    """A `pulumi` that is no package is told as Python tells it."""
    (tmp_path / "pulumi.py").write_text("")
    assert "'pulumi' is not a package" in run("import alicloud_iot_ota.engine.protocol", tmp_path)
