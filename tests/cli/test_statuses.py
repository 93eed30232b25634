# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The exit codes of commands, for scripts."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import errors
from alicloud_iot_ota.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

COMMANDS = (
    "--help",
    "--version",
    "",
    "gte",
    "get --help",
    "get --slect highest",
    "get --select lowest",
    "get --product-key a1MeterK001 --dest-version 1.5.0",
    "get --product-key a1MeterK001 --dest-version 0.0.1",
    "find --product-key a1MeterK001 --dest-version 0.0.1",
    "get --product-key a1GatewayK01 --dest-version 4.0.0",
    "list --product-key a1Toaster01",
    "list --iot-instance-id iot-nobody",
    "list --region nowhere --endpoint ftp://127.0.0.1",
    "list --endpoint http://127.0.0.1:9 --timeout 1",
    "doctor --endpoint http://127.0.0.1:9 --timeout 1",
    "feed --product-key a1GatewayK01 --module-name default",
    "feed",
    "completion bash",
    "completion sh",
    "emulator --help",
    "emulator --port x",
)


@pytest.mark.usefixtures("emulator")
def test_statuses_of_commands(run: Run, golden: Golden) -> None:
    """Each command line has its exit code."""
    golden("exit-statuses.txt", "".join(f"{run(*shlex.split(line))[0]}  {line}".rstrip() + "\n" for line in COMMANDS))


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.SelectionError("It is not there.", "Look."), 1),
        (errors.CancelledError("It was cancelled.", "Try again."), 1),
        (errors.PermissionDeniedError("No.", "Ask.", code="NoPermission", request_id=None, http_status=403), 1),
        (errors.BrokenPinError("It is gone.", "Pin another.", verdict="missing"), 3),
        (errors.TransportError("No answer.", "Try again."), 4),
        (errors.ThrottledError("Too many.", "Wait.", code="Throttling", request_id=None, http_status=400), 4),
        (errors.ServiceError("It failed.", "Wait.", code="InternalError", request_id=None, http_status=500), 4),
        (errors.InvalidResponseError("A page of a proxy.", "Check it."), 4),
        (errors.IncompleteListingError("It moved.", "Try again."), 4),
        (errors.DeadlineError("Over.", "Try again."), 4),
    ],
)
def test_status_of_an_error(error: errors.OtaError, status: int, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken pins, other errors and undecidable results have different exit codes."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Lookup, "get_firmwares", fail)
    assert run("list", "--json") == (status, "", f"{error}\n")


def test_help_lists_them(run: Run) -> None:
    """The help lists every exit code."""
    listed = run("--help")[1].partition("exit codes:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == ["0", "1", "2", "3", "4", "5", "130", "141"]


def test_service_that_cannot_be_read(run: Run, emulator: Emulator) -> None:
    """An invalid answer of the service makes a lookup undecidable, not failed."""
    emulator.fault("garbage", times=99)
    assert run("find", "--product-key", "a1MeterK001", "--dest-version", "1.5.0")[0] == 4
