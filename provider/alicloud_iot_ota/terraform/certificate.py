# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The certificate that the engine identifies this process by. It is new in each process, and never stored.

The engine also sends its own certificate. gRPC's TLS library supports no P-521 keys, which that certificate has, so it
cannot be checked. The folder of the socket, which only this user can enter, keeps other programs away.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HOST = "localhost"  # the name that the engine expects
_VALIDITY = timedelta(days=30)  # longer than any run
_SKEW = timedelta(minutes=5)


class Certificate(NamedTuple):
    """A certificate and its private key.

    Attributes:
        key: The private key in PEM.
        pem: The certificate in PEM.
        der: The certificate in DER.
    """

    key: bytes
    pem: bytes
    der: bytes


def make() -> Certificate:
    """Return a new self-signed certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _HOST)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _VALIDITY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(_HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(serialization.Encoding.PEM),
        certificate.public_bytes(serialization.Encoding.DER),
    )
