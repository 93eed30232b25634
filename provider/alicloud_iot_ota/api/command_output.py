# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The output of a running command, piece by piece, so that its reader can enforce limits.

POSIX systems wait for any of several pipes. Windows cannot, so a thread reads each of them there. Such a thread may
outlive the command, if a process that the command started keeps its output open.
"""

from __future__ import annotations

import os
import queue
import selectors
import sys
import threading
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

CHUNK = 16 * 1024
"""The maximum number of bytes of a piece."""

_READ_AHEAD = 2  # pieces that a thread has read and the reader has not


def pieces(process: subprocess.Popen[bytes], poll: float) -> Iterator[tuple[str, bytes] | None]:
    """Yield each piece of the output with the name of its stream, and None whenever nothing was printed for a time.

    Args:
        process: The process, with pipes as standard output and standard error.
        poll: The seconds after which None is yielded.
    """
    streams = {"stdout": process.stdout, "stderr": process.stderr}
    yield from (_from_threads if sys.platform == "win32" else _from_selector)(
        {name: stream for name, stream in streams.items() if stream is not None}, poll
    )


def _from_selector(streams: dict[str, IO[bytes]], poll: float) -> Iterator[tuple[str, bytes] | None]:
    with selectors.DefaultSelector() as selector:
        for name, stream in streams.items():
            selector.register(stream, selectors.EVENT_READ, name)
        while selector.get_map():
            yield None
            for key, _event in selector.select(poll):
                chunk = os.read(key.fd, CHUNK)
                yield key.data, chunk
                if not chunk:
                    selector.unregister(key.fileobj)


def _from_threads(streams: dict[str, IO[bytes]], poll: float) -> Iterator[tuple[str, bytes] | None]:
    read: queue.Queue[tuple[str, bytes]] = queue.Queue(_READ_AHEAD)
    is_abandoned = threading.Event()

    def forward(name: str, descriptor: int) -> None:
        chunk = b"start"
        while chunk and not is_abandoned.is_set():
            chunk = os.read(descriptor, CHUNK)
            read.put((name, chunk))
        os.close(descriptor)

    # Each thread has its own descriptor: on Windows, closing one that a thread reads would wait for the thread.
    for name, stream in streams.items():
        threading.Thread(target=forward, args=[name, os.dup(stream.fileno())], daemon=True).start()
    open_streams = len(streams)
    try:
        while open_streams:
            yield None
            try:
                name, chunk = read.get(timeout=poll)
            except queue.Empty:
                continue
            yield name, chunk
            open_streams -= not chunk
    finally:
        is_abandoned.set()
        while not read.empty():  # lets a thread that waits for the reader notice this
            read.get_nowait()
