# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One signed request out, one whole answer in: connections, time limits, bounds, and an end to all of it on demand.

The only module that sends HTTP. What comes back is bytes within a bound; what they mean is read elsewhere.
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
from alicloud_iot_ota.base.redaction import redact_url, url_secrets
from alicloud_iot_ota.errors import InvalidResponseError, OtaError, SettingsError, TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from requests.auth import AuthBase

CONNECT_TIMEOUT = 5.0
"""Seconds for a connection to be made."""

READ_TIMEOUT = 15.0
"""Seconds without a byte after which an answer does not count as coming any more."""

MAX_BODY = 8 * 1024 * 1024
"""Bytes. A page of 100 packages, every field at its documented length, has less than a twentieth of that."""

MAX_DATE = 2.0**33
"""Seconds since the epoch, in the year 2242: a later `Date` of an answer does not count."""

GRACE_WAIT = 0.25
"""Seconds after the deadline for a request to end with an error of its own, which says more."""

MAX_CONNECTIONS = 1000
"""Connections that are kept alive: as many as there can be lookups at the same time."""

_LOGGABLE_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
    | {f"x-acs-{name}" for name in ("action", "version", "date", "signature-nonce", "content-sha256")}
)
"""The headers whose values a log may show."""

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: ([0-9]{3})")
"""How http.client says that a proxy does not let a request through."""

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024

