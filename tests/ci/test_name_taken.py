# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An attack that uses both package names on the jobs' index, with the real pip and uv and a local index."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__
from tests.ci.conftest import REPOSITORY, SERVICES
from tests.ci.packages import Index, write_wheel
from tests.ci.test_pinned import PIP, commands, scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ci.services import Service

BIN = Path(sys.executable).parent
NAMES = ("alicloud-iot-ota", "pulumi-alicloud-iot")
ENDS_SOON = 60  # seconds after which a test fails
ORIGINS = """
import alicloud_iot_ota, pulumi_alicloud_iot, requests
print(alicloud_iot_ota.ORIGIN, pulumi_alicloud_iot.ORIGIN, requests.ORIGIN)
"""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Run an index with a public package that the jobs need, and with an attacker's packages of both names."""
    folder = tmp_path / "index"
    write_wheel(folder, "requests", "2.33.0", "public")
    for name in NAMES:
        for version in (__version__, "99.0.0"):
            write_wheel(folder, name, version, "stranger")
    with Index(folder) as index:
        yield index


class Job:
    """A checkout of the repository on a job's machine, whose installers use only the local index.

    Attributes:
        checkout: The repository with the team's wheels, without requirements.txt.
        site: The installation folder of pip.
    """

    def __init__(self, checkout: Path, index: Index) -> None:
        self.checkout = checkout
        self.site = checkout.parent / "site"
        shutil.copytree(
            REPOSITORY, checkout, ignore=shutil.ignore_patterns("node_modules", "requirements.txt", "wheels")
        )
        write_wheel(checkout / "wheels", NAMES[0], __version__, "team", ["requests>=2.33"])
        write_wheel(checkout / "wheels", NAMES[1], __version__, "team")
        self.environment = {
            "HOME": str(checkout.parent),
            "PATH": os.pathsep.join([str(BIN), os.defpath]),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_INDEX_URL": index.url,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_TARGET": str(self.site),
            "UV_CACHE_DIR": str(checkout.parent / "uv"),
            "UV_DEFAULT_INDEX": index.url,
            "UV_NO_CONFIG": "1",
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
        }

    def run(self, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a script in the checkout like a CI service."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env={**self.environment, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=ENDS_SOON,
            check=False,
        )

    @property
    def origins(self) -> list[str]:
        """The authors of the installed packages: both names and the public package."""
        script = f"import sys; sys.path.insert(0, {str(self.site)!r})\n{ORIGINS}"
        command = [sys.executable, "-I", "-S", "-c", script]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()


@pytest.fixture
def job(tmp_path: Path, index: Index) -> Job:
    """Return a job with a requirements.txt that the owner created before the attack, with the command in the README."""
    job = Job(tmp_path / "rollout", index)
    (command,) = re.findall(
        r"(?s)```sh\s+(uv pip compile .*?)```", (REPOSITORY / "README.md").read_text(encoding="utf-8")
    )
    done = job.run(command)
    assert done.returncode == 0, done.stdout
    return job


@pytest.fixture
def install(service: Service) -> str:
    """Return the install command in the service's workflow."""
    return shlex.join(
        next(found for script in scripts(service_document(service)) for found in commands(script) if found == PIP)
    )


def service_document(service: Service) -> object:
    """Return the parsed workflow of a service."""
    return service.workflow if service is SERVICES["github"] else service.pipeline  # type: ignore[attr-defined]


def test_the_files_of_the_team_are_installed(job: Job, index: Index, install: str) -> None:
    """The attacker's packages are never installed, whatever their version: the index is not queried for these names."""
    done = job.run(install, PIP_EXTRA_INDEX_URL=index.url)
    assert done.returncode == 0, done.stdout
    assert job.origins == ["team", "team", "public"]
    assert index.asked.isdisjoint(NAMES)
    assert "requests" in index.asked


def test_the_attack_works_on_names(job: Job, install: str) -> None:
    """The attack is real: without hashes, the index installs the attacker's packages by name."""
    (job.checkout / "requirements.txt").write_text("\n".join([*NAMES, "requests"]))
    done = job.run(install.replace(" --require-hashes", ""))
    assert done.returncode == 0, done.stdout
    assert job.origins == ["stranger", "stranger", "public"]


def test_a_name_without_a_hash(job: Job, install: str) -> None:
    """A line with a name but without a hash is rejected, with or without a version."""
    for line in (NAMES[0], f"{NAMES[0]}==99.0.0", "requests"):
        (job.checkout / "requirements.txt").write_text(f"{line}\n")
        done = job.run(install)
        assert done.returncode != 0
        assert not job.site.exists(), line


def test_another_file_in_the_repository(job: Job, index: Index, install: str) -> None:
    """A replaced wheel is rejected. It requires a change to requirements.txt, which a reviewer can see."""
    wheel = next(index.folder.glob(f"alicloud_iot_ota-{__version__}-*"))
    shutil.copy(wheel, job.checkout / "wheels")
    done = job.run(install)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stdout
    assert not job.site.exists()


def test_another_file_on_the_index(job: Job, index: Index, install: str) -> None:
    """A different file of a locked version is rejected."""
    write_wheel(index.folder, "requests", "2.33.0", "stranger")
    done = job.run(install)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stdout
    assert not job.site.exists()


def test_a_dependency_that_is_not_locked(job: Job, index: Index, install: str) -> None:
    """If a locked package has a new dependency, no package is installed until the dependency is locked."""
    write_wheel(index.folder, "surprise", "1.0.0", "stranger")
    wheel = write_wheel(job.checkout / "wheels", NAMES[1], __version__, "team", ["surprise"])
    requirements = job.checkout / "requirements.txt"
    hashed = re.sub(
        rf"(\./wheels/{wheel.name} \\\n\s+--hash=sha256:)[0-9a-f]+",
        lambda match: match[1] + sha256(wheel.read_bytes()).hexdigest(),
        requirements.read_text(),
    )
    requirements.write_text(hashed)
    done = job.run(install)
    assert done.returncode != 0
    assert "surprise" in done.stdout
    assert not job.site.exists()


def test_without_the_steps_of_the_readme(job: Job, install: str) -> None:
    """Without requirements.txt or the wheels, a job fails before it installs a package."""
    shutil.rmtree(job.checkout / "wheels")
    assert job.run(install).returncode != 0
    (job.checkout / "requirements.txt").unlink()
    assert job.run(install).returncode != 0
    assert not job.site.exists()


def test_requirements_hold_no_address(job: Job) -> None:
    """requirements.txt has no URL: each machine configures its own index."""
    text = (job.checkout / "requirements.txt").read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") == 3
