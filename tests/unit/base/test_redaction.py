# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets in texts: they are hidden in any encoding and after any cut, and other text is unchanged."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from functools import reduce
from urllib.parse import quote, quote_plus, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base.redaction import (
    MAX_ENCODINGS,
    MAX_EXTERNAL,
    PIECE,
    REDACTED,
    redact,
    redact_url,
    url_secrets,
)
from alicloud_iot_ota.base.text import format_text

Encode = Callable[[str], str]


def _each(encode: Callable[[str], str]) -> Encode:
    """Return an encoder that works character by character, so that pieces of encoded text are encoded pieces."""
    return lambda text: "".join(map(encode, text))


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


ENCODINGS: dict[str, Encode] = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "percent, lower-case hex": _each(lambda c: quote(c, safe="").lower() if not c.isalnum() else c),
    "percent, all": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "form": quote_plus,
    "json": _json,
    "json, slash": lambda text: _json(text).replace("/", "\\/"),
    "json, all": _each(lambda c: "".join(f"\\u{unit:04x}" for unit in _units(c))),
    "json, all, upper-case hex": _each(lambda c: "".join(f"\\u{unit:04X}" for unit in _units(c))),
    "python": lambda text: repr(f"'\"{text}")[4:-1],
    "unicode escape": lambda text: text.encode("unicode_escape").decode(),
    "html": html.escape,
    "html, decimal": _each(lambda c: f"&#{ord(c)};"),
    "html, hex": _each(lambda c: f"&#x{ord(c):x};"),
    "html, upper-case hex": _each(lambda c: f"&#X{ord(c):04X};"),
    "html, names": lambda text: html.escape(text).replace("/", "&sol;").replace("+", "&plus;").replace("=", "&equals;"),
}

# Spaces and plus signs are interchangeable and are ignored. test_a_folded_secret covers them.
characters = st.characters(codec="utf-8", exclude_categories=["Z", "C"], exclude_characters="+")
secrets = st.text(st.one_of(st.sampled_from("aZ9/=%&\\\"',<>;#?u0025"), characters), min_size=12, max_size=40)
encodings = st.lists(st.sampled_from(sorted(ENCODINGS)), min_size=1, max_size=3)


def _units(char: str) -> list[int]:
    data = char.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def _encode(names: list[str], text: str) -> str:
    return reduce(lambda encoded, name: ENCODINGS[name](encoded), names, text)


@given(secrets, encodings, st.data())
def test_no_piece_is_left_wherever_the_text_is_cut(secret: str, names: list[str], data: st.DataObject) -> None:
    """A text that is cut before, inside or after an encoded secret shows no piece of the secret."""
    before, text = "The request was: ", _encode(names, secret)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left = redact(f"{before}{text[start:end]}", [secret], external=True)
    assert left.startswith(before)
    for at in range(len(secret) - PIECE + 1):
        piece = secret[at : at + PIECE]
        assert _encode(names, piece) not in left, (names, left)


@given(secrets, encodings, st.booleans())
def test_a_whole_secret_is_blanked_whole(secret: str, names: list[str], is_lower: bool) -> None:  # noqa: FBT001
    """A secret in any encoding or case is hidden in this package's own messages too."""
    shown_secret = secret.lower() if is_lower else secret
    left = redact(f"<{_encode(names, shown_secret)}>", [secret])
    pieces = [shown_secret[at : at + PIECE] for at in range(len(shown_secret) - PIECE + 1)]
    assert not any(_encode(names, piece) in left for piece in pieces), left


@given(st.text("ab+ \n", min_size=1, max_size=11), st.sampled_from(sorted(ENCODINGS)))
def test_a_short_secret_is_blanked_whole(secret: str, name: str) -> None:
    """A secret that is too short to be split into pieces is still hidden in every encoding."""
    if name != "form":  # a plus sign may belong to the secret or replace a space in it
        assert REDACTED in redact(f"<{ENCODINGS[name](secret)}>", [secret])


@pytest.mark.parametrize("fold", ["\r\n ", "\n\t", " ", "\\n", "%0A", "&#10;", "+"])
def test_a_folded_secret(fold: str) -> None:
    """Hide a secret that contains line breaks, such as one in a folded header or in base64 of an email."""
    secret = "CAISabcdefghijklmnopqrstuvwxyz0123456789"
    collapsible = fold.join(secret[at : at + 10] for at in range(0, len(secret), 10))
    for external in (True, False):
        assert redact(f"token {collapsible}.", [secret], external=external) == f"token {REDACTED}."


