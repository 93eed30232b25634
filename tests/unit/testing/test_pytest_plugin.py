# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin for pytest, in runs of pytest as users start it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFTEST = 'pytest_plugins = ["alicloud_iot_ota.testing.pytest_plugin"]\n'
REAL = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "developer-key",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "developer-secret",
    "ALIBABA_CLOUD_ENDPOINT_IOT": "http://127.0.0.1:9",
}
"""The account of a developer. Nothing listens on the port."""

FIXTURES = """
import os

import pytest
from alicloud_iot_ota import dynamic as ota
from alicloud_iot_ota.testing import emulated

LOCK = {"product_key": "a1LockK0001", "module_name": "default", "type": "full"}


@pytest.fixture(scope="module")
def fleet():
    with emulated([{"ProductKey": "a1LockK0001", "DestVersion": "0.1.0"}]) as emulator:
        yield emulator


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("ota_catalog", [[{"ProductKey": "a1LockK0001", "DestVersion": "1.0.0"}]], ids=["1.0.0"])
def test_no_catalog_of_another_test(ota_emulator, version):
    if version == "2.0.0":
        ota_emulator.publish(ProductKey="a1LockK0001", DestVersion="2.0.0")
    assert ota.get_firmware(**LOCK, select="highest").dest_version == version


class TestOverride:
    @pytest.fixture
    def ota_catalog(self):
        return [{"ProductKey": "a1LockK0001", "DestVersion": "3.0.0"}]

    def test_it(self, ota_emulator):
        assert ota.get_firmware(**LOCK).dest_version == "3.0.0"


def test_a_wider_scope(fleet):
    assert ota.get_firmware(**LOCK).dest_version == "0.1.0"


def test_both(fleet, ota_emulator):
    assert os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"] == ota_emulator.url


def test_a_patched_variable(monkeypatch, ota_emulator):
    monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", "http://127.0.0.1:9")


def test_the_wider_scope_again(fleet):
    assert ota.get_firmware(**LOCK).dest_version == "0.1.0"
"""
FORGOTTEN = """
import os
import subprocess
import sys

import pytest
from alicloud_iot_ota import dynamic as ota

CALL = "from alicloud_iot_ota import dynamic as ota; ota.get_firmware(product_key='a1', dest_version='1')"


def test_in_the_process():
    with pytest.raises(ota.LookupFailedError, match="this-test-needs-the-fixture-ota_emulator"):
        ota.get_firmware(product_key="a1", dest_version="1")
    assert not [value for value in os.environ.values() if "developer-" in value]


def test_in_a_child_process():
    done = subprocess.run([sys.executable, "-c", CALL], capture_output=True, text=True)
    assert "this-test-needs-the-fixture-ota_emulator" in done.stderr
"""
ALLOWED = """
import os


def test_the_account():
    assert os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"] == "developer-key"


def test_the_emulator(ota_emulator):
    assert os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"] == ota_emulator.url
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., str]:
    """Return a function that runs a test file of a user with an account, and returns the last line of the output."""

    def run(tests: str, *options: str) -> str:
        (tmp_path / "conftest.py").write_text(CONFTEST)
        (tmp_path / "test_it.py").write_text(tests)
        command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *options]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **REAL}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()[-1]

    return run


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_fixtures(options: list[str], run: Callable[..., str]) -> None:
    """Catalogs are overridden, parametrized and isolated, in one process and in several."""
    assert run(FIXTURES, *options).startswith("7 passed")


def test_a_forgotten_fixture(run: Callable[..., str]) -> None:
    """Without the fixture, a lookup fails before it reads a credential, and says what to do."""
    assert run(FORGOTTEN).startswith("2 passed")


def test_a_real_account(run: Callable[..., str]) -> None:
    """With the setting, a test without the fixture has the account of the environment."""
    assert run(ALLOWED, "-o", "ota_real_account=true").startswith("2 passed")


def test_every_test(run: Callable[..., str]) -> None:
    """Pytest's own setting makes every test use the emulator."""
    tests = "import os\n\n\ndef test_it():\n    assert '127.0.0.1' in os.environ['ALIBABA_CLOUD_ENDPOINT_IOT']\n"
    assert run(tests, "-o", "usefixtures=ota_emulator").startswith("1 passed")
