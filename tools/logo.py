# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Renders docs/logo.svg as docs/logo.png, in the size for registries, with a transparent background.

Run it after each change of the drawing. It needs Chromium, like the other pictures. The PNG contains the SHA-256 of the
drawing, so that a test finds an outdated picture.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pictures import ROOT, TIME_LIMIT_SECONDS, PictureError, digest_of, find_browser, stamped

DRAWING = ROOT / "docs" / "logo.svg"
PICTURE = ROOT / "docs" / "logo.png"
SIZE = 300  # pixels, width and height

_PAGE = """<!doctype html><style>* {{ margin: 0 }} svg {{ display: block; width: {size}px; height: {size}px }}</style>
{drawing}"""


def main() -> int:
    """Render the picture, and return the exit code."""
    try:
        PICTURE.write_bytes(stamped(photograph(find_browser()), digest_of(DRAWING.read_bytes())))
    except PictureError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{PICTURE.relative_to(ROOT)}  {PICTURE.stat().st_size} bytes")
    return 0


def photograph(browser: str) -> bytes:
    """Return the drawing as a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "logo.png")
        source.write_text(_PAGE.format(size=SIZE, drawing=DRAWING.read_text()))
        command = [
            *(browser, "--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"),
            *(f"--window-size={SIZE},{SIZE}", "--force-device-scale-factor=1", "--default-background-color=00000000"),
            # Chromium refuses to run as root with its sandbox; the page is one of our own.
            *(["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []),
            f"--screenshot={target}",
            source.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIME_LIMIT_SECONDS)
        if done.returncode != 0 or not target.exists():
            raise PictureError(f"chromium ended with exit code {done.returncode}:\n{done.stderr}")
        return target.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
