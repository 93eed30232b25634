# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `doctor`: each step of a lookup, each failure with its remedy, and no step after a failed one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.api.rate_limiter import RATE_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def cache_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a cache directory for one test."""
    monkeypatch.setenv("ALICLOUD_IOT_OTA_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def diagnose(run: Run) -> Callable[..., tuple[int, dict[str, dict[str, Any]]]]:
    """Return a function that runs `doctor --json` and returns the exit code and the findings by subject."""

    def examine_by(*argv: str) -> tuple[int, dict[str, dict[str, Any]]]:
        status, out, err = run("doctor", "--json", *argv)
        assert err == ""
        return status, {finding["subject"]: finding for finding in json.loads(out)}

    return examine_by


def test_all_is_well(run: Run, emulator: Emulator, cache_dir: Path, golden: Golden) -> None:
    """If all steps succeed, each finding is shown with its source, and one request is sent."""
    status, out, err = run("doctor")
    assert (status, err) == (0, "")
    out = out.replace(emulator.url, "http://127.0.0.1:8765").replace(str(cache_dir), "<cacheDir>")
    out = re.sub(r"Python \S+, \S+", "Python <version>, <platform>", out)
    out = re.sub(r"RequestId [0-9A-F-]{36}, \d+ milliseconds", "RequestId <id>, <n> milliseconds", out)
    out = re.sub(r"\d seconds (ahead of|behind) the", "0 seconds behind the", out)
    golden("doctor.txt", out)
    assert len(emulator.requests) == 1


@pytest.mark.parametrize(
    ("change", "subject", "told", "remedy"),
    [
        ({"ALIBABA_CLOUD_ENDPOINT_IOT": None}, "endpoint", "region", "pulumi config set alicloud-iot:region"),
        ({"ALIBABA_CLOUD_ENDPOINT_IOT": "http://iot.example.com"}, "endpoint", "unencrypted", "Use https"),
        ({"ALIBABA_CLOUD_ACCESS_KEY_SECRET": None}, "settings", "An incomplete access key", "Set all parts"),
        (
            {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "soon"},
            "settings",
            "a number from 0 to 600",
            "Correct the",
        ),
        ({"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "canary"}, "call", "SignatureDoesNotMatch", "as a pair"),
        ({"ALIBABA_CLOUD_IOT_INSTANCE_ID": "iot-other"}, "call", "iot.system.InstanceNotFound", "Set iotInstanceId"),
        ({"ALIBABA_CLOUD_ACCESS_KEY_ID": "a b"}, "credentials", "contains an invalid character", "Set it again"),
        (
            {"ALICLOUD_IOT_OTA_CACHE_DIR": f"{__file__}/none"},
            "cacheDir",
            "is not writable",
            "set cacheDir to another",
        ),
    ],
)
def test_failure(  # noqa: PLR0913 - a row of the table, and what runs it
    diagnose: Callable[..., tuple[int, dict[str, dict[str, Any]]]],
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    *,
    change: dict[str, str | None],
    subject: str,
    told: str,
    remedy: str,
) -> None:
    """A failed step shows the cause and the remedy. Dependent steps are skipped, and the exit code is 1."""
    for name, value in change.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    status, found = diagnose()
    assert status == 1
    assert [name for name, finding in found.items() if finding["status"] == "failed"] == [subject]
    assert told in found[subject]["told"]
    assert remedy in found[subject]["remedy"]
    assert "canary" not in json.dumps(found)
    is_called = subject in {"call", "cacheDir"}
    assert (found["call"]["status"] == "skipped") is not is_called
    assert len(emulator.requests) == is_called


@pytest.mark.posix
@pytest.mark.parametrize("place", [".", RATE_FILE, "catalogues"])
@pytest.mark.usefixtures("emulator")
def test_cache_dir_that_others_can_change(
    diagnose: Callable[..., tuple[int, dict[str, dict[str, Any]]]], cache_dir: Path, place: str
) -> None:
    """A cache directory that other users can change is reported with the cause and the fix."""
    (cache_dir / "catalogues").mkdir(parents=True)
    (cache_dir / RATE_FILE).touch()
    for path in (cache_dir, cache_dir / "catalogues", cache_dir / RATE_FILE):
        path.chmod(0o700)
    assert diagnose()[0] == 0
    (cache_dir / place).chmod(0o777)
    status, found = diagnose()
    assert status == 1
    assert found["cacheDir"]["status"] == "failed"
    assert f"{cache_dir / place} can be changed by other users" in found["cacheDir"]["told"]
    assert "correct the owner and mode" in found["cacheDir"]["remedy"]


@pytest.mark.parametrize(("offset", "direction"), [(3600.0, "behind"), (-3600.0, "ahead of")])
def test_clock_is_off(
    diagnose: Callable[..., tuple[int, dict[str, dict[str, Any]]]], emulator: Emulator, offset: float, direction: str
) -> None:
    """A wrong clock is reported even if the call succeeds, because requests are signed with the service's time."""
    emulator.set_clock_offset(offset)
    status, found = diagnose()
    assert (status, found["call"]["status"], found["clock"]["status"]) == (1, "ok", "failed")
    assert re.search(rf"3(599|600|601) seconds {direction} the service's clock", found["clock"]["told"])
    assert "NTP" in found["clock"]["remedy"]


def test_options_come_first(diagnose: Callable[..., tuple[int, dict[str, dict[str, Any]]]], emulator: Emulator) -> None:
    """Options override the environment, and doctor shows the source of each setting."""
    _, found = diagnose("--endpoint", emulator.url, "--timeout", "7", "--requests-per-second", "3")
    told = found["settings"]["told"]
    assert f"endpoint {emulator.url}, from the settings" in told
    assert "iotInstanceId iot-emulator01, from ALIBABA_CLOUD_IOT_INSTANCE_ID" in told
    assert "timeout 7 seconds; at most 3 requests per second" in told


def test_wrong_option(run: Run) -> None:
    """An unknown option is an error, and a secret is not accepted as an option."""
    status, out, err = run("doctor", "--regoin", "cn-shanghai")
    assert (status, out) == (1, "")
    assert 'Did you mean "--region"?' in err
    assert "is not an option" in run("doctor", "--access-key-secret", "canary")[2]


@pytest.mark.usefixtures("emulator")
def test_service_that_is_not_there(
    diagnose: Callable[..., tuple[int, dict[str, dict[str, Any]]]],
) -> None:
    """If the service does not answer, the clock is not compared."""
    status, found = diagnose("--endpoint", "http://127.0.0.1:9", "--timeout", "5")
    assert (status, found["call"]["status"], found["clock"]["status"]) == (1, "failed", "skipped")
    assert "No response from ListOTAFirmware" in found["call"]["told"]