@given(st.text(min_size=12, max_size=30), st.binary(max_size=5), st.booleans())
def test_base64(secret: str, before: bytes, is_for_urls: bool) -> None:  # noqa: FBT001 - of hypothesis
    """Hide a secret inside base64 text at any offset. Only characters at its ends may stay."""
    raw = secret.encode()
    encode = base64.urlsafe_b64encode if is_for_urls else base64.b64encode
    left = redact(encode(before + raw + b":end").decode(), [secret], external=True)
    if len(encode(raw).replace(b"+", b"")) >= 2 * PIECE:
        assert REDACTED in left


@given(st.text(alphabet="abAB\n", min_size=1, max_size=150), st.text(alphabet="xyz .", min_size=1, max_size=20))
def test_no_form_of_a_secret_is_left(secret: str, other: str) -> None:
    """Hide a secret as received, as messages show it, and in lower case. The rest of the message is unchanged."""
    message = other.join(["", secret, format_text(secret, 1000), secret.lower(), ""])
    assert redact(message, [secret]) == other.join(["", "[secret]", "[secret]", "[secret]", ""])


def test_what_a_message_cut_is_blanked() -> None:
    """Hide a long secret that a message has shortened."""
    secret = "".join(chr(0x4E00 + at) for at in range(200))
    assert redact(f'it is "{format_text(secret)}".', [secret]) == f'it is "{REDACTED}...".'


def test_what_a_blank_says_is_no_secret() -> None:
    """The placeholder of a secret is not searched for short secrets."""
    assert redact("e of key", ["e", "key"]) == "[secret] of [secret]"


def test_the_longer_secret_goes_first() -> None:
    """If one secret is part of another, the longer one is hidden completely."""
    assert redact("key-and-more, key", ["key", "key-and-more", ""]) == "[secret], [secret]"


def test_words_of_own_messages_stay() -> None:
    """A message does not lose words that it shares with a secret argument."""
    message = "No package of this platform has that firmware."
    assert redact(message, ["firmware for every platform"]) == message


@given(st.text(), st.lists(st.text(max_size=5), max_size=3), st.booleans())
def test_any_text_can_be_sent(text: str, secrets: list[str], external: bool) -> None:  # noqa: FBT001 - of hypothesis
    """After redaction, any text is Unicode that gRPC and every terminal can encode."""
    redact(text + "\udcff", secrets, external=external).encode()


def test_too_many_encodings() -> None:
    """Hide the full text if it has more layers of encoding than the limit."""
    text = reduce(lambda text, _: quote(text, safe=""), range(MAX_ENCODINGS + 1), "/canary-of-the-secret/")
    assert redact(text, ["canary-of-the-secret"]) == REDACTED


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"AccessKeySecret":"canary\\",x, y","Code":"A"}', f'{{"AccessKeySecret":"{REDACTED}","Code":"A"}}'),
        ('{\\"SecurityToken\\": \\"canary x\\", \\"a\\": 1}', f'{{\\"SecurityToken\\": {REDACTED}\\", \\"a\\": 1}}'),
        ('{"name":"AccessKeySecret","value":"canary"}', f'{{"name":"AccessKeySecret","value":"{REDACTED}"}}'),
        ("{'token': 'canary, x', 'b': 'c'}", f"{{'token': '{REDACTED}', 'b': 'c'}}"),
        ("password=canary\"x,y'z next", f"password={REDACTED} next"),
        ("a=1&Signature=canary%3D&b=2", REDACTED),
        ("POST&%2F&AccessKeyId%3Dx%26SecurityToken%3Dcanary end", f"{REDACTED} end"),
        ("server string to sign is:GET canary x", f"server string to sign is:{REDACTED}"),
        (
            "<E><SecurityToken>canary</SecurityToken><Code>A</Code></E>",
            f"<E><SecurityToken>{REDACTED}</SecurityToken><Code>A</Code></E>",
        ),
        ('<E AccessKeySecret="canary x" Code="A"/>', f'<E AccessKeySecret="{REDACTED}" Code="A"/>'),
        ("&lt;Password&gt;canary x&lt;/Password&gt;", f"&lt;Password&gt;{REDACTED}&lt;/Password&gt;"),
        ("<Secret><![CDATA[canary]canary]]></Secret>", f"<Secret>{REDACTED}]]></Secret>"),
        ("Authorization: Basic canary\nHost: a.example", f"Authorization: {REDACTED}\nHost: a.example"),
        ("http://me:canary@a.example:80/b", f"http://{REDACTED}@a.example:80/b"),
        ("http://me:can/canary?x@a.example/b", f"http://{REDACTED}"),
        ("me:canary@a.example:3128", f"{REDACTED}@a.example:3128"),
        ("https://a.example/b?canary", f"https://a.example/b?{REDACTED}"),
        ("https%3A%2F%2Fa.example%2Fb%3Fcanary x", f"https%3A%2F%2Fa.example%2Fb%3F{REDACTED} x"),
        ("bad token eyJhbGciOiJcanary.eyJzdWIicanary.c2ln end", f"bad token {REDACTED} end"),
        (f"got CAIS{'canary' * 9}+/== end", f"got {REDACTED} end"),
        ("-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END", f"-----BEGIN RSA PRIVATE KEY-----{REDACTED}-----END"),
    ],
)
def test_what_a_text_calls_a_secret(text: str, left: str) -> None:
    """Hide an unknown secret by its name, its position or its format."""
    found = redact(text, [], external=True)
    assert "canary" not in found
    assert found == left
    if "/canary" not in text and not text.startswith(("me:", "got ")):  # recognized by the text after them
        assert "canary" not in redact(text[: text.index("canary") + 6], [], external=True)


