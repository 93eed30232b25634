# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""HTTP transport: it sends a signed request and returns the complete response, within limits, and can be aborted.

Only this module sends HTTP. It returns bytes within a size limit and does not interpret them.
"""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import ssl
import threading
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.api.tls import is_bundle_error, shared_context
from alicloud_iot_ota.base.redaction import redact_url, url_secrets
from alicloud_iot_ota.errors import InvalidResponseError, OtaError, SettingsError, TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from requests.auth import AuthBase

CONNECT_TIMEOUT = 5.0
"""The seconds in which a connection must be established."""

READ_TIMEOUT = 15.0
"""The seconds without a byte after which a response times out."""

MAX_BODY = 8 * 1024 * 1024
"""The maximum size of a response, in bytes.

A page of 100 packages with fields of their documented length has less than a twentieth of that.
"""

MAX_DATE = 2.0**33
"""The latest valid `Date` of a response, in seconds since the epoch (in the year 2242). A later one is ignored."""

GRACE_WAIT = 0.25
"""The seconds after the deadline in which a request may end with its own error, which is more specific."""

MAX_CONNECTIONS = 1000
"""The maximum number of connections that are kept alive. There can be as many parallel lookups."""

_LOGGABLE_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
    | {f"x-acs-{name}" for name in ("action", "version", "date", "signature-nonce", "content-sha256")}
)
"""The headers whose values may appear in a log."""

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: ([0-9]{3})")
"""The error text of http.client if a proxy refuses a request."""

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024

_FAILURE_TEXTS: tuple[tuple[type[Exception], str], ...] = (  # more specific classes first
    (ssl.SSLCertVerificationError, "the TLS certificate was rejected"),
    (requests.exceptions.SSLError, "the TLS connection failed or was lost"),
    (requests.exceptions.ProxyError, "the proxy is unreachable or refused the connection"),
    (urllib3.exceptions.NameResolutionError, "the host name could not be resolved"),
    (requests.exceptions.ConnectTimeout, "the connection timed out"),
    (requests.exceptions.ReadTimeout, "the response timed out"),
    (urllib3.exceptions.ReadTimeoutError, "the response timed out"),
    (urllib3.exceptions.ProtocolError, "the connection was lost during the response"),
    (requests.exceptions.ConnectionError, "the connection failed or was lost"),
)
_PROXY_ADDRESS_ERRORS = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    urllib3.exceptions.LocationParseError,
)
"""The errors for an invalid proxy address. The endpoint was validated before, so they never concern it."""


class HttpResponse(msgspec.Struct, frozen=True):
    """A complete response.

    Attributes:
        status: The HTTP status.
        headers: The headers by name, case-insensitive.
        body: The body, uncompressed.
        is_redirect: Whether the response redirects to another address.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_redirect: bool

    @property
    def date(self) -> float | None:
        """The service's time in seconds since the epoch; None if the response has no valid time."""
        try:
            date = parsedate_to_datetime(self.headers["Date"])
            moment = (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp()
        except (KeyError, ValueError, OverflowError):
            return None
        return moment if 0.0 <= moment <= MAX_DATE else None


class Transport:
    """A connection pool for one endpoint, safe for any number of threads.

    Proxies and a custom CA bundle come from the environment, as documented for `requests` (HTTPS_PROXY, NO_PROXY,
    REQUESTS_CA_BUNDLE). Plain http ignores them, because it is used for this machine only.

    Args:
        endpoint: The base URL, without a path.
    """

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._in_flight_requests = InFlightRequests()
        self._session = StrictSession()
        self._session.trust_env = endpoint.startswith("https:")
        self._session.mount(endpoint, TrackingAdapter())

    @property
    def secrets(self) -> list[str]:
        """Texts that no message may contain: the user names and passwords of the proxies in the environment."""
        proxies = requests.utils.get_environ_proxies(self._endpoint) if self._session.trust_env else {}
        return [part for proxy in {*proxies.values()} for part in url_secrets(proxy)]

    @property
    def route(self) -> str:
        """A description of the connection: the proxy and the trusted certificates."""
        if not self._session.trust_env:
            return "directly, without TLS"
        found = self._session.merge_environment_settings(self._endpoint, {}, None, None, None)
        proxy = requests.utils.select_proxy(self._endpoint, found["proxies"])
        proxy_text = "directly" if proxy is None else f"through the proxy at {redact_url(proxy).rpartition('//')[2]}"
        bundle = found["verify"]
        return f"{proxy_text}, trusting {bundle if isinstance(bundle, str) else 'the certificates of certifi'}"

    def post(
        self, query: str, auth: AuthBase, headers: Mapping[str, str], deadline: Deadline, *, logged: str | None = None
    ) -> HttpResponse:
        """Send a request and return its response.

        Args:
            query: The encoded query.
            auth: Signs the request.
            headers: The headers to sign.
            deadline: When to give up.
            logged: The query as it may appear in a log. Default: `query`.

        Raises:
            SettingsError: The CA bundle or the proxy in the environment is unusable.
            OtaError: The response is missing, incomplete or too large; see `OtaClient.list_ota_firmware`.
        """
        left = deadline.remaining()
        if left <= 0:
            raise deadline.timeout_error()
        try:
            with self._in_flight_requests.track(deadline) as in_flight:
                response = self._send(query, auth, headers, left)
                if _log.isEnabledFor(logging.DEBUG):
                    sent = _redact_headers(response.request.headers)
                    _log.debug("POST %s/?%s\n%s", self._endpoint, query if logged is None else logged, sent)
                with contextlib.closing(response):
                    body = self._body(response, deadline)
                    reply = HttpResponse(response.status_code, response.headers, body, response.is_redirect)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._close_error(in_flight, deadline) or self._transport_error(error) from None
        except OSError:  # `requests` raises this for a missing CA bundle
            raise self._close_error(in_flight, deadline) or self._ca_bundle_error() from None
        # A connection that this process closed looks like the end of a response without a length.
        ended = self._close_error(in_flight, deadline)
        if ended is not None:
            raise ended
        return reply

    def close(self) -> None:
        """Abort every request, now and from now on."""
        self._in_flight_requests.close()
        self._session.close()

    def _close_error(self, in_flight: InFlightRequest, deadline: Deadline) -> OtaError | None:
        """Return the error for a request that this process aborted, or None if it did not."""
        if self._in_flight_requests.are_closed:
            return cancelled_error()
        return deadline.timeout_error("The last response was still arriving.") if in_flight.is_closed else None

    def _send(self, query: str, auth: AuthBase, headers: Mapping[str, str], left: float) -> requests.Response:
        return self._session.post(
            f"{self._endpoint}/?{query}",
            auth=auth,
            headers={**headers, "accept-encoding": "identity"},  # the size limit applies to the bytes that are sent
            timeout=(min(CONNECT_TIMEOUT, left), min(READ_TIMEOUT, left)),
            allow_redirects=False,
            stream=True,
        )

    def _body(self, response: requests.Response, deadline: Deadline) -> bytes:
        if response.headers.get("content-encoding", "").lower() not in {"", "identity"}:
            raise InvalidResponseError(
                f"The response from {self._endpoint} is compressed, although compression was not requested.",
                "Check the endpoint and the proxy. A server between this machine and IoT Platform changes responses.",
            )
        body = bytearray()
        # Each read is within the timeout. A response that arrives slowly is given up at the deadline.
        while chunk := response.raw.read1(_CHUNK):
            body += chunk
            if len(body) > MAX_BODY:
                raise InvalidResponseError(
                    f"The response from {self._endpoint} is larger than {MAX_BODY} bytes, the maximum for one page."
                )
            if deadline.remaining() <= 0:
                raise deadline.timeout_error("The last response was still arriving.")
        if not body and not {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}:
            # The end of the stream also ends the headers: a connection that broke there looks like an empty response.
            raise urllib3.exceptions.ProtocolError("the head has no end")
        return bytes(body)

    def _transport_error(self, error: Exception) -> TransportError | SettingsError:
        # The texts of the exceptions contain object addresses and the complete query. Users need only the kind of
        # error.
        causes = _causes(error)
        if any(isinstance(cause, _PROXY_ADDRESS_ERRORS) for cause in causes):
            return SettingsError(
                f"Cannot call {self._endpoint}: the proxy address is invalid.",
                "Correct HTTPS_PROXY (or ALL_PROXY) in the environment. It must be the address of an http or https "
                "proxy, such as http://proxy.example.com:3128.",
            )
        if any(map(is_bundle_error, causes)):
            return self._ca_bundle_error()
        kind = next(
            (text for cls, text in _FAILURE_TEXTS if any(isinstance(cause, cls) for cause in causes)),
            type(error).__name__,
        )
        refusal = next(filter(None, (_TUNNEL_REFUSED.match(str(cause)) for cause in causes)), None)
        if refusal is not None:
            kind = f"the proxy refused the request (HTTP {refusal[1]})"
        _log.debug("POST %s: %s", self._endpoint, kind)
        return TransportError(
            f"No response from ListOTAFirmware at {self._endpoint}: {kind}.",
            "Check the network, the proxy settings and the endpoint, then retry.",
            retryable=not (
                any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
                or (refusal is not None and refusal[1] < "500")
            ),
        )

    def _ca_bundle_error(self) -> SettingsError:
        return SettingsError(
            f"Cannot connect securely to {self._endpoint}: the CA bundle cannot be read.",
            "Correct REQUESTS_CA_BUNDLE (or CURL_CA_BUNDLE) in the environment. It must be the path of a file with PEM "
            "certificates.",
        )


def _redact_headers(headers: Mapping[str, str]) -> str:
    """Return headers for a log. Values are shown only for headers that are known to be harmless."""
    lines = []
    for name, value in headers.items():
        shown_value = value if name.lower() in _LOGGABLE_HEADERS else "[redacted]"
        if name.lower() == "authorization":
            shown_value = re.sub(r"(Credential|Signature)=[^,]*", r"\1=[redacted]", value)
        lines.append(f"  {name}: {shown_value}")
    return "\n".join(lines)


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and the errors that it wraps: `requests` wraps urllib3's errors, which wrap each other."""
    found = [error]
    for each in found:
        inner = [getattr(each, "reason", None), *each.args]
        found += [cause for cause in inner if isinstance(cause, BaseException) and cause not in found]
    return found


class StrictSession(requests.Session):
    """A session without redirects: a signature must not be sent elsewhere, and a redirect's body has no size limit."""

    def get_redirect_target(self, _response: requests.Response) -> None:
        """Return None. Otherwise, `requests` would read the whole body even if it does not follow the redirect."""


class InFlightRequest:
    """A request in flight, which another thread can abort. It stays aborted, even if it connects again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self.is_closed = False

    def register(self, connection: HTTPConnection) -> None:
        """Record the connection that the request uses from now on, and its socket.

        The socket is recorded too, because http.client drops it before it reads a body that ends with the connection.

        Raises:
            ConnectionAbortedError: The request was aborted in the meantime.
        """
        with self._lock:
            self._connection, self._socket = connection, _socket_of(connection)
            if self.is_closed:
                raise ConnectionAbortedError

    def close(self) -> None:
        """Abort the request. Any thread may call this."""
        with self._lock:
            self.is_closed = True
            _shut_down(self._socket)
            if self._connection is not None:
                _shut_down(_socket_of(self._connection))


class InFlightRequests:
    """The requests in flight. Each is aborted at its deadline, and all can be aborted together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[InFlightRequest] = set()
        self.are_closed = False

    @contextlib.contextmanager
    def track(self, deadline: Deadline) -> Iterator[InFlightRequest]:
        """Register one request on this thread for the duration of the block.

        Raises:
            CancelledError: All requests were aborted before.
        """
        in_flight = InFlightRequest()
        with self._lock:
            if self.are_closed:
                raise cancelled_error()
            self._open.add(in_flight)
        # A socket timeout applies to each byte. A response that arrives slowly needs a timeout for the whole.
        alarm = threading.Timer(max(0.0, deadline.remaining()) + GRACE_WAIT, in_flight.close)
        alarm.daemon = True
        alarm.start()
        _thread_state.in_flight = in_flight
        try:
            with deadline.on_expiry(in_flight.close):
                yield in_flight
        finally:
            _thread_state.in_flight = None
            alarm.cancel()
            with self._lock:
                self._open.discard(in_flight)

    def close(self) -> None:
        """Abort every request, now and from now on."""
        with self._lock:
            self.are_closed = True
            for request in self._open:
                request.close()


_thread_state = threading.local()
"""Its attribute `in_flight` is the request in flight on this thread, or None."""


def _register_connection(connection: HTTPConnection) -> None:
    in_flight: InFlightRequest | None = getattr(_thread_state, "in_flight", None)
    if in_flight is not None:
        in_flight.register(connection)


def _socket_of(connection: HTTPConnection) -> socket.socket | None:
    # The socket is wrapped in case of TLS inside the TLS of a proxy.
    found: socket.socket | None = getattr(connection.sock, "socket", connection.sock)
    return found


def _shut_down(connected: socket.socket | None) -> None:
    if connected is not None:
        with contextlib.suppress(OSError):  # already closed
            # This wakes the thread that reads from the socket; closing it would not.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


class _TrackedHTTPConnection(HTTPConnection):
    """A connection that registers itself with its request.

    It does so before the first byte, after a proxy's reply, and when it is reused.
    """

    def _new_conn(self) -> socket.socket:
        self.sock = super()._new_conn()
        _register_connection(self)
        return self.sock

    def connect(self) -> None:
        super().connect()
        _register_connection(self)

    def _tunnel(self) -> None:
        super()._tunnel()
        _register_connection(self)  # for http.client, a closed connection ends a proxy's reply

    def putrequest(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as http.client has it
        _register_connection(self)
        super().putrequest(*args, **kwargs)


class _TrackedHTTPSConnection(_TrackedHTTPConnection, HTTPSConnection):
    """A tracked connection with TLS."""

    def connect(self) -> None:
        with shared_context(self):
            super().connect()


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _TrackedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _TrackedHTTPSConnection


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class TrackingAdapter(HTTPAdapter):
    """An adapter whose connections can be aborted."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=MAX_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as `requests` has it
        """Create the pools for direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `requests` has it
        """Create the pools for connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
