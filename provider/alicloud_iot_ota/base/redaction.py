# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Redaction of secrets in texts for users, in every encoding. Redact first, then truncate.

The text is decoded step by step: percent, JSON, Python, XML and HTML escapes, in any combination. Each step records the
origin of every decoded byte in the text. A match in any step therefore redacts the right part of the original text. The
time of each step is linear in the length of the text.
"""

from __future__ import annotations

import binascii
import functools
import re
from typing import TYPE_CHECKING, AnyStr, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REDACTED = "[secret]"
"""The placeholder for a secret in messages."""

MAX_EXTERNAL = 16 * 1024
"""The maximum length of an external text, in characters. The rest is dropped; messages show far less."""

PIECE = 8
"""The minimum length of a redacted part of a secret in an external text, in bytes of UTF-8.

A shorter secret is redacted if it is complete. A shorter part of a secret would match ordinary words.
"""

LONG_PIECE = 24
"""The minimum length of a redacted part of a secret in this package's own messages, in bytes of UTF-8.

These messages quote secret arguments completely, or truncated after 97 characters. With a minimum of 8, words that a
secret argument and a message have in common, such as firmware, would be redacted.
"""

_SHORTEST = 4  # bytes of an encoded short secret; less would match ordinary words

MAX_SECRETS_LENGTH = 16 * 1024
"""The maximum length of all secrets for an external text, in characters. If it is exceeded, the whole text is
withheld.
"""

MIN_SEARCHED = 8
"""The minimum length of a secret that is searched for in a finished message, in characters.

A shorter secret may be part of other words, and the placeholder in `sha2[secret]6` would disclose it. Messages do not
contain such secrets in the first place: see `hiding`.
"""

MAX_ENCODINGS = 8
"""The maximum number of nested encodings. A text with more of them is withheld completely."""

_IGNORED_BYTES = bytes(range(0x21)) + b"+\x7f"
"""Spaces, line breaks and the plus sign for a space. Line folding inserts them, and decoding removes them."""

_ESCAPE = (
    rb"%(?P<percent>[0-9A-Fa-f]{2})"
    rb"|[\\%]u(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})[\\%]u(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})"
    rb"|[\\%]u(?P<unit>[0-9A-Fa-f]{4})"
    rb"|\\x(?P<byte>[0-9A-Fa-f]{2})"
    rb"|\\U(?P<wide>[0-9A-Fa-f]{8})"
    rb"|\\u\{(?P<braced>[0-9A-Fa-f]{1,6})\}"
    rb"|\\(?P<plain>[^0-9A-Za-z_])"
    rb"|\\(?P<control>[abfnrtv])"
    rb"|&\#[xX]0{0,16}(?P<hexadecimal>[0-9A-Fa-f]{1,6});?"
    rb"|&\#0{0,16}(?P<decimal>[0-9]{1,7});?"
    rb"|&(?P<name>[A-Za-z][A-Za-z0-9]{1,31});"
)

_ESCAPE_MARKS = (b"%", b"\\", b"&")
"""The first bytes of all escapes."""

_CONTROLS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}

_SECRET_NAME = (
    rb"(?:secret|token|passw(?:or)?d|passphrase|pwd|signature|private[_-]?key|api[_-]?key)"
    rb"(?:[_-]?(?:access)?[_-]?key)?(?:[_-]?value)?"
)
_QUOTED = rb"""(?:"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*)"""
_NAMED = tuple(
    rb"(?i)" + expression
    for expression in (
        # secret: value, "secret": "value", secret=value&, name="secret" value="value"
        _SECRET_NAME
        + rb"""(?:\\?["'])?(?:\s*(?:,\s*)?["']?value["']?)?\s*[:=]\s*(?P<value>"""
        + _QUOTED
        + rb"|(?:basic|bearer|digest)\s+[^\s<]+|[^\s&<]+)",
        # The whole line of a header.
        rb"""(?:authorization|cookie)(?:\\?["'])?\s*[:=]\s*(?P<value>""" + _QUOTED + rb"""|[^\r\n"<]+)""",
        # <Secret>value</Secret>
        rb"<[\w:.-]{0,64}?"
        + _SECRET_NAME
        + rb"[\w.-]{0,32}(?:\s[^<>]{0,256})?>(?P<value><!\[CDATA\[(?:[^\]]|\](?!\]>))*|[^<]+)",
        # The signed text, in every stage of its encoding. It contains the security token.
        rb"""string[ _-]?to[ _-]?sign(?:\s+is)?\s*[:=]\s*(?P<value>[^"<]+)""",
        # Tokens that are recognized by their form: STS tokens, OpenID Connect tokens, and private keys.
        rb"(?P<value>\bCAI[A-Z][A-Z0-9+/=_-]{16,})",
        rb"(?P<value>\beyJ[A-Z0-9_-]{8,}(?:\.[A-Z0-9_-]*){0,2})",
        rb"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?P<value>[^-]+)",
    )
)
_ID_BYTES = b"0123456789ABCDEFabcdef-"
"""The bytes of hexadecimal IDs. Each expression in `_NAMED`, and each address, needs another byte."""

_WORD = rb"""[^\s"'<>]+"""
_CUT_USER = rb"://[^/?#:]*:[^/?#]*[^/?#0-9]"
_EQUALS = rb"=|%(?:25)*3d"
_URL = r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,31})://)?(?P<authority>[^/?#\\]*)(?P<rest>.*)"
_HOST = r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?"


