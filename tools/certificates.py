# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for tests and measurements, and a certificate for servers on this machine."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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
