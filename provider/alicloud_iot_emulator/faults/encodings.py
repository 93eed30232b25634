# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Encode bodies differently from plain UTF-8."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GZIP_CONTAINER = 16 + zlib.MAX_WBITS
_BLOCK = b" " * 2**20


def gzip_bomb(body: bytes, padding: int) -> bytes:
    """Compress a number of bytes of white space followed by a body, in constant memory."""
    compressor = zlib.compressobj(level=1, wbits=_GZIP_CONTAINER)
    blocks, rest = divmod(padding, len(_BLOCK))
    parts = [compressor.compress(_BLOCK) for _ in range(blocks)]
    return b"".join([*parts, compressor.compress(_BLOCK[:rest] + body), compressor.flush()])


def _within_a_string(text: str, addition: str) -> str:
    """Insert text into the RequestId, which every response has in both formats."""
    return re.sub('(RequestId(?:":"|>))', rf"\g<1>{addition}", text, count=1)


def _invalid_utf_8(text: str) -> bytes:
    # The surrogate U+DCFF is encoded as the byte FF, which is invalid in UTF-8.
    return _within_a_string(text, "\udcff").encode(errors="surrogateescape")


ENCODERS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "latin-1": lambda text: _within_a_string(text, "\u00e9").encode("latin-1", errors="replace"),
    "invalid-utf-8": _invalid_utf_8,
    "gzip": lambda text: gzip.compress(text.encode()),
}
"""The encodings that a fault of kind `encoding` accepts, by name."""
