# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider in a release, on a machine without Python: from its zip file, and from the release archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from process import run

from alicloud_iot_ota import __version__
from alicloud_iot_ota.terraform import dependency_lock, mirror
from alicloud_iot_ota.terraform.address import EXECUTABLE, SOURCE, package_file, packaged_executable

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source  = "{SOURCE}"
      version = "{__version__}"
    }}
  }}
}}

output "is_in_range" {{
  value = provider::alicloudiot::version_in_range("4.1.0", "^4.0")
}}

data "alicloudiot_ota_firmware" "meter" {{
  product_key  = "a1MeterK001"
  dest_version = "1.5.2"
  type         = "full"
}}

output "firmware_id" {{
  value = data.alicloudiot_ota_firmware.meter.firmware_id
}}
"""
METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
ENDS_SOON = 60  # seconds after which a test fails


def test_registry_files(release: Path) -> None:
    """The names, the checksums and the manifest are those that registries of providers require."""
    package = package_file(__version__, mirror.platform_name())
    manifest = f"{EXECUTABLE}_{__version__}_manifest.json"
    sums = f"{EXECUTABLE}_{__version__}_SHA256SUMS"
    checked = subprocess.run(["sha256sum", "--check", sums], cwd=release, capture_output=True, text=True, check=True)
    assert checked.stdout.splitlines() == [f"{package}: OK", f"{manifest}: OK"]
    assert json.loads((release / manifest).read_text()) == {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
    with zipfile.ZipFile(release / package) as archive:
        executable = archive.getinfo(packaged_executable(__version__))
        assert [name for name in archive.namelist() if name.endswith("/")] == []
    assert executable.external_attr >> 16 & 0o111 == 0o111


@pytest.mark.engine
@pytest.mark.parametrize("form", ["the zip file", "the release archive"])
def test_without_python(  # noqa: PLR0913 - fixtures
    form: str, *, release: Path, unpacked: Path, terraform_engine: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    """Both forms have the same checksum. `init` shows no warning, and a plan reads the service."""
    home, configuration = tmp_path / "home", tmp_path / "configuration"
    home.mkdir()
    configuration.mkdir()
    (configuration / "main.tf").write_text(CONFIGURATION)
    environ = {
        **settings,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
        "HOME": str(home),
        "PATH": "/nowhere",
        "TF_CLI_ARGS": "-no-color",
    }
    if form == "the zip file":
        place = home / ".local" / "share" / "terraform" / "plugins" / SOURCE
        place.mkdir(parents=True)
        shutil.copy(release / package_file(__version__, mirror.platform_name()), place)
        dependency_lock.record(configuration, __version__, [mirror.checksum(unpacked)])
    else:
        command = [str(unpacked / "alicloud-iot-ota"), "install-terraform-provider"]
        subprocess.run(command, cwd=configuration, env=environ, timeout=ENDS_SOON, check=True)
    init = run([terraform_engine, "init", "-lockfile=readonly"], configuration, environ)
    assert init.ok, init.text
    plan = run([terraform_engine, "plan"], configuration, environ)
    assert plan.ok, plan.text
    assert "warning" not in (init.text + plan.text).lower()
    assert f'  + firmware_id = "{METER}"\n  + is_in_range = true\n' in plan.text
