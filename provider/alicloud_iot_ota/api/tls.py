# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The TLS context of the CA bundle, which the connections of a process share.

urllib3 would load the bundle for each connection, which takes ten times as long as the handshake.
"""

from __future__ import annotations

import contextlib
import functools
import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from urllib3.exceptions import SSLError
from urllib3.util import ssl_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from urllib3.connection import HTTPSConnection

_loading = threading.Lock()


@contextlib.contextmanager
def shared_context(connection: HTTPSConnection) -> Iterator[None]:
    """Let a connection use the shared context of its CA bundle while it connects.

    Some connections keep their own context:

    - of Alibaba Cloud's credentials library, because it sets one that also trusts SSL_CERT_FILE;
    - with a folder of certificates, because OpenSSL reads only those that it needs;
    - through an https proxy, because urllib3 verifies the proxy with the same bundle;
    - if another library, such as truststore, replaced the class of contexts. These are not safe for several threads.

    Raises:
        urllib3.exceptions.SSLError: The bundle cannot be read. See `is_bundle_error`.
    """
    bundle = connection.ca_certs
    if bundle is None or not _may_share(connection):
        yield
        return
    file = Path(bundle).stat()
    with _loading:  # connections that start together load the bundle once
        context = _context(bundle, file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns)
    # urllib3 would load ca_certs into the context again. It is restored for the next time that the connection connects.
    connection.ssl_context, connection.ca_certs = context, None
    try:
        yield
    finally:
        connection.ssl_context, connection.ca_certs = None, bundle


def _may_share(connection: HTTPSConnection) -> bool:
    return (
        connection.ssl_context is None
        and (connection.proxy is None or connection.proxy.scheme != "https")
        and ssl_.SSLContext.__module__ == "ssl"
    )


def is_bundle_error(error: BaseException) -> bool:
    """Return whether an error means that a CA bundle cannot be read.

    OpenSSL reports invalid content. urllib3 wraps the system's error for a file that cannot be opened.
    """
    if isinstance(error, ssl.SSLError):
        return error.library in {"X509", "PEM"}
    return isinstance(error, SSLError) and any(
        isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError) for cause in error.args
    )


@functools.lru_cache(maxsize=1)  # the environment specifies one bundle
def _context(bundle: str, *_file: int) -> ssl.SSLContext:
    """Return a context that trusts a CA bundle. The other arguments change when the file changes."""
    context = ssl_.create_urllib3_context()
    try:
        context.load_verify_locations(bundle)
    except OSError as error:
        raise SSLError(error) from error
    context.set_alpn_protocols(ssl_.ALPN_PROTOCOLS)
    # urllib3 sets the same protocols again for each connection. OpenSSL then frees the previous ones, even if another
    # thread is copying them: https://github.com/python/cpython/issues/141012
    context.set_alpn_protocols = _ignore  # type: ignore[method-assign]
    return context


def _ignore(alpn_protocols: Iterable[str]) -> None:
    """Leave the context as it is."""
