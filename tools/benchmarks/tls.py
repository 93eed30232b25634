# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A TLS server in front of an emulator, whose certificate both sides of a measurement trust."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import certifi

from certificates import authority

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from benchmarks.setting import Service, Setting

_HOST = "localhost"
_CHUNK = 65536  # bytes


@contextlib.contextmanager
def over_tls(setting: Setting, server: Service) -> Iterator[Service]:
    """Serve an emulator over TLS.

    The CA bundle contains the public authorities too, because the time to load a bundle depends on its size.
    """
    private = authority([_HOST], setting.scratch)
    bundle = setting.scratch / "bundle.pem"
    bundle.write_bytes(Path(certifi.where()).read_bytes() + private.ca_file.read_bytes())
    target = urlsplit(server.emulator.url).port
    assert target is not None
    with tls_front(target, private.context) as port:
        yield replace(
            server,
            env={
                **server.env,
                "ALIBABA_CLOUD_ENDPOINT_IOT": f"https://{_HOST}:{port}",
                "REQUESTS_CA_BUNDLE": str(bundle),
            },
        )


@contextlib.contextmanager
def tls_front(target: int, context: ssl.SSLContext) -> Iterator[int]:
    """Forward TLS connections to a port on this machine. Yield the port of the TLS server."""
    started: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = queue.SimpleQueue()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", target)
        with contextlib.suppress(OSError):  # one side closed the connection
            await asyncio.gather(_copy(reader, onward_writer), _copy(onward_reader, writer))

    async def serve() -> None:
        stop = asyncio.Event()
        server = await asyncio.start_server(forward, "127.0.0.1", 0, ssl=context)
        started.put((asyncio.get_running_loop(), stop, server.sockets[0].getsockname()[1]))
        await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    loop, stop, port = started.get()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy a stream to its end."""
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