def redact(text: str, secrets: Iterable[str], *, external: bool = False) -> str:
    """Redact every secret in a text, in any encoding. Truncate a text only after this.

    Args:
        text: The text.
        secrets: The secrets to redact, case-insensitive.
        external: Whether the text comes from a service, a proxy, a file or a library. At most `MAX_EXTERNAL` characters
            of it are used, and shorter parts of secrets are redacted. Values that the text itself labels as secrets are
            redacted too, as are queries, user names and passwords in addresses.

    Returns:
        The redacted text, which UTF-8 can encode.
    """
    if external:
        text, secrets = text[:MAX_EXTERNAL], {*secrets}
        if sum(map(len, secrets)) > MAX_SECRETS_LENGTH:
            return REDACTED
    forms = _SecretForms(secrets, PIECE if external else LONG_PIECE)
    data = text.encode("utf-8", "surrogatepass")
    if forms or external:
        spans = _Spans()
        for layer in _layers(data):
            if layer is None:
                return REDACTED
            for start, end in forms.find(layer.data):
                spans.add(layer, start, end)
            for start, end in _find_labeled(layer.data) if external else ():
                spans.add(layer, start, end)
        data = spans.mask(data)
    return data.decode("utf-8", "surrogatepass").encode("utf-8", "backslashreplace").decode()


def redact_url(url: str) -> str:
    """Return only the scheme, host and port of an address, even if it is invalid.

    The user name, password, path and query are removed. If the start of the host is ambiguous, the host is redacted.
    """
    parts = _expression(_URL).fullmatch(url.strip())
    if parts is None:
        return REDACTED
    scheme = f"{parts['scheme']}://" if parts["scheme"] else ""
    host = parts["authority"].rpartition("@")[2]
    # An at sign after the first slash may end a password that contains a slash.
    if "@" in parts["rest"] or not _expression(_HOST).fullmatch(host):
        host = REDACTED
    return scheme + host


def url_secrets(url: str) -> list[str]:
    """Return the secret parts of an address: the password (or the user name if there is no password) and the query."""
    parts = _expression(_URL).fullmatch(url.strip())
    if parts is None or "@" in parts["rest"]:  # the start of the host is ambiguous
        return [url.partition("://")[2] or url]
    user, _, password = parts["authority"].rpartition("@")[0].partition(":")
    queries = _expression(r"[?#]").split(parts["rest"])[1:]
    return [part for part in (password or user, *queries) if part]


@functools.cache
def _expression(pattern: AnyStr) -> re.Pattern[AnyStr]:
    """Compile an expression when it is first needed, because this module is loaded when the plugin starts."""
    return re.compile(pattern, re.DOTALL)


class _Layer(NamedTuple):
    """A text after some decoding steps, with the origin of each byte in the original text."""

    data: bytes
    starts: list[int]
    ends: list[int]


def _layers(data: bytes) -> Iterator[_Layer | None]:
    """Yield a text after zero, one, two and more decoding steps, until nothing changes. Yield None at the limit."""
    layer = _Layer(data, list(range(len(data))), list(range(1, len(data) + 1)))
    for _ in range(MAX_ENCODINGS + 1):
        yield layer
        decoded = _decode_once(layer)
        if decoded.data == layer.data:
            return
        layer = decoded
    yield None


def _decode_once(layer: _Layer) -> _Layer:
    """Decode each escape in a text once."""
    if not any(mark in layer.data for mark in _ESCAPE_MARKS):  # faster than the expression, and than compiling it
        return layer
    data, starts, ends = bytearray(), list[int](), list[int]()
    done = 0
    for escape in _expression(_ESCAPE).finditer(layer.data):
        raw = _unescape(escape)
        if raw is None:
            continue
        at, after = escape.span()
        for into, out in ((data, layer.data), (starts, layer.starts), (ends, layer.ends)):
            into.extend(out[done:at])
        data += raw
        starts += [layer.starts[at]] * len(raw)
        ends += [layer.ends[after - 1]] * len(raw)
        done = after
    for into, out in ((data, layer.data), (starts, layer.starts), (ends, layer.ends)):
        into.extend(out[done:])
    return _Layer(bytes(data), starts, ends)


def _unescape(escape: re.Match[bytes]) -> bytes | None:
    """Return the bytes of an escape, or None if it is not an escape."""
    kind = escape.lastgroup or ""
    value = escape[kind]
    if kind == "percent":
        return bytes([int(value, 16)])
    if kind == "low":
        number = 0x10000 + ((int(escape["high"], 16) & 0x3FF) << 10 | int(value, 16) & 0x3FF)
    elif kind == "plain":
        return value
    elif kind == "control":
        return _CONTROLS[value]
    elif kind == "name":
        from html.entities import html5  # noqa: PLC0415 - large and rarely needed

        text = html5.get(f"{value.decode()};")
        return None if text is None else text.encode("utf-8", "surrogatepass")
    else:
        number = int(value, 10 if kind == "decimal" else 16)
    return chr(number).encode("utf-8", "surrogatepass") if number < 0x110000 else None  # noqa: PLR2004 - the end of Unicode


