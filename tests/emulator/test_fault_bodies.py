# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults in the body of a response."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator

JSON = "application/json;charset=utf-8"


def test_garbage(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The fault `garbage` returns status 200 and a JSON header, but a body that is not JSON."""
    emulator.fault("garbage")
    response = call(emulator)
    assert (response.status_code, response.headers["Content-Type"]) == (200, JSON)
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.content)


def test_empty_body(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The fault `empty-body` returns status 200 without a body."""
    emulator.fault("empty-body")
    response = call(emulator)
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("name", ["Total", "FirmwareId"])
@pytest.mark.parametrize(("kind", "text"), [("json", '"{}":"another","{}":'), ("xml", "<{}>another</{}><{}>")])
def test_repeated_field(
    emulator: Emulator, call: Callable[..., requests.Response], kind: str, text: str, name: str
) -> None:
    """The fault `repeated-field` repeats the first field with a name, at any level."""
    emulator.fault("repeated-field", name=name)
    answer = call(emulator, headers={"accept": f"application/{kind}"}).text
    assert answer.count(text.replace("{}", name)) == 1


@pytest.mark.parametrize(
    ("options", "status", "content_type", "content"),
    [
        ({"body": "null"}, 200, JSON, b"null"),
        ({"body": ""}, 200, JSON, b""),
        ({"body": "[" * 100_000}, 200, JSON, b"[" * 100_000),
        ({"body": "\u00e9", "status": 503, "content_type": "text/plain"}, 503, "text/plain", b"\xc3\xa9"),
        ({"body": "<a/>", "content_type": ""}, 200, "", b"<a/>"),
    ],
)
def test_any_body(  # noqa: PLR0913, PLR0917 - pytest passes the columns of the table by name
    emulator: Emulator,
    call: Callable[..., requests.Response],
    options: dict[str, str | int],
    status: int,
    content_type: str,
    content: bytes,
) -> None:
    """The fault `body` returns exactly the given body, optionally with a status and a content type."""
    emulator.fault("body", **options)  # type: ignore[arg-type]  # the table has no `times`
    response = call(emulator)
    assert (response.status_code, response.headers["Content-Type"]) == (status, content_type)
    assert response.content == content


@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("latin-1", "latin-1")]
)
def test_encoding(
    emulator: Emulator, call: Callable[..., requests.Response], accept: str, encoding: str, charset: str
) -> None:
    """The fault `encoding` returns the complete text in a different encoding than the header says."""
    emulator.fault("encoding", encoding=encoding)
    response = call(emulator, headers={"accept": accept})
    assert response.headers["Content-Type"].endswith(";charset=utf-8")
    text = response.content.decode(charset)
    assert ("\u00e9" in text) is (encoding == "latin-1")
    assert text.count(emulator.packages()[0]["FirmwareId"]) == 1  # type: ignore[arg-type]  # the fleet's ids are strings
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
@pytest.mark.parametrize("encoding", ["latin-1", "invalid-utf-8", "utf-16"])
def test_encoding_that_is_no_utf_8(
    emulator: Emulator, call: Callable[..., requests.Response], accept: str, encoding: str
) -> None:
    """With an encoding that is not UTF-8, the body cannot be decoded as the header says."""
    emulator.fault("encoding", encoding=encoding)
    with pytest.raises(UnicodeDecodeError):
        call(emulator, headers={"accept": accept}).content.decode()


def test_byte_order_mark(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """With `utf-8-sig`, a byte order mark precedes the JSON."""
    emulator.fault("encoding", encoding="utf-8-sig")
    assert call(emulator).content.startswith(b"\xef\xbb\xbf{")


def test_gzip_that_nobody_asked_for(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """With `gzip`, the body is compressed with the matching header, although the client did not accept it."""
    emulator.fault("encoding", encoding="gzip")
    response = call(emulator, tampered={"Accept-Encoding": "identity"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) < len(response.content)
    assert response.json()["Success"] is True


@pytest.mark.parametrize("length", [1, 100_000, 5_000_000])
def test_padded(emulator: Emulator, call: Callable[..., requests.Response], length: int) -> None:
    """The fault `padded` extends the body to a minimum length with spaces, without changing its content."""
    plain = call(emulator)
    emulator.fault("padded", bytes=length)
    response = call(emulator)
    assert len(response.content) == max(length, len(plain.content))
    assert response.content.strip(b" ") == response.content.lstrip(b" ")
    assert response.json()["Total"] == 24


def test_gzip_bomb(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The fault `gzip-bomb` returns a short body that decompresses to a long one."""
    emulator.fault("gzip-bomb", bytes=5_000_000)
    response = call(emulator)
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) < 100_000
    assert len(response.content) == 5_000_000
    assert response.json()["Total"] == 24


def test_gzip_bomb_is_whole(emulator: Emulator, session: requests.Session) -> None:
    """The compressed body is complete, even if the response is longer than the requested size."""
    emulator.fault("gzip-bomb", bytes=1)
    with session.get(emulator.url, stream=True, timeout=10) as response:
        assert b"MissingAccessKeyId" in gzip.decompress(response.raw.read())


def test_redirect(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The fault `redirect` returns a redirect to another address on loopback."""
    emulator.fault("redirect", location="http://127.0.0.1:1/elsewhere")
    response = call(emulator)
    assert (response.status_code, response.headers["Location"]) == (302, "http://127.0.0.1:1/elsewhere")
    assert emulator.requests[-1].status == 302
