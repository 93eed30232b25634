# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Services that repeat a secret, in any encoding or only in part: the output never contains it."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest

from alicloud_iot_ota.base.redaction import PIECE
from tests.credentials.standins.keys import OIDC_TOKEN, SESSION, USER
from tests.credentials.standins.server import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.credentials.conftest import Done, Link, OpenAccount, Run
    from tests.credentials.home import Home
    from tests.credentials.standins.sts import Sts

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=""), safe="").lower(),
    "percent, all": lambda text: "".join(f"%{ord(char):02x}" for char in text),
    "json": lambda text: "".join(f"\\u{ord(char):04X}" for char in text),
    "json, slash": lambda text: text.replace("/", "\\/"),
    "html": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "html of percent of json": lambda text: html.escape(quote("".join(f"\\u{ord(char):04x}" for char in text))),
    "folded": lambda text: "\r\n ".join(text[at : at + 9] for at in range(0, len(text), 9)),
}
FRAMES = {
    "text": "InvalidSignature {} end",
    "cut": "{:.40}",
}


def clean(done: Done) -> bool:
    """Return whether the output contains no part of a secret, even after repeated decoding."""
    text = done.out + done.err
    secrets = (USER.access_key_secret, SESSION.access_key_secret, str(SESSION.security_token), OIDC_TOKEN)
    pieces = {secret[at : at + PIECE].lower() for secret in secrets for at in range(len(secret) - PIECE + 1)}
    pieces = {piece for piece in pieces if not piece.isalpha()}  # for example identity, a word in headers
    for _ in range(5):
        compact = re.sub(r"\s", "", text).lower()
        if any(piece in compact for piece in pieces):
            return False
        text = html.unescape(unquote(re.sub(r"\\u([0-9a-fA-F]{4})", lambda unit: chr(int(unit[1], 16)), text)))
        text = text.replace("\\/", "/").replace("\\\\", "\\")
    return True


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("frame", ["text", "cut"])
def test_service(frame: str, encoding: str, run: Run, open_account: OpenAccount, links: Mapping[str, Link]) -> None:
    """The service repeats the secret and the token in its message, complete or truncated, with debug output."""
    secret, token = ENCODINGS[encoding](SESSION.access_key_secret), ENCODINGS[encoding](str(SESSION.security_token))
    message = f"{FRAMES[frame].format(secret)} {FRAMES[frame].format(token)}"
    open_account(USER, SESSION).fault("error", code="InvalidParameter", message=message)
    done = run("doctor" if frame == "cut" else "list", **links["environment"](SESSION), PULUMI_DEBUG="true")
    assert done.status == 1
    assert "InvalidParameter" in done.out + done.err
    assert clean(done), done


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_sts(encoding: str, run: Run, open_account: OpenAccount, links: Mapping[str, Link], sts: Sts) -> None:
    """STS repeats the identity provider's token, which the library read from a file."""
    open_account(USER)
    variables = links["oidc"](SESSION)
    sts._answers.clear()
    sts.answer(Answer(403, FRAMES["text"].format(ENCODINGS[encoding](OIDC_TOKEN))))
    done = run("doctor", **variables)
    assert done.status == 1
    assert "http_code: 403" in done.out
    assert clean(done), done


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_credentials_uri(
    encoding: str, run: Run, open_account: OpenAccount, serve_document: Callable[..., str]
) -> None:
    """A credentials URI is shown only with its host, and its response without the keys."""
    open_account(USER)
    document = {
        "Code": "Failed",
        "AccessKeyId": "STS.x",
        "AccessKeySecret": ENCODINGS[encoding](SESSION.access_key_secret),
        "SecurityToken": ENCODINGS[encoding](str(SESSION.security_token)),
    }
    uri = serve_document(document)
    host = uri.removesuffix("/credentials")
    done = run("list", ALIBABA_CLOUD_CREDENTIALS_URI=f"{uri}/{USER.access_key_secret}?key={SESSION.access_key_secret}")
    assert host in done.failure
    assert "STS.x" in done.failure
    assert clean(done), done


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://me:{}@iot.example",
        "https://iot.example/?token={}",
        "https://{}@iot.example/path",
        "https://me:x/{}@iot.example",
        "https://me:x@{}@iot.example:80:80",
        "me:{}@iot.example",
        "https://iot.example#{}",
    ],
)
def test_endpoint(endpoint: str, run: Run, open_account: OpenAccount) -> None:
    """Only the host of an endpoint is shown."""
    open_account(USER)
    for command in ("doctor", "list"):
        for more in ((), ("--json",)):
            done = run(command, *more, ALIBABA_CLOUD_ENDPOINT_IOT=endpoint.format(USER.access_key_secret))
            assert done.status == 1
            assert clean(done), done


def test_proxy(run: Run, open_account: OpenAccount, links: Mapping[str, Link]) -> None:
    """Only the host of a proxy is shown."""
    open_account(USER)
    proxy = f"http://me:{USER.access_key_secret}@127.0.0.1:9/?{SESSION.access_key_secret}"
    done = run(
        "doctor", ALIBABA_CLOUD_ENDPOINT_IOT="https://127.0.0.1:9", HTTPS_PROXY=proxy, **links["environment"](USER)
    )
    assert "through the proxy at 127.0.0.1:9" in done.out
    done = run("list", HTTP_PROXY=proxy, ALIBABA_CLOUD_CREDENTIALS_URI="http://127.0.0.1:9/")
    assert clean(done), done


def test_profile_command(run: Run, open_account: OpenAccount, home: Home) -> None:
    """A credentials command fails with a key on its stderr, and the error does not show the key."""
    open_account(USER)
    said = json.dumps({"access_key_secret": USER.access_key_secret + '", x', "note": "gone"})
    home.write_profiles({"mode": "External", "process_command": f"sh -c 'echo {json.dumps(said)} >&2; exit 3'"})
    done = run("list")
    assert "exit status 3" in done.failure
    assert "gone" in done.failure
    assert clean(done), done
