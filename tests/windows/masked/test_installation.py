# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The installation of both providers on Windows."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from alicloud_iot_ota import __version__
from alicloud_iot_ota.cli import main
from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.plugin.process import require_version
from alicloud_iot_ota.terraform import mirror, process

PROVIDER = f"terraform-provider-alicloudiot_v{__version__}"


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for the executables of this environment, and set the user's folder for data."""
    scripts = tmp_path / "Scripts"
    scripts.mkdir()

    def distribution(_: str) -> SimpleNamespace:
        return SimpleNamespace(
            files=[SimpleNamespace(stem=path.stem, locate=path.resolve) for path in scripts.iterdir()]
        )

    monkeypatch.setattr(importlib.metadata, "distribution", distribution)
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.chdir(tmp_path)
    return scripts


def test_pulumi_gets_the_executable_of_the_environment(
    tmp_path: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Pulumi runs only an `.exe` for `pulumi do`."""
    (scripts / "pulumi-resource-alicloud-iot.exe").write_bytes(b"MZ")
    installed: list[tuple[str, list[tuple[str, bytes]]]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        folder = Path(command[command.index("--file") + 1])
        installed.append((" ".join(command[1:6]), [(path.name, path.read_bytes()) for path in folder.iterdir()]))
        return subprocess.CompletedProcess(command, 0, b"")

    monkeypatch.setattr(shutil, "which", {"pulumi": str(tmp_path / "pulumi.exe")}.get)
    monkeypatch.setattr(subprocess, "run", run)
    assert main(["install-plugin"]) == 0
    command = f"plugin install resource alicloud-iot {__version__}"
    assert installed == [(command, [("pulumi-resource-alicloud-iot.exe", b"MZ")])]
    out, err = capfd.readouterr()
    assert out.startswith(f"Installed plugin alicloud-iot {__version__} for Pulumi, to run with ")
    assert err == ""


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_plugin_of_another_version(separator: str) -> None:
    """The copy of an executable runs whatever version its environment has now, so it refuses another one."""
    copy = separator.join([r"C:", "plugins", "resource-alicloud-iot-v9.9.9", "pulumi-resource-alicloud-iot"])
    with pytest.raises(
        SettingsError, match=r"^The plugin alicloud-iot 9\.9\.9 was installed .+, which now has version"
    ):
        require_version(copy)
    require_version(copy.replace("9.9.9", __version__))
    require_version(separator.join([r"C:", "venv", "Scripts", "pulumi-resource-alicloud-iot"]))


def test_opentofu_gets_the_executable_of_the_environment(
    tmp_path: Path, scripts: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Engines find an executable in %APPDATA%."""
    (scripts / "terraform-provider-alicloudiot.exe").write_bytes(b"MZ")
    assert main(["install-terraform-provider"]) == 0
    package = mirror.package_directory(tmp_path / "Roaming" / "terraform.d" / "plugins", __version__)
    assert package.name.startswith("windows_")
    assert [(path.name, path.read_bytes()) for path in package.iterdir()] == [(f"{PROVIDER}.exe", b"MZ")]
    out, err = capfdbinary.readouterr()
    assert b"Installed provider terraform.local/alicloud-iot-ota/alicloudiot" in out
    assert err.startswith(b"note: The first `init`")


def test_a_shared_mirror(tmp_path: Path, scripts: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The command says which files configure the engines on Windows."""
    (scripts / "terraform-provider-alicloudiot.exe").write_bytes(b"MZ")
    assert main(["install-terraform-provider", "--directory", str(tmp_path / "mirror")]) == 0
    assert r" of each user (%APPDATA%\tofu.rc or %APPDATA%\terraform.rc):" in capfd.readouterr().out


@pytest.mark.usefixtures("scripts")
def test_without_a_folder_for_data(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The error identifies the variable that the engines use on Windows."""
    monkeypatch.delenv("APPDATA")
    assert main(["install-terraform-provider"]) == 1
    assert "Set the environment variable APPDATA, or specify a mirror" in capfd.readouterr().err


@pytest.mark.usefixtures("scripts")
@pytest.mark.parametrize(
    ("command", "executable"),
    [
        ("install-plugin", "pulumi-resource-alicloud-iot.exe"),
        ("install-terraform-provider", "terraform-provider-alicloudiot.exe"),
    ],
)
def test_without_the_executable(
    command: str, executable: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The error says how to get it, without a name that another author could register."""
    monkeypatch.setattr(shutil, "which", {"pulumi": sys.executable}.get)
    assert main([command]) == 1
    err = capfd.readouterr().err
    assert f"{executable} does not exist. Nothing was installed." in err
    assert f"from the same source, in the environment of {sys.executable}. Then run this command again." in err
    assert "Install this package again with pip," in err


def test_executable_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy of an executable runs whatever version its environment has now, so it refuses another one."""
    monkeypatch.setattr(sys, "argv", ["terraform-provider-alicloudiot_v9.9.9.exe"])
    name, value = process.COOKIE
    with pytest.raises(process.StartError, match=rf"_v9\.9\.9 was installed .+, which now has version {__version__}\."):
        process.serve({name: value, "PLUGIN_PROTOCOL_VERSIONS": "6"})


def test_policy_pack_of_a_release_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The executables of an archive have the suffix of this system."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "alicloud-iot-ota.exe"))
    pack = tmp_path / "pulumi-analyzer-alicloud-iot.exe"
    pack.touch()
    assert main(["policy-pack"]) == 0
    assert capfd.readouterr().out == f"{pack}\n"
