# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`emulated`: lookups use the emulator of the block and no account of the machine, and nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota import dynamic as ota
from alicloud_iot_ota.base.executables import SUFFIX
from alicloud_iot_ota.testing import CatalogError, emulated

if TYPE_CHECKING:
    from alicloud_iot_ota.testing import CatalogSource

SCOPE: dict[str, Any] = {"product_key": "a1MeterK001", "module_name": "default", "type": "full"}
METER = {**SCOPE, "dest_version": "1.5.0"}
REAL = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "developer-key",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "developer-secret",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "developer-token",
    "ALIBABA_CLOUD_ENDPOINT_IOT": "https://iot.example.com",
    "ALICLOUD_ACCESS_KEY_ID": "developer-key-of-the-cli",
    "ALIBABA_CLOUD_PROFILE": "production",
    "ALICLOUD_ASSUME_ROLE_ARN": "acs:ram::1:role/x",
    "ALICLOUD_IOT_OTA_SNAPSHOT": "/nowhere",
    "ALICLOUD_IOT_OTA_CACHE_MAX_AGE": "600",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "example.com",
}


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the block, only the emulator is called, without a proxy. Afterwards, the environment is as before."""
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with emulated() as emulator:
        found = ota.get_firmware(**METER)
        assert os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] == "true"
        cache = Path(os.environ["ALICLOUD_IOT_OTA_CACHE_DIR"])
        assert not [name for name, value in os.environ.items() if "developer-" in value]
        assert os.environ["NO_PROXY"] == "example.com,127.0.0.1"
        assert found.dest_version == "1.5.0"
        assert [each.code for each in emulator.requests] == [None]
    assert dict(os.environ) == before
    assert not cache.exists()


def test_an_error_in_the_block() -> None:
    """The environment is restored after an error, and after a block inside the block."""
    before = dict(os.environ)
    with pytest.raises(ZeroDivisionError), emulated() as outer:  # noqa: PT012 - the blocks are what is tested
        with emulated([{"DestVersion": "9", "ProductKey": "a1MeterK001"}]) as inner:
            assert os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"] == inner.url
        assert os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"] == outer.url
        raise ZeroDivisionError
    assert dict(os.environ) == before


def test_a_child_process() -> None:
    """Commands that the test starts use the emulator too."""
    with emulated() as emulator:
        command = [
            str(Path(sysconfig.get_path("scripts"), f"alicloud-iot-ota{SUFFIX}")),
            "list",
            "--product-key",
            "a1MeterK001",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1.5.2" in done.stdout
    assert [each.code for each in emulator.requests] == [None]


def test_the_profiles_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with a profile does not use the key of this machine. A file of the test can have profiles."""
    command = [str(Path(sysconfig.get_path("scripts"), f"alicloud-iot-ota{SUFFIX}")), "list", "--profile", "prod"]
    profiles = tmp_path / ".aliyun" / "config.json"
    profiles.parent.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(key_id: str, secret: str) -> subprocess.CompletedProcess[str]:
        profile = {"name": "prod", "mode": "AK", "access_key_id": key_id, "access_key_secret": secret}
        profiles.write_text(json.dumps({"current": "prod", "profiles": [profile]}))
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with emulated() as emulator:
        refused = run("LTAIdeveloperkey", "developer-secret")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "a-test-has-no-profiles" in refused.stderr
        assert emulator.requests == []
        with monkeypatch.context() as inside:  # undone before the emulator's environment is
            inside.setenv("ALICLOUD_SHARED_CREDENTIALS_FILE", str(profiles))
            found = run(emulator.credentials.access_key_id, emulator.credentials.access_key_secret)
        assert "4.0.0" in found.stdout


def test_changes_during_a_test() -> None:
    """Every lookup outside of a program reads the current packages, without a limit on requests."""
    with emulated() as emulator:
        for number in range(30):
            version = f"9.0.{number}"
            emulator.publish(ProductKey="a1MeterK001", DestVersion=version)
            assert ota.get_firmware(**SCOPE, dest_version=version).dest_version == version
    assert {each.code for each in emulator.requests} == {None}


