# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Limits on every response, file and command that alibabacloud-credentials reads.

The library has no limits of its own, its read timeout starts again with each byte, and it cannot use another transport.
Therefore, the names that its modules use for network, files and commands are replaced. This is limited to the
library's modules; nothing else in the process changes.
"""

from __future__ import annotations

import builtins
import configparser
import contextlib
import io
import json
import os
import random
import ssl
import stat
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import requests
import urllib3
from alibabacloud_credentials.provider.uri import TeaCore

from alicloud_iot_ota.api.command_output import CHUNK, pieces
from alicloud_iot_ota.api.credential_limits import (
    MAX_FILE,
    MAX_OUTPUT,
    MAX_RESPONSE,
    SourceLimits,
    current_limits,
    limit_error,
    record_secrets,
    seconds_left,
)
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.api.transport import InFlightRequest, StrictSession, TrackingAdapter
from alicloud_iot_ota.base import open_files

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYSTEM_TIMING = Timing(time.time, time.monotonic, threading.Event().wait, random.random)
_POLL = 0.1  # seconds between two checks of a command that prints nothing


def install() -> None:
    """Replace the names in the library's modules, unless that is already done."""
    for name, module in list(sys.modules.items()):
        if name.startswith("alibabacloud_credentials."):
            names = vars(module)
            names.update({each: ours for each, ours in _REPLACEMENTS.items() if each in names}, open=_open_limited)


class _Response(NamedTuple):
    """The parts of a response that the library reads."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


class _LimitedTeaCore(TeaCore):  # type: ignore[misc]  # the library ships no types
    """A replacement for the library's HTTP client that follows no redirects and enforces the limits."""

    @staticmethod
    def do_action(request: Any, runtime_option: Mapping[str, Any] | None = None) -> _Response:  # noqa: ANN401 - as in the library
        """Send a request and return its complete response.

        Raises:
            ConnectionError: The request failed. The library expects this class.
            SourceLimitError: The response exceeds a limit.
        """
        left, limits = seconds_left(), current_limits() or SourceLimits()
        record_secrets([request.query, request.headers])
        prepared = requests.PreparedRequest()
        body = request.body.encode() if isinstance(request.body, str) else request.body
        prepared.prepare(request.method.upper(), TeaCore.compose_url(request), request.headers, data=body)
        timed = Deadline(left, _SYSTEM_TIMING)
        with limits.requests.track(timed) as in_flight, (limits.deadline or timed).on_expiry(in_flight.close):
            try:
                with StrictSession() as session:
                    adapter = _TlsAdapter() if request.protocol.lower() == "https" else TrackingAdapter()
                    session.mount(f"{request.protocol.lower()}://", adapter)
                    answer = _send(session, prepared, runtime_option or {}, in_flight, left)
            except (OSError, urllib3.exceptions.HTTPError) as error:  # errors of requests are OSErrors too
                if not in_flight.is_closed:
                    raise ConnectionError(str(error)) from None
        if in_flight.is_closed:  # an abort looks like the end of a response without a length
            raise limit_error("a response did not end in time")
        return answer