_FAILURE_TEXTS: tuple[tuple[type[Exception], str], ...] = (  # the narrower class first
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
"""What an address of a proxy that is none comes to; the endpoint's own has been read before."""


class HttpResponse(msgspec.Struct, frozen=True):
    """One whole answer.

    Attributes:
        status: The HTTP status.
        headers: By name, in any case.
        body: What was sent, not compressed.
        is_redirect: Whether it points to another address.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_redirect: bool

    @property
    def date(self) -> float | None:
        """The service's time, in seconds since the epoch, where it told one that can be read."""
        try:
            date = parsedate_to_datetime(self.headers["Date"])
            moment = (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp()
        except (KeyError, ValueError, OverflowError):
            return None
        return moment if 0.0 <= moment <= MAX_DATE else None


class Transport:
    """Sends requests to one endpoint, from any number of threads.

    Proxies and a CA bundle of one's own come from the environment, as `requests` documents it (HTTPS_PROXY, NO_PROXY,
    REQUESTS_CA_BUNDLE), for all but plain http: to this machine itself no proxy leads.

    Args:
        endpoint: The base URL, without a path.
    """

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._exchanges = InFlightRequests()
        self._session = StrictSession()
        self._session.trust_env = endpoint.startswith("https:")
        self._session.mount(endpoint, TrackingAdapter())

    @property
    def secrets(self) -> list[str]:
        """What no message may repeat: the user name and the password of the proxies that the environment names."""
        proxies = requests.utils.get_environ_proxies(self._endpoint) if self._session.trust_env else {}
        return [part for proxy in {*proxies.values()} for part in url_secrets(proxy)]

    @property
    def route(self) -> str:
        """The way to the endpoint in words: through which proxy, and whose certificates are trusted."""
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
        """Send a request and return its answer.

        Args:
            query: The query, encoded.
            auth: Signs the request.
            headers: The headers to sign.
            deadline: When to give up.
            logged: The query as the log may show it; as it is by default.

        Raises:
            SettingsError: The CA bundle or the proxy that the environment names cannot be used.
            OtaError: Those of `OtaClient.list_ota_firmware` for an answer that is not there, not whole or too large.
        """
        left = deadline.remaining()
        if left <= 0:
            raise deadline.timeout_error()
        try:
            with self._exchanges.track(deadline) as exchange:
                response = self._send(query, auth, headers, left)
                if _log.isEnabledFor(logging.DEBUG):
                    sent = _redact_headers(response.request.headers)
                    _log.debug("POST %s/?%s\n%s", self._endpoint, query if logged is None else logged, sent)
                with contextlib.closing(response):
                    body = self._body(response, deadline)
                    reply = HttpResponse(response.status_code, response.headers, body, response.is_redirect)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._close_error(exchange, deadline) or self._transport_error(error) from None
        except OSError:  # how `requests` says that a CA bundle is missing
            raise self._close_error(exchange, deadline) or self._ca_bundle_error() from None
        # The end of a connection that was ended here looks like the end of an answer without a length.
        ended = self._close_error(exchange, deadline)
        if ended is not None:
            raise ended
        return reply

    def close(self) -> None:
        """End every request that is under way, now and from now on."""
        self._exchanges.close()
        self._session.close()

    def _close_error(self, exchange: InFlightRequest, deadline: Deadline) -> OtaError | None:
        """Return why a request was ended from here, if it was."""
        if self._exchanges.are_closed:
            return cancelled_error()
        return deadline.timeout_error("The last response was still arriving.") if exchange.is_closed else None

    def _send(self, query: str, auth: AuthBase, headers: Mapping[str, str], left: float) -> requests.Response:
        return self._session.post(
            f"{self._endpoint}/?{query}",
            auth=auth,
            headers={**headers, "accept-encoding": "identity"},  # so that what is bounded is what is read
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
        # One read a turn, each within the time limit: an answer that trickles in is given up at the deadline.
        while chunk := response.raw.read1(_CHUNK):
            body += chunk
            if len(body) > MAX_BODY:
                raise InvalidResponseError(
                    f"The response from {self._endpoint} is larger than {MAX_BODY} bytes, the maximum for one page."
                )
            if deadline.remaining() <= 0:
                raise deadline.timeout_error("The last response was still arriving.")
        if not body and not {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}:
            # An end of the stream ends a head too: a connection that broke there looks like an empty answer.
            raise urllib3.exceptions.ProtocolError("the head has no end")
        return bytes(body)

    def _transport_error(self, error: Exception) -> TransportError | SettingsError:
        # The exceptions' own texts hold addresses of objects and the whole query: the kind is what a user can act on.
        causes = _causes(error)
        if any(isinstance(cause, _PROXY_ADDRESS_ERRORS) for cause in causes):
            return SettingsError(
                f"Cannot call {self._endpoint}: the proxy address is invalid.",
                "Correct HTTPS_PROXY (or ALL_PROXY) in the environment. It must be the address of an http or https "
                "proxy, such as http://proxy.example.com:3128.",
            )
        if any(isinstance(cause, ssl.SSLError) and cause.library in {"X509", "PEM"} for cause in causes):
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
    """Return headers for a log: of those that are not known to be harmless, the names alone."""
    lines = []
    for name, value in headers.items():
        shown_value = value if name.lower() in _LOGGABLE_HEADERS else "[redacted]"
        if name.lower() == "authorization":
            shown_value = re.sub(r"(Credential|Signature)=[^,]*", r"\1=[redacted]", value)
        lines.append(f"  {name}: {shown_value}")
    return "\n".join(lines)


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and those that it wraps: `requests` wraps urllib3's, which wrap one another."""
    found = [error]
    for each in found:
        inner = [getattr(each, "reason", None), *each.args]
        found += [cause for cause in inner if isinstance(cause, BaseException) and cause not in found]
    return found


class StrictSession(requests.Session):
    """Knows no redirects: a signature must not follow one, nor its body be read to the end, however long."""

    def get_redirect_target(self, _response: requests.Response) -> None:
        """Say that there is none; `requests` would read the whole body even where it is not to follow one."""


class InFlightRequest:
    """One request under way, which another thread can end. What is ended stays so, whatever it connects to later."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self.is_closed = False

    def register(self, connection: HTTPConnection) -> None:
        """Enter the connection that the request uses from now on; a ConnectionAbortedError if it was ended meanwhile.

        Its socket is entered as well: http.client forgets that before it reads a body that ends with the connection.
        """
        with self._lock:
            self._connection, self._socket = connection, _socket_of(connection)
            if self.is_closed:
                raise ConnectionAbortedError

    def close(self) -> None:
        """End the request, from whatever thread."""
        with self._lock:
            self.is_closed = True
            _shut_down(self._socket)
            if self._connection is not None:
                _shut_down(_socket_of(self._connection))


class InFlightRequests:
    """The requests under way, each of which ends with its deadline, and all of them on demand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[InFlightRequest] = set()
        self.are_closed = False

    @contextlib.contextmanager
    def track(self, deadline: Deadline) -> Iterator[InFlightRequest]:
        """Let one request be under way on this thread; a CancelledError where all of them were ended."""
        exchange = InFlightRequest()
        with self._lock:
            if self.are_closed:
                raise cancelled_error()
            self._open.add(exchange)
        # The time limits of a socket hold for each byte: an answer that trickles in needs a limit for all of it.
        alarm = threading.Timer(max(0.0, deadline.remaining()) + GRACE_WAIT, exchange.close)
        alarm.daemon = True
        alarm.start()
        _thread_state.exchange = exchange
        try:
            with deadline.on_expiry(exchange.close):
                yield exchange
        finally:
            _thread_state.exchange = None
            alarm.cancel()
            with self._lock:
                self._open.discard(exchange)

    def close(self) -> None:
        """End every request, now and from now on."""
        with self._lock:
            self.are_closed = True
            for exchange in self._open:
                exchange.close()


_thread_state = threading.local()
"""Its `exchange` is the request that is under way on it, or None."""


def _register_connection(connection: HTTPConnection) -> None:
    exchange: InFlightRequest | None = getattr(_thread_state, "exchange", None)
    if exchange is not None:
        exchange.register(connection)


def _socket_of(connection: HTTPConnection) -> socket.socket | None:
    # TLS within the TLS of a proxy wraps the socket.
    found: socket.socket | None = getattr(connection.sock, "socket", connection.sock)
    return found


def _shut_down(connected: socket.socket | None) -> None:
    if connected is not None:
        with contextlib.suppress(OSError):  # it is closed already
            # Wakes the thread that reads from it, which closing it would not.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


class _TrackedHTTPConnection(HTTPConnection):
    """Says which request uses it: from its first byte on, the answer of a proxy and another request included."""

    def _new_conn(self) -> socket.socket:
        self.sock = super()._new_conn()
        _register_connection(self)
        return self.sock

    def connect(self) -> None:
        super().connect()
        _register_connection(self)

    def _tunnel(self) -> None:
        super()._tunnel()
        _register_connection(self)  # http.client takes the end of a connection for the end of a proxy's answer

    def putrequest(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as http.client has it
        _register_connection(self)
        super().putrequest(*args, **kwargs)


class _TrackedHTTPSConnection(_TrackedHTTPConnection, HTTPSConnection):
    """The same with TLS."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _TrackedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _TrackedHTTPSConnection


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class TrackingAdapter(HTTPAdapter):
    """Makes connections that can be ended."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=MAX_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as `requests` has it
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `requests` has it
        """Make the pools of connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
