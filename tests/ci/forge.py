# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Local fakes for the comment APIs of GitHub and GitLab: they list, create and change comments.

Paths and fields are those of https://docs.github.com/rest/issues/comments and https://docs.gitlab.com/api/notes, which
cover the comments on pull requests and merge requests.
"""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

TOKEN = "ci-token-not-a-real-one"
MOST_A_PAGE = 100  # the maximum in both APIs, whatever a client requests


@dataclass(frozen=True)
class Kind:
    """The differences between the forges.

    Attributes:
        name: The name of the forge.
        comments: The path of a pull request's comments.
        comment: The path before the ID of a comment.
        update: The HTTP method that changes a comment.
        author: The field with the author of a comment, and its field with the author's name.
        me: The name of the token's owner.
        authorization: The header of the token, and its expected value.
        usual_page: The default number of comments on a page.
    """

    name: str
    comments: str
    comment: str
    update: str
    author: tuple[str, str]
    me: str
    authorization: tuple[str, str]
    usual_page: int


GITHUB = Kind(
    name="GitHub",
    comments="/repos/acme/rollout/issues/7/comments",
    comment="/repos/acme/rollout/issues/comments",
    update="PATCH",
    author=("user", "login"),
    me="github-actions[bot]",
    authorization=("Authorization", f"Bearer {TOKEN}"),
    usual_page=30,
)
GITLAB = Kind(
    name="GitLab",
    comments="/projects/42/merge_requests/7/notes",
    comment="/projects/42/merge_requests/7/notes",
    update="PUT",
    author=("author", "username"),
    me="project_42_bot_1",
    authorization=("PRIVATE-TOKEN", TOKEN),
    usual_page=20,
)


@dataclass
class Forge:
    """A forge that runs inside its `with` block.

    Attributes:
        kind: GitHub or GitLab.
        comments: The comments on the single pull request, in the API's format.
        asked: The method and path of each request, without the query.
        refusal: If set, the status and body of all responses.
        location: The target of the redirect, if the refusal is a redirect.
    """

    kind: Kind
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refusal: tuple[int, str] | None = None
    location: str = ""
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))

    def __enter__(self) -> Self:
        """Start the forge."""
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02])
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the forge."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The URL of the API."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a pull request's job, with the user's token."""
        if self.kind is GITHUB:
            return {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "acme/rollout"}
        return {
            "CI_API_V4_URL": self.url,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_PROJECT_ID": "42",
            "GITLAB_CI": "true",
            "GITLAB_TOKEN": TOKEN,
        }

    @property
    def mine(self) -> list[dict[str, Any]]:
        """The comments by the owner of the token."""
        person, name = self.kind.author
        return [comment for comment in self.comments if (comment[person] or {}).get(name) == self.kind.me]

    def add(self, body: str, author: str | None = "reviewer") -> dict[str, Any]:
        """Add a comment by an author, or by a deleted account (None)."""
        person, name = self.kind.author
        comment = {"id": next(self._ids), "body": body, person: author and {name: author}}
        self.comments.append(comment)
        return comment

    def respond(self, method: str, path: str, parameters: dict[str, str], body: str) -> tuple[int, Any]:
        """Answer a request that has the token."""
        if (method, path) == ("GET", "/user") and self.kind is GITLAB:
            return 200, {"username": self.kind.me}
        if (method, path) == ("GET", self.kind.comments):
            size = min(int(parameters.get("per_page", self.kind.usual_page)), MOST_A_PAGE)
            start = (int(parameters.get("page", 1)) - 1) * size
            return 200, self.comments[start : start + size]
        if (method, path) == ("POST", self.kind.comments):
            return 201, self.add(json.loads(body)["body"], self.kind.me)
        prefix, _, number = path.rpartition("/")
        found = [each for each in self.comments if str(each["id"]) == number]
        if (method, prefix) == (self.kind.update, self.kind.comment) and found:
            found[0].update(json.loads(body))
            return 200, found[0]
        return 404, {"message": "Not Found"}


class _Server(ThreadingHTTPServer):
    def __init__(self, forge: Forge) -> None:
        self.forge = forge
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def handle_one_request(self) -> None:
        self.do_GET = self.do_POST = self.do_PUT = self.do_PATCH = self._answer
        super().handle_one_request()

    def _answer(self) -> None:
        forge, url = self.server.forge, urlsplit(self.path)
        forge.asked.append(f"{self.command} {url.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        header, expected = forge.kind.authorization
        if forge.refusal is not None:
            status, text = forge.refusal
        elif self.headers.get(header) != expected:
            status, text = 401, json.dumps({"message": "401 Unauthorized"})
        else:
            status, content = forge.respond(self.command, url.path, dict(parse_qsl(url.query)), body)
            text = json.dumps(content)
        self.send_response(status)
        if forge.location:
            self.send_header("Location", forge.location)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Discard the message."""
