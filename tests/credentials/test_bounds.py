# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Limits for credentials sources: one that is too large or does not end stops the search with an error."""

from __future__ import annotations

import gzip
import json
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.api.credential_limits import MAX_FILE, MAX_OUTPUT, MAX_RESPONSE
from tests.credentials.standins.keys import OIDC_PROVIDER_ARN, ROLE_ARN, SESSION, USER, credentials_document
from tests.credentials.standins.server import Answer
from tests.posix import make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.credentials.conftest import Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.metadata import Metadata
    from tests.credentials.standins.server import Request
    from tests.credentials.standins.sts import Sts

TOO_LARGE = f"a response is larger than {MAX_RESPONSE} bytes"
LATE = "The credential source did not respond in time."
USER_KEY = {"access_key_id": USER.access_key_id, "access_key_secret": USER.access_key_secret}


class Endless:
    """A body of 256 MiB, or less if the client closes the connection.

    Attributes:
        sent: The number of bytes that were read from it.
    """

    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self.sent >= 2**28:
            raise StopIteration
        self.sent += 2**16
        return b"a" * 2**16


@pytest.fixture(autouse=True)
def _account(open_account: OpenAccount) -> None:
    """Open an account."""
    open_account(USER, SESSION)


@pytest.fixture
def silent() -> Iterator[Iterator[bytes]]:
    """Yield a body that starts and then stalls until the test ends."""
    over = threading.Event()

    def body() -> Iterator[bytes]:
        yield b"{"
        over.wait()

    yield body()
    over.set()


@pytest.fixture
def trickling() -> Iterator[Iterator[bytes]]:
    """Yield a body that continues with one byte at a time until the test ends."""
    over = threading.Event()

    def body() -> Iterator[bytes]:
        while not over.wait(0.05):
            yield b" "

    yield body()
    over.set()


@pytest.fixture
def serve_body(serve: Callable[..., int]) -> Callable[..., dict[str, str]]:
    """Return a function that serves a body at a credentials URI and returns the variable for it."""

    def serve_it(body: object, status: int = 200) -> dict[str, str]:
        def respond(_: Request) -> Answer:
            return Answer(status, body)

        return {"ALIBABA_CLOUD_CREDENTIALS_URI": f"http://127.0.0.1:{serve(respond)}/credentials"}

    return serve_it


@pytest.mark.parametrize("status", [200, 500])
def test_credentials_uri_without_an_end(status: int, run: Run, serve_body: Callable[..., dict[str, str]]) -> None:
    """A response is read only up to the limit."""
    body = Endless()
    told = run("list", **serve_body(body, status)).failure
    assert TOO_LARGE in told
    assert "URLCredentialsProvider" in told
    assert body.sent < 2**26  # includes the buffers of the operating system


def test_the_library_is_bounded_itself(run: Run, serve_body: Callable[..., dict[str, str]]) -> None:
    """A document just under the limit is read, so no smaller limit applies."""
    document = {"Code": "Success", **credentials_document(SESSION), "Note": "a" * (MAX_RESPONSE - 1000)}
    assert run("list", "--json", **serve_body(document)).versions == ["0"]
    document["Note"] += "a" * 1000
    assert TOO_LARGE in run("list", **serve_body(document)).failure


@pytest.mark.parametrize("link", ["oidc", "ecs_ram_role", "role"])
def test_services_without_an_end(link: str, run: Run, links: Mapping[str, Link], sts: Sts, metadata: Metadata) -> None:
    """STS and the metadata service have the same limit."""
    body = Endless()
    variables = links["environment"](USER) if link == "role" else links[link](SESSION)
    if link == "role":
        variables["ALICLOUD_ASSUME_ROLE_ARN"] = ROLE_ARN
    sts._answers.clear()
    sts.answer(Answer(200, body))
    metadata.document = body
    assert TOO_LARGE in run("list", **variables).failure
    assert body.sent < 2**26


@pytest.mark.parametrize("body", ["silent", "trickling"])
def test_a_source_that_does_not_end_in_time(
    body: str, run: Run, serve_body: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    """The lookup's timeout ends the search, even if bytes keep arriving."""
    done = run("list", "--timeout", "1", **serve_body(request.getfixturevalue(body)))
    assert done.status == 4
    assert LATE in done.err or "did not finish its response" in done.err


def test_doctor_has_a_deadline_too(
    run: Run, serve_body: Callable[..., dict[str, str]], trickling: Iterator[bytes]
) -> None:
    """The search for credentials in `doctor` has a timeout too."""
    told = run("doctor", "--timeout", "1", **serve_body(trickling))
    assert told.status == 1
    assert LATE in told.out


def test_a_redirect_is_not_followed(run: Run, serve_body: Callable[..., dict[str, str]]) -> None:
    """A redirect is not followed, because it could lead to any host, and its body would have no limit."""
    assert "http_code=302" in run("list", **serve_body("", 302)).failure


def test_compressed(run: Run, serve_body: Callable[..., dict[str, str]]) -> None:
    """A compressed response is not decompressed to a large one."""
    body = iter([gzip.compress(b" " * 2**20)])
    assert "No credentials" in run("list", **serve_body(body)).failure


@pytest.mark.parametrize("kind", ["large", "device", "pipe"])
@pytest.mark.parametrize("what", ["cli_file", "credentials_file", "oidc_token"])
def test_files(what: str, kind: str, run: Run, home: Home, tmp_path: Path) -> None:
    """A file that is too large or endless is not read."""
    path = {"cli_file": home.cli_file, "credentials_file": home.credentials_file}.get(what, tmp_path / "token")
    path.parent.mkdir(exist_ok=True)
    if kind == "large":
        path.write_text("[default]\n" + "#" * MAX_FILE, encoding="utf-8")
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        make_pipe(path)
    variables = {
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE": str(path),
        "ALIBABA_CLOUD_ROLE_ARN": ROLE_ARN,
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": OIDC_PROVIDER_ARN,
    }
    told = run("list", **(variables if what == "oidc_token" else {})).failure
    if kind == "large":
        assert f"{path} is larger than {MAX_FILE} bytes" in told
    elif what == "oidc_token":
        assert f"{path} is not a regular file" in told


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_command_without_an_end(stream: str, run: Run, home: Home, tmp_path: Path) -> None:
    """A command that prints without end is killed."""
    script = tmp_path / "keys.py"
    script.write_text(f"import sys\nwhile True: sys.{stream}.write('a' * 65536)\n", encoding="utf-8")
    home.write_profiles({"mode": "External", "process_command": f"{sys.executable} {script}"})
    assert f"printed more than {MAX_OUTPUT} bytes" in run("list").failure


def test_command_that_does_not_end(run: Run, home: Home, tmp_path: Path) -> None:
    """A command that prints nothing is killed when the lookup times out."""
    script = tmp_path / "keys.py"
    script.write_text("import signal\nsignal.pause()\n", encoding="utf-8")
    home.write_profiles({"mode": "External", "process_command": f"{sys.executable} {script}"})
    done = run("list", "--timeout", "1")
    assert done.status == 4
    assert LATE in done.err or "did not finish its response" in done.err


def test_command_gives_a_key(run: Run, home: Home, tmp_path: Path) -> None:
    """A valid command returns its key."""
    script = tmp_path / "keys.py"
    document = json.dumps({"mode": "AK", **USER_KEY})
    script.write_text(f"print({document!r})\n", encoding="utf-8")
    home.write_profiles({"mode": "External", "process_command": f"{sys.executable} {script}"})
    assert run("list", "--json").versions == ["0"]
