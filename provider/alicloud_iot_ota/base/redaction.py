# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets in texts that a user will see: found in every encoding, and blanked before any cut.

The text is decoded step by step: percent, JSON and Python, XML and HTML escapes, in any composition. Each step
remembers which bytes of the text a decoded byte came from. So a match in any step blanks the right part of the original
text. Every step takes time linear in the length of the text.
"""

from __future__ import annotations

import binascii
import functools
import re
from typing import TYPE_CHECKING, AnyStr, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REDACTED = "[secret]"
"""What a message shows instead of a secret."""

MAX_EXTERNAL = 16 * 1024
"""Characters of a text from outside that are looked at. The rest is dropped; messages show far less."""

PIECE = 8
"""Bytes of UTF-8. In a text from outside, any piece of a secret of this length or more is blanked, however it was cut.
A shorter secret is blanked where it is whole. A shorter piece of a secret would match ordinary words."""

LONG_PIECE = 24
"""Bytes of UTF-8. The same in this package's own messages, which quote secret arguments whole, or cut after 97
characters. A piece of 8 would blank words, such as firmware, that a secret argument and the message have in common."""

_SHORTEST = 4  # bytes of another form of a short secret; a shorter one would match ordinary words

MAX_SECRETS_LENGTH = 16 * 1024
"""Characters of all secrets together that are sought in a text from outside. With more, all of the text is withheld."""

MIN_SEARCHED = 8
"""Characters of the shortest secret that is searched for in a finished message.

A shorter one may be a part of other words, and the blank in `sha2[secret]6` would give it away. Messages do not show it
in the first place: see `hiding`.
"""

MAX_ENCODINGS = 8
"""Encodings, one over the other. A text with more of them is withheld as a whole."""

_IGNORED_BYTES = bytes(range(0x21)) + b"+\x7f"
"""Blanks, line breaks and the plus that stands for a blank: folding puts them in, decoding takes them out."""

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
        # A header's whole line.
        rb"""(?:authorization|cookie)(?:\\?["'])?\s*[:=]\s*(?P<value>""" + _QUOTED + rb"""|[^\r\n"<]+)""",
        # <Secret>value</Secret>
        rb"<[\w:.-]{0,64}?"
        + _SECRET_NAME
        + rb"[\w.-]{0,32}(?:\s[^<>]{0,256})?>(?P<value><!\[CDATA\[(?:[^\]]|\](?!\]>))*|[^<]+)",
        # What was signed, in every stage of encoding. It has the security token in it.
        rb"""string[ _-]?to[ _-]?sign(?:\s+is)?\s*[:=]\s*(?P<value>[^"<]+)""",
        # Tokens by their shape: of STS, of OpenID Connect, and private keys.
        rb"(?P<value>\bCAI[A-Z][A-Z0-9+/=_-]{16,})",
        rb"(?P<value>\beyJ[A-Z0-9_-]{8,}(?:\.[A-Z0-9_-]*){0,2})",
        rb"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?P<value>[^-]+)",
    )
)
_WORD = rb"""[^\s"'<>]+"""
_CUT_USER = rb"://[^/?#:]*:[^/?#]*[^/?#0-9]"
_EQUALS = rb"=|%(?:25)*3d"
_URL = r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,31})://)?(?P<authority>[^/?#\\]*)(?P<rest>.*)"
_HOST = r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?"


def redact(text: str, secrets: Iterable[str], *, external: bool = False) -> str:
    """Return a text with every secret in it blanked, in any encoding. Cut a text after this, never before.

    Args:
        text: The text.
        secrets: What must not be shown. Case is ignored.
        external: Whether the text comes from outside: a service, a proxy, a file, a library. At most `MAX_EXTERNAL`
            characters of it are used. Shorter pieces of secrets are blanked, and so is what the text itself calls a
            secret: values by name, queries, and user names and passwords in addresses.

    Returns:
        The text, which UTF-8 can encode.
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
    """Return scheme, host and port of an address, however wrong it is: no user name, password, path or query.

    Where it is not clear where its host begins, nothing of it is shown.
    """
    parts = _expression(_URL).fullmatch(url.strip())
    if parts is None:
        return REDACTED
    scheme = f"{parts['scheme']}://" if parts["scheme"] else ""
    host = parts["authority"].rpartition("@")[2]
    # An at sign after the first slash may end a password that has a slash in it.
    if "@" in parts["rest"] or not _expression(_HOST).fullmatch(host):
        host = REDACTED
    return scheme + host


def url_secrets(url: str) -> list[str]:
    """Return the parts of an address that no message may show: password, or user name if it is alone, and query."""
    parts = _expression(_URL).fullmatch(url.strip())
    if parts is None or "@" in parts["rest"]:  # it is not clear where its host begins
        return [url.partition("://")[2] or url]
    user, _, password = parts["authority"].rpartition("@")[0].partition(":")
    queries = _expression(r"[?#]").split(parts["rest"])[1:]
    return [part for part in (password or user, *queries) if part]


@functools.cache
def _expression(pattern: AnyStr) -> re.Pattern[AnyStr]:
    """Return a compiled expression: not before it is needed, as the plugin's start waits for this module."""
    return re.compile(pattern, re.DOTALL)


