# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Post a review as one comment on a pull request, and update it in later runs: `python comment.py summary.md`.

It runs in GitHub Actions and in GitLab CI, and reads the pull request from their environment variables. It finds its
comment by the first line and by the author, because another author could change their comment after the review.
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
"""The first line of the output of `alicloud-iot-ota summarize`, which GitHub and GitLab do not display."""

NO_REVIEW = f"""{MARKER}
**Firmware: no review.** The preview failed before it reached any firmware. See the log of the job for the reason.
"""
"""The comment if the review is empty. It replaces the review of an earlier run."""

PAGE_SIZE = 100  # comments; the maximum of both forges
TIMEOUT = 30  # seconds without a byte
LONGEST_ANSWER = 200  # characters of an error response in a message


class CommentError(Exception):
    """The comment could not be posted. The text contains the request, the response, and the fix."""


@dataclass(frozen=True)
class Forge:
    """The comments of one pull request.

    Attributes:
        name: The forge's name, for messages.
        comments: The URL to list comments and to create a new one.
        comment: The URL of a comment, without its ID.
        update: The HTTP method to change a comment.
        author: The field of a comment with its author, and the field of the author with the unique name.
        headers: The headers of every request, including the token.
        remedy: How to give the token the required permission.
    """

    name: str
    comments: str
    comment: str
    update: str
    author: tuple[str, str]
    headers: Mapping[str, str] = field(repr=False)
    remedy: str

    def ask(self, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - JSON, and the options of requests
        """Send a request and return the JSON of the response."""
        try:
            # A redirect would send the token of GitLab to another host.
            answer = requests.request(
                method, url, headers=self.headers, timeout=TIMEOUT, allow_redirects=False, **options
            )
            if answer.status_code < requests.codes.multiple_choices:
                return answer.json()
        except requests.RequestException as error:
            raise CommentError(
                f"No valid response from {self.name} to {method} {url} ({type(error).__name__}).\nRun this job again."
            ) from None
        body = " ".join(answer.text.split())[:LONGEST_ANSWER]
        raise CommentError(
            f"{self.name} rejected {method} {url} with status {answer.status_code}.\n"
            f"  Response: {body!r}\n{self.remedy}"
        )


def github(environ: Mapping[str, str]) -> tuple[Forge, str]:
    """Return the comments of the pull request of a GitHub workflow, and the author that its token belongs to."""
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
        remedy="Set `permissions: pull-requests: write` for the job, and GITHUB_TOKEN to the token of the job.",
    )
    return forge, "github-actions[bot]"  # the author of the token of every job; no other account can have this name


def gitlab(environ: Mapping[str, str]) -> tuple[Forge, str]:
    """Return the comments of the merge request of a GitLab pipeline, and the author that the token belongs to."""
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
    """Update the comment, or create it, and return a message about it.

    Args:
        text: The review.
        environ: The environment of the job.
    """
    if not text.startswith(MARKER):
        raise CommentError(
            f"The review does not start with the line {MARKER}. The next run could not find the comment.\n"
            "Pass the output of `alicloud-iot-ota summarize` without changes."
        )
    if environ.get("GITHUB_ACTIONS") == "true":
        forge, author = github(environ)
    elif environ.get("GITLAB_CI") == "true":
        forge, author = gitlab(environ)
    else:
        raise CommentError(
            'GITHUB_ACTIONS or GITLAB_CI must be "true" in the environment.\n'
            "Run this in a job of GitHub Actions or GitLab CI."
        )
    mine = _find(forge, author)
    if mine is None:
        return f"Created comment {forge.ask('POST', forge.comments, json={'body': text})['id']} in {forge.name}."
    forge.ask(forge.update, f"{forge.comment}/{mine}", json={"body": text})
    return f"Updated comment {mine} in {forge.name}."


def _find(forge: Forge, author: str) -> int | None:
    """Return the ID of the comment of an earlier run, or None."""
    person, name = forge.author
    for page in itertools.count(1):
        comments = forge.ask("GET", forge.comments, params={"per_page": PAGE_SIZE, "page": page})
        for comment in comments:
            writer = comment[person] or {}  # None if the account was deleted
            if writer.get(name) == author and comment["body"].startswith(MARKER):
                return int(comment["id"])
        if len(comments) < PAGE_SIZE:
            break
    return None


def _given(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise CommentError(
            f"{name} is not set.\nRun this only for a pull request, with the environment variables of the workflow."
        )
    return value


def main() -> None:
    """Post the file from the command line."""
    _, path = sys.argv
    try:
        sys.stdout.write(post(Path(path).read_text(encoding="utf-8") or NO_REVIEW, os.environ) + "\n")
    except CommentError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
