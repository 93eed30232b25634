# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One page of ListOTAFirmware: signed, sent, retried, and read.

The only module that sends HTTP. Every attempt is signed anew, with the credentials of that moment and a fresh nonce.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api import codes, wire
from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, Timing, cancelled, retrying
from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.errors import AnswerError, ApiError, TransportError
from alicloud_iot_ota.rendering import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.settings import AccessKey, Settings

_CONNECT_TIMEOUT = 5.0
_READ_TIMEOUT = 15.0
_CONNECTIONS = 1000  # kept alive at the most: as many as there can be look-ups at once

_NO_ANSWER: tuple[tuple[type[Exception], str], ...] = (  # the narrower class first
    (requests.exceptions.SSLError, "the TLS certificate was not accepted"),
    (requests.exceptions.ProxyError, "the proxy refused"),
    (requests.exceptions.ConnectTimeout, "no connection in time"),
    (requests.exceptions.ReadTimeout, "no answer in time"),
    (requests.exceptions.ChunkedEncodingError, "the connection broke in the middle of the answer"),
    (requests.exceptions.ConnectionError, "the connection could not be made, or broke"),
)


class OtaClient:
    """Calls the one operation of one account in one region.

    Args:
        settings: Where and as whom to call.
        timing: Clock, waiting and chance.
        nonce: Gives a text that never comes twice.
        policy: When and how often to try again.

    Raises:
        SettingsError: Region or endpoint are missing or wrong.
    """

    def __init__(
        self, settings: Settings, timing: Timing, nonce: Callable[[], str], policy: RetryPolicy | None = None
    ) -> None:
        self.endpoint = endpoint(settings)
        self._timeout = settings.timeout
        self._credentials = Credentials(settings.access_key)
        self._timing = timing
        self._nonce = nonce
        self._policy = policy or RetryPolicy()
        self._session = requests.Session()
        # To this machine itself no proxy leads, and the user's .netrc is for others.
        self._session.trust_env = self.endpoint.startswith("https:")
        self._session.mount(self.endpoint, HTTPAdapter(pool_maxsize=_CONNECTIONS))

    def deadline(self) -> Deadline:
        """Return the deadline of a look-up that starts now."""
        return Deadline(self._timeout, self._timing)

    def wait(self, seconds: float, deadline: Deadline) -> None:
        """Wait, unless that would be over the deadline or somebody cancels it."""
        if seconds >= deadline.remaining():
            raise deadline.over()
        if self._timing.wait(seconds):
            raise cancelled()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def list_ota_firmware(  # noqa: PLR0913 - the operation's own parameters
        self,
        current_page: int,
        page_size: int,
        *,
        iot_instance_id: str | None = None,
        product_key: str | None = None,
        dest_version: str | None = None,
        deadline: Deadline | None = None,
    ) -> wire.Answer:
        """Return one page, tried again as often as the policy and the deadline allow.

        Raises:
            ApiError: The service answered with an error, under whatever HTTP status.
            TransportError: No complete answer arrived.
            AnswerError: What arrived is no answer of this operation.
            CredentialsError: There is nobody to call as.
            DeadlineError: The time is over.
            CancelledError: Somebody cancelled the wait.
        """
        until = deadline or self.deadline()
        query = canonical_query(wire.parameters(current_page, page_size, iot_instance_id, product_key, dest_version))
        return retrying(lambda: self._attempt(query, until), self._policy, until, self._timing)

    def _attempt(self, query: str, deadline: Deadline) -> wire.Answer:
        left = deadline.remaining()
        if left <= 0:
            raise deadline.over()
        key = self._credentials.snapshot()
        try:
            response = self._session.post(
                f"{self.endpoint}/?{query}",
                auth=Acs3Auth(key, timestamp=self._timing.time(), nonce=self._nonce()),
                headers={
                    "accept": "application/json",
                    "user-agent": f"alicloud-iot-ota/{__version__}",
                    "x-acs-action": wire.ACTION,
                    "x-acs-version": wire.VERSION,
                },
                timeout=(min(_CONNECT_TIMEOUT, left), min(_READ_TIMEOUT, left)),
                allow_redirects=False,  # a signature must not follow one to another host
            )
        except requests.RequestException as error:
            raise self._no_answer(error) from None
        return self._read(response, key)

    def _read(self, response: requests.Response, key: AccessKey) -> wire.Answer:
        if response.is_redirect:
            raise AnswerError(
                f"{self.endpoint} answered with a redirect (HTTP {response.status_code}), which a signed request does "
                "not follow.",
                "Check endpoint and proxy: something else than IoT Platform seems to have answered.",
            )
        try:
            answer = wire.decode(response.content)
        except AnswerError as error:
            if response.status_code == HTTPStatus.OK:
                raise AnswerError(_without(key, error.message), error.remedy) from None
            # A gateway that fails cannot always say so in the API's words.
            answer = wire.Answer(code=f"HTTP {response.status_code}", message="no readable error body")
        if response.status_code == HTTPStatus.OK and answer.success is True:
            return answer
        if response.status_code == HTTPStatus.OK and answer.success is None and answer.code is None:
            raise AnswerError(
                f"The answer of {self.endpoint} says neither Success nor an error Code.",
                "Check endpoint and proxy: something else than IoT Platform seems to have answered.",
            )
        raise self._refused(answer, response, key)

    def _refused(self, answer: wire.Answer, response: requests.Response, key: AccessKey) -> ApiError:
        code = _without(key, answer.code or f"HTTP {response.status_code}")
        meaning = codes.meaning(code, response.status_code)
        told = answer.error_message or answer.message or "no message"
        message = _without(
            key,
            f"ListOTAFirmware at {self.endpoint} failed: {code}: {told} "
            f"(HTTP {response.status_code}, RequestId {answer.request_id or 'none'}).",
        )
        if code.lower().startswith("invalidtimestamp"):
            message += self._clock(response)
        return meaning.error(
            message,
            meaning.remedy,
            code=code,
            request_id=answer.request_id,
            http_status=response.status_code,
            retryable=meaning.retryable,
        )

    def _clock(self, response: requests.Response) -> str:
        try:
            theirs = parsedate_to_datetime(response.headers["Date"]).timestamp()
        except (KeyError, ValueError):
            return ""
        ours = self._timing.time()
        minutes = round(abs(ours - theirs) / 60)
        clock = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(ours))
        direction = "ahead of" if ours > theirs else "behind"
        return f" This machine's clock says {clock}, {minutes} minutes {direction} the service's."

    def _no_answer(self, error: requests.RequestException) -> TransportError:
        # The exceptions' own texts hold addresses of objects and the whole query: the kind is what a user can act on.
        kind = next((text for cls, text in _NO_ANSWER if isinstance(error, cls)), type(error).__name__)
        return TransportError(
            f"ListOTAFirmware at {self.endpoint} got no answer: {kind}.",
            "Check the network, the proxy settings and the endpoint, and try again.",
            retryable=not isinstance(error, requests.exceptions.SSLError),
        )


def _without(key: AccessKey, text: str) -> str:
    """Blank the secrets: a service repeats what it was sent, for instance in what it says it signed."""
    return redact(text, [key.access_key_secret, key.security_token or ""])
