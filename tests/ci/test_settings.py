# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The permissions and secrets of the jobs in both pipelines, which a run of the jobs cannot verify."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.ci.conftest import REPOSITORY
from tests.ci.services import GitHubActions, GitLabCi

if TYPE_CHECKING:
    from collections.abc import Iterator

GITHUB = GitHubActions(REPOSITORY / ".github" / "workflows" / "firmware.yml")
GITLAB = GitLabCi(REPOSITORY / ".gitlab-ci.yml")


def secrets() -> Iterator[tuple[str, str, str]]:
    """Yield every secret in the workflow with its job and step."""
    for job, definition in GITHUB.jobs.items():
        for step in definition["steps"]:
            for value in step.get("env", {}).values():
                if "secrets." in value or "github.token" in value:
                    yield job, step["name"], value


def test_permissions() -> None:
    """Only two jobs have write access to GitHub: for the comment, and for the attestation of the snapshot."""
    assert GITHUB.workflow["permissions"] == {}
    read = {"contents": "read", "id-token": "write"}
    assert {name: job["permissions"] for name, job in GITHUB.jobs.items()} == {
        "fork": {"actions": "read", "attestations": "read", "contents": "read"},
        "outdated": read,
        "renovate": read,
        "review": {**read, "pull-requests": "write"},
        "snapshot": {**read, "attestations": "write"},
    }


def test_secrets() -> None:
    """Each secret is in the environment of the one step that needs it, and nowhere else in the workflow."""
    given = list(secrets())
    assert given == [
        ("review", "Preview", "${{ secrets.PULUMI_ACCESS_TOKEN }}"),
        ("review", "Comment", "${{ github.token }}"),
        ("fork", "Get the snapshot", "${{ github.token }}"),
        ("renovate", "Renovate", "${{ secrets.RENOVATE_TOKEN }}"),
    ]
    assert len(re.findall(r"\$\{\{ (?:secrets\.|github\.token)", GITHUB.file.read_text())) == len(given)


def test_no_expression_in_a_script() -> None:
    """Text from other people, such as a branch name, reaches a script only as a variable, never as code."""
    scripts = [step["run"] for job in GITHUB.jobs.values() for step in job["steps"] if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_who_is_reviewed() -> None:
    """Pull requests from forks run no job with secrets, and the program cannot read the checkout's token."""
    assert set(GITHUB.workflow[True]) == {"pull_request", "schedule"}, "`on` is a truth value in YAML 1.1"
    of_a_pull_request = "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name"
    assert GITHUB.jobs["review"]["if"] == f"{of_a_pull_request} == github.repository"
    assert GITHUB.jobs["fork"]["if"] == f"{of_a_pull_request} != github.repository"
    for job in GITHUB.jobs.values():
        assert job["steps"][0]["with"]["persist-credentials"] is False


def test_who_may_push_branches() -> None:
    """Renovate's token is a secret of an environment that its owner limits to the default branch."""
    assert {name: job.get("environment") for name, job in GITHUB.jobs.items()} == {
        "fork": None,
        "outdated": None,
        "renovate": "renovate",
        "review": None,
        "snapshot": None,
    }


def test_what_a_fork_is_read_against() -> None:
    """The checkout of a fork's pull request includes the base commit, which is the first parent of the merge."""
    assert GITHUB.jobs["fork"]["steps"][0]["with"]["fetch-depth"] == 2


def test_one_review_at_a_time() -> None:
    """Two reviews never run at the same time, because they would post two comments."""
    assert GITHUB.workflow["concurrency"] == {
        "group": "firmware-${{ github.ref }}",
        "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    }
    assert GITLAB.jobs["review"]["resource_group"] == "firmware-$CI_MERGE_REQUEST_IID"
    assert GITLAB.jobs["review"]["interruptible"] is True


def test_the_same_jobs() -> None:
    """Both services have the same jobs, except for forks: in GitLab, a fork's pipeline runs in the fork."""
    assert set(GITHUB.jobs) - {"fork"} == set(GITLAB.jobs) == {"review", "outdated", "renovate", "snapshot"}


def test_origin_of_the_snapshot() -> None:
    """Only a run on the main branch writes a snapshot, and a fork verifies that. Its steps have no secret before."""
    assert GITHUB.jobs["snapshot"]["if"] == "github.event_name == 'schedule'"
    steps = [step.get("uses", step.get("run", "")) for step in GITHUB.jobs["snapshot"]["steps"]]
    written, attested, uploaded = steps[-3:]
    assert written.startswith("alicloud-iot-ota snapshot firmware-snapshot.json ")
    assert attested.startswith("actions/attest-build-provenance@")
    assert uploaded.startswith("actions/upload-artifact@")
    (verified,) = [step["run"] for step in GITHUB.jobs["fork"]["steps"] if step.get("name") == "Get the snapshot"]
    words = verified.partition("gh attestation verify ")[2].replace("\\\n", " ").split()
    assert words[1:8] == [
        *("--repo", '"$GITHUB_REPOSITORY"'),
        *("--signer-workflow", '"$GITHUB_REPOSITORY/.github/workflows/firmware.yml"'),
        *("--source-ref", "refs/heads/main"),
        "--deny-self-hosted-runners",
    ]
