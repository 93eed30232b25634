# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The output of the lookup commands, as tables and as JSON, and their exit codes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.schema import results

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

GATEWAY = ("--product-key", "a1GatewayK01", "--module-name", "default")
COMMANDS: dict[str, tuple[tuple[str, ...], type[msgspec.Struct]]] = {
    "get": (("get", *GATEWAY, "--from-version", "3.2.1", "--version-range", "^4.0"), results.GetFirmwareResult),
    "find": (("find", *GATEWAY, "--dest-version", "4.0.0", "--type", "full"), results.FindFirmwareResult),
    "find-none": (("find", *GATEWAY, "--dest-version", "4.0.9"), results.FindFirmwareResult),
    "list": (("list", "--version-range", "<4", "--on-unparsable", "ignore"), results.GetFirmwaresResult),
    "list-none": (("list", "--name-regex", "^toaster-"), results.GetFirmwaresResult),
    "explain": (("explain", *GATEWAY, "--select", "highest", "--type", "full"), results.ExplainFirmwareResult),
    "explain-ambiguous": (("explain", *GATEWAY, "--dest-version", "4.0.0"), results.ExplainFirmwareResult),
    "upgrade-path": (
        ("upgrade-path", *GATEWAY, "--from-version", "3.2.1", "--to-version", "4.0.0"),
        results.GetUpgradePathResult,
    ),
    "upgrade-path-hops": (
        (
            *("upgrade-path", *GATEWAY, "--from-version", "3.2.1", "--to-version", "4.0.0"),
            *("--blocked", '{"firmwareId": "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100", "reason": "bricks revision B"}'),
        ),
        results.GetUpgradePathResult,
    ),
    "upgrade-path-full": (
        ("upgrade-path", *GATEWAY, "--from-version", "1.0.0", "--to-version", "4.0.0"),
        results.GetUpgradePathResult,
    ),
    "upgrade-path-none": (
        ("upgrade-path", *GATEWAY, "--from-version", "4.0.0", "--to-version", "4.0.0"),
        results.GetUpgradePathResult,
    ),
}


@pytest.fixture
def steady(emulator: Emulator) -> Callable[[str], str]:
    """Return a function that replaces the emulator's port, which varies."""
    return lambda text: text.replace(emulator.url, "http://127.0.0.1:8765")


@pytest.mark.parametrize("name", COMMANDS)
def test_table(name: str, run: Run, golden: Golden, steady: Callable[[str], str]) -> None:
    """The default output is a table, without any other text."""
    status, out, err = run(*COMMANDS[name][0])
    assert (status, err) == (0, "")
    golden(f"{name}.txt", steady(out))


@pytest.mark.parametrize("name", COMMANDS)
def test_json(name: str, run: Run, golden: Golden, steady: Callable[[str], str]) -> None:
    """The JSON output is one document with the declared result and the names of the schema."""
    argv, declared = COMMANDS[name]
    status, out, err = run(*argv, "--json")
    assert (status, err) == (0, "")
    result = msgspec.json.decode(out, type=declared)
    assert json.loads(out) == msgspec.to_builtins(result)
    golden(f"{name}.json", steady(out))


def test_nothing_to_explain(run: Run, emulator: Emulator) -> None:
    """For a product without packages, a message appears without a table."""
    for row in emulator.packages():
        emulator.withdraw(str(row["FirmwareId"]))
    status, out, err = run("explain", "--product-key", "a1MeterK001")
    assert (status, err) == (0, "")
    assert out.startswith("No package matches, because product a1MeterK001, instance iot-emulator01")
    assert "Outcome" not in out


def test_sizes_and_ways_of_an_upgrade(run: Run, emulator: Emulator) -> None:
    """An upgrade path shows the total size of its hops, and the size of the alternative."""
    _, out, _ = run(*COMMANDS["upgrade-path-hops"][0])
    sizes = {str(row["FirmwareId"]): int(str(row["FirmwareSize"])) for row in emulator.packages()}
    total = sum(size for firmware_id, size in sizes.items() if firmware_id in out)
    assert f"Total with differential packages: {total} bytes" in out
    assert f"Alternative, with the full package: {sizes['qrTtkvjxjxnGdvqJQo3dNnl8anD20100']} bytes" in out


