# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A firmware team's checkout of examples/ci, with its forge, engine and firmware."""

from __future__ import annotations

import shutil
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import Pulumi
from sandbox import Sandbox

from alicloud_iot_ota import __version__
from alicloud_iot_ota.testing.environment import variables
from tests.ci.forge import GITHUB, GITLAB, Forge
from tests.ci.machine import Machine
from tests.ci.packages import write_wheel
from tests.ci.services import GitHubActions, GitLabCi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.ci.machine import Ended
    from tests.ci.services import Service

REPOSITORY = Path(__file__).resolve().parents[2] / "examples" / "ci"
SERVICES: dict[str, Service] = {
    "github": GitHubActions(REPOSITORY / ".github" / "workflows" / "firmware.yml"),
    "gitlab": GitLabCi(REPOSITORY / ".gitlab-ci.yml"),
}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    """Return each CI service. The review must be the same in all of them."""
    return SERVICES[request.param]


@pytest.fixture(params=[GITHUB, GITLAB], ids=["github", "gitlab"])
def each_forge(request: pytest.FixtureRequest) -> Iterator[Forge]:
    """Run each forge."""
    with Forge(request.param) as forge:
        yield forge


@pytest.fixture
def forge(service: Service) -> Iterator[Forge]:
    """Run the forge of the CI service."""
    with Forge(service.kind) as forge:
        yield forge


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the repository with the files that its README says to add. No job writes to the original."""
    unwanted = shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml", "node_modules", "requirements.txt", "wheels")
    checkout = shutil.copytree(REPOSITORY, tmp_path / "rollout", ignore=unwanted)
    lines = [f"requests=={metadata.version('requests')} --hash=sha256:{'0' * 64}"]
    for name in ("alicloud-iot-ota", "pulumi-alicloud-iot"):
        wheel = write_wheel(checkout / "wheels", name, __version__, "team")
        lines.append(f"./wheels/{wheel.name} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}")
    (checkout / "requirements.txt").write_text("\n".join(lines))
    return checkout


@pytest.fixture
def machine(checkout: Path, engine: Path, emulator: Emulator, tmp_path: Path) -> Machine:
    """Return the machine of a job, with the stack `prod` that the repository deploys."""
    environment = {
        **Sandbox(tmp_path / "sandbox", engine)._pulumi.environment,
        **variables(emulator),
    }
    Pulumi(engine, checkout, environment).ask("stack", "init", "prod")
    return Machine(checkout, engine, environment)


@pytest.fixture
def run_job(service: Service, machine: Machine, emulator: Emulator, forge: Forge) -> Callable[[str], Ended]:
    """Return a function that runs a job, and checks that its output and comments contain no secret."""

    def run(job: str) -> Ended:
        variables = {
            "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
            "ALIBABA_CLOUD_REGION": "cn-shanghai",
            **forge.environment,
        }
        ended = service.run(job, machine, variables)
        told = ended.log + "".join(comment["body"] for comment in forge.comments)
        assert "not-a-real-one" not in told, "every secret here has that in it"
        return ended

    return run
