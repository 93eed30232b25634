# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of docs/review.md: the golden reviews of the tests, as a pull request on GitHub shows them.

Run it after a change of those reviews: `make pictures`. It needs Chromium, which Debian has as the
package `chromium`, with `fonts-noto-core` and `fonts-liberation` for GitHub's fonts. Each picture keeps the SHA-256 of
the Markdown it was made from, by which a test finds one that is out of date, without a browser.
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
    """A picture could not be made."""


class Picture(NamedTuple):
    """A picture of a review.

    Attributes:
        name: Its name, without the suffix.
        review: The name of the golden review, without the suffix.
        is_open: Whether the details are open, as after a click.
    """

    name: str
    review: str
    is_open: bool = False

    @property
    def path(self) -> Path:
        """Its file."""
        return FOLDER / f"{self.name}.png"

    @property
    def source(self) -> bytes:
        """The Markdown that it shows."""
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
    """Make every picture, and return the exit status."""
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
        raise PictureError("There is no chromium on PATH. Install it: apt-get install chromium.")
    return browser


def page(picture: Picture) -> str:
    """Return the page that is photographed."""
    # GitHub breaks the lines of a comment where the Markdown does.
    renderer = MarkdownIt("commonmark", {"html": True, "breaks": True, "highlight": _highlighted})
    body = renderer.render(picture.source.decode())
    if picture.is_open:
        body = body.replace("<details>", "<details open>")
    return _PAGE.format(style=_STYLE.read_text(), body=body)


def photograph(browser: str, text: str) -> bytes:
    """Return a page as a PNG, as high as the page is."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(text)

        def browse(height: int, *options: str) -> str:
            command = [
                *(browser, "--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"),
                *(f"--window-size={WIDTH},{height}", "--force-device-scale-factor=1", *options),
                # Chromium refuses to run as root with its sandbox; the page is one of our own.
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
                source.as_uri(),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIME_LIMIT_SECONDS)
            if done.returncode != 0:
                raise PictureError(f"chromium ended with exit status {done.returncode}:\n{done.stderr}")
            return done.stdout

        measured = re.search(r'data-height="(\d+)"', browse(100, "--dump-dom"))
        if measured is None:
            raise PictureError("chromium did not tell how high the page is.")
        browse(int(measured[1]), f"--screenshot={target}")
        return target.read_bytes()


def digest_of(source: bytes) -> str:
    """Return the SHA-256 of a Markdown text, in hexadecimal digits."""
    return hashlib.sha256(source).hexdigest()


def stamped(png: bytes, digest: str) -> bytes:
    """Return a PNG that keeps a digest, behind its header (PNG specification, section 11.3.3.2)."""
    end = len(_SIGNATURE) + next(len(chunk) for _, chunk in _chunks(png))
    content = b"tEXt" + _KEYWORD + b"\0" + digest.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:end] + chunk + png[end:]


def digest_in(png: bytes) -> str | None:
    """Return the digest that a PNG keeps, or None where it keeps none."""
    keyword = _KEYWORD + b"\0"
    texts = (chunk[8:-4] for kind, chunk in _chunks(png) if kind == b"tEXt")
    return next((text.removeprefix(keyword).decode() for text in texts if text.startswith(keyword)), None)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, each as its type and all of its bytes."""
    place = len(_SIGNATURE)
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        yield kind, png[place : place + length + 12]
        place += length + 12


def _highlighted(content: str, language: str, _: str) -> str:
    """Return the lines of a diff in GitHub's colours; what is in another language is left to the renderer."""
    if language != "diff":
        return ""
    classes = {"+": "added", "-": "removed"}
    return "".join(
        f'<span class="{classes.get(line[:1], "")}">{html.escape(line, quote=False)}</span>'
        for line in content.splitlines(keepends=True)
    )


if __name__ == "__main__":
    sys.exit(main())