@pytest.mark.parametrize(
    "text",
    [
        "token:0",
        "pwd=0",
        "cookie:0",
        "<pwd>0",
        "string-to-sign:0",
        "cookie=a-b",
        f"CAIA{'0' * 16}",
        "eyJ00000000",
        "-----BEGIN PRIVATE KEY-----0",
        "a:b@c",
        "a://b@c",
        "a://b?c",
        "a=b&c=d",
    ],
)
def test_secret_of_hexadecimal_digits(text: str) -> None:
    """Hide an unknown secret even if it looks like a RequestId, and little else is in the text."""
    assert REDACTED in redact(text, [], external=True)


@pytest.mark.parametrize(
    "text",
    [
        '{"RequestId":"AB-1","Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired."}',
        "Specified access key is not found. (https://api.example/troubleshoot)",
        "the access key secret is empty; mail support@example.com",
    ],
)
def test_what_helps_stays(text: str) -> None:
    """Error codes, request IDs, ordinary words and host names stay visible."""
    assert redact(text, ["canary-of-the-secret"], external=True) == text


@pytest.mark.parametrize(
    "shape",
    ["a", "%", "\\", "&", '"', "'", "<", "=", "&=", "%25", "\\u", "&#", "://", "@:", "secret", "secret ", "<secret ",
     "secret=\\", "eyJ", "CAIS", "&amp;", " ", "\n", "<![CDATA[]", "string to sign", "é"],
)  # fmt: skip
def test_hostile_shapes_take_linear_time(shape: str) -> None:
    """Redaction of a megabyte of any repeated pattern finishes quickly, because its time is linear."""
    text = shape * (1024 * 1024 // len(shape))
    assert len(redact(text, ["secret-of-the-user"], external=True)) <= 2 * MAX_EXTERNAL
    redact(text[: 128 * 1024], ["secret-of-the-user", shape * 30])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://iot.cn-shanghai.aliyuncs.com", "https://iot.cn-shanghai.aliyuncs.com"),
        ("http://127.0.0.1:8765/path?token=canary#canary", "http://127.0.0.1:8765"),
        ("https://me:canary@proxy.example:3128", "https://proxy.example:3128"),
        ("me:canary@proxy.example:3128/", "proxy.example:3128"),
        ("https://canary@[::1]:80", "https://[::1]:80"),
        ("https://me:can@canary@host", "https://host"),
        ("https://me:can/canary@host", f"https://{REDACTED}"),
        ("https://me:can?canary@host", f"https://{REDACTED}"),
        ("https://host/?mail=me@canary", f"https://{REDACTED}"),
        ("https:/me:canary@host", REDACTED),
        ("https://hö st/canary", f"https://{REDACTED}"),
        ("\udcff", REDACTED),
        ("", REDACTED),
    ],
)
def test_show_url(url: str, host: str) -> None:
    """A URL shows only its scheme, host and port. A password or a query is never visible."""
    assert redact_url(url) == host
    assert "canary" not in redact(f"cannot reach {url}", url_secrets(url), external=True).replace("/canary", "")


@pytest.mark.parametrize("password", ["Pa%2Fss%3Aw%40rd%2199", "p%40s%23w1", "hunter2"])
@pytest.mark.parametrize("user", ["user", "u", "proxy-user"])
def test_the_password_of_a_proxy(password: str, user: str) -> None:
    """Hide a proxy's password in plain text, and in base64 after the user name as in a header."""
    plain = unquote(password)
    basic = base64.b64encode(f"{user}:{plain}".encode()).decode()
    found = url_secrets(f"http://{user}:{password}@proxy.example.com:3128")
    left = redact(f"sorry {user}:{plain} sorry {basic} sorry", found, external=True)
    assert plain not in left
    assert left.count(REDACTED) == 2
    pieces = [base64.b64encode(f"{user}:{plain}".encode())[at : at + 8].decode() for at in range(len(basic) - 7)]
    assert sum(piece in left for piece in pieces) <= len(user)
