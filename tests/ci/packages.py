# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Small wheels, and a local package index that serves them like a public index."""

from __future__ import annotations

import base64
import threading
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self


def write_wheel(folder: Path, name: str, version: str, origin: str, requires: Sequence[str] = ()) -> Path:
    """Write a wheel with one module, which has the name of the distribution and the text `ORIGIN`."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    files = {
        f"{module}.py": f"ORIGIN = {origin!r}\n",
        f"{info}/METADATA": "\n".join(
            [
                "Metadata-Version: 2.1",
                f"Name: {name}",
                f"Version: {version}",
                *(f"Requires-Dist: {each}" for each in requires),
                "",
            ]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text.encode())}"
        for path, text in files.items()
    ]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


@dataclass
class Index:
    """A package index that runs inside its `with` block.

    Attributes:
        folder: The folder with the wheels.
        asked: The requested names.
    """

    folder: Path
    asked: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        """Start the index."""
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02])
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the index."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The index URL for an installer."""
        return f"http://127.0.0.1:{self._server.server_port}/simple"

    def page(self, name: str) -> str | None:
        """Return the page of a distribution, with a link to each file and the file's hash."""
        self.asked.add(name)
        wheels = [each for each in sorted(self.folder.iterdir()) if canonicalize_name(each.name.split("-")[0]) == name]
        links = (f'<a href="/files/{each.name}#sha256={_hash(each)}">{escape(each.name)}</a>' for each in wheels)
        return f"<!DOCTYPE html><html><body>{'<br>'.join(links)}</body></html>" if wheels else None


class _Server(ThreadingHTTPServer):
    def __init__(self, index: Index) -> None:
        self.index = index
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        _, kind, name, *_ = [*self.path.split("/"), ""]
        if kind == "files":
            return self._answer((self.server.index.folder / Path(name).name).read_bytes(), "application/octet-stream")
        page = self.server.index.page(name)
        return self.send_error(404) if page is None else self._answer(page.encode(), "text/html")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Discard the message."""


def _hash(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
