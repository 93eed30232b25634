# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Bodies in other encodings than plain UTF-8. Text or bytes in, bytes out."""

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
    """Compress so many bytes of white space with a body behind them, without ever holding them."""
    compressor = zlib.compressobj(level=1, wbits=_GZIP_CONTAINER)
    blocks, rest = divmod(padding, len(_BLOCK))
    parts = [compressor.compress(_BLOCK) for _ in range(blocks)]
    return b"".join([*parts, compressor.compress(_BLOCK[:rest] + body), compressor.flush()])


def _within_a_string(text: str, addition: str) -> str:
    """Put something into the RequestId, a string that every reply has in both of its formats."""
    return re.sub('(RequestId(?:":"|>))', rf"\g<1>{addition}", text, count=1)


def _invalid_utf_8(text: str) -> bytes:
    # Surrogate U+DCFF stands for the byte FF, which is in no UTF-8.
    return _within_a_string(text, "\udcff").encode(errors="surrogateescape")


ENCODERS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "latin-1": lambda text: _within_a_string(text, "\u00e9").encode("latin-1", errors="replace"),
    "invalid-utf-8": _invalid_utf_8,
    "gzip": lambda text: gzip.compress(text.encode()),
}
"""By the names that a fault of the kind `encoding` takes."""
