# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`alicloud-iot-ota install-terraform-provider` on the real engines, in a home without any settings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from process import Completed, run

from alicloud_iot_ota import __version__
from alicloud_iot_ota.terraform import mirror
from alicloud_iot_ota.terraform.address import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.engine

CLI = Path(sys.executable).with_name("alicloud-iot-ota")
PYTHON = CLI.read_text().partition("\n")[0].removeprefix("#!")
COMMAND = "install-terraform-provider"
REQUIRES = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source  = "{SOURCE}"
      version = "{__version__}"
    }}
  }}
}}
"""
OUTPUT = """
output "is_in_range" {
  value = provider::alicloudiot::version_in_range("4.1.0", "^4.0")
}
"""
PAGES = Path(__file__).resolve().parents[2] / "docs"
INCOMPLETE = "Warning: Incomplete lock file information for providers"
WITHOUT_CRYPTOGRAPHY = """
import importlib.abc, sys
class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "cryptography":
            raise ModuleNotFoundError("No module named 'cryptography'", name="cryptography")
sys.meta_path.insert(0, Missing())
"""
"""A `sitecustomize` module, which Python imports at its start."""


class User(NamedTuple):
    """A user with an empty home and the folder of a configuration.

    Attributes:
        engine: The user's engine.
        folder: The folder of the configuration.
        environment: The user's environment variables.
    """

    engine: Path
    folder: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, **variables: str) -> Completed:
        """Run a command of the engine. A line break of the terminal's width is a space in the text."""
        return run([self.engine, *arguments], self.folder, {**self.environment, **variables})

    def install(self, *arguments: str, cli: tuple[str | Path, ...] = (CLI,)) -> subprocess.CompletedProcess[str]:
        """Run `install-terraform-provider` in the folder of the configuration."""
        return subprocess.run(
            [*cli, COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def write(self, text: str) -> None:
        """Write the configuration."""
        (self.folder / "main.tf").write_text(text)


@pytest.fixture
def user(terraform_engine: Path, tmp_path: Path) -> User:
    """Return a user of each engine."""
    folder = tmp_path / "configuration"
    for each in (folder, tmp_path / "home"):
        each.mkdir()
    environment = {
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "TF_CLI_ARGS": "-no-color",
    }
    return User(terraform_engine, folder, environment)


def one_line(completed: Completed) -> str:
    """Return the output of an engine without the line breaks that fit it to the terminal."""
    return " ".join(completed.text.split())


def test_installs_without_a_warning(user: User) -> None:
    """A user requires the provider, installs it, and plans. The engine prints no warning."""
    user.write(REQUIRES + OUTPUT)
    for _ in range(2):  # the second run replaces the first installation
        installed = user.install()
        assert (installed.returncode, installed.stderr) == (0, "")
    assert "Recorded it in .terraform.lock.hcl.\n" in installed.stdout
    for command in (["init"], ["init", "-lockfile=readonly"], ["validate"], ["plan"], ["init", "-upgrade"]):
        done = user.run(*command)
        assert done.ok, done.text
        assert "warning" not in done.text.lower()
        assert ("+ is_in_range = true\n" in done.text) is (command == ["plan"])
    lock = (user.folder / ".terraform.lock.hcl").read_text()
    assert user.install().returncode == 0
    assert (user.folder / ".terraform.lock.hcl").read_text() == lock


def test_required_by_a_module(user: User) -> None:
    """Only a local module requires the provider, in another case, and the engine still prints no warning."""
    (user.folder / "modules").mkdir()
    (user.folder / "modules" / "main.tf").write_text(REQUIRES.replace(SOURCE, SOURCE.title()) + OUTPUT)
    user.write('module "m" {\n  source = "./modules"\n}\noutput "is_in_range" {\n  value = module.m.is_in_range\n}\n')
    assert user.install().stderr == ""
    for command in (["init"], ["init", "-lockfile=readonly"], ["plan"]):
        done = user.run(*command)
        assert done.ok, done.text
        assert "warning" not in done.text.lower()


def test_pipeline(user: User) -> None:
    """With `--no-lock`, a read-only `init` accepts the committed lock file, and rejects one with another hash."""
    user.write(REQUIRES + OUTPUT)
    assert user.install().returncode == 0
    lock = user.folder / ".terraform.lock.hcl"
    assert user.install("--no-lock").returncode == 0
    assert user.run("init", "-lockfile=readonly").ok
    lock.write_text(re.sub('h1:[^"]*', f"h1:{'A' * 43}=", lock.read_text()))
    assert user.install("--no-lock").returncode == 0
    init = user.run("init", "-lockfile=readonly")
    assert not init.ok
    assert "doesn't match any of the checksums previously recorded" in one_line(init)


def test_without_docstrings(user: User) -> None:
    """If Python removes docstrings, the engine prints the reason."""
    user.write(REQUIRES + OUTPUT)
    assert user.install().returncode == 0
    assert user.run("init").ok
    plan = user.run("plan", PYTHONOPTIMIZE="2")
    assert not plan.ok
    assert (
        "Unrecognized remote plugin message: This program requires its docstrings, but Python removes them "
        "(PYTHONOPTIMIZE=2 or -OO). Unset PYTHONOPTIMIZE, and start Python without -OO."
    ) in one_line(plan)


def test_warning_of_a_first_init(user: User) -> None:
    """Without a lock file, the first `init` warns, as the note says. Later ones do not."""
    installed = user.install()
    assert installed.returncode == 0
    assert "note: The first `init` of a configuration warns about incomplete lock file information" in installed.stderr
    (required,) = re.findall(r"^terraform \{\n(?: .*\n)*\}\n", installed.stdout, re.MULTILINE)
    user.write(required + OUTPUT)
    first = user.run("init")
    assert first.ok, first.text
    assert INCOMPLETE in first.text
    assert INCOMPLETE not in user.run("init", "-upgrade").text
    assert f"`{INCOMPLETE}`" in (PAGES / "troubleshooting.md").read_text()


def test_another_new_provider(user: User) -> None:
    """If `init` adds another provider to the lock file, it does not warn about this one."""
    home = Path(user.environment["HOME"])
    other = "terraform.local/example/other"
    folder = mirror.default_directory({"XDG_DATA_HOME": str(home / ".local/share")}) / other / "1.0.0"
    package = folder / mirror.platform_name()
    package.mkdir(parents=True)
    (package / "terraform-provider-other_v1.0.0").write_text("")
    (package / "terraform-provider-other_v1.0.0").chmod(0o755)
    user.write(
        REQUIRES.replace("{\n    alicloudiot", f'{{\n    other = {{\n      source = "{other}"\n    }}\n    alicloudiot')
    )
    assert user.install().returncode == 0
    _, warning = user.run("init").text.split(INCOMPLETE)
    assert f"  - {other}\n" in warning
    assert SOURCE not in warning


def test_lock_file_is_valid_for_every_environment(user: User, tmp_path: Path) -> None:
    """The lock file of one machine is valid on another one, with another Python environment."""
    user.write(REQUIRES + OUTPUT)
    assert user.install().returncode == 0
    other = tmp_path / "other"
    other.symlink_to(sys.prefix)
    home = tmp_path / "other home"
    home.mkdir()
    another = User(user.engine, user.folder, {**user.environment, "HOME": str(home)})
    (user.folder / "elsewhere").mkdir()
    command = (other / "bin" / "python", "-c", "import sys; from alicloud_iot_ota.cli import main; sys.exit(main())")
    assert f"{other}/bin/python" in another.install("--configuration", "elsewhere", cli=command).stdout
    assert another.run("init", "-lockfile=readonly").ok
    assert "+ is_in_range = true\n" in another.run("plan").text


def test_directory_for_a_team(user: User, tmp_path: Path) -> None:
    """Another mirror works with the printed block in the CLI configuration."""
    user.write(REQUIRES + OUTPUT)
    team = tmp_path / 'team ${x} %{1} "größe" ${"'
    installed = user.install("--directory", str(team))
    assert installed.returncode == 0
    assert [*Path(user.environment["HOME"]).iterdir()] == []
    (block,) = re.findall(r"^provider_installation \{\n(?: .*\n)*\}\n", installed.stdout, re.MULTILINE)
    settings = tmp_path / "cli.tfrc"
    settings.write_text(block)
    for command in ("init", "plan"):
        done = user.run(command, TF_CLI_CONFIG_FILE=str(settings))
        assert done.ok, done.text
        assert "warning" not in done.text.lower()


def test_plugin_cache(user: User, tmp_path: Path) -> None:
    """The launcher finds its environment through the links of the engine's plugin cache, too."""
    user.write(REQUIRES + OUTPUT)
    assert user.install().returncode == 0
    (tmp_path / "cache").mkdir()
    for command in ("init", "plan"):
        done = user.run(command, TF_PLUGIN_CACHE_DIR=str(tmp_path / "cache"))
        assert done.ok, done.text


def test_environment_that_moved(user: User, tmp_path: Path) -> None:
    """If the environment was moved, the engine prints the launcher's complete message."""
    user.write(REQUIRES + OUTPUT)
    environment = tmp_path / "environment"
    environment.symlink_to(sys.prefix)
    program = "import sys; from alicloud_iot_ota.cli import main; sys.exit(main())"
    assert user.install(cli=(environment / "bin" / "python", "-c", program)).returncode == 0
    assert user.run("init").ok
    environment.rename(tmp_path / "moved")
    plan = user.run("plan")
    assert not plan.ok
    assert (
        f"Unrecognized remote plugin message: The provider alicloudiot {__version__} was installed from the "
        f"environment of {environment}/bin/python, which no longer exists. Run `alicloud-iot-ota {COMMAND}` in an "
        f"environment that has version {__version__}."
    ) in one_line(plan)
    assert "`Unrecognized remote plugin message: …`" in (PAGES / "troubleshooting.md").read_text()


def test_without_cryptography(user: User, tmp_path: Path) -> None:
    """Without the library of the extra, the provider says what to install, and everything else works."""
    user.write(REQUIRES + OUTPUT)
    assert user.install().returncode == 0
    assert user.run("init").ok
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_CRYPTOGRAPHY)
    without = {"PYTHONPATH": str(tmp_path)}
    plan = user.run("plan", **without)
    assert not plan.ok
    assert (
        "Unrecognized remote plugin message: This provider requires cryptography, which Python cannot import (No "
        "module named 'cryptography'). Install `cryptography` in the environment of "
    ) in one_line(plan)
    user = User(user.engine, user.folder, {**user.environment, **without})
    installed = user.install()
    assert (installed.returncode, installed.stdout) == (1, "")
    assert installed.stderr.splitlines() == [
        "The provider requires cryptography, which Python cannot import (No module named 'cryptography').",
        f"Install `cryptography` in the environment of {PYTHON}, and run this command again.",
    ]
    imports = "import cryptography"
    done = subprocess.run([sys.executable, "-c", imports], env=user.environment, capture_output=True, check=False)
    assert done.returncode == 1
    for module in ("alicloud_iot_ota.dynamic", "alicloud_iot_ota.plugin.process", "alicloud_iot_emulator"):
        subprocess.run([sys.executable, "-c", f"import {module}"], env=user.environment, check=True)
    version = subprocess.run([CLI, "--version"], env=user.environment, capture_output=True, text=True, check=True)
    assert __version__ in version.stdout


def test_platform(user: User) -> None:
    """The name of this platform is the engine's name."""
    assert json.loads(user.run("version", "-json").text)["platform"] == mirror.platform_name()
