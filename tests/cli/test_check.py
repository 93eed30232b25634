# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check`: the verdict of every entry while packages are withdrawn, replaced, changed and blocked."""

from __future__ import annotations

import json
import signal
import socket
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.lock_file import read
from alicloud_iot_ota.lock_file.canonical import render
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.edited_locks import edit_package

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

GATEWAY, METER, MODEM = "ov78uKauqyoAiW3ePqSxvnW20fOb0100", "HwOWBmEC799Hm8jQQITlk1LyFrSg0100", "gateway-modem-1.0.12"


def lock_by_hand(path: Path, **criteria: dict[str, Any]) -> None:
    """Change criteria in a lock file, and delete the manifest next to it."""
    entries = read(path).entries
    tables = {name: {**criteria_values(entry.criteria), **criteria.get(name, {})} for name, entry in entries.items()}
    path.write_text(
        render(
            {
                name: (validation.parse(EntryArgs, tables[name]), entry.locked)
                for name, entry in entries.items()
                if entry.locked is not None
            }
        )
    )
    path.with_suffix(".toml").unlink()


def entries(out: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a JSON document by name."""
    return {entry["name"]: entry for entry in json.loads(out)["entries"]}


@pytest.mark.usefixtures("lock_file")
def test_all_is_well(run: Run, golden: Golden, emulator: Emulator) -> None:
    """If no package changed, every entry is ok, and each product is read once."""
    calls = len(emulator.requests)
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert len(emulator.requests) == calls + 2
    golden("check.txt", out)
    status, out, err = run("check", "--json", "meter")
    assert (status, err, list(entries(out))) == (0, "", ["meter"])


@pytest.mark.usefixtures("lock_file")
def test_verdicts(run: Run, golden: Golden, emulator: Emulator, republish: Callable[..., str]) -> None:
    """A moved package is a warning. A replaced or unverified package is a broken pin with details."""
    republish("gateway-3.10.0")
    republish("meter-1.5.0", FirmwareSign="ab" * 32)
    (modem,) = [row for row in emulator.packages() if row["FirmwareName"] == MODEM]
    emulator.change(str(modem["FirmwareId"]), Status=0)
    status, out, err = run("check")
    assert status == 3
    golden("check-broken.txt", f"{out}\n{err}")
    assert run("check", "gateway")[0] == 0
    status, out, again = run("check", "--json")
    assert (status, again) == (3, err)
    golden("check-broken.json", out)


@pytest.mark.usefixtures("lock_file")
def test_gone_and_changed(run: Run, emulator: Emulator) -> None:
    """A deleted package is `missing`, and another file under the same ID is `changed`."""
    emulator.withdraw(METER)
    emulator.change(GATEWAY, FirmwareSign="cd" * 32)
    status, out, err = run("check", "--json")
    assert status == 3
    assert {name: entry["verdict"] for name, entry in entries(out).items()} == {
        "gateway": "changed",
        "meter": "missing",
        "modem": "ok",
    }
    (difference,) = entries(out)["gateway"]["differences"]
    assert (difference["name"], difference["new"]) == ("digest", f"sha256:{'cd' * 32}")
    assert "firmware.lock:4 gateway\n" in err
    assert "To lock the package that the criteria select now, run `alicloud-iot-ota bump meter`." in err


BLOCK = 'blocked = [{ reason = "bricks revision B", destVersion = "1.5.0" }]'


def test_blocked(run: Run, lock_file: Path, manifest: Path) -> None:
    """A block in the manifest stops the deployment until the entry is locked again, which selects another package."""
    manifest.write_text(manifest.read_text().replace('destVersion = "1.5.0"', f'destVersion = "1.5.0"\n{BLOCK}'))
    status, out, err = run("check", "meter")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock is not up to date with firmware.toml.\n  locked with other criteria: meter\n")
    assert run("lock")[0] == 1
    assert run("bump", "meter")[0] == 0
    assert run("check")[0] == 0
    assert '"1.5.2"' in lock_file.read_text()


@pytest.mark.usefixtures("lock_file")
def test_undecidable(run: Run, emulator: Emulator) -> None:
    """If the catalog cannot be read, all entries are `undecidable`, and none is missing."""
    emulator.fault("garbage", times=99)
    status, out, err = run("check", "--json")
    assert status == 4
    assert {entry["verdict"] for entry in entries(out).values()} == {"undecidable"}
    assert err.count("Not a ListOTAFirmware response") == 1
    assert err.startswith("firmware.lock:4 gateway, firmware.lock:24 meter, firmware.lock:42 modem\n")


@pytest.mark.usefixtures("lock_file")
def test_one_is_undecidable(run: Run, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """If one entry is undecidable, the others are still judged, and a broken one decides the exit code."""
    from alicloud_iot_ota.errors import TransportError  # noqa: PLC0415 - the same
    from alicloud_iot_ota.lock_file import resolution  # noqa: PLC0415 - it is replaced below

    judge = resolution.judge

    def judge_or_fail(lookup: Any, entry: Any, warn: Any) -> Any:  # noqa: ANN401 - hands them on
        if entry.name == "modem":
            raise TransportError("The connection broke.", "Try again.")
        return judge(lookup, entry, warn)

    monkeypatch.setattr(resolution, "judge", judge_or_fail)
    status, out, err = run("check", "--json")
    assert (status, err) == (4, "firmware.lock:42 modem\nThe connection broke.\nTry again.\n")
    assert {name: entry["verdict"] for name, entry in entries(out).items()} == {
        "gateway": "ok",
        "meter": "ok",
        "modem": "undecidable",
    }
    emulator.withdraw(METER)
    assert run("check")[0] == 3


def test_offline(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """Offline, only the file is checked: each entry is resolved, and its package meets its criteria."""
    calls = len(emulator.requests)
    status, out, err = run("check", "--offline")
    assert (status, err) == (0, "")
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["gateway", "3.10.0", "notChecked", "-"],
        ["meter", "1.5.0", "notChecked", "-"],
        ["modem", "1.0.12", "notChecked", "-"],
    ]
    lock_by_hand(lock_file, meter={"blocked": [{"reason": "bricks revision B", "destVersion": "1.5.0"}]})
    status, out, err = run("check", "--offline", "--json")
    assert (status, entries(out)["meter"]["verdict"]) == (3, "blocked")
    assert "it is blocked: bricks revision B" in err
    assert len(emulator.requests) == calls
    status, out, _ = run("check", "--json", "meter")
    assert (status, entries(out)["meter"]["verdict"]) == (3, "blocked")
    assert "it is blocked: bricks revision B" in entries(out)["meter"]["message"]


@pytest.fixture
def unusable(lock_file: Path) -> Path:
    """Return a lock file without a manifest, with an entry that contradicts itself."""
    lock_by_hand(lock_file, gateway={"versionRange": "^4.0"})
    return lock_file


@pytest.mark.usefixtures("unusable")
def test_unusable_entries(run: Run, emulator: Emulator) -> None:
    """An unusable entry is reported, and does not prevent a verdict on the others."""
    for options, verdict in (((), "ok"), (("--offline",), "notChecked")):
        status, out, err = run("check", *options)
        assert status == 1
        rows = {line.split()[0]: line.split()[1:3] for line in out.splitlines()}
        assert rows["gateway"] == ["3.10.0", "unusable"]
        assert (rows["meter"], rows["modem"]) == (["1.5.0", verdict], ["1.0.12", verdict])
        assert 'firmware.lock:4 gateway\nfirmware.lock:4: entry "gateway" is inconsistent' in err
        status, out, _ = run("check", "--json", *options)
        gateway = entries(out)["gateway"]
        assert (status, gateway["verdict"], gateway["destVersion"]) == (1, "unusable", "3.10.0")
        assert gateway["message"].startswith('firmware.lock:4: entry "gateway" is inconsistent.')
    emulator.withdraw(METER)
    status, out, _ = run("check", "--json")
    assert (status, entries(out)["meter"]["verdict"]) == (3, "missing")


@pytest.mark.usefixtures("unusable")
def test_unusable_and_undecidable(run: Run, emulator: Emulator) -> None:
    """Exit code 1 for an unusable entry has priority over 4 for an undecidable one, which may be temporary."""
    emulator.fault("garbage", times=99)
    status, out, _ = run("check", "--json")
    assert status == 1
    assert [entry["verdict"] for entry in entries(out).values()] == ["unusable", "undecidable", "undecidable"]


@pytest.mark.usefixtures("unusable")
def test_nothing_usable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unusable entries are reported even without any connection setting."""
    monkeypatch.delenv("ALIBABA_CLOUD_ENDPOINT_IOT")
    status, out, _ = run("check", "--json", "gateway")
    assert (status, entries(out)["gateway"]["verdict"]) == (1, "unusable")


def test_another_instance(run: Run, lock_file: Path) -> None:
    """An entry of another instance is an error, not a verdict."""
    told = 'firmware.lock:24: entry "meter" was locked in instance iot-emulator01, but the settings specify iot-other.'
    for command in ("outdated", "bump"):
        status, out, err = run(command, "meter", "--iot-instance-id", "iot-other")
        assert (status, out) == (1, "")
        assert told in err
    status, out, err = run("check", "--json", "--iot-instance-id", "iot-other")
    assert status == 1
    assert {entry["verdict"] for entry in entries(out).values()} == {"error"}
    assert told in err
    edit_package(lock_file, "meter", iot_instance_id="iot-other")
    status, out, _ = run("check", "--json")
    assert (status, [entry["verdict"] for entry in entries(out).values()]) == (1, ["ok", "error", "ok"])


@pytest.mark.usefixtures("folder", "emulator")
def test_no_entries(run: Run, folder: Path) -> None:
    """A lock file without entries and without a manifest is valid."""
    (folder / "firmware.lock").write_text(render({}))
    for command in ("check", "outdated"):
        assert run(command) == (0, "The lock file has no entries.\n", "")
        assert run(command, "--json") == (0, '{\n  "entries": []\n}\n', "")


@pytest.mark.posix
@pytest.mark.usefixtures("lock_file")
def test_control_c(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    """Ctrl-C ends the command immediately, with any number of waiting entries."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = start("check", "--endpoint", f"http://127.0.0.1:{silent.getsockname()[1]}")
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(4) == b"POST"
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors.decode()) == (130, b"", "Interrupted.\n")


@pytest.mark.usefixtures("folder")
def test_without_a_digest(run: Run, emulator: Emulator) -> None:
    """A package that never had a digest is ok."""
    emulator.publish(DestVersion="9.0.0", Status=1, ProductKey="a1MeterK001", FirmwareSign=None)
    assert run("add", "meter", "--product-key", "a1MeterK001", "--dest-version", "9.0.0")[0] == 0
    status, out, err = run("check", "--json")
    assert (status, entries(out)["meter"]["verdict"], err) == (0, "ok", "")
