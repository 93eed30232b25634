# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""GitHub Actions and GitLab CI: the subset that runs the shell steps of a job on the machine."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from tests.ci.forge import GITHUB, GITLAB, TOKEN
from tests.ci.machine import Ended

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.ci.forge import Kind
    from tests.ci.machine import Machine

_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


class Service(Protocol):
    """A CI service."""

    @property
    def kind(self) -> Kind:
        """The forge of the service."""

    @property
    def jobs(self) -> Mapping[str, Any]:
        """The jobs in the workflow by name."""

    def run(self, job: str, machine: Machine, variables: Mapping[str, str]) -> Ended:
        """Run a job.

        Args:
            job: The name of the job.
            machine: The machine on which it runs.
            variables: The variables of the service and of the repository's owner.
        """


@dataclass
class GitHubActions:
    """A runner that executes steps in order, stops at the first failure, and skips steps with an action.

    Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax, which also has the options
    of a `shell: bash`.

    Attributes:
        file: The workflow.
    """

    file: Path
    kind = GITHUB

    @property
    def workflow(self) -> dict[Any, Any]:
        """The parsed workflow."""
        workflow: dict[Any, Any] = yaml.safe_load(self.file.read_text())
        return workflow

    @property
    def jobs(self) -> Mapping[str, Any]:
        """The jobs by ID."""
        jobs: Mapping[str, Any] = self.workflow["jobs"]
        return jobs

    def run(self, job: str, machine: Machine, variables: Mapping[str, str]) -> Ended:
        """Run a job."""
        workflow, steps = self.workflow, self.jobs[job]["steps"]
        assert workflow["defaults"] == {"run": {"shell": "bash"}}, "which is the shell that is started here"
        contexts = {
            "github.event.pull_request.number": "7",
            "github.repository": "acme/rollout",
            "github.token": TOKEN,
            "runner.temp": str(machine.checkout.parent),
            **{f"secrets.{name}": f"{name}-not-a-real-one" for name in ("PULUMI_ACCESS_TOKEN", "RENOVATE_TOKEN")},
            **{f"vars.{name}": value for name, value in variables.items()},
        }
        log, exported = "", {"RUNNER_TEMP": str(machine.checkout.parent)}
        for number, step in enumerate(each for each in steps if "run" in each):
            files = {
                name: machine.checkout.parent / f"{name}-{number}" for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "RUN")
            }
            files["GITHUB_STEP_SUMMARY"] = machine.checkout.parent / "GITHUB_STEP_SUMMARY"
            files["RUN"].write_text(step["run"])
            files["GITHUB_ENV"].write_text("")
            files["GITHUB_OUTPUT"].write_text("")
            environment = {**workflow["env"], **self.jobs[job].get("env", {}), **step.get("env", {})}
            ended = machine.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", files["RUN"]],
                {
                    "GITHUB_REPOSITORY": "acme/rollout",
                    **variables,
                    **exported,
                    **{name: str(path) for name, path in files.items()},
                    **{name: _evaluated(str(value), contexts) for name, value in environment.items()},
                },
            )
            log += ended.log
            if ended.status:
                return Ended(ended.status, log)
            exported |= dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text().splitlines())
            for line in files["GITHUB_OUTPUT"].read_text().splitlines():
                name, _, value = line.partition("=")
                contexts[f"steps.{step['id']}.outputs.{name}"] = value
        return Ended(0, log)


@dataclass
class GitLabCi:
    """A runner that executes the lines of a job as one script, which stops at the first failure.

    Source: https://docs.gitlab.com/runner/shells and https://docs.gitlab.com/ci/yaml.

    Attributes:
        file: The pipeline.
    """

    file: Path
    kind = GITLAB

    @property
    def pipeline(self) -> dict[str, Any]:
        """The parsed pipeline."""
        pipeline: dict[str, Any] = yaml.safe_load(self.file.read_text())
        return pipeline

    @property
    def jobs(self) -> Mapping[str, Any]:
        """The jobs by name."""
        return {name: value for name, value in self.pipeline.items() if "script" in value}

    def run(self, job: str, machine: Machine, variables: Mapping[str, str]) -> Ended:
        """Run a job."""
        given = {
            **variables,
            "ALIBABA_CLOUD_OIDC_TOKEN": "oidc-token-not-a-real-one",
            "CI_PROJECT_DIR": str(machine.checkout),
            "CI_PROJECT_PATH": "acme/rollout",
            "PULUMI_ACCESS_TOKEN": "PULUMI_ACCESS_TOKEN-not-a-real-one",
            "RENOVATE_TOKEN": "RENOVATE_TOKEN-not-a-real-one",
        }
        declared = {**self.pipeline["variables"], **self.jobs[job].get("variables", {})}
        for name, value in declared.items():
            given[name] = string.Template(value).substitute(given)
        lines = [*self.pipeline["default"]["before_script"], *self.jobs[job]["script"]]
        script = machine.checkout.parent / "script"
        script.write_text("\n".join(lines))
        return machine.run(["bash", "-eo", "pipefail", script], given)


def _evaluated(text: str, contexts: Mapping[str, str]) -> str:
    """Replace the expressions in a text. An expression that these tests do not support is an error."""
    return _EXPRESSION.sub(lambda match: contexts[match[1]], text)
