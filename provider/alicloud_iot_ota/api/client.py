# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One page of ListOTAFirmware: in its turn, signed, sent, retried, and read.

Every attempt is signed anew, with the credentials of that moment and a fresh nonce.
"""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import __version__
from alicloud_iot_ota.api import codes, wire
from alicloud_iot_ota.api.credentials import Credentials
from alicloud_iot_ota.api.endpoints import endpoint
from alicloud_iot_ota.api.rate_limiter import RATE_FILE, RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, Timing, call_with_retries
from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.api.transport import HttpResponse, Transport
from alicloud_iot_ota.base.hiding import hide_in_log
from alicloud_iot_ota.base.notes import Notes
from alicloud_iot_ota.errors import ApiError, InvalidResponseError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.settings import AccessKey, Settings

_log = logging.getLogger(__name__)


class _Request(msgspec.Struct, frozen=True):
    """What stays the same through all attempts, and what one may learn for the next."""

    query: str
    deadline: Deadline
    recoveries: set[codes.RetryAdvice]
    logged: str  # the query as the log may show it
    quoted: tuple[str | None, ...]  # what the service may say of it


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
        self.notes = Notes()
        """What users should know of all lookups, for the thread that can show it."""
        self.endpoint = endpoint(settings)
        self.credentials = Credentials(settings)
        self.clock_offset = 0.0
        """Seconds by which the service's clock is ahead of this machine's, learnt where it refuses a request for it."""
        self.clock_difference: float | None = None
        """The same, as the last answer told it, whether it matters or not; None before the first."""
        self._timeout = settings.timeout
        self._timing = timing
        self._nonce = nonce
        self._policy = policy or RetryPolicy()
        self.transport = Transport(self.endpoint)
        pace_file = None if settings.cache_dir is None else settings.cache_dir / RATE_FILE
        store = RateStore(pace_file, self.endpoint, timing, self.notes.add)
        self._rate_limiter = RateLimiter(store, settings.requests_per_second, timing)

    def deadline(self) -> Deadline:
        """Return the deadline of a look-up that starts now."""
        return Deadline(self._timeout, self._timing)

    def wait(self, seconds: float, deadline: Deadline) -> None:
        """Wait, unless that would be over the deadline or somebody cancels it."""
        if seconds >= deadline.remaining():
            raise deadline.timeout_error()
        self._timing.pause(seconds)

    def close(self) -> None:
        """End every request that is under way, now and from now on."""
        self.transport.close()
        self.credentials.close()

    def list_ota_firmware(  # noqa: PLR0913 - the operation's own parameters
        self,
        current_page: int,
        page_size: int,
        *,
        iot_instance_id: str | None = None,
        product_key: str | None = None,
        dest_version: str | None = None,
        deadline: Deadline | None = None,
    ) -> wire.ApiResponse:
        """Return one page, tried again as often as the policy and the deadline allow.

        Raises:
            ApiError: The service answered with an error, under whatever HTTP status.
            TransportError: No complete answer arrived.
            InvalidResponseError: What arrived is no answer of this operation.
            CredentialsError: There is nobody to call as.
            DeadlineError: The time is over, or would be before it is this request's turn.
            CancelledError: Somebody cancelled the wait.
        """
        until = deadline or self.deadline()
        scope = (iot_instance_id, product_key, dest_version)
        query, logged = (
            canonical_query(wire.parameters(current_page, page_size, *texts))
            for texts in (scope, map(hide_in_log, scope))
        )
        request = _Request(query, until, set(), logged, scope)
        return call_with_retries(lambda: self._attempt(request), self._policy, until, self._timing)

    def _attempt(self, request: _Request) -> wire.ApiResponse:
        while True:
            key = self.credentials.found(request.deadline).access_key
            turn = self._rate_limiter.turn(request.deadline)
            auth = Acs3Auth(key, timestamp=self._timing.time() + self.clock_offset, nonce=self._nonce())
            response = self._send(request, auth)
            try:
                return self._parse_response(response, [*auth.secrets, *self.transport.secrets], request.logged)
            except ApiError as error:
                error.with_quoted(*request.quoted)
                if isinstance(error, ThrottledError):
                    self._rate_limiter.slow_down(turn)
                if not self._try_recovery(error, request, key, response.date):
                    raise

    def _send(self, request: _Request, auth: Acs3Auth) -> HttpResponse:
        headers = {
            "accept": "application/json",
            "user-agent": f"alicloud-iot-ota/{__version__}",
            "x-acs-action": wire.ACTION,
            "x-acs-version": wire.VERSION,
        }
        response = self.transport.post(request.query, auth, headers, request.deadline, logged=request.logged)
        theirs = response.date
        self.clock_difference = None if theirs is None else theirs - self._timing.time()
        return response

    def _try_recovery(self, error: ApiError, request: _Request, key: AccessKey, theirs: float | None) -> bool:
        """Learn from an error what the next attempt can do better; once for each request, or it would never end."""
        error_info = codes.error_info(error.code, error.http_status)
        if error_info is None or error_info.again in request.recoveries:
            return False
        request.recoveries.add(error_info.again)
        if error_info.again is codes.RetryAdvice.WITH_NEW_CREDENTIALS:
            return self.credentials.renew(key, request.deadline)
        if error_info.again is not codes.RetryAdvice.WITH_SERVICE_TIME or theirs is None:
            return False
        self.clock_offset = theirs - self._timing.time()
        return True

    def _parse_response(self, response: HttpResponse, secrets: Sequence[str], logged: str) -> wire.ApiResponse:
        if response.is_redirect:
            raise InvalidResponseError(
                f"{self.endpoint} returned a redirect (HTTP {response.status}). Signed requests do not follow redirects."
            )
        try:
            answer = wire.decode(response.body, secrets)
        except InvalidResponseError:
            if response.status == HTTPStatus.OK:
                raise
            # A gateway that fails cannot always say so in the API's words.
            answer = wire.ApiResponse(message="no readable error body")
        outcome = "OK" if answer.success else answer.code
        details = (outcome, answer.request_id, response.status, len(response.body))
        _log.debug("%s %s: %s, RequestId %s, HTTP %d, %d bytes", wire.ACTION, logged, *details)
        if response.status == HTTPStatus.OK and answer.success is True:
            if not codes.is_success(answer.code):
                raise InvalidResponseError(
                    f"Contradictory response from {self.endpoint}: Success is true, but Code is {answer.code} "
                    f"(RequestId {answer.request_id or 'none'}).",
                    "Retry. If the error persists, send the RequestId to Alibaba Cloud support.",
                )
            return answer
        if response.status == HTTPStatus.OK and answer.success is None and answer.code is None:
            raise InvalidResponseError(f"The response from {self.endpoint} has neither Success nor an error Code.")
        error_info = codes.error_info(answer.code or None, response.status)
        if answer.success is False and error_info is None:
            error_info = codes.FAILED
        if error_info is None:
            raise InvalidResponseError(f"{self.endpoint} returned HTTP {response.status} without an error Code.")
        raise self._api_error(error_info, answer, response)

    def _api_error(self, error_info: codes.ErrorInfo, answer: wire.ApiResponse, response: HttpResponse) -> ApiError:
        code = answer.code or f"HTTP {response.status}"
        details = answer.error_message or answer.message or "no message"
        message = (
            f"ListOTAFirmware at {self.endpoint} failed: {code}: {details} "
            f"(HTTP {response.status}, RequestId {answer.request_id or 'none'})."
        )
        remedy = error_info.remedy
        if error_info.again is codes.RetryAdvice.WITH_SERVICE_TIME:
            message += self._clock_sentence(response)
            if response.date is not None and abs(self._timing.time() - response.date) < codes.CLOCK_SECONDS:
                remedy = codes.CLOCKS_AGREE_REMEDY
        return error_info.error(
            message,
            remedy,
            code=code,
            request_id=answer.request_id,
            http_status=response.status,
            retryable=error_info.again is codes.RetryAdvice.AFTER_DELAY,
        )

    def _clock_sentence(self, response: HttpResponse) -> str:
        theirs, ours = response.date, self._timing.time()
        if theirs is None:
            return f" Local time: {_format_time(ours)}. The response does not include the service time."
        minutes = round(abs(ours - theirs) / 60)
        direction = "ahead of" if ours > theirs else "behind"
        return f" Local time: {_format_time(ours)}, {minutes} minutes {direction} the service ({_format_time(theirs)})."


def _format_time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