class _TlsAdapter(TrackingAdapter):
    """An adapter that trusts the same authorities as the library: those of certifi and of SSL_CERT_FILE.

    urllib3 adds the authorities of certifi to the context.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as `requests` has it
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **kwargs)


def _send(
    session: requests.Session,
    prepared: requests.PreparedRequest,
    options: Mapping[str, Any],
    in_flight: InFlightRequest,
    left: float,
) -> _Response:
    connect, read = (float(options.get(name) or default) / 1000 for name, default in _TIMEOUTS.items())
    found = session.send(
        prepared,
        proxies=_proxies(options),
        timeout=(min(connect, left), min(read, left)),
        verify=True,
        stream=True,
        allow_redirects=False,
    )
    with contextlib.closing(found):
        if found.headers.get("content-encoding", "").lower() not in {"", "identity"}:
            raise limit_error("a response is compressed, although compression was not requested")
        body = bytearray()
        # A socket timeout applies to each byte. A response that arrives slowly stops when the request is aborted.
        while not in_flight.is_closed and (chunk := found.raw.read1(CHUNK)):
            body += chunk
            if len(body) > MAX_RESPONSE:
                raise limit_error(f"a response is larger than {MAX_RESPONSE} bytes")
        _note_json(bytes(body))
        return _Response(found.status_code, {name.lower(): value for name, value in found.headers.items()}, bytes(body))


def _proxies(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the proxies that the library reads from its options and the environment."""
    found = {
        scheme: options.get(f"{scheme}Proxy")
        or os.environ.get(f"{scheme.upper()}_PROXY")
        or os.environ.get(f"{scheme}_proxy")
        for scheme in ("http", "https")
    }
    return {scheme: proxy for scheme, proxy in found.items() if proxy}


_TIMEOUTS = {"connectTimeout": 5000, "readTimeout": 10000}  # milliseconds, as in the library


def _open_limited(file: Any, mode: str = "r", *rest: Any, **named: Any) -> IO[Any]:  # noqa: ANN401 - as `open` has it
    """Open a file like `open`. To be read, it must be a regular file within the size limit."""
    if set(mode) & set("wax+") or isinstance(file, int):
        return builtins.open(file, mode, *rest, **named)  # noqa: PTH123 - the caller closes it
    with os.fdopen(os.open(file, os.O_RDONLY | open_files.BYTES), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise limit_error(f"{file} is not a regular file")
        content = stream.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise limit_error(f"{file} is larger than {MAX_FILE} bytes")
    _note_json(content)
    data = io.BytesIO(content)
    return data if "b" in mode else io.TextIOWrapper(data, encoding=named.get("encoding"))


def _note_json(content: bytes) -> None:
    with contextlib.suppress(ValueError, RecursionError):  # content other than JSON rarely has secrets
        record_secrets(json.loads(content))


class _LimitedConfigParser(configparser.ConfigParser):
    """A parser that reads only files within the size limit."""

    def read(self, filenames: Any, encoding: str | None = None) -> list[Any]:  # noqa: ANN401 - as the class has it
        """Read one file."""
        with _open_limited(filenames, encoding=encoding) as stream:
            self.read_file(stream, str(filenames))
        record_secrets([dict(self.items(section, raw=True)) for section in self.sections()])
        return [str(filenames)]


def _run(
    command: str | list[str], *, timeout: float, shell: bool = False, **_: object
) -> subprocess.CompletedProcess[str]:
    """Run a command like `subprocess.run`, within the limits."""
    left = min(timeout, seconds_left())
    close = time.monotonic() + left
    pipe = subprocess.PIPE
    printed = {"stdout": bytearray(), "stderr": bytearray()}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, shell=shell) as process:  # noqa: S603 - configured by the user
        try:
            for piece in pieces(process, _POLL):
                seconds_left()  # raises if the lookup was canceled
                if time.monotonic() > close:
                    raise limit_error("the credentials command did not end in time")
                if piece is not None:
                    name, chunk = piece
                    printed[name].extend(chunk)
                    if len(printed[name]) > MAX_OUTPUT:
                        raise limit_error(f"the credentials command printed more than {MAX_OUTPUT} bytes")
            process.wait(max(0.0, close - time.monotonic()))
        finally:
            process.kill()
    texts = {name: bytes(data).decode("utf-8", "replace") for name, data in printed.items()}
    return subprocess.CompletedProcess(command, process.returncode, **texts)


_REPLACEMENTS = {
    "TeaCore": _LimitedTeaCore,
    "subprocess": SimpleNamespace(PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired, run=_run),
    "configparser": SimpleNamespace(ConfigParser=_LimitedConfigParser),
}
"""Replacements for a class and two modules, by their names in the library's modules."""
