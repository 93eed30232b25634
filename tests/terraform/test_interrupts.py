# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, a killed engine and a killed provider during a lookup: no process and no directory remains.

The service does not respond, and a lookup would wait for an hour. A command can therefore only end because of the
signal.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from process import Completed

from alicloud_iot_ota.terraform import address
from tests.engine.test_interrupts import GIVES_UP, kill_all, processes_below, wait_for_all
from tests.posix import KILL, signal_group
from tests.terraform.conftest import assert_ok, flat

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable, Iterator

    from terraform_sandbox import Configuration

    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

    Interrupt = Callable[[Configuration, str, "Kill"], Completed]

pytestmark = [pytest.mark.engine, pytest.mark.posix]

LOOKUP = """
provider "alicloudiot" {
  timeout = 3600
}
data "alicloudiot_ota_firmware" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
}
output "version" {
  value = data.alicloudiot_ota_firmware.gateway.dest_version
}
"""
PIN = """
provider "alicloudiot" {
  timeout = 3600
}
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key  = "a1GatewayK01"
  dest_version = "4.0.0"
  type         = "full"
}
output "version" {
  value = alicloudiot_ota_firmware_pin.gateway.firmware.dest_version
}
"""


class Kill(NamedTuple):
    """A signal, and whether it is for the engine or for the provider."""

    number: signal.Signals
    to_engine: bool = True


@pytest.fixture
def emulator(reporting_emulator: Emulator) -> Emulator:
    """Return an emulator that reports each request."""
    return reporting_emulator


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Return a directory for temporary files. Its path is short enough for the provider's socket."""
    with tempfile.TemporaryDirectory(prefix="ota-") as folder:
        yield Path(folder)


@pytest.fixture
def interrupt(asked: queue.Queue[str], emulator: Emulator, tmp_path: Path) -> Interrupt:
    """Return a function that starts a command and sends a signal during a lookup.

    It waits until all processes have ended, and returns the engine's exit code and output.
    """

    def interrupt(configuration: Configuration, command: str, kill: Kill) -> Completed:
        emulator.fault("hang", seconds=10 * GIVES_UP, times=1000)
        while not asked.empty():  # discard the requests of earlier commands
            asked.get()
        output = tmp_path / "output.txt"
        with output.open("wb") as file:
            engine = subprocess.Popen(
                [configuration._engine, *command.split()],
                cwd=configuration.folder,
                env=configuration.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            asked.get(timeout=GIVES_UP)
            providers = [each for each in processes_below(tmp_path) if each.pid != engine.pid]
            assert {any(address.EXECUTABLE in word for word in each.cmdline()) for each in providers} == {True}
            if kill.number == KILL:
                for process in [engine] if kill.to_engine else providers:
                    process.kill()
            else:
                signal_group(engine.pid, kill.number)  # like a terminal and `timeout`; includes the provider
            exit_status = wait_for_all(engine, providers, tmp_path)
        finally:
            kill_all(engine, tmp_path)
        emulator.clear_faults()
        return Completed(exit_status, output.read_text())

    return interrupt


@pytest.mark.parametrize(
    ("main", "number"),
    [(LOOKUP, signal.SIGINT), (PIN, signal.SIGINT), (PIN, signal.SIGTERM)],
    ids=["lookup", "pin", "terminated"],
)
def test_ctrl_c_ends_a_plan(
    configure: Configure, interrupt: Interrupt, temporary: Path, main: str, number: signal.Signals
) -> None:
    """Ctrl-C ends a plan with a readable error. No process and no directory remains, and the next plan works.

    The termination of a job ends it in the same way.
    """
    configuration = configure(main, env={"TMPDIR": str(temporary)})
    stopped = interrupt(configuration, "plan", Kill(number))
    assert stopped.exit_status == 1
    text = flat(stopped.text)
    assert "Interrupt received." in text
    assert "The lookup was canceled before it was complete." in text
    assert [each for each in ("Traceback", "Internal error", "plugin crashed", "did not respond") if each in text] == []
    assert list(temporary.iterdir()) == []
    assert_ok(configuration.plan(), '+ version = "4.0.0"')


@pytest.mark.parametrize("main", [LOOKUP, PIN], ids=["lookup", "pin"])
def test_a_killed_engine_leaves_nothing(configure: Configure, interrupt: Interrupt, temporary: Path, main: str) -> None:
    """If the engine is killed, the provider ends and removes its directory. The state is unchanged."""
    configuration = configure(main, env={"TMPDIR": str(temporary)})
    assert_ok(configuration.apply())
    before = configuration.state()
    killed = interrupt(configuration, "apply -auto-approve", Kill(KILL))
    assert killed.exit_status == -KILL
    assert configuration.state() == before
    assert [each.name for each in temporary.iterdir() if "alicloudiot" in each.name] == []
    assert_ok(configuration.plan("-detailed-exitcode"), "No changes.")


def test_a_killed_provider_ends_the_plan(configure: Configure, interrupt: Interrupt) -> None:
    """If the provider is killed, the engine reports it and exits. The next plan works."""
    configuration = configure(PIN)
    killed = interrupt(configuration, "plan", Kill(KILL, to_engine=False))
    assert killed.exit_status == 1
    assert "Error: " in killed.text
    assert_ok(configuration.plan(), '+ version = "4.0.0"')


def test_two_workspaces_at_once(configure: Configure, emulator: Emulator, tmp_path: Path) -> None:
    """Two workspaces that share the cache on disk work at the same time. Each has its own state."""
    env = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "300", "ALICLOUD_IOT_OTA_CACHE_DIR": str(tmp_path / "cache")}
    first, second = (configure(PIN, env=env) for _ in range(2))
    with ThreadPoolExecutor(2) as pool:
        for applied in pool.map(lambda each: each.apply(), (first, second)):
            assert_ok(applied, "1 added, 0 changed, 0 destroyed")
    assert len(emulator.requests) == 1
    assert first.outputs() == second.outputs() == {"version": "4.0.0"}
