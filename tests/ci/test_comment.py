# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""comment.py with each forge: the comment that it updates, and its errors."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.review.writing.summary import MARKER
from tests.ci.conftest import REPOSITORY
from tests.ci.forge import GITHUB, TOKEN
from tests.ci.machine import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.ci.forge import Forge

    Comment = Callable[..., Ended]

REVIEW = f"{MARKER}\n**Firmware: 1 bump** «4.0.0 → 4.1.0»\n"
MOST_LINES = 15


@pytest.fixture
def comment(each_forge: Forge, tmp_path: Path) -> Comment:
    """Return a function that posts a text to the forge in a new job, optionally with other variables."""

    def post(text: str, variables: Mapping[str, str] | None = None) -> Ended:
        (tmp_path / "summary.md").write_text(text, encoding="utf-8")
        environment = {**each_forge.environment, "PATH": os.defpath, **(variables or {})}
        if each_forge.kind is GITHUB:
            environment = {"GITHUB_TOKEN": TOKEN, "PULL_REQUEST": "7", **environment}
        done = subprocess.run(
            [sys.executable, REPOSITORY / "comment.py", tmp_path / "summary.md"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert TOKEN not in done.stdout
        return Ended(done.returncode, done.stdout)

    return post


def refused(ended: Ended) -> str:
    """Return the message of a failed run. It must have a sentence, the details and a fix."""
    assert ended.status == 1
    assert "Traceback" not in ended.log
    first, *rest = ended.log.splitlines()
    assert first.endswith(".")
    assert ": " not in first
    assert 0 < len(rest) < MOST_LINES
    return ended.log


def test_the_first_comment(comment: Comment, each_forge: Forge) -> None:
    """Without an earlier comment, a new one is created with exactly the text of the review."""
    ended = comment(REVIEW)
    assert ended.status == 0, ended.log
    [written] = each_forge.comments
    assert written["body"] == REVIEW
    assert ended.log == f"Created comment {written['id']} in {each_forge.kind.name}.\n"


def test_the_comment_is_found_on_a_later_page(comment: Comment, each_forge: Forge) -> None:
    """In a long conversation, the comment is updated in place, and no other comment changes."""
    for number in range(100):
        each_forge.add(f"Comment {number}")
    mine = each_forge.add(f"{MARKER}\nAn older review", each_forge.kind.me)
    for number in range(150):
        each_forge.add(f"Answer {number}")
    before = [dict(each) for each in each_forge.comments if each is not mine]
    ended = comment(REVIEW)
    assert ended.status == 0, ended.log
    assert ended.log == f"Updated comment {mine['id']} in {each_forge.kind.name}.\n"
    assert mine["body"] == REVIEW
    assert [each for each in each_forge.comments if each is not mine] == before


def test_a_full_page_and_no_comment(comment: Comment, each_forge: Forge) -> None:
    """A full page is not treated as the last one, and the empty page after it is not an error."""
    for number in range(100):
        each_forge.add(f"Comment {number}")
    assert comment(REVIEW).status == 0
    assert [each["body"] for each in each_forge.mine] == [REVIEW]


@pytest.mark.parametrize("author", ["mallory", None])
def test_the_comment_of_somebody_else(comment: Comment, each_forge: Forge, author: str | None) -> None:
    """A comment of another author is not updated, even if it imitates the first line."""
    theirs = each_forge.add(f"{MARKER}\nAll is well", author)
    assert comment(REVIEW).status == 0
    assert theirs["body"] == f"{MARKER}\nAll is well"
    assert [each["body"] for each in each_forge.mine] == [REVIEW]


def test_an_own_comment_of_another_kind(comment: Comment, each_forge: Forge) -> None:
    """Comments of other tools with the same token, and comments that quote the marker, are not changed."""
    other = each_forge.add(f"Coverage 93 %\n{MARKER}", each_forge.kind.me)
    assert comment(REVIEW).status == 0
    assert other["body"].startswith("Coverage")
    assert len(each_forge.mine) == 2


def test_no_review(comment: Comment, each_forge: Forge) -> None:
    """An empty review replaces the older one, so that no outdated review remains."""
    mine = each_forge.add(REVIEW, each_forge.kind.me)
    assert comment("").status == 0
    assert mine["body"].startswith(f"{MARKER}\n**Firmware: no review.**")


def test_a_token_that_may_not(comment: Comment, each_forge: Forge) -> None:
    """If the forge rejects the token, the error shows the forge's message and the missing permission."""
    each_forge.refusal = 403, '{"message": "Resource not accessible by integration"}'
    told = refused(comment(REVIEW))
    assert "with status 403" in told
    assert "Resource not accessible by integration" in told
    assert {"GitHub": "`permissions: pull-requests: write`", "GitLab": "scope api"}[each_forge.kind.name] in told


def test_a_redirect_is_not_followed(comment: Comment, each_forge: Forge) -> None:
    """A redirect is not followed, so the token is sent to no other URL."""
    each_forge.refusal, each_forge.location = (307, ""), f"{each_forge.url}/elsewhere"
    assert "with status 307" in refused(comment(REVIEW))
    assert not [asked for asked in each_forge.asked if "elsewhere" in asked]


def test_an_answer_that_is_no_json(comment: Comment, each_forge: Forge) -> None:
    """A response that is not JSON, such as the page of a proxy, is an error."""
    each_forge.refusal = 200, "<html>Please sign in</html>"
    assert "Run this job again." in refused(comment(REVIEW))


def test_no_forge_there(comment: Comment, each_forge: Forge) -> None:
    """If the forge does not respond, the error contains the URL."""
    variable = "GITHUB_API_URL" if each_forge.kind is GITHUB else "CI_API_V4_URL"
    told = refused(comment(REVIEW, {variable: "http://127.0.0.1:9"}))
    assert "http://127.0.0.1:9/" in told
    assert "Run this job again." in told


def test_a_variable_that_is_missing(comment: Comment, each_forge: Forge) -> None:
    """A missing or empty variable is an error with the variable's name, before any request."""
    names = {"GitHub": ("PULL_REQUEST", "GITHUB_TOKEN"), "GitLab": ("CI_MERGE_REQUEST_IID", "GITLAB_TOKEN")}
    for name in names[each_forge.kind.name]:
        assert refused(comment(REVIEW, {name: ""})).startswith(f"{name} is not set.")
    assert each_forge.asked == []


def test_no_ci_service(comment: Comment) -> None:
    """Outside a CI service, the error says which services are supported."""
    told = refused(comment(REVIEW, {"GITHUB_ACTIONS": "", "GITLAB_CI": ""}))
    assert told.startswith('GITHUB_ACTIONS or GITLAB_CI must be "true"')


def test_a_text_that_would_not_be_found_again(comment: Comment, each_forge: Forge) -> None:
    """A text without the hidden marker is rejected, because every run would add another comment."""
    told = refused(comment("**Firmware: 1 bump**\n"))
    assert MARKER in told
    assert each_forge.asked == []