def test_a_list_of_packages() -> None:
    """Packages in a list are published in order, with the defaults of the service."""
    packages: CatalogSource = [
        {"ProductKey": "a1LockK0001", "ProductName": "Door lock", "DestVersion": "1.0.0"},
        {"ProductKey": "a1LockK0001", "DestVersion": "1.1.0", "Status": 0},
        {"DestVersion": "7", "SrcVersion": "6"},
    ]
    with emulated(packages) as emulator:
        rows = emulator.packages()
        assert [row["DestVersion"] for row in rows] == ["7", "1.1.0", "1.0.0"]
        assert [row["Type"] for row in rows] == [1, 0, 0]
        assert emulator.product_keys == ["a1LockK0001"]
        found = ota.get_firmwares(product_key="a1LockK0001").firmwares
    assert [(each.dest_version, each.status) for each in found] == [("1.0.0", "verified"), ("1.1.0", "unverified")]
    assert {each.product_name for each in found} == {"Door lock"}


def test_a_list_after_a_reset() -> None:
    """A reset restores the packages of a list. Packages that are published later have other IDs."""
    packages: CatalogSource = [{"ProductKey": "a1LockK0001", "DestVersion": f"1.{minor}.0"} for minor in range(300)]
    with emulated(packages) as emulator:
        before = emulator.packages()
        assert [row["DestVersion"] for row in before] == [f"1.{minor}.0" for minor in reversed(range(300))]
        emulator.withdraw(str(before[0]["FirmwareId"]))
        emulator.publish(ProductKey="a1LockK0001", DestVersion="2.0.0")
        emulator.reset()
        assert emulator.packages() == before
        emulator.publish(ProductKey="a1LockK0001", DestVersion="2.0.0")
        assert len({row["FirmwareId"] for row in emulator.packages()}) == 301


def test_other_sources(tmp_path: Path) -> None:
    """A catalog may be a file, a dict or an emulator with options, also without an instance ID."""
    row = {"FirmwareId": "F" * 28 + "0100", "DestVersion": "1", "Type": 0, "Status": 1, "ProductKey": "a1"}
    catalog = {"packages": [row]}
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(catalog))
    for source in (catalog, path, str(path), Emulator(catalog, order="unordered")):
        with emulated(source):
            assert "ALIBABA_CLOUD_IOT_INSTANCE_ID" not in os.environ
            assert ota.get_firmware(product_key="a1", allow_unscoped=True).firmware_id == row["FirmwareId"]


MISTAKES: dict[str, tuple[Any, list[str]]] = {
    "several packages": (
        [{"DestVersion": "1", "Status": "verified"}, {"ProductKey": "a1"}, {"DestVersion": "2", "status": 1}],
        ["packages[0].Status: must be", "packages[1].DestVersion: required", "packages[2].status: unknown field"],
    ),
    "the same ID": (
        [{"DestVersion": "1", "FirmwareId": "A"}, {"DestVersion": "2", "FirmwareId": "A"}],
        ["packages[0].FirmwareId: duplicate value 'A'", "packages[1].FirmwareId"],
    ),
    "a version": ([{"DestVersion": "1 2"}], ["packages[0].DestVersion: must be 1 to 64 letters"]),
    "no package": (["4.0.0"], ["packages[0]: must be an object"]),
    "a set": ({"4.0.0"}, ["must be a list of packages, a dict, a path, an Emulator or None, got set"]),
    "a missing file": ("missing.json", ["catalog missing.json: cannot be read"]),
    "a dict": ({"package": []}, ["package: unknown field", "packages: required field"]),
}


@pytest.mark.parametrize(("catalog", "texts"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes(catalog: CatalogSource, texts: list[str]) -> None:
    """All mistakes in a catalog are reported together, with their places. Nothing is started or set."""
    before = dict(os.environ)
    with pytest.raises(CatalogError) as raised, emulated(catalog):
        pytest.fail("not reached")
    assert [text for text in texts if text not in str(raised.value)] == []
    assert dict(os.environ) == before


def test_a_running_emulator() -> None:
    """An emulator that already runs is refused, because the block would stop it."""
    with emulated() as emulator:
        with pytest.raises(RuntimeError, match="already running"), emulated(emulator):
            pytest.fail("not reached")
        assert ota.get_firmware(**METER).dest_version == "1.5.0"


def test_without_pytest() -> None:
    """The module works without pytest, because the package does not depend on it."""
    program = "import sys, alicloud_iot_ota.testing; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