@pytest.mark.usefixtures("emulator")
def test_narrow_terminal(run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow terminal, wide text wraps and is not cut off."""
    monkeypatch.setenv("COLUMNS", "72")
    status, out, _ = run("list", *GATEWAY, "--statuses", "unverified")
    assert status == 0
    golden("narrow.txt", out)


def test_what_a_publisher_wrote_is_shown_as_text(run: Run, emulator: Emulator) -> None:
    """Control characters in a description are escaped, and brackets are not markup."""
    emulator.publish(DestVersion="9.0.0", FirmwareDesc="\x1b[31m[bold]:smile:\n", Status=1, ProductKey="a1MeterK001")
    argv = ("get", "--product-key", "a1MeterK001", "--dest-version", "9.0.0")
    assert "firmwareDesc  \\x1b[31m[bold]:smile:\\n\n" in run(*argv)[1]
    assert json.loads(run(*argv, "--json")[1])["firmwareDesc"] == "\x1b[31m[bold]:smile:\n"


def test_what_the_service_leaves_out_is_a_dash(capfd: pytest.CaptureFixture[str]) -> None:
    """Missing fields are shown as dashes, and an unreadable time unchanged."""
    package = results.Firmware(
        firmware_id="fw1", dest_version="1.0", type="unknown", status="unknown", utc_create="lately"
    )
    rows = tables.firmwares(results.GetFirmwaresResult(firmwares=[package])).splitlines()
    assert rows[1].split() == ["1.0", "unknown", "unknown", "-", "-", "-", "lately", "fw1"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("command", ["list", "explain"])
def test_warnings_go_to_stderr(command: str, run: Run) -> None:
    """Warnings are printed to stderr, separate from tables and JSON."""
    status, out, err = run(command, "--product-key", "a1CameraK01", "--version-range", "^2", "--json")
    assert (status, err.count("\n")) == (0, 1)
    assert re.match(r"warning: Skipped [23] packages in product a1CameraK01, instance iot-", err)
    assert json.loads(out)


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("argv", "beginning", "remedy"),
    [
        (("get", *GATEWAY, "--dest-version", "4.0.9"), "No package matches", "Correct"),
        (
            ("get", *GATEWAY, "--dest-version", "4.0.0"),
            "3 packages match",
            "They differ",
        ),
        (
            ("find", *GATEWAY, "--dest-version", "4.0.0"),
            "3 packages match",
            "They differ",
        ),
        (
            ("list", "--version-range", "1", "--on-unparsable", "error"),
            "versionScheme semver cannot read the versions of 3 packages",
            "No tested versionScheme or versionPattern reads more of them.",
        ),
        (
            ("upgrade-path", *GATEWAY, "--from-version", "3.2.1", "--to-version", "9"),
            'No upgrade path from "3.2.1" to "9"',
            "Correct toVersion",
        ),
    ],
)
def test_failed_look_up(argv: tuple[str, ...], beginning: str, remedy: str, run: Run) -> None:
    """A failed lookup has exit code 1 and prints the error to stderr, with its remedy last, in any format."""
    status, out, err = run(*argv)
    assert (status, out) == (1, "")
    assert err.startswith(f"{beginning}")
    assert err.splitlines()[-1].startswith(remedy)
    assert run(*argv, "--json") == (status, out, err)


def test_refused_by_the_service(run: Run, emulator: Emulator) -> None:
    """An error of the service is shown with its endpoint and request ID."""
    status, out, err = run("list", "--iot-instance-id", "iot-nobody")
    assert (status, out) == (1, "")
    assert emulator.url in err
    assert err.count("RequestId") == 1
    assert "Traceback" not in err


@pytest.mark.usefixtures("emulator")
def test_no_credentials_in_sight(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An incomplete access key is an error that does not show it."""
    monkeypatch.delenv("ALIBABA_CLOUD_ACCESS_KEY_ID")
    status, out, err = run("list")
    assert (status, out) == (1, "")
    assert err.startswith("An incomplete access key was found in ALIBABA_CLOUD_ACCESS_KEY_ID and ")
    assert "not-a-real-one" not in err
