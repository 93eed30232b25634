# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Put a review into a pull request, as one comment that every further run updates: `python comment.py summary.md`.

It runs in GitHub Actions and in GitLab CI, which say what pull request it is in the environment. The comment is found
again by its first line, and by its author: a comment of somebody else could be changed by them after the review.
"""

from __future__ import annotations

import itertools
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKER = "<!-- alicloud-iot-ota -->"
"""The first line of what `alicloud-iot-ota summarize` writes; nobody sees it."""

NO_REVIEW = f"""{MARKER}
**Firmware: no review.** The preview failed before it came to any firmware. The log of the job says why.
"""
"""What stands in place of an empty review, which leaves nothing outdated to be read."""

PAGE_SIZE = 100  # comments; neither forge gives more at once
TIMEOUT = 30  # seconds without a byte
LONGEST_ANSWER = 200  # characters of a refusal that are shown


class CommentError(Exception):
    """The comment could not be posted. The text says what was asked, what was found, and what to do."""


@dataclass(frozen=True)
class Forge:
    """The comments of one pull request.

    Attributes:
        name: The forge's name, for messages.
        comments: The URL that lists them and takes new ones.
        comment: The URL before the ID of one of them.
        update: The HTTP method that changes one.
        author: The field that says who wrote one, and in it the field with the unique name.
        headers: What goes with every request, the token among it.
        remedy: How the token comes to be allowed to do this.
    """

    name: str
    comments: str
    comment: str
    update: str
    author: tuple[str, str]
    headers: Mapping[str, str] = field(repr=False)
    remedy: str

    def ask(self, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - JSON, and what requests takes
        """Send a request and return the JSON of the answer."""
        try:
            # A redirect would take the token of GitLab along to another host.
            answer = requests.request(
                method, url, headers=self.headers, timeout=TIMEOUT, allow_redirects=False, **options
            )
            if answer.status_code < requests.codes.multiple_choices:
                return answer.json()
        except requests.RequestException as error:
            raise CommentError(
                f"{self.name} gave no answer to {method} {url} ({type(error).__name__}).\nRun this job again."
            ) from None
        told = " ".join(answer.text.split())[:LONGEST_ANSWER]
        raise CommentError(
            f"{self.name} refused {method} {url} with status {answer.status_code}.\n  It says {told!r}\n{self.remedy}"
        )


def github(environ: Mapping[str, str]) -> tuple[Forge, str]:
    """Return the comments of the pull request of a GitHub workflow, and who writes with its token."""
    repository = f"{_given(environ, 'GITHUB_API_URL')}/repos/{_given(environ, 'GITHUB_REPOSITORY')}"
    forge = Forge(
        name="GitHub",
        comments=f"{repository}/issues/{_given(environ, 'PULL_REQUEST')}/comments",
        comment=f"{repository}/issues/comments",
        update="PATCH",
        author=("user", "login"),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {_given(environ, 'GITHUB_TOKEN')}",
            "X-GitHub-Api-Version": "2022-11-28",
        },
        remedy="Give the job `permissions: pull-requests: write`, and its own token as GITHUB_TOKEN.",
    )
    return forge, "github-actions[bot]"  # who writes with the token of a job; nobody else can be called so


def gitlab(environ: Mapping[str, str]) -> tuple[Forge, str]:
    """Return the comments of the merge request of a GitLab pipeline, and who writes with the token."""
    api = _given(environ, "CI_API_V4_URL")
    notes = (
        f"{api}/projects/{_given(environ, 'CI_PROJECT_ID')}"
        f"/merge_requests/{_given(environ, 'CI_MERGE_REQUEST_IID')}/notes"
    )
    forge = Forge(
        name="GitLab",
        comments=notes,
        comment=notes,
        update="PUT",
        author=("author", "username"),
        headers={"PRIVATE-TOKEN": _given(environ, "GITLAB_TOKEN")},
        remedy="Set GITLAB_TOKEN to a project access token with the scope api and the role Reporter.",
    )
    return forge, forge.ask("GET", f"{api}/user")["username"]


def post(text: str, environ: Mapping[str, str]) -> str:
    """Update the comment, or write it where there is none yet, and return a sentence about it.

    Args:
        text: The review.
        environ: The environment of the job.
    """
    if not text.startswith(MARKER):
        raise CommentError(
            f"The review does not start with the line {MARKER}, by which the next run would find it.\n"
            "Pass on what `alicloud-iot-ota summarize` writes as it is."
        )
    if environ.get("GITHUB_ACTIONS") == "true":
        forge, author = github(environ)
    elif environ.get("GITLAB_CI") == "true":
        forge, author = gitlab(environ)
    else:
        raise CommentError(
            "Neither GITHUB_ACTIONS nor GITLAB_CI is true in the environment.\nRun this as a step of one of them."
        )
    mine = _find(forge, author)
    if mine is None:
        return f"{forge.name} has the new comment {forge.ask('POST', forge.comments, json={'body': text})['id']}."
    forge.ask(forge.update, f"{forge.comment}/{mine}", json={"body": text})
    return f"{forge.name} has the comment {mine} updated."


def _find(forge: Forge, author: str) -> int | None:
    """Return the ID of the comment that an earlier run wrote, if there is one."""
    person, name = forge.author
    for page in itertools.count(1):
        comments = forge.ask("GET", forge.comments, params={"per_page": PAGE_SIZE, "page": page})
        for comment in comments:
            writer = comment[person] or {}  # none where the account is gone
            if writer.get(name) == author and comment["body"].startswith(MARKER):
                return int(comment["id"])
        if len(comments) < PAGE_SIZE:
            break
    return None


def _given(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise CommentError(
            f"{name} is not set.\nRun this for a pull request only, with the environment that the workflow shows."
        )
    return value


def main() -> None:
    """Post the file that the command line names."""
    _, path = sys.argv
    try:
        sys.stdout.write(post(Path(path).read_text(encoding="utf-8") or NO_REVIEW, os.environ) + "\n")
    except CommentError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