class _Layer(NamedTuple):
    """A text after some steps of decoding, and for each byte where in the text it comes from."""

    data: bytes
    starts: list[int]
    ends: list[int]


def _layers(data: bytes) -> Iterator[_Layer | None]:
    """Give a text decoded not at all, once, twice, and so on until nothing is left to decode; or None at the limit."""
    layer = _Layer(data, list(range(len(data))), list(range(1, len(data) + 1)))
    for _ in range(MAX_ENCODINGS + 1):
        yield layer
        decoded = _decode_once(layer)
        if decoded.data == layer.data:
            return
        layer = decoded
    yield None


def _decode_once(layer: _Layer) -> _Layer:
    """Return a text with each escape in it decoded once."""
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
    """Return the bytes that an escape stands for, or None if it is not an escape."""
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
        from html.entities import html5  # noqa: PLC0415 - large, and seldom needed

        text = html5.get(f"{value.decode()};")
        return None if text is None else text.encode("utf-8", "surrogatepass")
    else:
        number = int(value, 10 if kind == "decimal" else 16)
    return chr(number).encode("utf-8", "surrogatepass") if number < 0x110000 else None  # noqa: PLR2004 - Unicode's end


class _SecretForms:
    """What secrets look like in a decoded text, and pieces of them from a length in bytes on."""

    def __init__(self, secrets: Iterable[str], piece: int) -> None:
        self._whole: set[bytes] = set()
        self._pieces: dict[int, set[bytes]] = {}
        for secret in {*secrets} - {""}:
            raw = secret.encode("utf-8", "surrogatepass")
            self._whole |= {raw.lower(), secret.lower().encode("utf-8", "surrogatepass")}
            compact = raw.translate(None, _IGNORED_BYTES)
            if compact:
                self._whole |= {raw.lower().replace(b" ", b"+"), raw.lower().replace(b"+", b" ")}
            # A secret may look encoded itself. The text is then decoded further than the secret was encoded.
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
        """Give where in a text secrets, and pieces of them, begin and end."""
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
    """Give what a secret looks like within a longer text in base64: where it begins decides which of three it is."""
    for before, unknown in enumerate((0, 2, 3)):
        encoded = binascii.b2a_base64(bytes(before) + raw, newline=False).rstrip(b"=")
        form = encoded[unknown : -1 if (before + len(raw)) % 3 else None]
        yield form
        yield form.translate(bytes.maketrans(b"+/", b"-_"))


def _find_labeled(data: bytes) -> Iterator[tuple[int, int]]:
    """Give where in a text stands what the text itself calls a secret."""
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
    """The parts of a text to blank, in bytes."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, layer: _Layer, start: int, end: int) -> None:
        """Add the part of the text that a part of a layer comes from."""
        if start >= end:
            return
        first, last = layer.starts[start], layer.ends[end - 1]
        if self._spans and self._spans[-1][0] <= first <= self._spans[-1][1]:
            first, last = self._spans[-1][0], max(last, self._spans[-1][1])
            self._spans.pop()
        self._spans.append((first, last))

    def mask(self, data: bytes) -> bytes:
        """Return the text without them."""
        kept = bytearray()
        done = 0
        for start, end in sorted(self._spans):
            first, last = start, end
            while first and data[first] & 0xC0 == 0x80:  # noqa: PLR2004 - a byte within a character of UTF-8
                first -= 1
            while last < len(data) and data[last] & 0xC0 == 0x80:  # noqa: PLR2004 - the same
                last += 1
            if first > done or (first == 0 and done == 0):
                kept += data[done:first] + REDACTED.encode()
            done = max(done, last)
        return bytes(kept + data[done:])


def searched_texts(value: object) -> list[str]:
    """Return the texts and numbers of a secret value that are long enough to be searched for in a message."""
    return [text for text in texts(value) if len(text) >= MIN_SEARCHED]


def texts(value: object) -> list[str]:
    """Return every text and number that a value holds."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
