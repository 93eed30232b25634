# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Take the pictures in docs/review.md: the golden reviews of the tests, as comments of a pull request on GitHub.

Run `make pictures` after a change of these reviews. It needs Chromium and GitHub's fonts: the Debian packages
`chromium`, `fonts-noto-core` and `fonts-liberation`. Each picture contains the SHA-256 digest of its Markdown. A test
uses the digest to find outdated pictures without a browser.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
REVIEWS = ROOT / "tests" / "unit" / "review" / "golden"
WIDTH = 800  # pixels
TIME_LIMIT_SECONDS = 60

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"Source-SHA256"
_STYLE = Path(__file__).with_suffix(".css")
_PAGE = """<!doctype html><meta charset="utf-8"><style>{style}</style>
<article><header><strong>github-actions</strong> <span>bot</span> commented</header><main>{body}</main></article>
<script>document.documentElement.dataset.height = document.documentElement.scrollHeight</script>"""


class PictureError(Exception):
    """A picture that could not be taken."""


class Picture(NamedTuple):
    """A picture of a review.

    Attributes:
        name: The file name, without the suffix.
        review: The name of the golden review, without the suffix.
        is_open: Whether the details are open.
    """

    name: str
    review: str
    is_open: bool = False

    @property
    def path(self) -> Path:
        """The path of the picture."""
        return FOLDER / f"{self.name}.png"

    @property
    def source(self) -> bytes:
        """The Markdown that the picture shows."""
        return (REVIEWS / f"{self.review}.md").read_bytes()


PICTURES = (
    Picture("one-bump", "one-bump"),
    Picture("one-bump-details", "one-bump", is_open=True),
    Picture("several", "several"),
    Picture("digest-replaced", "digest-replaced"),
    Picture("lock-file", "lock-file"),
    Picture("failed", "failed"),
)


def main() -> int:
    """Take every picture, and return the exit code."""
    try:
        browser = find_browser()
        FOLDER.mkdir(exist_ok=True)
        for picture in PICTURES:
            picture.path.write_bytes(stamped(photograph(browser, page(picture)), digest_of(picture.source)))
            print(f"{picture.path.relative_to(ROOT)}  {picture.path.stat().st_size} bytes")
    except PictureError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def find_browser() -> str:
    """Return the path of Chromium."""
    browser = shutil.which("chromium")
    if browser is None:
        raise PictureError("chromium is not on PATH. Run: apt-get install chromium")
    return browser


def page(picture: Picture) -> str:
    """Return the HTML page that the picture shows."""
    # GitHub keeps the line breaks of a comment.
    renderer = MarkdownIt("commonmark", {"html": True, "breaks": True, "highlight": _highlighted})
    body = renderer.render(picture.source.decode())
    if picture.is_open:
        body = body.replace("<details>", "<details open>")
    return _PAGE.format(style=_STYLE.read_text(), body=body)


def photograph(browser: str, text: str) -> bytes:
    """Return a screenshot of a page as a PNG with the height of the page."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(text)

        def browse(height: int, *options: str) -> str:
            command = [
                *(browser, "--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"),
                *(f"--window-size={WIDTH},{height}", "--force-device-scale-factor=1", *options),
                # Chromium cannot run as root in its sandbox, and the page is trusted.
                *(["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []),
                source.as_uri(),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIME_LIMIT_SECONDS)
            if done.returncode != 0:
                raise PictureError(f"chromium failed with exit code {done.returncode}:\n{done.stderr}")
            return done.stdout

        measured = re.search(r'data-height="(\d+)"', browse(100, "--dump-dom"))
        if measured is None:
            raise PictureError("chromium did not return the height of the page.")
        browse(int(measured[1]), f"--screenshot={target}")
        return target.read_bytes()


def digest_of(source: bytes) -> str:
    """Return the SHA-256 digest of a text in hexadecimal digits."""
    return hashlib.sha256(source).hexdigest()


def stamped(png: bytes, digest: str) -> bytes:
    """Return a PNG with a digest after its header (PNG specification, section 11.3.3.2)."""
    end = len(_SIGNATURE) + next(len(chunk) for _, chunk in _chunks(png))
    content = b"tEXt" + _KEYWORD + b"\0" + digest.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:end] + chunk + png[end:]


def digest_in(png: bytes) -> str | None:
    """Return the digest in a PNG, or None if there is no digest."""
    keyword = _KEYWORD + b"\0"
    texts = (chunk[8:-4] for kind, chunk in _chunks(png) if kind == b"tEXt")
    return next((text.removeprefix(keyword).decode() for text in texts if text.startswith(keyword)), None)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk of a PNG as its type and its bytes."""
    place = len(_SIGNATURE)
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        yield kind, png[place : place + length + 12]
        place += length + 12


def _highlighted(content: str, language: str, _: str) -> str:
    """Return the lines of a diff in GitHub's colors, or an empty text for other languages."""
    if language != "diff":
        return ""
    classes = {"+": "added", "-": "removed"}
    return "".join(
        f'<span class="{classes.get(line[:1], "")}">{html.escape(line, quote=False)}</span>'
        for line in content.splitlines(keepends=True)
    )


if __name__ == "__main__":
    sys.exit(main())