class _SecretForms:
    """The possible forms of secrets in a decoded text, and their parts of a minimum length in bytes."""

    def __init__(self, secrets: Iterable[str], piece: int) -> None:
        self._whole: set[bytes] = set()
        self._pieces: dict[int, set[bytes]] = {}
        for secret in {*secrets} - {""}:
            raw = secret.encode("utf-8", "surrogatepass")
            self._whole |= {raw.lower(), secret.lower().encode("utf-8", "surrogatepass")}
            compact = raw.translate(None, _IGNORED_BYTES)
            if compact:
                self._whole |= {raw.lower().replace(b" ", b"+"), raw.lower().replace(b"+", b" ")}
            # A secret may itself contain escapes. The text is then decoded further than the secret was encoded.
            for layer in _layers(raw):
                data = b"" if layer is None else layer.data
                if len(compact) < PIECE or len(data) < PIECE:
                    self._whole |= {form.lower() for form in (data, *_base64(data)) if len(form) >= _SHORTEST}
                if len(compact) >= PIECE:
                    for form in (data, data.hex().encode(), *_base64(data)):
                        self._add(form, piece)

    def __bool__(self) -> bool:
        return bool(self._whole)

    def _add(self, data: bytes, piece: int) -> None:
        compact = data.lower().translate(None, _IGNORED_BYTES)
        if len(compact) >= PIECE:
            length = min(piece, len(compact))
            pieces = (compact[at : at + length] for at in range(len(compact) - length + 1))
            self._pieces.setdefault(length, set()).update(pieces)

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each secret, or part of one, in a text."""
        lower = data.lower()
        for whole in self._whole:
            at = lower.find(whole)
            while at >= 0:
                yield at, at + len(whole)
                at = lower.find(whole, at + 1)
        if not self._pieces:
            return
        compact = lower.translate(None, _IGNORED_BYTES)
        places = [at for at, byte in enumerate(lower) if byte not in _IGNORED_BYTES]
        for length, pieces in self._pieces.items():
            for at in range(len(compact) - length + 1):
                if compact[at : at + length] in pieces:
                    yield places[at], places[at + length - 1] + 1


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield the forms of a secret inside a longer base64 text. There are three, depending on its position."""
    for before, unknown in enumerate((0, 2, 3)):
        encoded = binascii.b2a_base64(bytes(before) + raw, newline=False).rstrip(b"=")
        form = encoded[unknown : -1 if (before + len(raw)) % 3 else None]
        yield form
        yield form.translate(bytes.maketrans(b"+/", b"-_"))


def _find_labeled(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each value that the text itself labels as a secret."""
    if not data.translate(None, _ID_BYTES):  # a RequestId, for which compiling the expressions would take 3 ms
        return
    for expression in _NAMED:
        for match in _expression(expression).finditer(data):
            start, end = match.span("value")
            yield start + data.startswith((b'"', b"'"), start), end
    for match in _expression(_WORD).finditer(data):
        word, at = match[0], match.start()
        scheme = word.find(b"://")
        user = word.rfind(b"@")
        begin = scheme + 3 if 0 <= scheme < user else 0
        if user > 0 and (begin or b":" in word[:user]):
            yield at + begin, at + user
        elif scheme >= 0 and match.end() == len(data) and _expression(_CUT_USER).match(word, scheme):
            yield at + scheme + 3, match.end()
        query = _expression(rb"[?#]").search(word[scheme:]) if scheme >= 0 else None
        if query is not None:
            yield at + scheme + query.end(), match.end()
        elif b"&" in word and _expression(_EQUALS).search(word.lower()):
            yield match.span()


class _Spans:
    """The parts of a text to redact, in bytes."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, layer: _Layer, start: int, end: int) -> None:
        """Add the part of the original text that corresponds to a part of a layer."""
        if start >= end:
            return
        first, last = layer.starts[start], layer.ends[end - 1]
        if self._spans and self._spans[-1][0] <= first <= self._spans[-1][1]:
            first, last = self._spans[-1][0], max(last, self._spans[-1][1])
            self._spans.pop()
        self._spans.append((first, last))

    def mask(self, data: bytes) -> bytes:
        """Return the text with these parts redacted."""
        kept = bytearray()
        done = 0
        for start, end in sorted(self._spans):
            first, last = start, end
            while first and data[first] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte
                first -= 1
            while last < len(data) and data[last] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte
                last += 1
            if first > done or (first == 0 and done == 0):
                kept += data[done:first] + REDACTED.encode()
            done = max(done, last)
        return bytes(kept + data[done:])


def searched_texts(value: object) -> list[str]:
    """Return the texts and numbers in a secret value that are long enough to search for in a message."""
    return [text for text in texts(value) if len(text) >= MIN_SEARCHED]


def texts(value: object) -> list[str]:
    """Return every text and number in a value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
