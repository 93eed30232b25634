# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A certificate authority and a TLS server on this machine, for tests and measurements."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import queue
import ssl
import threading
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CHUNK = 65536  # bytes
_LIMIT = 30  # seconds for the start of the server


class Authority(NamedTuple):
    """The certificate of a server, and the authority that clients must trust.

    Attributes:
        context: The server's TLS context.
        ca_file: The authority's certificate in PEM format.
    """

    context: ssl.SSLContext
    ca_file: Path


def authority(hosts: Iterable[str], folder: Path) -> Authority:
    """Create an authority and a certificate for hosts, valid for one day, in two files of a folder.

    The authority has a separate certificate, because newer Python versions require extensions in it that they forbid in
    a server certificate.
    """
    now = dt.datetime.now(dt.timezone.utc)
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the tests")])
    server_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Stand-in")])
    ca_identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())

    def builder(name: x509.Name, key: ec.EllipticCurvePrivateKey, number: int) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            ca_name, name, key.public_key(), number, now - dt.timedelta(hours=1), now + dt.timedelta(days=1)
        )

    ca = (
        builder(ca_name, ca_key, 1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_certificates=True), critical=True)
        .add_extension(ca_identifier, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    server = (
        builder(server_name, server_key, 2)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(_usage(for_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_identifier), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_file, server_file = folder / "ca.pem", folder / "server.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    private = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    server_file.write_bytes(private + server.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_file)
    return Authority(context, ca_file)


def _usage(*, for_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not for_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=for_certificates,
        crl_sign=for_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@contextlib.contextmanager
def tls_front(target: int, context: ssl.SSLContext) -> Iterator[int]:
    """Forward TLS connections to a port on this machine. Yield the port of the TLS server."""
    started: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = queue.SimpleQueue()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", target)
        try:
            # One side closed the connection, or the server stops.
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await asyncio.gather(_copy(reader, onward_writer), _copy(onward_reader, writer))
        finally:
            for each in (writer, onward_writer):
                each.transport.abort()

    async def serve() -> None:
        stop = asyncio.Event()
        server = await asyncio.start_server(forward, "127.0.0.1", 0, ssl=context)
        started.put((asyncio.get_running_loop(), stop, server.sockets[0].getsockname()[1]))
        await stop.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    loop, stop, port = started.get(timeout=_LIMIT)
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
