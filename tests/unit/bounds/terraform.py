# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for the communication with OpenTofu and Terraform."""

from __future__ import annotations

import contextlib
import logging
import signal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.terraform import dependency_lock, functions, messages, mirror, process, schema, values
from alicloud_iot_ota.terraform.address import SOURCE
from alicloud_iot_ota.terraform.servicer import TerraformServicer
from tests.unit.bounds.lab import Lab, attack

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path


class StartedError(Exception):
    """The provider created its server."""


def start_provider(lab: Lab) -> tuple[ThreadPoolExecutor, dict[str, int]]:
    """Start the provider until it creates its server. Return the server's threads and options."""
    made: list[Any] = []

    def server(pool: ThreadPoolExecutor, handlers: object, options: list[tuple[str, int]]) -> None:
        made.append((pool, dict(options), handlers))
        raise StartedError

    lab.monkeypatch.setattr(signal, "signal", lambda *_: None)
    lab.monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    lab.monkeypatch.setattr(grpc, "server", server)
    name, value = process.COOKIE
    with contextlib.suppress(StartedError):
        process.serve({name: value, "PLUGIN_PROTOCOL_VERSIONS": "6"})
    pool, options, _ = made[0]
    return pool, options


@attack("terraform.process.MAX_MESSAGE")
def attack_message(lab: Lab) -> None:
    """The real limit would need a large catalog, so the test uses the size of a result, and checks the real options."""
    _, options = start_provider(lab)
    assert set(options.values()) == {process.MAX_MESSAGE}
    type_name = "alicloudiot_ota_firmware_page"
    arguments = {"current_page": 1, "page_size": 1}
    config = values.write({}, schema.block_of(schema.DATA_SOURCES[type_name]).attributes, arguments)

    def answer(limit: int) -> Any:  # noqa: ANN401 - a message
        servicer = TerraformServicer(lambda: None, limit)
        lab.monkeypatch.setattr(servicer, "_load", lambda: Provider)
        handler: Any = servicer.handler("/tfplugin6.Provider/ReadDataSource")
        return handler.unary_unary(messages.message("ReadDataSource", type_name=type_name, config=config), None)

    class Provider:
        """A provider that returns a result without a lookup."""

        @staticmethod
        def read_data_source(*_: object) -> dict[str, object]:
            return {"success": True, "firmwareInfo": []}

    size = answer(process.MAX_MESSAGE).ByteSize()
    assert not answer(size).diagnostics
    (diagnostic,) = answer(size - 1).diagnostics
    assert f"The engine accepts {size - 1:,}." in diagnostic.detail


@attack("terraform.process.MAX_WORKERS")
def attack_workers(lab: Lab) -> None:
    """The attack on the plugin's threads tests the same class."""
    assert start_provider(lab)[0]._max_workers == process.MAX_WORKERS


@attack("terraform.values.MAX_DIGITS")
def attack_digits(_: Lab) -> None:
    """A longer number is not read exactly, in a time that is linear in its length."""
    block = schema.block_of(schema.DATA_SOURCES["alicloudiot_ota_firmware"])

    def read(text: str) -> object:
        found = values.read(values.write({}, block.attributes, {"min_size": text}), block.arguments)
        assert found is not None
        return found.given["minSize"]

    longest = "9" * values.MAX_DIGITS
    assert read(longest) == int(longest)
    assert read(longest + "9") != int(longest + "9")
    assert read("9" * 1_000_000) == float("inf")


@attack("terraform.functions.MAX_VERSIONS")
def attack_versions(_: Lab) -> None:
    """A function has no other limit on the length of a list."""
    call = functions.PROVIDER_FUNCTIONS["highest_in_range"].call
    assert call(["1.0.0"] * functions.MAX_VERSIONS, "*") == "1.0.0"
    with pytest.raises(ArgumentError, match="must have at most 100,000 elements, got 100,001"):
        call(["1.0.0"] * (functions.MAX_VERSIONS + 1), "*")


@attack("terraform.dependency_lock.MAX_SIZE")
def attack_dependency_lock(lab: Lab) -> None:
    """A larger lock file is refused and stays unchanged."""
    path = lab.path / dependency_lock.NAME
    path.write_bytes(b"#" * dependency_lock.MAX_SIZE)
    dependency_lock.record(lab.path, "1.0.0", ["h1:a"])
    assert SOURCE in path.read_text()
    path.write_bytes(b"#" * (dependency_lock.MAX_SIZE + 1))
    with pytest.raises(dependency_lock.UnreadableError, match="it is larger than 1024 KiB"):
        dependency_lock.record(lab.path, "1.0.0", ["h1:a"])
    assert SOURCE not in path.read_text()


@attack("terraform.dependency_lock.MAX_FILES")
def attack_configuration(lab: Lab) -> None:
    """The test uses a smaller limit. A file beyond it is not searched."""
    lab.monkeypatch.setattr(dependency_lock, "MAX_FILES", 3)
    for number in range(3):
        (lab.path / f"{number}.tf").touch()
    (lab.path / "last.tf").write_text(SOURCE)
    assert not dependency_lock.is_required(lab.path)
    (lab.path / "2.tf").unlink()
    assert dependency_lock.is_required(lab.path)
    (lab.path / "0.tf").write_text('source = "./module"')
    (lab.path / "module").mkdir()
    (lab.path / "last.tf").rename(lab.path / "module" / "main.tf")
    assert dependency_lock.is_required(lab.path)
    (lab.path / "2.tf").touch()
    assert not dependency_lock.is_required(lab.path)


@attack("terraform.dependency_lock.MAX_MODULES")
def attack_modules(lab: Lab) -> None:
    """A module that calls itself through a link has an endless number of paths. So has a list of long names."""
    (lab.path / "self").symlink_to(lab.path)
    (lab.path / "main.tf").write_text('source = "./self"')
    searched: list[Path] = []
    files = dependency_lock._files

    def count(folder: Path, unread: list[OSError]) -> list[Path]:
        searched.append(folder)
        return files(folder, unread)

    lab.monkeypatch.setattr(dependency_lock, "_files", count)
    with contextlib.suppress(OSError):  # too many links
        dependency_lock.is_required(lab.path)
    assert len(searched) <= dependency_lock.MAX_MODULES
    searched.clear()
    (lab.path / "main.tf").write_text("".join(f'source = "./{name}"\n' for name in range(10 * 1000)))
    assert not dependency_lock.is_required(lab.path)
    assert len(searched) == dependency_lock.MAX_MODULES


@attack("terraform.mirror.MAX_WAIT")
def attack_installation(lab: Lab) -> None:
    """A lock that is released in time is acquired. An installation that hangs is reported at the limit."""
    lab.monkeypatch.setattr(mirror, "time", SimpleNamespace(sleep=lab.waits.append, monotonic=lambda: sum(lab.waits)))
    for released in (mirror.MAX_WAIT - 1, mirror.MAX_WAIT + 1):
        lab.waits.clear()
        lab.monkeypatch.setattr(mirror, "try_lock", lambda _, end=released: sum(lab.waits) > end)
        expected = pytest.raises(mirror.BusyError) if released > mirror.MAX_WAIT else contextlib.nullcontext()
        with expected:
            mirror.install(lab.path, "1.0.0", lambda _: None)
        assert abs(sum(lab.waits) - min(released, mirror.MAX_WAIT)) < 1
